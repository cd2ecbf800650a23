// Files that are changed where they lie, and what tells one file from another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>

#include "base/files.h"
#include "base/testing/fake_files.h"
#include "base/testing/faulty_files.h"
#include "base/testing/result_matchers.h"
#include "base/testing/temp_folder.h"

namespace repoint {
namespace {

class OnDiskTest : public testing::Test {
 protected:
  OnDiskTest() : path_(folder_ / "f") {
    EXPECT_THAT(SystemFiles().WriteWhole(path_, AsBytes("0123456789"), Access::kDefault), IsOk());
  }
  std::string Text() const { return std::string(AsChars(*ReadWhole(SystemFiles(), path_))); }

  TempFolder folder_;
  std::string path_;
};

using InPlaceTest = OnDiskTest;

TEST_F(InPlaceTest, WritesWithinAFileAndBeyondItsEnd) {
  const auto file = SystemFiles().OpenInPlace(path_).value();
  ASSERT_THAT(file->WriteAt(3, AsBytes("abc")), IsOk());
  ASSERT_THAT(file->WriteAt(9, AsBytes("xyz")), IsOk());
  ASSERT_THAT(file->Sync(), IsOk());
  EXPECT_EQ(Text(), "012abc678xyz");
}

TEST_F(InPlaceTest, IsForFilesThatAreThereAndNoLinks) {
  ASSERT_EQ(symlink(path_.c_str(), (folder_ / "link").c_str()), 0);
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(SystemFiles().OpenInPlace(folder_ / "none"), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(SystemFiles().OpenInPlace(folder_ / "link"), FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(SystemFiles().OpenInPlace(folder_ / "pipe"), FailsWith(ErrorCode::kConflict));
}

TEST_F(OnDiskTest, StatTellsAFileFromItsReplacementAndCountsItsNames) {
  const FileInfo before = SystemFiles().Stat(path_)->value();
  EXPECT_EQ(before.links, 1U);
  ASSERT_EQ(link(path_.c_str(), (folder_ / "other").c_str()), 0);
  const FileInfo linked = SystemFiles().Stat(path_)->value();
  EXPECT_EQ(linked.links, 2U);
  EXPECT_EQ(SystemFiles().Stat(folder_ / "other")->value().id, before.id);
  ASSERT_THAT(SystemFiles().WriteWhole(path_, AsBytes("0123456789"), Access::kDefault), IsOk());
  EXPECT_NE(SystemFiles().Stat(path_)->value().id, before.id);
}

TEST_F(OnDiskTest, AReplacedFileKeepsItsExtendedAttributesUnlessItIsToBePrivate) {
  if (setxattr(path_.c_str(), "user.note", "kept", 4, 0) != 0) {
    GTEST_SKIP() << "this file system has no extended attributes";
  }
  std::array<char, 8> note{};
  ASSERT_THAT(SystemFiles().WriteWhole(path_, AsBytes("new"), Access::kDefault), IsOk());
  EXPECT_EQ(getxattr(path_.c_str(), "user.note", note.data(), note.size()), 4);
  ASSERT_THAT(SystemFiles().WriteWhole(path_, AsBytes("new"), Access::kUserOnly), IsOk());
  EXPECT_EQ(getxattr(path_.c_str(), "user.note", note.data(), note.size()), -1);
}

TEST_F(OnDiskTest, ReadsIntoMemoryOfTheCaller) {
  const auto file = SystemFiles().Open(path_).value();
  std::array<uint8_t, 8> into{};
  EXPECT_THAT(file->ReadInto(5, into), IsOkAndHolds(5U));
  EXPECT_EQ(AsChars(into).substr(0, 5), "56789");
  EXPECT_THAT(file->ReadInto(50, into), IsOkAndHolds(0U));
}

TEST(FakeFilesInPlace, BehaveAsOnADisk) {
  FakeFiles files;
  files.Put("a/f", "0123");
  const auto file = files.OpenInPlace("a/f").value();
  ASSERT_THAT(file->WriteAt(3, AsBytes("xy")), IsOk());
  EXPECT_EQ(files.Text("a/f"), "012xy");
  EXPECT_THAT(files.OpenInPlace("a/none"), FailsWith(ErrorCode::kNotFound));
  files.SetInUse("a/f", true);
  EXPECT_THAT(files.OpenInPlace("a/f"), FailsWith(ErrorCode::kInUse));
}

TEST(FaultyFilesInPlace, StopInTheMiddleOfAWrite) {
  FakeFiles disk;
  disk.Put("f", "0123");
  FaultyFiles files(disk, Fault::kStopTorn, 1);
  const auto file = files.OpenInPlace("f").value();
  ASSERT_THAT(file->WriteAt(0, AsBytes("ab")), IsOk());
  EXPECT_THAT(file->WriteAt(0, AsBytes("ABCD")), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(disk.Text("f"), "AB23");
  EXPECT_THAT(file->Sync(), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(files.steps(), 2U);
}

}  // namespace
}  // namespace repoint
