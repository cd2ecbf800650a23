#include "base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <functional>
#include <optional>

#include "base/files_platform.h"
#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/testing/temp_folder.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

mode_t ModeOf(const std::string& path) {
  struct stat info = {};
  EXPECT_EQ(lstat(path.c_str(), &info), 0) << path;
  return info.st_mode & 07777;
}

// A umask for one test.
class ScopedUmask {
 public:
  explicit ScopedUmask(mode_t mask) : old_(umask(mask)) {}
  ~ScopedUmask() { umask(old_); }

 private:
  mode_t old_;
};

class SystemFilesTest : public testing::Test {
 protected:
  Status Write(const std::string& path, std::string_view text, Access access = Access::kDefault) {
    return files_.WriteWhole(path, AsBytes(text), access);
  }
  Status Append(const std::string& path, std::string_view text, Access access = Access::kDefault) {
    return files_.Append(path, AsBytes(text), access);
  }
  std::string Text(const std::string& path) {
    const Result<Bytes> bytes = ReadWhole(files_, path);
    return bytes ? std::string(AsChars(*bytes)) : "error: " + bytes.error().ToString();
  }
  std::vector<std::string> Names(const std::string& folder) { return files_.List(folder).value(); }

  TempFolder temp_;
  FileSystem& files_ = SystemFiles();
};

TEST_F(SystemFilesTest, WritesWholeFilesAndReadsThemBack) {
  const std::string all_bytes("\0\r\n\xFF", 4);
  ASSERT_THAT(Write(temp_ / "f", all_bytes), IsOk());
  EXPECT_EQ(Text(temp_ / "f"), all_bytes);
}

TEST_F(SystemFilesTest, WriteWholeReplacesAndLeavesNothingBeside) {
  ASSERT_THAT(Write(temp_ / "f", "a long old text"), IsOk());
  ASSERT_THAT(Write(temp_ / "f", "new"), IsOk());
  EXPECT_EQ(Text(temp_ / "f"), "new");
  EXPECT_THAT(Names(temp_.path()), ElementsAre("f"));
}

TEST_F(SystemFilesTest, WriteWholeDoesNotTouchTheOldFileThatOthersRead) {
  ASSERT_THAT(Write(temp_ / "f", "old"), IsOk());
  const auto reader = files_.Open(temp_ / "f").value();
  ASSERT_THAT(Write(temp_ / "f", "new"), IsOk());
  EXPECT_EQ(AsChars(reader->ReadAt(0, 10).value()), "old");
}

// On a share, the processes of two computers may have one number.
TEST_F(SystemFilesTest, WriteWholeTakesNoTemporaryNameOfAProcessOfTheSameNumber) {
  EXPECT_NE(TemporaryFileName(7, 1), TemporaryFileName(7, 1));
  for (int count = 1; count <= 100; ++count) {
    const std::string name = "repoint-" + std::to_string(getpid()) + "-" + std::to_string(count);
    ASSERT_THAT(Append(temp_ / (name + ".tmp"), "of another"), IsOk());
  }
  ASSERT_THAT(Write(temp_ / "f", "x"), IsOk());
  EXPECT_EQ(Names(temp_.path()).size(), 101u);
}

TEST_F(SystemFilesTest, WriteWholeThatFailsLeavesNothingBehind) {
  ASSERT_THAT(files_.CreateFolders(temp_ / "f/g", Access::kDefault), IsOk());
  EXPECT_THAT(Write(temp_ / "f", "x"), FailsWith(ErrorCode::kConflict)) << "a folder has that name";
  EXPECT_THAT(Names(temp_.path()), ElementsAre("f"));
}

TEST_F(SystemFilesTest, AFileInPiecesAppearsWhenItIsCommitted) {
  ASSERT_THAT(Write(temp_ / "f", "old"), IsOk());
  const auto file = files_.CreateWhole(temp_ / "f", Access::kDefault).value();
  ASSERT_THAT(file->Append(AsBytes("ne")), IsOk());
  ASSERT_THAT(file->Append(AsBytes("w")), IsOk());
  EXPECT_EQ(Text(temp_ / "f"), "old");
  ASSERT_THAT(file->Commit(), IsOk());
  EXPECT_EQ(Text(temp_ / "f"), "new");
  EXPECT_THAT(Names(temp_.path()), ElementsAre("f"));
}

TEST_F(SystemFilesTest, AFileThatIsNotCommittedIsRemoved) {
  ASSERT_THAT(Write(temp_ / "f", "old"), IsOk());
  {
    const auto file = files_.CreateWhole(temp_ / "f", Access::kDefault).value();
    ASSERT_THAT(file->Append(AsBytes("new")), IsOk());
    ASSERT_THAT(file->Seal(), IsOk());
    EXPECT_THAT(Names(temp_.path()), SizeIs(2));
  }
  EXPECT_EQ(Text(temp_ / "f"), "old");
  EXPECT_THAT(Names(temp_.path()), ElementsAre("f"));
}

TEST_F(SystemFilesTest, ASealedFileCanBeReadBeforeItTakesItsName) {
  const auto file = files_.CreateWhole(temp_ / "f", Access::kDefault).value();
  ASSERT_THAT(file->Append(AsBytes("new")), IsOk());
  ASSERT_THAT(file->Seal(), IsOk());
  EXPECT_EQ(FolderOf(file->path()), temp_.path());
  EXPECT_EQ(Text(file->path()), "new");
  EXPECT_THAT(file->Append(AsBytes("x")), FailsWith(ErrorCode::kInternal));
  ASSERT_THAT(file->Commit(), IsOk());
  EXPECT_EQ(Text(temp_ / "f"), "new");
}

TEST_F(SystemFilesTest, WritingIntoAMissingFolderFails) {
  const Status missing = Write(temp_ / "no/f", "x");
  ASSERT_THAT(missing, FailsWith(ErrorCode::kNotFound));
  EXPECT_EQ(missing.error().where, temp_ / "no/f") << "nobody has heard of the temporary file";
  EXPECT_THAT(Append(temp_ / "no/f", "x"), FailsWith(ErrorCode::kNotFound));
}

TEST_F(SystemFilesTest, UserOnlyFilesAndFoldersAreForTheUserAlone) {
  const ScopedUmask open(0);
  ASSERT_THAT(files_.CreateFolders(temp_ / "a/b", Access::kUserOnly), IsOk());
  ASSERT_THAT(Write(temp_ / "w", "x", Access::kUserOnly), IsOk());
  ASSERT_THAT(Append(temp_ / "j", "x", Access::kUserOnly), IsOk());
  EXPECT_EQ(ModeOf(temp_ / "a"), 0700u);
  EXPECT_EQ(ModeOf(temp_ / "a/b"), 0700u);
  EXPECT_EQ(ModeOf(temp_ / "w"), 0600u);
  EXPECT_EQ(ModeOf(temp_ / "j"), 0600u);
}

TEST_F(SystemFilesTest, DefaultAccessIsThatOfTheUmask) {
  const ScopedUmask mask(027);
  ASSERT_THAT(files_.CreateFolders(temp_ / "a", Access::kDefault), IsOk());
  ASSERT_THAT(Write(temp_ / "w", "x"), IsOk());
  ASSERT_THAT(Append(temp_ / "j", "x"), IsOk());
  EXPECT_EQ(ModeOf(temp_ / "a"), 0750u);
  EXPECT_EQ(ModeOf(temp_ / "w"), 0640u);
  EXPECT_EQ(ModeOf(temp_ / "j"), 0640u);
}

TEST_F(SystemFilesTest, AReplacedFileKeepsItsModeUnlessItIsToBePrivate) {
  ASSERT_THAT(Write(temp_ / "f", "x"), IsOk());
  ASSERT_EQ(chmod((temp_ / "f").c_str(), 0604), 0);
  ASSERT_THAT(Write(temp_ / "f", "y"), IsOk());
  EXPECT_EQ(ModeOf(temp_ / "f"), 0604u);
  ASSERT_THAT(Write(temp_ / "f", "z", Access::kUserOnly), IsOk());
  EXPECT_EQ(ModeOf(temp_ / "f"), 0600u);
}

TEST_F(SystemFilesTest, AppendsAndMakesTheFile) {
  ASSERT_THAT(Append(temp_ / "f", "ab"), IsOk());
  ASSERT_THAT(Append(temp_ / "f", "c"), IsOk());
  ASSERT_THAT(Append(temp_ / "f", ""), IsOk());
  EXPECT_EQ(Text(temp_ / "f"), "abc");
}

// Runs `write` in a process whose files cannot grow beyond `limit` bytes; the code it failed with.
std::optional<ErrorCode> CodeWhenFull(rlim_t limit, const std::function<Status()>& write) {
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit size = {.rlim_cur = limit, .rlim_max = limit};
    setrlimit(RLIMIT_FSIZE, &size);
    const Status status = write();
    _exit(status ? 255 : static_cast<int>(status.error().code));
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) == 255) return std::nullopt;
  return static_cast<ErrorCode>(WEXITSTATUS(status));
}

TEST_F(SystemFilesTest, AnAppendThatFailsLeavesNoPrefix) {
  ASSERT_THAT(Append(temp_ / "f", "abc"), IsOk());
  EXPECT_EQ(CodeWhenFull(5, [&] { return Append(temp_ / "f", "defghi"); }), ErrorCode::kIo);
  EXPECT_EQ(Text(temp_ / "f"), "abc");
}

TEST_F(SystemFilesTest, AWriteThatFailsLeavesTheOldFileAlone) {
  ASSERT_THAT(Write(temp_ / "f", "abc"), IsOk());
  EXPECT_EQ(CodeWhenFull(5, [&] { return Write(temp_ / "f", "0123456789"); }), ErrorCode::kIo);
  EXPECT_EQ(Text(temp_ / "f"), "abc");
  EXPECT_THAT(Names(temp_.path()), ElementsAre("f"));
}

TEST_F(SystemFilesTest, APieceThatFailsCannotBeCommittedAway) {
  ASSERT_THAT(Write(temp_ / "f", "abc"), IsOk());
  const auto in_pieces = [&]() -> Status {
    const auto file = files_.CreateWhole(temp_ / "f", Access::kDefault).value();
    const bool first = file->Append(AsBytes("0123")).has_value();
    const bool second = file->Append(AsBytes("456789")).has_value();
    const bool third = file->Append(AsBytes("")).has_value();
    if (!first || second || third) return Fail(ErrorCode::kConflict, "not as expected");
    return file->Commit();
  };
  EXPECT_EQ(CodeWhenFull(5, in_pieces), ErrorCode::kInternal);
  EXPECT_EQ(Text(temp_ / "f"), "abc");
  EXPECT_THAT(Names(temp_.path()), ElementsAre("f"));
}

TEST_F(SystemFilesTest, StatTellsALinkFromWhatItPointsTo) {
  ASSERT_THAT(files_.WriteWhole(temp_ / "file", AsBytes("abc"), Access::kDefault), IsOk());
  ASSERT_EQ(symlink("file", (temp_ / "link").c_str()), 0);
  EXPECT_FALSE(files_.Stat(temp_ / "file").value()->is_link);
  const FileInfo link = files_.Stat(temp_ / "link").value().value();
  EXPECT_TRUE(link.is_link);
  EXPECT_EQ(link.size, 3u);
}

TEST_F(SystemFilesTest, WritersDoNotFollowASymbolicLink) {
  ASSERT_THAT(Write(temp_ / "target", "old"), IsOk());
  ASSERT_EQ(symlink("target", (temp_ / "link").c_str()), 0);
  EXPECT_THAT(Append(temp_ / "link", "x"), FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(files_.Lock(temp_ / "link"), FailsWith(ErrorCode::kConflict));
  ASSERT_THAT(Write(temp_ / "link", "new"), IsOk()) << "the link itself is replaced";
  EXPECT_EQ(Text(temp_ / "link"), "new");
  EXPECT_EQ(Text(temp_ / "target"), "old");
}

TEST_F(SystemFilesTest, RemovingALinkKeepsItsTarget) {
  ASSERT_THAT(Write(temp_ / "target", "old"), IsOk());
  ASSERT_EQ(symlink("target", (temp_ / "link").c_str()), 0);
  ASSERT_THAT(files_.Remove(temp_ / "link"), IsOk());
  EXPECT_THAT(Names(temp_.path()), ElementsAre("target"));
}

TEST_F(SystemFilesTest, ReadersFollowASymbolicLink) {
  ASSERT_THAT(Write(temp_ / "target", "text"), IsOk());
  ASSERT_EQ(symlink("target", (temp_ / "link").c_str()), 0);
  EXPECT_EQ(Text(temp_ / "link"), "text");
}

TEST_F(SystemFilesTest, APipeIsNoFileAndIsNotWaitedFor) {
  ASSERT_EQ(mkfifo((temp_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(files_.Open(temp_ / "pipe"), FailsWith(ErrorCode::kConflict));
  EXPECT_FALSE(Append(temp_ / "pipe", "x").has_value());
}

TEST_F(SystemFilesTest, StatTellsFilesFromFolders) {
  ASSERT_THAT(Write(temp_ / "f", "abc"), IsOk());
  const auto file = files_.Stat(temp_ / "f").value();
  const auto folder = files_.Stat(temp_.path()).value();
  ASSERT_TRUE(file && folder);
  EXPECT_EQ(file->size, 3u);
  EXPECT_FALSE(file->is_folder);
  EXPECT_NEAR(static_cast<double>(file->modified_seconds), static_cast<double>(time(nullptr)), 60);
  EXPECT_TRUE(folder->is_folder);
}

TEST_F(SystemFilesTest, WhatIsNotThereIsNoErrorOfStat) {
  ASSERT_THAT(Write(temp_ / "f", ""), IsOk());
  EXPECT_FALSE(files_.Stat(temp_ / "no").value().has_value());
  EXPECT_FALSE(files_.Stat(temp_ / "no/no").value().has_value());
  EXPECT_FALSE(files_.Stat(temp_ / "f/no").value().has_value());
}

TEST_F(SystemFilesTest, OpenSaysWhyNot) {
  EXPECT_THAT(files_.Open(temp_ / "no"), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(files_.Open(temp_.path()), FailsWith(ErrorCode::kConflict));
  const Error error = files_.Open(temp_ / "no").error();
  EXPECT_EQ(error.where, temp_ / "no");
  EXPECT_EQ(error.message, "cannot be opened: No such file or directory");
}

TEST_F(SystemFilesTest, WithoutPermissionThingsAreDenied) {
  static constexpr uid_t kNobody = 65534;
  ASSERT_THAT(Write(temp_ / "f", "x"), IsOk());
  ASSERT_EQ(chmod((temp_ / "f").c_str(), 0), 0);
  ASSERT_EQ(chmod(temp_.path().c_str(), 0755), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {  // nothing is denied to root
    if (geteuid() == 0 && setuid(kNobody) != 0) _exit(2);
    const auto opened = files_.Open(temp_ / "f");
    const auto appended = Append(temp_ / "f", "y");
    const bool denied = !opened && opened.error().code == ErrorCode::kDenied && !appended &&
                        appended.error().code == ErrorCode::kDenied;
    _exit(denied ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST_F(SystemFilesTest, OpenOwnTakesOnlyWhatNobodyElseCanHaveWritten) {
  const std::string path = temp_ / "f";
  ASSERT_THAT(Write(path, "x"), IsOk());
  for (const mode_t mode : {0600, 0644}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_THAT(files_.OpenOwn(path), IsOk()) << mode;
  }
  for (const mode_t mode : {0620, 0602, 0666}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_THAT(files_.OpenOwn(path), FailsWith(ErrorCode::kDenied)) << mode;
  }
  EXPECT_THAT(files_.OpenOwn(temp_ / "no"), FailsWith(ErrorCode::kNotFound));
  ASSERT_EQ(symlink("f", (temp_ / "link").c_str()), 0);
  EXPECT_FALSE(files_.OpenOwn(temp_ / "link").has_value());
  if (geteuid() != 0) return;  // only root can give files away
  static constexpr uid_t kNobody = 65534;
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  ASSERT_EQ(chown(path.c_str(), kNobody, kNobody), 0);
  EXPECT_THAT(files_.OpenOwn(path), FailsWith(ErrorCode::kDenied));
}

TEST_F(SystemFilesTest, BadPathsAreUsageErrors) {
  EXPECT_THAT(files_.Open(""), FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(files_.Open(std::string_view("a\0b", 3)), FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(Write("", "x"), FailsWith(ErrorCode::kUsage));
}

TEST_F(SystemFilesTest, ReadAtGivesWhatIsThere) {
  ASSERT_THAT(Write(temp_ / "f", "abcdef"), IsOk());
  const auto file = files_.Open(temp_ / "f").value();
  EXPECT_EQ(file->size(), 6u);
  EXPECT_EQ(AsChars(file->ReadAt(2, 3).value()), "cde");
  EXPECT_EQ(AsChars(file->ReadAt(4, SIZE_MAX).value()), "ef");
  EXPECT_THAT(file->ReadAt(6, 1).value(), IsEmpty());
  EXPECT_THAT(file->ReadAt(UINT64_MAX, 1).value(), IsEmpty());
}

TEST_F(SystemFilesTest, ListsNamesInByteOrder) {
  for (const char* const name : {"b", "a", "B", "\u00E4", ".hidden"}) {
    ASSERT_THAT(Write(temp_ / name, ""), IsOk());
  }
  ASSERT_THAT(files_.CreateFolders(temp_ / "c", Access::kDefault), IsOk());
  EXPECT_THAT(Names(temp_.path()), ElementsAre(".hidden", "B", "a", "b", "c", "\u00E4"));
}

TEST_F(SystemFilesTest, AFolderThatIsNotThereIsEmpty) {
  EXPECT_THAT(files_.List(temp_ / "no"), IsOkAndHolds(std::vector<std::string>()));
}

TEST_F(SystemFilesTest, AFileCannotBeListed) {
  ASSERT_THAT(Write(temp_ / "f", ""), IsOk());
  EXPECT_THAT(files_.List(temp_ / "f"), FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(files_.List(temp_ / "f/no"), IsOkAndHolds(std::vector<std::string>()));
}

TEST_F(SystemFilesTest, CreatesFoldersOnce) {
  ASSERT_THAT(files_.CreateFolders(temp_ / "a//b/c/", Access::kDefault), IsOk());
  EXPECT_THAT(files_.CreateFolders(temp_ / "a/b/c", Access::kDefault), IsOk());
  EXPECT_THAT(Names(temp_ / "a/b"), ElementsAre("c"));
}

TEST_F(SystemFilesTest, AFileIsNoFolder) {
  ASSERT_THAT(Write(temp_ / "f", ""), IsOk());
  EXPECT_THAT(files_.CreateFolders(temp_ / "f", Access::kDefault), FailsWith(ErrorCode::kConflict));
}

TEST_F(SystemFilesTest, RenamesFilesAndFolders) {
  ASSERT_THAT(Write(temp_ / "f", "x"), IsOk());
  ASSERT_THAT(files_.CreateFolders(temp_ / "a", Access::kDefault), IsOk());
  ASSERT_THAT(files_.Rename(temp_ / "f", temp_ / "a/g"), IsOk());
  ASSERT_THAT(files_.Rename(temp_ / "a", temp_ / "b"), IsOk());
  EXPECT_EQ(Text(temp_ / "b/g"), "x");
  EXPECT_THAT(Names(temp_.path()), ElementsAre("b"));
}

TEST_F(SystemFilesTest, RenameNeverReplaces) {
  ASSERT_THAT(Write(temp_ / "from", "x"), IsOk());
  ASSERT_THAT(Write(temp_ / "to", "y"), IsOk());
  EXPECT_THAT(files_.Rename(temp_ / "from", temp_ / "to"), FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(Text(temp_ / "from"), "x");
  EXPECT_EQ(Text(temp_ / "to"), "y");
  EXPECT_THAT(files_.Rename(temp_ / "no", temp_ / "new"), FailsWith(ErrorCode::kNotFound));
}

TEST_F(SystemFilesTest, RemovingNothingSucceeds) {
  ASSERT_THAT(Write(temp_ / "f", "x"), IsOk());
  EXPECT_THAT(files_.Remove(temp_ / "f"), IsOk());
  EXPECT_THAT(files_.Remove(temp_ / "f"), IsOk());
  EXPECT_THAT(files_.Remove(temp_ / "no/f"), IsOk());
  EXPECT_THAT(Names(temp_.path()), IsEmpty());
}

TEST_F(SystemFilesTest, RemovesOnlyEmptyFolders) {
  ASSERT_THAT(files_.CreateFolders(temp_ / "a/b", Access::kDefault), IsOk());
  EXPECT_THAT(files_.Remove(temp_ / "a"), FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(files_.Remove(temp_ / "a/b"), IsOk());
  EXPECT_THAT(files_.Remove(temp_ / "a"), IsOk());
}

TEST_F(SystemFilesTest, ALockIsForOneAtATime) {
  auto held = files_.Lock(temp_ / "lock");
  ASSERT_THAT(held, IsOk());
  EXPECT_THAT(files_.Lock(temp_ / "lock"), FailsWith(ErrorCode::kInUse));
  held->reset();
  EXPECT_THAT(files_.Lock(temp_ / "lock"), IsOk());
}

// Another process takes the lock, says so, and is killed when the test says so.
TEST_F(SystemFilesTest, ALockEndsWithTheProcessThatHoldsIt) {
  int said[2];
  ASSERT_EQ(pipe(said), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = files_.Lock(temp_ / "lock");
    const char answer = lock ? 'y' : 'n';
    if (write(said[1], &answer, 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char answer = 0;
  ASSERT_EQ(read(said[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_THAT(files_.Lock(temp_ / "lock"), FailsWith(ErrorCode::kInUse));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_THAT(files_.Lock(temp_ / "lock"), IsOk());
  close(said[0]);
  close(said[1]);
}

TEST_F(SystemFilesTest, NothingIsEverInUseHere) {
  ASSERT_THAT(Write(temp_ / "f", "x"), IsOk());
  const auto reader = files_.Open(temp_ / "f");
  EXPECT_THAT(files_.InUse(temp_ / "f"), IsOkAndHolds(false));
  EXPECT_THAT(files_.InUse(temp_ / "no"), IsOkAndHolds(false));
}

TEST(ReadWhole, RefusesWhatIsLargerThanTheLimit) {
  FakeFiles files;
  files.Put("f", "abc");
  EXPECT_THAT(ReadWhole(files, "f", 3), IsOkAndHolds(ToBytes(std::string_view("abc"))));
  EXPECT_THAT(ReadWhole(files, "f", 2), FailsWith(ErrorCode::kUnsupported));
}

TEST(ReadWhole, ReadsMoreThanOnePiece) {
  FakeFiles files;
  const std::string large(3'000'001, 'x');
  files.Put("f", large);
  EXPECT_THAT(ReadWhole(files, "f").value(), SizeIs(large.size()));
}

TEST(Paths, JoinPutsOneSeparatorBetween) {
  EXPECT_EQ(JoinPath("a", "b"), "a/b");
  EXPECT_EQ(JoinPath("a/", "b"), "a/b");
  EXPECT_EQ(JoinPath("/", "b"), "/b");
  EXPECT_EQ(JoinPath("", "b"), "b");
}

TEST(Paths, FolderAndNameAreTheTwoSidesOfTheLastSeparator) {
  EXPECT_EQ(FolderOf("a/b/c"), "a/b");
  EXPECT_EQ(FileNameOf("a/b/c"), "c");
  EXPECT_EQ(FolderOf("c"), ".");
  EXPECT_EQ(FileNameOf("c"), "c");
  EXPECT_EQ(FolderOf("/c"), "/");
  EXPECT_EQ(FileNameOf("a/"), "");
  EXPECT_EQ(FolderOf("a\\b"), ".") << "a backslash is part of a name here";
}

TEST(WriteWholeTest, ReplacesNoPipeAndNoDevice) {
  const TempFolder folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(SystemFiles().WriteWhole(folder / "pipe", Bytes{1}, Access::kDefault),
              FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(SystemFiles().List(folder.path()), IsOkAndHolds(testing::ElementsAre("pipe")));
  struct stat info;
  ASSERT_EQ(lstat((folder / "pipe").c_str(), &info), 0);
  EXPECT_TRUE(S_ISFIFO(info.st_mode));
}

}  // namespace
}  // namespace repoint
