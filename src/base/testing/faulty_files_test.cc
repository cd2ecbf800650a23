#include "base/testing/faulty_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"

namespace repoint {
namespace {

using testing::ElementsAre;

constexpr Access kDefault = Access::kDefault;
constexpr char kLeftover[] = "repoint-1-1.tmp";

TEST(FaultyFiles, CountsOnlyMutatingSteps) {
  FakeFiles disk;
  FaultyFiles files(disk);
  ASSERT_THAT(files.CreateFolders("a", kDefault), IsOk());
  ASSERT_THAT(files.WriteWhole("a/f", AsBytes("x"), kDefault), IsOk());
  ASSERT_THAT(files.Append("a/f", AsBytes("y"), kDefault), IsOk());
  ASSERT_THAT(files.Rename("a/f", "a/g"), IsOk());
  ASSERT_THAT(files.Lock("lock"), IsOk());
  EXPECT_EQ(files.steps(), 6u);
  (void)files.Stat("a/g");
  (void)files.List("a");
  (void)files.InUse("a/g");
  EXPECT_EQ(files.Open("a/g").value()->size(), 2u);
  EXPECT_EQ(files.steps(), 6u);
  ASSERT_THAT(files.Remove("a/g"), IsOk());
  EXPECT_EQ(files.steps(), 7u);
  EXPECT_FALSE(files.fired());
}

TEST(FaultyFiles, FailsOneStepAndGoesOn) {
  FakeFiles disk;
  FaultyFiles files(disk, Fault::kFailOnce, 1);
  EXPECT_THAT(files.Append("f", AsBytes("a"), kDefault), IsOk());
  EXPECT_THAT(files.Append("f", AsBytes("b"), kDefault), FailsWith(ErrorCode::kIo));
  EXPECT_TRUE(files.fired());
  EXPECT_THAT(files.Append("f", AsBytes("c"), kDefault), IsOk());
  EXPECT_EQ(disk.Text("f"), "ac");
}

TEST(FaultyFiles, AStepMayBeDoneAndReportedAsFailed) {
  FakeFiles disk;
  FaultyFiles files(disk, Fault::kDoneButFailed, 1);
  EXPECT_THAT(files.Append("f", AsBytes("a"), kDefault), IsOk());
  EXPECT_THAT(files.Append("f", AsBytes("b"), kDefault), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(files.Append("f", AsBytes("c"), kDefault), IsOk());
  EXPECT_EQ(disk.Text("f"), "abc");
}

TEST(FaultyFiles, EverythingMayFailFromAStepOnWhileReadingWorks) {
  for (const Fault fault : {Fault::kFailFromHere, Fault::kDoneThenFailing}) {
    FakeFiles disk;
    FaultyFiles files(disk, fault, 1);
    EXPECT_THAT(files.Append("f", AsBytes("a"), kDefault), IsOk());
    EXPECT_THAT(files.Append("f", AsBytes("b"), kDefault), FailsWith(ErrorCode::kIo));
    EXPECT_THAT(files.Append("f", AsBytes("c"), kDefault), FailsWith(ErrorCode::kIo));
    EXPECT_THAT(files.Remove("f"), FailsWith(ErrorCode::kIo));
    EXPECT_THAT(files.Stat("f"), IsOk());
    EXPECT_FALSE(files.stopped());
    EXPECT_EQ(disk.Text("f"), fault == Fault::kFailFromHere ? "a" : "ab");
  }
}

TEST(FaultyFiles, AWriteThatFailsLeavesTheOldFileAlone) {
  for (const size_t step : {0u, 1u}) {
    FakeFiles disk;
    disk.Put("f", "old");
    FaultyFiles files(disk, Fault::kFailOnce, step);
    EXPECT_THAT(files.WriteWhole("f", AsBytes("new"), kDefault), FailsWith(ErrorCode::kIo));
    EXPECT_EQ(disk.Text("f"), "old");
    EXPECT_THAT(disk.AllFiles(), ElementsAre("f"));
  }
}

TEST(FaultyFiles, AfterAStopEverythingFails) {
  FakeFiles disk;
  disk.Put("f", "x");
  FaultyFiles files(disk, Fault::kStop, 0);
  const auto opened = files.Open("f").value();
  EXPECT_THAT(files.Remove("f"), FailsWith(ErrorCode::kIo));
  EXPECT_TRUE(files.stopped());
  EXPECT_THAT(opened->ReadAt(0, 1), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(files.Stat("f"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(files.Open("f"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(files.List("."), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(files.InUse("f"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(files.Lock("f"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(files.Append("f", {}, kDefault), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(disk.Text("f"), "x");
}

TEST(FaultyFiles, ATornAppendLeavesHalf) {
  FakeFiles disk;
  disk.Put("f", "0");
  FaultyFiles files(disk, Fault::kStopTorn, 0);
  EXPECT_THAT(files.Append("f", AsBytes("abcd"), kDefault), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(disk.Text("f"), "0ab");
}

TEST(FaultyFiles, ATornWriteLeavesHalfATemporaryFileBesideTheOldOne) {
  FakeFiles disk;
  disk.Put("f", "old");
  FaultyFiles files(disk, Fault::kStopTorn, 0);
  EXPECT_THAT(files.WriteWhole("f", AsBytes("abcd"), kDefault), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(disk.Text("f"), "old");
  EXPECT_EQ(disk.Text(kLeftover), "ab");
}

TEST(FaultyFiles, AStopBeforeTheRenameLeavesAWholeTemporaryFile) {
  FakeFiles disk;
  disk.Put("a/f", "old");
  FaultyFiles files(disk, Fault::kStop, 1);
  EXPECT_THAT(files.WriteWhole("a/f", AsBytes("new"), kDefault), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(disk.Text("a/f"), "old");
  EXPECT_EQ(disk.Text(std::string("a/") + kLeftover), "new");
}

TEST(FaultyFiles, EveryPieceOfAWholeFileIsAStep) {
  FakeFiles disk;
  FaultyFiles files(disk, Fault::kStopTorn, 1);
  {
    const auto file = files.CreateWhole("f", kDefault).value();
    EXPECT_THAT(file->Append(AsBytes("ab")), IsOk());
    EXPECT_THAT(file->Append(AsBytes("cdef")), FailsWith(ErrorCode::kIo));
    EXPECT_THAT(file->Commit(), FailsWith(ErrorCode::kIo));
  }
  EXPECT_EQ(disk.Text(kLeftover), "abcd");
  EXPECT_THAT(disk.AllFiles(), ElementsAre(kLeftover));
}

TEST(FaultyFiles, WhatCannotBeHalfDoneIsDoneBeforeTheStop) {
  FakeFiles disk;
  disk.Put("f", "old");
  {
    FaultyFiles files(disk, Fault::kStopTorn, 1);
    EXPECT_THAT(files.WriteWhole("f", AsBytes("new"), kDefault), FailsWith(ErrorCode::kIo));
    EXPECT_EQ(disk.Text("f"), "new");
  }
  FaultyFiles files(disk, Fault::kStopTorn, 0);
  EXPECT_THAT(files.Rename("f", "g"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(disk.AllFiles(), ElementsAre("g"));
}

TEST(FaultyFiles, ACrashLoopMeetsEveryStep) {
  size_t rounds = 0;
  for (;; ++rounds) {
    ASSERT_LT(rounds, 10u);
    FakeFiles disk;
    FaultyFiles files(disk, Fault::kStop, rounds);
    (void)files.WriteWhole("f", AsBytes("x"), kDefault);
    (void)files.Rename("f", "g");
    if (!files.fired()) break;
  }
  EXPECT_EQ(rounds, 3u);
}

}  // namespace
}  // namespace repoint
