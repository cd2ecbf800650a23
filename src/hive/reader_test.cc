// What the engine reads is what other programs read, and what was put in.
#include "hive/reader.h"

#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/oracles.h"
#include "hive/testing/read_hive.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

struct Shape {
  uint32_t minor;
  ListKind lists;
  uint32_t leaf_entries;
  uint32_t free_every;
};

class AgreementTest : public testing::TestWithParam<Shape> {
 protected:
  HiveLayout Layout() const {
    const Shape& shape = GetParam();
    return {.minor = shape.minor,
            .lists = shape.lists,
            .leaf_entries = shape.leaf_entries,
            .free_every = shape.free_every};
  }
};

TEST_P(AgreementTest, ReadsWhatWentIn) {
  const SampleKey tree = RandomTree(GetParam().minor);
  const Image image = Image::FromBytes(BuildHive(tree, Layout())).value();
  EXPECT_EQ(FirstDifferences(EngineText(image).value(), CanonicalText(tree)), "");
}

TEST_P(AgreementTest, ReadsWhatHivexReads) {
  const Bytes hive = BuildHive(RandomTree(GetParam().minor + 100), Layout());
  const Image image = Image::FromBytes(hive).value();
  EXPECT_EQ(FirstDifferences(EngineText(image, kHivexLimits).value(),
                             HivexText(hive, kHivexLimits).value()),
            "");
}

TEST_P(AgreementTest, ReadsWhatLibregfReads) {
  const Bytes hive = BuildHive(RandomTree(GetParam().minor + 200), Layout());
  const Image image = Image::FromBytes(hive).value();
  const ReaderLimits limits = RegfLimits(GetParam().minor);
  EXPECT_EQ(FirstDifferences(EngineText(image, limits).value(), RegfText(hive, limits).value()),
            "");
}

INSTANTIATE_TEST_SUITE_P(Shapes, AgreementTest,
                         testing::Values(Shape{3, ListKind::kLf, 500, 0},
                                         Shape{3, ListKind::kLi, 100, 7},
                                         Shape{4, ListKind::kLf, 500, 3},
                                         Shape{5, ListKind::kLh, 500, 0},
                                         Shape{6, ListKind::kLh, 50, 5}));

TEST(ReaderTest, ReadsWhatHivexWrote) {
  const Bytes hive = HivexMade(
                         "Windows Registry Editor Version 5.00\n\n"
                         "[HKEY_CURRENT_USER\\Software]\n\n"
                         "[HKEY_CURRENT_USER\\Software\\Contoso]\n"
                         "\"text\"=\"some text\"\n\"number\"=dword:00000007\n"
                         "@=hex:01,02,03,04,05\n\n"
                         "[HKEY_CURRENT_USER\\Software\\Empty]\n")
                         .value();
  const Image image = Image::FromBytes(hive).value();
  EXPECT_EQ(FirstDifferences(EngineText(image).value(), HivexText(hive).value()), "");
}

TEST(ReaderTest, FindsKeysAndValuesInAnyCase) {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"Software\\\u0416\u0443\u043a").values = {SampleNumber(u"\u00c4pfel", 7)};
  const Image image = Image::FromBytes(BuildHive(root)).value();
  const auto key = FindKey(image, u"SOFTWARE\\\u0436\u0423\u041a").value();
  ASSERT_TRUE(key);
  EXPECT_TRUE(FindValue(image, *key, u"\u00e4PFEL").value());
  EXPECT_FALSE(FindValue(image, *key, u"apfel").value());
  EXPECT_FALSE(FindKey(image, u"Software\\Zhuk").value());
  EXPECT_EQ(FindKey(image, u"").value()->cell, image.base().root_cell);
}

// Other programs write wrong hashes for such names; Windows does not find them, we do.
TEST(ReaderTest, FindsANameBeyondAsciiThoughItsHashIsWrong) {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"\u0416\u0443\u043a");
  Bytes hive = BuildHive(root);
  const Image sound = Image::FromBytes(hive).value();
  const uint32_t list = ReadRoot(sound)->subkey_list;
  hive[kPage + list + cell::kHeader + subkeys::kEntries + 4] ^= 0xFF;
  const Image image = Image::FromBytes(hive).value();
  EXPECT_TRUE(FindKey(image, u"\u0436\u0443\u043a").value());
}

TEST(ReaderTest, DamageIsAnErrorNotAnAnswer) {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"Software").values = {{.name = u"v", .data = Bytes(50)}};
  const Bytes hive = BuildHive(root);
  const Image sound = Image::FromBytes(hive).value();
  const Key key = FindKey(sound, u"Software").value().value();
  const auto damaged = [&](uint32_t cell, size_t at, uint32_t number) {
    Bytes bytes = hive;
    const Bytes field = ByteWriter().U32(number).Release();
    std::ranges::copy(field, bytes.begin() + static_cast<ptrdiff_t>(kPage + cell + 4 + at));
    return Image::FromBytes(bytes).value();
  };
  // More subkeys than listed, more values than fit, data that leads nowhere, a name too long.
  const uint32_t root_cell = sound.base().root_cell;
  EXPECT_THAT(SubkeyCells(damaged(root_cell, nk::kSubkeyCount, 2),
                          *ReadRoot(damaged(root_cell, nk::kSubkeyCount, 2))),
              FailsWith(ErrorCode::kDamaged));
  const Image many = damaged(key.cell, nk::kValueCount, 5000);
  EXPECT_THAT(ValueCells(many, *FindKey(many, u"Software").value()),
              FailsWith(ErrorCode::kDamaged));
  const uint32_t value = ValueCells(sound, key)->front();
  const Image nowhere = damaged(value, vk::kData, 0x7FFFFFF8);
  EXPECT_THAT(ReadData(nowhere, *ReadValue(nowhere, value)), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(ReadKey(damaged(key.cell, nk::kNameLength, 0xFFFF), key.cell),
              FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(ReadValue(damaged(value, vk::kDataSize, vk::kInline | 5), value),
              FailsWith(ErrorCode::kDamaged));
}

}  // namespace
}  // namespace repoint::hive
