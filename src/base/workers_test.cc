#include "base/workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <vector>

#include "base/system.h"

namespace repoint {
namespace {

class WorkersTest : public testing::TestWithParam<int> {};

TEST_P(WorkersTest, EachJobIsDoneOnceAndToldInOrder) {
  static constexpr size_t kJobs = 500;
  std::vector<std::atomic<int>> done(kJobs);
  std::vector<size_t> told;
  WorkInOrder(
      kJobs, GetParam(), [&](int, size_t job) { ++done[job]; },
      [&](size_t job) {
        EXPECT_EQ(done[job], 1) << "told before it was done";
        told.push_back(job);
      });
  ASSERT_EQ(told.size(), kJobs);
  for (size_t i = 0; i < kJobs; ++i) {
    EXPECT_EQ(told[i], i);
    EXPECT_EQ(done[i], 1) << i;
  }
}

TEST_P(WorkersTest, WithoutJobsNothingIsCalled) {
  WorkInOrder(0, GetParam(), [](int, size_t) { FAIL(); }, [](size_t) { FAIL(); });
}

INSTANTIATE_TEST_SUITE_P(All, WorkersTest, testing::Values(0, 1, 4, 100));

TEST(WorkersTest, WorkersWorkAtTheSameTime) {
  // Each waits for the other.
  std::atomic<int> here = 0;
  WorkInOrder(
      2, 2,
      [&](int, size_t) {
        ++here;
        for (int i = 0; i < 1000 && here < 2; ++i) SleepMillis(10);
      },
      [](size_t) {});
  EXPECT_EQ(here, 2);
}

TEST(WorkersTest, AJobThatIsDoneEarlyWaitsForThoseBeforeIt) {
  std::atomic<bool> second_done = false;
  std::vector<size_t> told;
  WorkInOrder(
      2, 2,
      [&](int, size_t job) {
        for (int i = 0; job == 0 && i < 1000 && !second_done; ++i) SleepMillis(10);
        if (job == 1) second_done = true;
      },
      [&](size_t job) { told.push_back(job); });
  EXPECT_EQ(told, (std::vector<size_t>{0, 1}));
}

TEST(WorkersTest, ThereIsACore) { EXPECT_GE(CoreCount(), 1); }

}  // namespace
}  // namespace repoint
