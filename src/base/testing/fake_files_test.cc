#include "base/testing/fake_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"

namespace repoint {
namespace {

using testing::ElementsAre;

constexpr Access kDefault = Access::kDefault;

TEST(FakeFiles, RecordsCallsAsTheyWereMade) {
  FakeFiles files;
  files.Put("a/f", "x");
  (void)files.Stat("a//f");
  (void)files.Rename("a/f", "g");
  (void)files.Remove("no");
  EXPECT_THAT(files.calls(), ElementsAre("Stat a//f", "Rename a/f -> g", "Remove no"));
}

TEST(FakeFiles, WritesReadsAndAppends) {
  FakeFiles files;
  files.SetTime(77);
  ASSERT_THAT(files.WriteWhole("f", AsBytes("ab"), Access::kUserOnly), IsOk());
  ASSERT_THAT(files.Append("./f", AsBytes("c"), kDefault), IsOk());
  EXPECT_EQ(files.Text("f"), "abc");
  EXPECT_EQ(files.AccessOf("f"), Access::kUserOnly);
  EXPECT_EQ(files.Stat("f").value()->size, 3u);
  EXPECT_EQ(files.Stat("f").value()->modified_seconds, 77);
  EXPECT_EQ(AsChars(files.Open("f").value()->ReadAt(1, 9).value()), "bc");
}

TEST(FakeFiles, AFileInPiecesTakesItsNameWhenItIsCommitted) {
  FakeFiles files;
  files.Put("a/f", "old");
  {
    const auto file = files.CreateWhole("a/f", kDefault).value();
    ASSERT_THAT(file->Append(AsBytes("ne")), IsOk());
    ASSERT_THAT(file->Append(AsBytes("w")), IsOk());
    ASSERT_THAT(file->Seal(), IsOk());
    EXPECT_THAT(file->Append(AsBytes("x")), FailsWith(ErrorCode::kInternal));
    EXPECT_EQ(file->path(), "a/repoint-1-1.tmp");
    EXPECT_EQ(files.Text(file->path()), "new");
    EXPECT_EQ(files.Text("a/f"), "old");
    ASSERT_THAT(file->Commit(), IsOk());
  }
  EXPECT_EQ(files.Text("a/f"), "new");
  EXPECT_THAT(files.AllFiles(), ElementsAre("a/f"));
  EXPECT_THAT(files.calls(), ElementsAre("CreateWhole a/f", "Commit a/f"));
}

TEST(FakeFiles, AFileThatIsNotCommittedIsRemoved) {
  FakeFiles files;
  files.Put("f", "old");
  ASSERT_THAT(files.CreateWhole("f", kDefault).value()->Append(AsBytes("new")), IsOk());
  EXPECT_EQ(files.Text("f"), "old");
  EXPECT_THAT(files.AllFiles(), ElementsAre("f"));
}

TEST(FakeFiles, WritersNeedTheFolder) {
  FakeFiles files;
  EXPECT_THAT(files.WriteWhole("a/f", {}, kDefault), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(files.Append("a/f", {}, kDefault), FailsWith(ErrorCode::kNotFound));
  ASSERT_THAT(files.CreateFolders("a/b", kDefault), IsOk());
  EXPECT_THAT(files.WriteWhole("a/f", {}, kDefault), IsOk());
  EXPECT_THAT(files.WriteWhole("a/b", {}, kDefault), FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(files.CreateFolders("a/f", kDefault), FailsWith(ErrorCode::kConflict));
}

TEST(FakeFiles, ListsOneFolder) {
  FakeFiles files;
  files.Put("a/f", "");
  files.Put("a/b/g", "");
  files.Put("/root", "");
  EXPECT_THAT(files.List("a").value(), ElementsAre("b", "f"));
  EXPECT_THAT(files.List(".").value(), ElementsAre("a"));
  EXPECT_THAT(files.List("/").value(), ElementsAre("root"));
  EXPECT_THAT(files.List("no").value(), ElementsAre());
  EXPECT_THAT(files.List("a/f"), FailsWith(ErrorCode::kConflict));
}

TEST(FakeFiles, RenamesFoldersWithAllInThem) {
  FakeFiles files;
  files.Put("a/b/f", "x");
  files.Put("ab", "y");
  ASSERT_THAT(files.Rename("a", "c"), IsOk());
  EXPECT_THAT(files.AllFiles(), ElementsAre("ab", "c/b/f"));
  EXPECT_THAT(files.Rename("ab", "c"), FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(files.Rename("no", "d"), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(files.Rename("c", "c/d"), FailsWith(ErrorCode::kIo));
}

TEST(FakeFiles, RemovesFilesAndEmptyFolders) {
  FakeFiles files;
  files.Put("a/f", "x");
  EXPECT_THAT(files.Remove("a"), FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(files.Remove("a/f"), IsOk());
  EXPECT_THAT(files.Remove("a"), IsOk());
  EXPECT_THAT(files.Remove("a"), IsOk());
}

TEST(FakeFiles, AFileInUseIsNotTouched) {
  FakeFiles files;
  files.Put("f", "x");
  files.SetInUse("f", true);
  EXPECT_THAT(files.InUse("f"), IsOkAndHolds(true));
  EXPECT_THAT(files.WriteWhole("f", {}, kDefault), FailsWith(ErrorCode::kInUse));
  EXPECT_THAT(files.Rename("f", "g"), FailsWith(ErrorCode::kInUse));
  EXPECT_THAT(files.Lock("f"), FailsWith(ErrorCode::kInUse));
  EXPECT_EQ(files.Text("f"), "x");
  files.SetInUse("f", false);
  EXPECT_THAT(files.InUse("f"), IsOkAndHolds(false));
}

TEST(FakeFiles, ALockIsForOneAtATime) {
  FakeFiles files;
  auto held = files.Lock("lock");
  ASSERT_THAT(held, IsOk());
  EXPECT_THAT(files.Lock("lock"), FailsWith(ErrorCode::kInUse));
  held->reset();
  EXPECT_THAT(files.Lock("lock"), IsOk());
}

TEST(FakeFiles, ATornAppendLeavesAPrefixOnce) {
  FakeFiles files;
  files.Put("f", "ab");
  files.TearNextAppend(1);
  EXPECT_THAT(files.Append("f", AsBytes("cd"), kDefault), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(files.Text("f"), "abc");
  EXPECT_THAT(files.Append("f", AsBytes("ef"), kDefault), IsOk());
  EXPECT_EQ(files.Text("f"), "abcef");
}

TEST(FakeFiles, FailsAsTheTestSets) {
  FakeFiles files;
  files.Put("f", "x");
  files.SetError("f", Error{ErrorCode::kDenied, "no", "f"});
  EXPECT_THAT(files.Open("f"), FailsWith(ErrorCode::kDenied));
  EXPECT_THAT(files.Rename("g", "f"), FailsWith(ErrorCode::kDenied));
  files.SetError("f", std::nullopt);
  EXPECT_THAT(files.Open("f"), IsOk());
}

}  // namespace
}  // namespace repoint
