// Moves with content: the old file becomes the ".bak", new content takes its name; and back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/faulty_files.h"
#include "base/testing/result_matchers.h"
#include "update/file_moves.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kFile = "/Microsoft/Outlook/a.nk2";
const std::string kBackup = kFile + ".20260331T070509Z.bak";

FileMove Rewriting() {
  FileMove move{kFile, kBackup, 0, FileKind::kNicknames};
  move.content = ToBytes(AsBytes("new"));
  move.digest = DigestOf(move.content).value();
  return move;
}
FileMove TakingBack() {
  FileMove move = Rewriting();
  std::swap(move.from, move.to);
  return move;
}

FakeFiles Old() {
  FakeFiles files;
  files.Put(kFile, "old");
  return files;
}
FakeFiles New() {
  FakeFiles files;
  files.Put(kFile, "new");
  files.Put(kBackup, "old");
  return files;
}

// "old", "new", or what else lies there.
std::string SideOf(const FakeFiles& files) {
  const auto all = files.AllFiles();
  if (all == std::vector{kFile} && files.Text(kFile) == "old") return "old";
  const bool both = all == std::vector{kFile, kBackup};
  if (both && files.Text(kFile) == "new" && files.Text(kBackup) == "old") return "new";
  std::string text;
  for (const std::string& path : all) text += path + "=" + *files.Text(path) + " ";
  return text;
}

TEST(FileContentTest, TakesTheNameOfTheOldFileWhichBecomesTheBackup) {
  FakeFiles files = Old();
  ASSERT_THAT(CheckFiles(files, {Rewriting()}), IsOk());
  ASSERT_THAT(MoveFiles(files, {Rewriting()}), IsOk());
  EXPECT_EQ(SideOf(files), "new");
  ASSERT_THAT(MoveFilesBack(files, {Rewriting()}), IsOk());
  EXPECT_EQ(SideOf(files), "old");
}

TEST(FileContentTest, OfTheRunIsReplacedByTheBackupAndComesBack) {
  FakeFiles files = New();
  ASSERT_THAT(CheckFiles(files, {TakingBack()}), IsOk());
  ASSERT_THAT(MoveFiles(files, {TakingBack()}), IsOk());
  EXPECT_EQ(SideOf(files), "old");
  ASSERT_THAT(MoveFilesBack(files, {TakingBack()}), IsOk());
  EXPECT_EQ(SideOf(files), "new");
}

TEST(FileContentTest, ThatChangedSinceIsNotReplacedButMovedAside) {
  FakeFiles files = New();
  files.Put(kFile, "Outlook's own");
  EXPECT_THAT(CheckFiles(files, {TakingBack()}), FailsWith(ErrorCode::kConflict));
  ASSERT_THAT(MoveFilesBack(files, {Rewriting()}), IsOk());
  EXPECT_EQ(files.Text(kFile), "old");
  EXPECT_EQ(files.Text(kFile + ".1.bak"), "Outlook's own");
}

TEST(FileContentTest, ThatNobodyKnowsAnyMoreLeavesTheOldFile) {
  FileMove move = TakingBack();
  move.content.clear();
  for (const bool half : {false, true}) {
    FakeFiles files = half ? New() : Old();
    if (half) {
      ASSERT_THAT(files.Remove(kFile), IsOk());
    }
    ASSERT_THAT(MoveFilesBack(files, {move}), IsOk());
    EXPECT_EQ(SideOf(files), "old");
  }
}

TEST(FileContentTest, TheStateIsToldFromWhatLiesThere) {
  FakeFiles old_files = Old(), new_files = New(), half = New(), none;
  ASSERT_THAT(half.Remove(kFile), IsOk());
  EXPECT_THAT(StateOf(old_files, {Rewriting()}, 0), IsOkAndHolds(MoveState::kPending));
  EXPECT_THAT(StateOf(new_files, {Rewriting()}, 0), IsOkAndHolds(MoveState::kMade));
  EXPECT_THAT(StateOf(old_files, {TakingBack()}, 0), IsOkAndHolds(MoveState::kMade));
  EXPECT_THAT(StateOf(new_files, {TakingBack()}, 0), IsOkAndHolds(MoveState::kPending));
  for (const FileMove& move : {Rewriting(), TakingBack()}) {
    EXPECT_THAT(StateOf(half, {move}, 0), IsOkAndHolds(MoveState::kHalf));
    EXPECT_THAT(StateOf(none, {move}, 0), IsOkAndHolds(MoveState::kLost));
  }
}

TEST(FileContentTest, OfAHeldFileIsRefusedBeforeItBegan) {
  for (const FileMove& move : {Rewriting(), TakingBack()}) {
    FakeFiles files = move.IsToBackup() ? Old() : New();
    files.SetInUse(kFile, true);
    EXPECT_THAT(CheckFiles(files, {move}), FailsWith(ErrorCode::kInUse));
  }
}

TEST(FileContentTest, OnAFullDiskNothingIsRenamed) {
  FakeFiles disk = Old();
  FaultyFiles files(disk, Fault::kFailFromHere, 0);  // the first step writes the new content
  EXPECT_THAT(MoveFiles(files, {Rewriting()}), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(SideOf(disk), "old");
}

TEST(FileContentTest, IsDurableBeforeAnythingIsRenamed) {
  FakeFiles disk = Old();
  FaultyFiles files(disk, Fault::kStop, 2);  // behind the writing and the syncing of the content
  (void)MoveFiles(files, {Rewriting()});
  EXPECT_TRUE(files.fired());
  EXPECT_EQ(disk.Text(kFile), "old");
}

// Interrupted at every step, in every way: the next process brings it to the side where it began.
TEST(FileContentTest, InterruptedAnywhereItIsUndone) {
  for (const FileMove& move : {Rewriting(), TakingBack()}) {
    for (const Fault fault :
         {Fault::kFailOnce, Fault::kDoneButFailed, Fault::kStop, Fault::kStopTorn}) {
      for (size_t step = 0;; ++step) {
        FakeFiles disk = move.IsToBackup() ? Old() : New();
        const std::string before = SideOf(disk);
        FaultyFiles files(disk, fault, step);
        const Status moved = MoveFiles(files, {move});
        if (!files.fired()) break;
        ASSERT_LT(step, 10u);
        EXPECT_FALSE(moved);
        ASSERT_THAT(MoveFilesBack(disk, {move}), IsOk()) << step;
        EXPECT_EQ(SideOf(disk), before) << "step " << step;
      }
    }
  }
}

// And when undoing it is interrupted, too.
TEST(FileContentTest, UndoingItMayBeInterruptedAnywhere) {
  for (const FileMove& move : {Rewriting(), TakingBack()}) {
    for (size_t step = 0;; ++step) {
      FakeFiles disk = move.IsToBackup() ? New() : Old();
      FaultyFiles files(disk, Fault::kStopTorn, step);
      (void)MoveFilesBack(files, {move});
      if (!files.fired()) break;
      ASSERT_LT(step, 10u);
      ASSERT_THAT(MoveFilesBack(disk, {move}), IsOk());
      EXPECT_EQ(SideOf(disk), move.IsToBackup() ? "old" : "new") << "step " << step;
    }
  }
}

}  // namespace
}  // namespace repoint
