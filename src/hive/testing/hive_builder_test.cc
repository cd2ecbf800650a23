#include "hive/testing/hive_builder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "base/testing/result_matchers.h"
#include "hive/format.h"
#include "hive/testing/canonical.h"
#include "hive/testing/oracles.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

// Both other programs find in the hive exactly the tree.
void ExpectReadByOthers(const SampleKey& tree, const HiveLayout& layout) {
  const Bytes hive = BuildHive(tree, layout);
  const Result<std::string> hivex = HivexText(hive, kHivexLimits);
  ASSERT_THAT(hivex, IsOk());
  EXPECT_EQ(FirstDifferences(CanonicalText(tree, kHivexLimits), *hivex), "");
  const ReaderLimits limits = RegfLimits(layout.minor);
  const Result<std::string> regf = RegfText(hive, limits);
  ASSERT_THAT(regf, IsOk());
  EXPECT_EQ(FirstDifferences(CanonicalText(tree, limits), *regf), "");
}

using Shape = std::tuple<uint32_t, ListKind>;
std::string ShapeName(const testing::TestParamInfo<Shape>& info) {
  constexpr std::string_view kKinds[] = {"Lf", "Lh", "Li"};
  const auto [minor, lists] = info.param;
  return fmt::format("{}Minor{}", kKinds[static_cast<size_t>(lists)], minor);
}

class BuiltHive : public testing::TestWithParam<Shape> {};

TEST_P(BuiltHive, IsReadByOthersAsTheTreeThatWentIn) {
  const auto [minor, lists] = GetParam();
  ExpectReadByOthers(RandomTree(minor), {.minor = minor, .lists = lists});
}

INSTANTIATE_TEST_SUITE_P(Shapes, BuiltHive,
                         testing::Combine(testing::Values(3, 4, 5, 6),
                                          testing::Values(ListKind::kLf, ListKind::kLh,
                                                          ListKind::kLi)),
                         ShapeName);

TEST(HiveBuilder, SplitsListsIntoLeavesOfTheGivenSize) {
  const SampleKey tree = RandomTree(7, {.keys = 50, .large_data = false});
  for (const ListKind lists : {ListKind::kLf, ListKind::kLh, ListKind::kLi}) {
    ExpectReadByOthers(tree, {.lists = lists, .leaf_entries = 3});
  }
}

TEST(HiveBuilder, OthersAreNotDisturbedByWhatLiesAround) {
  ExpectReadByOthers(RandomTree(8, {.wide = false}), {.minor = 3,
                                                      .lists = ListKind::kLf,
                                                      .bin_size = 0x4000,
                                                      .free_every = 3,
                                                      .garbage = 5000,
                                                      .tail = BaseTail::kGarbage});
}

// The cells of a hive, in order: offset and size, negative when free.
std::vector<std::pair<uint32_t, int64_t>> Cells(ByteView hive) {
  std::vector<std::pair<uint32_t, int64_t>> cells;
  const uint32_t end = *LoadU32(hive, base_block::kBinsSize);
  for (uint32_t begin = 0; begin < end;) {
    const ByteView bin = hive.subspan(kPage + begin);
    EXPECT_EQ(AsChars(bin.first(4)), "hbin");
    EXPECT_EQ(LoadU32(bin, bin::kOffset), begin);
    const uint32_t size = *LoadU32(bin, bin::kLength);
    uint32_t at = bin::kHeader;
    while (at < size) {
      const auto word = static_cast<int32_t>(*LoadU32(bin, at));
      const uint32_t bytes = static_cast<uint32_t>(std::abs(word));
      if (bytes < cell::kUnit || bytes % cell::kUnit != 0) return {};
      cells.emplace_back(begin + at, -int64_t{word});
      at += bytes;
    }
    EXPECT_EQ(at, size) << "a cell crosses its bin";
    begin += size;
  }
  return cells;
}

ByteView Contents(ByteView hive, uint32_t cell) {
  return hive.subspan(kPage + cell + cell::kHeader, 0 - *LoadU32(hive, kPage + cell) - 4);
}

TEST(HiveBuilder, FillsBinsWithCellsAndJoinsFreeOnes) {
  const Bytes hive = BuildHive(RandomTree(9, {.wide = false}),
                               {.bin_size = 0x3000, .free_every = 1, .free_size = 24});
  const auto cells = Cells(hive);
  ASSERT_GT(cells.size(), 1000u);
  size_t free = 0;
  for (size_t i = 1; i < cells.size(); ++i) {
    if (cells[i].second > 0) continue;
    ++free;
    const bool touches =
        cells[i - 1].second < 0 && cells[i - 1].first - cells[i - 1].second == cells[i].first;
    EXPECT_FALSE(touches) << "at " << cells[i].first;
  }
  EXPECT_GT(free, cells.size() / 3);
}

TEST(HiveBuilder, CountsTheKeysOfEverySecurityDescriptor) {
  const Bytes hive = BuildHive(RandomTree(10, {.wide = false}));
  std::map<uint32_t, uint32_t> keys;         // by sk
  std::map<uint32_t, ByteView> descriptors;  // by offset
  for (const auto& [offset, size] : Cells(hive)) {
    if (size < 0) continue;
    const ByteView contents = Contents(hive, offset);
    if (LoadU16(contents, 0) == sk::kMagic) descriptors[offset] = contents;
    if (LoadU16(contents, 0) == nk::kMagic) ++keys[*LoadU32(contents, nk::kSecurity)];
  }
  ASSERT_EQ(descriptors.size(), 3u);
  for (const auto& [offset, contents] : descriptors) {
    EXPECT_EQ(LoadU32(contents, sk::kReferences), keys[offset]);
    const uint32_t next = *LoadU32(contents, sk::kNext);
    ASSERT_TRUE(descriptors.contains(next));
    EXPECT_EQ(LoadU32(descriptors[next], sk::kPrevious), offset);
  }
}

// The builder computes by itself; here the two meet.
TEST(HiveBuilder, AgreesWithTheFormatOnChecksumOrderAndHash) {
  const Bytes hive = BuildHive(RandomTree(11));
  EXPECT_EQ(LoadU32(hive, base_block::kChecksum), BaseBlockChecksum(hive));
  size_t entries = 0;
  for (const auto& [offset, size] : Cells(hive)) {
    if (size < 0 || LoadU16(Contents(hive, offset), 0) != subkeys::kLh) continue;
    const ByteView list = Contents(hive, offset);
    std::u16string last;
    for (size_t i = 0; i < *LoadU16(list, subkeys::kCount); ++i, ++entries) {
      const size_t at = subkeys::kEntries + 8 * i;
      const ByteView key = Contents(hive, *LoadU32(list, at));
      const std::u16string name =
          DecodeName({key.subspan(nk::kName, *LoadU16(key, nk::kNameLength)),
                      (*LoadU16(key, nk::kFlags) & nk::kFlagLatin1Name) != 0});
      EXPECT_EQ(LoadU32(list, at + 4), LhHash(name));
      EXPECT_LT(CompareNames(last, name), 0);
      last = name;
    }
  }
  EXPECT_GT(entries, 2600u);
}

}  // namespace
}  // namespace repoint::hive
