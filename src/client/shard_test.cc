#include "client/shard.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/testing/result_matchers.h"

namespace repoint {
namespace {

using testing::HasSubstr;
using testing::Optional;

Variables Of(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

TEST(ShardTest, EachNameBelongsToOnePartAndPartsAreAboutAsLarge) {
  static constexpr size_t kNames = 10'000;
  for (const uint64_t count : {1, 2, 3, 7, 64}) {
    std::map<uint64_t, size_t> sizes;
    for (size_t i = 0; i < kNames; ++i) {
      const std::string name = fmt::format("user{:05}/ntuser.dat", i);
      size_t holders = 0;
      for (uint64_t index = 0; index < count; ++index) {
        if (!Shard{index, count}.Holds(name)) continue;
        ++holders;
        ++sizes[index];
      }
      ASSERT_EQ(holders, 1U) << name;
    }
    for (const auto& [index, size] : sizes) EXPECT_GT(size, kNames / count / 2) << index;
    EXPECT_EQ(sizes.size(), count);
  }
}

TEST(ShardTest, IsTheSameOnEverySystem) {
  // A number written down: another one would hand hives to other parts halfway through a migration.
  EXPECT_TRUE((Shard{350, 1000}.Holds("jane/ntuser.dat")));
}

TEST(ShardTest, IsWrittenAsIndexAndCount) {
  EXPECT_THAT(ParseShard("0/1"), IsOkAndHolds(Shard{0, 1}));
  EXPECT_THAT(ParseShard("3/4"), IsOkAndHolds(Shard{3, 4}));
  EXPECT_EQ((Shard{3, 4}.Text()), "3/4");
  for (const char* text : {"", "1", "4/4", "1/0", "-1/4", "a/4", "1/4/2", "1/ 4", "1/4000000"}) {
    EXPECT_THAT(ParseShard(text), FailsWith(ErrorCode::kUsage)) << text;
  }
}

TEST(ShardTest, OfSlurmCountsFromItsFirstTask) {
  EXPECT_THAT(ShardOfScheduler(Of({{"SLURM_ARRAY_TASK_ID", "5"},
                                   {"SLURM_ARRAY_TASK_COUNT", "4"},
                                   {"SLURM_ARRAY_TASK_MIN", "3"}})),
              IsOkAndHolds(Optional(Shard{2, 4})));
  EXPECT_THAT(ShardOfScheduler(Of({{"SLURM_ARRAY_TASK_ID", "6"},
                                   {"SLURM_ARRAY_TASK_COUNT", "4"},
                                   {"SLURM_ARRAY_TASK_STEP", "2"}})),
              IsOkAndHolds(Optional(Shard{3, 4})));
}

TEST(ShardTest, OfKubernetesNeedsACount) {
  EXPECT_THAT(ShardOfScheduler(Of({{"JOB_COMPLETION_INDEX", "0"}, {"JOB_COMPLETION_COUNT", "8"}})),
              IsOkAndHolds(Optional(Shard{0, 8})));
  EXPECT_THAT(ShardOfScheduler(Of({{"JOB_COMPLETION_INDEX", "0"}})), IsOkAndHolds(std::nullopt));
  EXPECT_THAT(ShardOfScheduler(Of({})), IsOkAndHolds(std::nullopt));
}

TEST(ShardTest, NumbersOfASchedulerThatMakeNoSenseAreRefused) {
  for (const char* index : {"9", "x", ""}) {
    const auto shard =
        ShardOfScheduler(Of({{"SLURM_ARRAY_TASK_ID", index}, {"SLURM_ARRAY_TASK_COUNT", "4"}}));
    ASSERT_THAT(shard, FailsWith(ErrorCode::kUsage)) << index;
    EXPECT_THAT(shard.error().message, HasSubstr("give -Shard"));
  }
}

}  // namespace
}  // namespace repoint
