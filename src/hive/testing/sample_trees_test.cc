#include "hive/testing/sample_trees.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/testing/result_matchers.h"
#include "hive/testing/canonical.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/oracles.h"

namespace repoint::hive {
namespace {

void CollectSizes(const SampleKey& key, std::set<size_t>& data, std::set<size_t>& subkeys) {
  subkeys.insert(key.subkeys.size());
  for (const SampleValue& value : key.values) data.insert(value.data.size());
  for (const SampleKey& subkey : key.subkeys) CollectSizes(subkey, data, subkeys);
}

TEST(RandomTree, HoldsEverySizeClass) {
  std::set<size_t> data, subkeys;
  CollectSizes(RandomTree(1), data, subkeys);
  for (const size_t size : {0, 1, 2, 3, 4, 5, 560, 4056, 16343, 16344, 16345, 40000}) {
    EXPECT_TRUE(data.contains(size)) << size;
  }
  for (const size_t count : {0, 1, 600, 2000}) EXPECT_TRUE(subkeys.contains(count)) << count;
}

TEST(RandomTree, IsTheSameForTheSameSeed) {
  EXPECT_EQ(CanonicalText(RandomTree(2)), CanonicalText(RandomTree(2)));
  EXPECT_NE(CanonicalText(RandomTree(2)), CanonicalText(RandomTree(3)));
}

TEST(OutlookTree, HasTheSizeThatWasAskedFor) {
  for (const size_t bytes : {300'000, 1'900'000, 6'000'000}) {
    const size_t size = BuildHive(OutlookTree(1, bytes)).size();
    EXPECT_NEAR(static_cast<double>(size), static_cast<double>(bytes), 0.04 * bytes);
  }
}

TEST(OutlookTree, HasProfilesInBothPlacesAndIsReadByHivex) {
  SampleKey tree = OutlookTree(2);
  EXPECT_GT(CountKeys(tree), 3000u);
  for (const auto place : {kMessagingProfiles, kOutlookProfiles}) {
    EXPECT_EQ(KeyAt(tree, place).subkeys.size(), 2u);
  }
  const Bytes hive = BuildHive(tree, {.minor = 3, .lists = ListKind::kLf});
  const Result<std::string> hivex = HivexText(hive);
  ASSERT_THAT(hivex, IsOk());
  EXPECT_EQ(FirstDifferences(CanonicalText(tree), *hivex), "");
}

}  // namespace
}  // namespace repoint::hive
