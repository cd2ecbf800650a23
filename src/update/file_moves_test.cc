#include "update/file_moves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"

namespace repoint {
namespace {

using testing::ElementsAre;

constexpr int64_t kNow = 1774940709000;  // 2026-03-31T07:05:09Z

// A grown file goes aside, then the old one comes back in its place.
const std::vector<FileMove> kTakenBack = {{"/a.ost", "/a.ost.2.bak", 0},
                                          {"/a.ost.1.bak", "/a.ost", 0}};

TEST(BackupNameTest, IsTheFileNameTheTimeAndBak) {
  EXPECT_EQ(BackupName("C:\\x\\jane.ost", kNow), "C:\\x\\jane.ost.20260331T070509Z.bak");
}

TEST(BackupNameTest, IsToldFromEveryOtherName) {
  EXPECT_TRUE(IsBackupName("/a.ost", BackupName("/a.ost", kNow)));
  for (const char* other :
       {"/a.ost", "/a.ost.bak", "/a.ost.1.bak", "/b.ost.20260331T070509Z.bak",
        "/a.ost.20260331T070509Z", "/a.ost.20260331X070509Z.bak", "/a.ost.2026033aT070509Z.bak",
        "/a.ost/../x20260331T070509Z.bak", "/a.ost.20260331T070509Z.bak.bak"}) {
    EXPECT_FALSE(IsBackupName("/a.ost", other)) << other;
  }
}

TEST(MoveStateTest, IsToldFromWhatLiesThere) {
  const std::vector<FileMove> moves = {{"/a.ost", "/a.ost.1.bak", 0}};
  FakeFiles files;
  EXPECT_THAT(StateOf(files, moves, 0), IsOkAndHolds(MoveState::kLost));
  files.Put("/a.ost", "mail");
  EXPECT_THAT(StateOf(files, moves, 0), IsOkAndHolds(MoveState::kPending));
  ASSERT_THAT(MoveFiles(files, moves), IsOk());
  EXPECT_THAT(StateOf(files, moves, 0), IsOkAndHolds(MoveState::kMade));
  files.Put("/a.ost", "grown since");
  EXPECT_THAT(StateOf(files, moves, 0), IsOkAndHolds(MoveState::kMade));
}

TEST(MoveStateTest, APlaceThatIsStillToBeVacatedDoesNotMakeAMove) {
  FakeFiles files;
  files.Put("/a.ost", "grown");
  files.Put("/a.ost.1.bak", "mail");
  EXPECT_THAT(StateOf(files, kTakenBack, 1), IsOkAndHolds(MoveState::kPending));
  ASSERT_THAT(files.Rename("/a.ost", "/a.ost.2.bak"), IsOk());
  EXPECT_THAT(StateOf(files, kTakenBack, 1), IsOkAndHolds(MoveState::kPending));
  ASSERT_THAT(files.Rename("/a.ost.1.bak", "/a.ost"), IsOk());
  EXPECT_THAT(StateOf(files, kTakenBack, 1), IsOkAndHolds(MoveState::kMade));
}

TEST(MoveFilesBackTest, GivesBackWhateverWasMoved) {
  for (const size_t made : {0u, 1u, 2u}) {
    FakeFiles files;
    files.Put("/a.ost", "grown");
    files.Put("/a.ost.1.bak", "mail");
    const auto end = kTakenBack.begin() + static_cast<std::ptrdiff_t>(made);
    ASSERT_THAT(MoveFiles(files, {kTakenBack.begin(), end}), IsOk());
    ASSERT_THAT(MoveFilesBack(files, kTakenBack), IsOk());
    EXPECT_EQ(files.Text("/a.ost"), "grown") << made;
    EXPECT_EQ(files.Text("/a.ost.1.bak"), "mail") << made;
    EXPECT_THAT(files.AllFiles(), ElementsAre("/a.ost", "/a.ost.1.bak"));
  }
}

}  // namespace
}  // namespace repoint
