#include "hive/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "hive/reader.h"
#include "hive/subkey_list.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

using testing::HasSubstr;

class CheckTest : public testing::Test {
 protected:
  CheckTest() {
    SampleKey root{.name = u"ROOT"};
    for (const char16_t* name : {u"Alpha", u"Beta", u"Gamma"}) {
      KeyAt(root, std::u16string(u"Software\\") + name).values = {
          {.name = u"v", .data = Bytes(50)}, {.name = u"big", .data = Bytes(20000)}};
    }
    KeyAt(root, u"Software\\Beta").class_name = u"Class";
    KeyAt(root, u"Software\\Gamma").descriptor = 1;
    hive_ = BuildHive(root);
    sound_ = std::make_unique<Image>(Image::FromBytes(hive_).value());
  }

  Key At(std::u16string_view path) const { return FindKey(*sound_, path).value().value(); }
  uint32_t ValueOf(std::u16string_view path, size_t index) const {
    return ValueCells(*sound_, At(path)).value()[index];
  }
  // Overwrites four bytes of a cell's contents, or its size where `at` is -4.
  void Break(uint32_t cell, int at, uint32_t number) {
    const Bytes field = ByteWriter().U32(number).Release();
    std::ranges::copy(field, hive_.begin() + static_cast<ptrdiff_t>(kPage + cell + 4) + at);
  }
  void ExpectDamage(std::string_view words) const {
    const Image image = Image::FromBytes(hive_).value();
    const Status sound = CheckSound(image);
    ASSERT_THAT(sound, FailsWith(ErrorCode::kDamaged));
    EXPECT_THAT(sound.error().message, HasSubstr(std::string(words)));
  }
  void ExpectOddity(std::string_view words) const {
    const Image image = Image::FromBytes(hive_).value();
    EXPECT_THAT(CheckSound(image), IsOk());
    const CheckReport report = Check(image).value();
    ASSERT_FALSE(report.oddities.empty());
    EXPECT_THAT(report.oddities.front().message, HasSubstr(std::string(words)));
  }

  Bytes hive_;
  std::unique_ptr<Image> sound_;
};

TEST_F(CheckTest, FindsNothingInASoundHive) {
  const CheckReport report = Check(*sound_).value();
  EXPECT_EQ(report.damage_count, 0U);
  EXPECT_EQ(report.oddity_count, 0U);
  EXPECT_EQ(report.keys, 5U);
  EXPECT_EQ(report.values, 6U);
  EXPECT_EQ(report.descriptors, 2U);
}

TEST_F(CheckTest, FindsNothingInAnyShapeOfHive) {
  for (uint32_t minor = 3; minor <= 6; ++minor) {
    const Image image =
        Image::FromBytes(
            BuildHive(RandomTree(minor), {.minor = minor,
                                          .lists = minor < 5 ? ListKind::kLf : ListKind::kLh,
                                          .leaf_entries = 300,
                                          .free_every = 9,
                                          .garbage = 100}))
            .value();
    const CheckReport report = Check(image).value();
    EXPECT_EQ(report.damage_count, 0U) << report.damage.front().message;
    EXPECT_EQ(report.oddity_count, 0U) << report.oddities.front().message;
  }
}

TEST_F(CheckTest, BinsFollowEachOther) {
  const uint32_t second = *LoadU32(*sound_->Bins(0, bin::kHeader), bin::kLength);
  ASSERT_LT(second, sound_->bins_size());
  hive_[kPage + second] = 'x';
  ExpectDamage("no bin begins");
}

TEST_F(CheckTest, CellsFillTheirBin) {
  Break(At(u"Software").cell, -4, 0 - 8000U);
  ExpectDamage("does not fit into its bin");
}

TEST_F(CheckTest, NothingLeadsToAFreeCell) {
  const uint32_t cell = At(u"Software\\Alpha").cell;
  const ByteView contents = sound_->Cell(cell).value();
  Break(cell, -4, static_cast<uint32_t>(contents.size()) + 4);
  ExpectDamage("is free, and yet in use");
}

TEST_F(CheckTest, EveryCellHasOneOwner) {
  Break(ValueOf(u"Software\\Alpha", 0), vk::kData,
        ReadValue(*sound_, ValueOf(u"Software\\Beta", 0))->data);
  ExpectDamage("two things lead to one cell");
}

TEST_F(CheckTest, SegmentsHaveOneOwner) {
  const uint32_t head = ReadValue(*sound_, ValueOf(u"Software\\Alpha", 1))->data;
  const uint32_t list = *LoadU32(sound_->Cell(head).value(), db::kList);
  Break(list, 4, *LoadU32(sound_->Cell(list).value(), 0));
  ExpectDamage("two things lead to one cell");
}

TEST_F(CheckTest, KeysNameTheParentThatListsThem) {
  Break(At(u"Software\\Alpha").cell, nk::kParent, sound_->base().root_cell);
  ExpectDamage("another parent");
}

TEST_F(CheckTest, CountsOfSubkeysAreThoseOfTheLists) {
  Break(At(u"Software").cell, nk::kSubkeyCount, 2);
  ExpectDamage("counts 2 subkeys");
}

TEST_F(CheckTest, SubkeysAreInOrder) {
  const Key key = At(u"Software");
  const Leaf leaf = ReadSubkeyList(*sound_, key.subkey_list)->leaves.front();
  for (int i = 0; i < 2; ++i) {
    Break(leaf.cell, 4 + i * 8, leaf.entries[1 - static_cast<size_t>(i)].key);
    Break(leaf.cell, 8 + i * 8, leaf.entries[1 - static_cast<size_t>(i)].hint);
  }
  ExpectDamage("out of order");
}

TEST_F(CheckTest, HashesAreThoseOfTheNames) {
  const Leaf leaf = ReadSubkeyList(*sound_, At(u"Software").subkey_list)->leaves.front();
  Break(leaf.cell, 8, leaf.entries.front().hint + 1);
  ExpectDamage("hash or hint");
}

TEST_F(CheckTest, DescriptorsCountTheKeysThatUseThem) {
  Break(At(u"Software").security, sk::kReferences, 3);
  ExpectDamage("counts 3 keys where 4 use it");
}

TEST_F(CheckTest, DescriptorsAreARing) {
  Break(At(u"Software").security, sk::kPrevious, At(u"Software").security);
  ExpectDamage("ring");
}

TEST_F(CheckTest, BigDataHasAsManySegmentsAsItNeeds) {
  Break(ValueOf(u"Software\\Alpha", 1), vk::kDataSize, 40000);
  ExpectDamage("segments");
}

// hivex writes such data into one cell, which Windows does not understand.
TEST_F(CheckTest, LargeDataIsNotOneCell) {
  const uint32_t value = ValueOf(u"Software\\Alpha", 0);
  Break(value, vk::kDataSize, 16345);
  ExpectDamage("is no db");
}

TEST_F(CheckTest, LivesWithWhatRealHivesHave) {
  Break(sound_->base().root_cell, 0, nk::kMagic | 0x20U << 16);
  ExpectOddity("root");
}

TEST_F(CheckTest, LivesWithCellsThatNothingLeadsTo) {
  const Key key = At(u"Software\\Beta");
  Break(key.cell, nk::kClassLength - 2, static_cast<uint32_t>(key.name.size()));
  ExpectOddity("nothing leads to this cell");
}

TEST_F(CheckTest, LivesWithWrongHashesBeyondAscii) {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"\u0416\u0443\u043a");
  hive_ = BuildHive(root);
  const Image image = Image::FromBytes(hive_).value();
  Break(ReadRoot(image)->subkey_list, 8, 1);
  ExpectOddity("beyond ASCII");
}

}  // namespace
}  // namespace repoint::hive
