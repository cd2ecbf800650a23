#include "hive/image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "hive/reader.h"
#include "hive/testing/base_block_builder.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

SampleKey Tree() {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"Software").values = {SampleNumber(u"n", 1)};
  return root;
}

// Counts the bytes that are asked of it.
struct Reads {
  size_t bytes = 0;
  size_t calls = 0;
};

class CountedFile : public ReadableFile {
 public:
  CountedFile(Bytes bytes, Reads& reads) : bytes_(std::move(bytes)), reads_(reads) {}
  uint64_t size() const override { return bytes_.size(); }
  Result<Bytes> ReadAt(uint64_t offset, size_t count) override {
    const size_t begin = std::min<size_t>(offset, bytes_.size());
    const size_t size = std::min(count, bytes_.size() - begin);
    reads_.bytes += size;
    ++reads_.calls;
    return ToBytes(ByteView(bytes_).subspan(begin, size));
  }

 private:
  Bytes bytes_;
  Reads& reads_;
};

Bytes With(Bytes hive, size_t at, uint32_t number) {
  const Bytes bytes = ByteWriter().U32(number).Release();
  std::ranges::copy(bytes, hive.begin() + static_cast<ptrdiff_t>(at));
  SealBaseBlock(hive);
  return hive;
}

TEST(ImageTest, OpensAHiveOfEveryVersionThatWindowsWrites) {
  for (uint32_t minor = 3; minor <= 6; ++minor) {
    const auto image = Image::FromBytes(BuildHive(Tree(), {.minor = minor}));
    ASSERT_THAT(image, IsOk()) << minor;
    EXPECT_THAT(image->CheckWritable(), IsOk()) << minor;
    EXPECT_EQ(image->HasBigData(), minor >= 4);
  }
}

TEST(ImageTest, ReadsAFewPagesToFindOneKeyAmongThousands) {
  const Bytes hive = BuildHive(OutlookTree(1));
  ASSERT_GT(hive.size(), 1'500'000U);
  Reads reads;
  const Image image = Image::Open(std::make_unique<CountedFile>(hive, reads)).value();
  ASSERT_TRUE(FindKey(image, kMessagingProfiles).value());
  EXPECT_LT(reads.bytes, 40U * kPage);
}

TEST(ImageTest, ReadsTheRestAtOnceForWhoeverWalksThroughIt) {
  const Bytes hive = BuildHive(OutlookTree(1));
  Reads reads;
  const Image image = Image::Open(std::make_unique<CountedFile>(hive, reads)).value();
  for (uint32_t page = 0; page < image.bins_size(); page += kPage) {
    const ByteView bin = image.Bins(page, kPage).value();
    ASSERT_TRUE(Equal(bin, ByteView(hive).subspan(kPage + page, kPage)));
  }
  EXPECT_LT(reads.calls, 40U);
  EXPECT_LT(reads.bytes, 2 * hive.size());
}

TEST(ImageTest, ToleratesGarbageBehindTheLastBin) {
  const Image image = Image::FromBytes(BuildHive(Tree(), {.garbage = 5000})).value();
  EXPECT_TRUE(FindKey(image, u"software").value());
  EXPECT_EQ(image.bytes().size(), kPage + image.bins_size());
}

TEST(ImageTest, RefusesWhatIsNoHive) {
  EXPECT_THAT(Image::FromBytes(Bytes(8192)), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Image::FromBytes({}), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Image::FromBytes(ToBytes("regf")), FailsWith(ErrorCode::kDamaged));
}

TEST(ImageTest, SaysThatAFileIsEmpty) {
  EXPECT_THAT(Image::FromBytes({}).error().message, testing::HasSubstr("empty"));
}

TEST(ImageTest, SaysWhatARegistryFileOfWindows9xIs) {
  const auto image = Image::FromBytes(ToBytes("CREG and more"));
  ASSERT_THAT(image, FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(image.error().message, testing::HasSubstr("Windows 95"));
}

TEST(ImageTest, RefusesADirtyHive) {
  EXPECT_THAT(Image::FromBytes(BuildHive(Tree(), {.primary_sequence = 8})),
              FailsWith(ErrorCode::kConflict));
  Bytes bad_checksum = BuildHive(Tree());
  bad_checksum[base_block::kChecksum] ^= 1;
  EXPECT_THAT(Image::FromBytes(bad_checksum), FailsWith(ErrorCode::kConflict));
}

TEST(ImageTest, RefusesAHiveThatIsCutShort) {
  Bytes hive = BuildHive(Tree());
  hive.resize(hive.size() - 1);
  EXPECT_THAT(Image::FromBytes(hive), FailsWith(ErrorCode::kDamaged));
}

TEST(ImageTest, RefusesOtherVersionsLogsAndOddSizes) {
  const Bytes hive = BuildHive(Tree());
  EXPECT_THAT(Image::FromBytes(With(hive, base_block::kMajor, 2)),
              FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(Image::FromBytes(With(hive, base_block::kMinor, 7)),
              FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(Image::FromBytes(With(hive, base_block::kType, 6)),
              FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(Image::FromBytes(With(hive, base_block::kBinsSize, 4095)),
              FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Image::FromBytes(With(hive, base_block::kBinsSize, 0)),
              FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Image::FromBytes(With(hive, base_block::kBinsSize, 0xFFFFF000)),
              FailsWith(ErrorCode::kDamaged));
}

TEST(ImageTest, WritesNothingWhileATransactionHoldsTheHive) {
  HiveLayout layout{.base_flags = base_block::kFlagLocked};
  EXPECT_THAT(Image::FromBytes(BuildHive(Tree(), layout))->CheckWritable(),
              FailsWith(ErrorCode::kUnsupported));
  // XP left what was in memory there.
  layout.tail = BaseTail::kGarbage;
  EXPECT_THAT(Image::FromBytes(BuildHive(Tree(), layout))->CheckWritable(), IsOk());
}

TEST(ImageTest, WritesNothingIntoLayersOrAnOlderVersion) {
  EXPECT_THAT(
      Image::FromBytes(BuildHive(Tree(), {.minor = 6, .base_flags = base_block::kFlagLayered}))
          ->CheckWritable(),
      FailsWith(ErrorCode::kUnsupported));
  // In 1.5 the same bit says that the hive was defragmented.
  EXPECT_THAT(
      Image::FromBytes(BuildHive(Tree(), {.minor = 5, .base_flags = base_block::kFlagLayered}))
          ->CheckWritable(),
      IsOk());
  EXPECT_THAT(Image::FromBytes(With(BuildHive(Tree(), {.minor = 3}), base_block::kMinor, 2))
                  ->CheckWritable(),
              FailsWith(ErrorCode::kUnsupported));
}

TEST(ImageTest, GivesNoCellOutsideOfTheHiveOrFree) {
  const Image image = Image::FromBytes(BuildHive(Tree())).value();
  EXPECT_THAT(image.Cell(kNone), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(image.Cell(image.bins_size()), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(image.Cell(33), FailsWith(ErrorCode::kDamaged));
  // "hbin" as a size.
  EXPECT_THAT(image.Cell(0), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(image.Cell(image.base().root_cell, 0, vk::kMagic), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(image.Cell(image.base().root_cell, 100'000, nk::kMagic),
              FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(image.Bins(image.bins_size() - 4, 5), FailsWith(ErrorCode::kDamaged));
}

TEST(ImageTest, RemembersThePagesThatWereWritten) {
  Image image = Image::FromBytes(BuildHive(OutlookTree(1, 100'000))).value();
  EXPECT_TRUE(image.DirtyRuns().empty());
  ASSERT_THAT(image.Write(4095, Bytes{1, 2}), IsOk());
  ASSERT_THAT(image.Write(5 * kPage, Bytes{1}), IsOk());
  EXPECT_THAT(image.DirtyRuns(),
              testing::ElementsAre(std::pair(0U, 2 * kPage), std::pair(5 * kPage, kPage)));
  EXPECT_THAT(image.Write(image.bins_size(), Bytes{1}), FailsWith(ErrorCode::kInternal));
}

TEST(ImageTest, AppendsBinsOfOneFreeCell) {
  Image image = Image::FromBytes(BuildHive(Tree())).value();
  const uint32_t before = image.bins_size();
  ASSERT_EQ(image.AppendBin(2 * kPage).value(), before);
  EXPECT_EQ(image.bins_size(), before + 2 * kPage);
  const ByteView bin = image.Bins(before, bin::kHeader + 4).value();
  EXPECT_EQ(AsChars(bin.first(4)), "hbin");
  EXPECT_EQ(*LoadU32(bin, bin::kOffset), before);
  EXPECT_EQ(*LoadU32(bin, bin::kLength), 2 * kPage);
  EXPECT_EQ(*LoadU32(bin, bin::kHeader), 2 * kPage - bin::kHeader);
  EXPECT_EQ(image.DirtyRuns().back(), std::pair(before, 2 * kPage));
}

TEST(ImageTest, SaysWhenTheFileBecameShorterMeanwhile) {
  class Shrinking : public ReadableFile {
   public:
    explicit Shrinking(Bytes bytes) : bytes_(std::move(bytes)) {}
    uint64_t size() const override { return bytes_.size(); }
    Result<Bytes> ReadAt(uint64_t offset, size_t count) override {
      if (offset != 0) return Bytes{};
      return ToBytes(ByteView(bytes_).first(std::min(count, bytes_.size())));
    }

   private:
    Bytes bytes_;
  };
  const Image image = Image::Open(std::make_unique<Shrinking>(BuildHive(Tree()))).value();
  EXPECT_THAT(ReadRoot(image), FailsWith(ErrorCode::kConflict));
}

}  // namespace
}  // namespace repoint::hive
