#include "hive/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>

#include "base/testing/fake_files.h"
#include "base/testing/faulty_files.h"
#include "base/testing/result_matchers.h"
#include "base/testing/temp_folder.h"
#include "hive/reader.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/read_hive.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

using testing::HasSubstr;

constexpr int64_t kNow = 1'800'000'000'000;
constexpr char kPath[] = "home/NTUSER.DAT";

SampleKey Tree(std::u16string_view server = u"old") {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"Software\\Contoso").values = {SampleText(u"Server", server)};
  return root;
}

// A hive with the logs that a clean Windows leaves: empty ones.
void PutHive(FakeFiles& files, Bytes hive, bool logs = true) {
  files.Put(kPath, hive);
  if (!logs) return;
  files.Put("home/ntuser.dat.LOG1", "");
  files.Put("home/ntuser.dat.LOG2", "");
}

Status SetServer(HiveFile& file, std::u16string_view server) {
  const Bytes data = SampleText(u"", server).data;
  file.intent().SetValue(u"Software\\Contoso", u"Server", kSampleSz, data);
  return file.editor().SetValue(u"Software\\Contoso", u"Server", kSampleSz, data);
}

Status Edit(FileSystem& files, const std::string& path, CommitMode mode,
            std::u16string_view server) {
  REPOINT_ASSIGN(HiveFile file, HiveFile::Open(files, path));
  REPOINT_TRY(file.BeginEdit(mode, kNow));
  REPOINT_TRY(SetServer(file, server));
  return file.Commit();
}

std::string TextOf(FileSystem& files, const std::string& path) {
  return EngineText(HiveFile::Open(files, path)->image()).value();
}

std::string NameOf(const testing::TestParamInfo<CommitMode>& test) {
  return test.param == CommitMode::kLog ? "Log" : "Replace";
}

class CommitTest : public testing::TestWithParam<CommitMode> {
 protected:
  FakeFiles files_;
};

TEST_P(CommitTest, PutsTheNewHiveInPlace) {
  PutHive(files_, BuildHive(Tree()));
  ASSERT_THAT(Edit(files_, kPath, GetParam(), u"new"), IsOk());
  EXPECT_EQ(TextOf(files_, kPath), CanonicalText(Tree(u"new")));
}

TEST_P(CommitTest, CanBeEditedOnAfterwards) {
  PutHive(files_, BuildHive(Tree()));
  HiveFile file = HiveFile::Open(files_, kPath).value();
  ASSERT_THAT(file.BeginEdit(GetParam(), kNow), IsOk());
  for (const char16_t* server : {u"first", u"second, which is longer", u"3"}) {
    ASSERT_THAT(SetServer(file, server), IsOk());
    ASSERT_THAT(file.Commit(), IsOk());
    EXPECT_EQ(TextOf(files_, kPath), CanonicalText(Tree(server)));
  }
  EXPECT_EQ(file.committed_by(), GetParam());
}

TEST_P(CommitTest, GrowsTheFileWithTheHive) {
  PutHive(files_, BuildHive(Tree(), {.garbage = 300}));
  const std::u16string long_name(20000, u'x');
  ASSERT_THAT(Edit(files_, kPath, GetParam(), long_name), IsOk());
  EXPECT_EQ(TextOf(files_, kPath), CanonicalText(Tree(long_name)));
}

// No entry that stands in any log, however old, may ever apply to the new hive.
TEST_P(CommitTest, TakesASequenceNumberBeyondTheHiveAndEveryLogEntry) {
  PutHive(files_, BuildHive(Tree()));
  ASSERT_THAT(Edit(files_, kPath, CommitMode::kLog, u"x"), IsOk());
  const uint32_t after_one = HiveFile::Open(files_, kPath)->image().base().primary_sequence;
  EXPECT_GT(after_one, 7U);
  // The log has an entry of that number or below; put an older hive beside it.
  files_.Put(kPath, BuildHive(Tree(), {.primary_sequence = 2, .secondary_sequence = 2}));
  ASSERT_THAT(Edit(files_, kPath, GetParam(), u"y"), IsOk());
  EXPECT_GT(HiveFile::Open(files_, kPath)->image().base().secondary_sequence, 8U);
  EXPECT_EQ(TextOf(files_, kPath), CanonicalText(Tree(u"y")));
}

TEST_P(CommitTest, WritesNothingWhenAnotherProgramChangedTheFile) {
  PutHive(files_, BuildHive(Tree()));
  HiveFile file = HiveFile::Open(files_, kPath).value();
  ASSERT_THAT(file.BeginEdit(GetParam(), kNow), IsOk());
  ASSERT_THAT(SetServer(file, u"new"), IsOk());
  files_.SetTime(100);
  files_.Put(kPath, BuildHive(Tree(u"theirs")));
  EXPECT_THAT(file.Commit(), FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(TextOf(files_, kPath), CanonicalText(Tree(u"theirs")));
}

TEST_P(CommitTest, WritesNothingWhenAnotherProgramChangesTheFileInTheMeantime) {
  PutHive(files_, BuildHive(Tree()));
  const Bytes theirs = BuildHive(Tree(u"theirs"));
  FaultyFiles watched(files_);
  HiveFile file = HiveFile::Open(watched, kPath).value();
  ASSERT_THAT(file.BeginEdit(GetParam(), kNow), IsOk());
  ASSERT_THAT(SetServer(file, u"new"), IsOk());
  // Beside our first write.
  watched.SetTell([&] {
    files_.SetTime(100);
    if (watched.steps() == 0) files_.Put(kPath, theirs);
  });
  EXPECT_THAT(file.Commit(), FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(TextOf(files_, kPath), CanonicalText(Tree(u"theirs")));
}

TEST_P(CommitTest, WritesNothingThatWasNotPlanned) {
  PutHive(files_, BuildHive(Tree()));
  const auto before = files_.Text(kPath);
  HiveFile file = HiveFile::Open(files_, kPath).value();
  ASSERT_THAT(file.BeginEdit(GetParam(), kNow), IsOk());
  ASSERT_THAT(file.editor().CreateKey(u"Unplanned"), IsOk());
  EXPECT_THAT(file.Commit(), FailsWith(ErrorCode::kInternal));
  EXPECT_EQ(files_.Text(kPath), before);
}

TEST_P(CommitTest, WritesNothingWhenNothingWasEdited) {
  PutHive(files_, BuildHive(Tree()));
  HiveFile file = HiveFile::Open(files_, kPath).value();
  ASSERT_THAT(file.BeginEdit(GetParam(), kNow), IsOk());
  files_.ClearCalls();
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_TRUE(files_.calls().empty());
}

INSTANTIATE_TEST_SUITE_P(Modes, CommitTest, testing::Values(CommitMode::kReplace, CommitMode::kLog),
                         NameOf);

TEST(HiveFileTest, WritesOnlyAFewPagesThroughTheLog) {
  FakeFiles files;
  SampleKey tree = OutlookTree(1);
  KeyAt(tree, u"Software\\Contoso").values = {SampleText(u"Server", u"old")};
  PutHive(files, BuildHive(tree));
  ASSERT_THAT(Edit(files, kPath, CommitMode::kLog, u"new"), IsOk());
  EXPECT_LT(files.Text("home/ntuser.dat.LOG1")->size(), 4 * kPage);
}

// After a crash nobody would know whether its entries are needed, and our own log would be refused.
TEST(HiveFileTest, ReplacesAHiveWhoseOtherLogIsDamaged) {
  FakeFiles files;
  PutHive(files, BuildHive(Tree()));
  files.Put("home/ntuser.dat.LOG2", std::string(600, 'x'));
  HiveFile file = HiveFile::Open(files, kPath).value();
  ASSERT_THAT(file.BeginEdit(CommitMode::kLog, kNow), IsOk());
  ASSERT_THAT(SetServer(file, u"new"), IsOk());
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_EQ(file.committed_by(), CommitMode::kReplace);
  EXPECT_EQ(TextOf(files, kPath), CanonicalText(Tree(u"new")));
}

TEST(HiveFileTest, ReplacesAHiveWithoutTheLogsOfWindows81) {
  FakeFiles files;
  PutHive(files, BuildHive(Tree()), false);
  HiveFile file = HiveFile::Open(files, kPath).value();
  ASSERT_THAT(file.BeginEdit(CommitMode::kLog, kNow), IsOk());
  ASSERT_THAT(SetServer(file, u"new"), IsOk());
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_EQ(file.committed_by(), CommitMode::kReplace);
  EXPECT_FALSE(files.Text("home/NTUSER.DAT.LOG1"));
}

TEST(HiveFileTest, ReadsADirtyHiveThroughItsLogsAndReplacesIt) {
  TempFolder folder;
  for (const char* name : {"NTUSER.DAT", "NTUSER.DAT.LOG1", "NTUSER.DAT.LOG2"}) {
    const auto bytes =
        ReadWhole(SystemFiles(), std::string(REPOINT_FIXTURES "/hives/two-logs/") + name);
    ASSERT_THAT(SystemFiles().WriteWhole(folder / name, *bytes, Access::kDefault), IsOk());
  }
  const std::string path = folder / "NTUSER.DAT";
  HiveFile file = HiveFile::Open(SystemFiles(), path).value();
  EXPECT_TRUE(file.replayed());
  ASSERT_TRUE(FindKey(file.image(), u"Software").value());
  ASSERT_THAT(file.BeginEdit(CommitMode::kLog, kNow), IsOk());
  ASSERT_THAT(SetServer(file, u"new"), IsOk());
  ASSERT_THAT(file.Commit(), IsOk());
  EXPECT_EQ(file.committed_by(), CommitMode::kReplace);
  const HiveFile again = HiveFile::Open(SystemFiles(), path).value();
  EXPECT_FALSE(again.replayed());
  EXPECT_EQ(EngineText(again.image()).value(), EngineText(file.image()).value());
}

TEST(HiveFileTest, SaysWhatCannotBeOpenedAndWhere) {
  FakeFiles files;
  files.PutFolder("home/folder");
  files.Put("home/text", "some text");
  EXPECT_THAT(HiveFile::Open(files, "home/none"), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(HiveFile::Open(files, "home/folder"), FailsWith(ErrorCode::kConflict));
  const auto text = HiveFile::Open(files, "home/text");
  ASSERT_THAT(text, FailsWith(ErrorCode::kDamaged));
  EXPECT_EQ(text.error().where, "home/text");
}

TEST(HiveFileTest, RefusesADirtyHiveWithoutLogs) {
  FakeFiles files;
  files.Put(kPath, BuildHive(Tree(), {.primary_sequence = 8}));
  EXPECT_THAT(HiveFile::Open(files, kPath), FailsWith(ErrorCode::kConflict));
}

TEST(HiveFileTest, EditsNoDamagedHive) {
  FakeFiles files;
  Bytes hive = BuildHive(Tree());
  const Image image = Image::FromBytes(hive).value();
  // The count of keys that use the descriptor.
  hive[kPage + ReadRoot(image)->security + 4 + sk::kReferences] = 99;
  files.Put(kPath, hive);
  HiveFile file = HiveFile::Open(files, kPath).value();
  const Status begun = file.BeginEdit(CommitMode::kReplace, kNow);
  ASSERT_THAT(begun, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(begun.error().ToString(), HasSubstr("home/NTUSER.DAT: the hive is damaged"));
}

// --- What only a real file system has

class OnDiskTest : public testing::TestWithParam<CommitMode> {
 protected:
  OnDiskTest() : path_(folder_ / "NTUSER.DAT") {
    Write("NTUSER.DAT", BuildHive(Tree()));
    Write("NTUSER.DAT.LOG1", {});
    Write("NTUSER.DAT.LOG2", {});
  }
  void Write(std::string_view name, const Bytes& bytes) {
    ASSERT_THAT(SystemFiles().WriteWhole(folder_ / name, bytes, Access::kDefault), IsOk());
  }

  TempFolder folder_;
  std::string path_;
};

TEST_P(OnDiskTest, KeepsOwnerModeAndExtendedAttributes) {
  ASSERT_EQ(chmod(path_.c_str(), 0640), 0);
  const bool root = geteuid() == 0;
  if (root) {
    ASSERT_EQ(chown(path_.c_str(), 12345, 12346), 0);
  }
  const bool attributes = setxattr(path_.c_str(), "user.note", "kept", 4, 0) == 0;
  ASSERT_THAT(Edit(SystemFiles(), path_, GetParam(), u"new"), IsOk());
  struct stat info;
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640U);
  if (root) {
    EXPECT_EQ(info.st_uid, 12345U);
    EXPECT_EQ(info.st_gid, 12346U);
  }
  std::array<char, 8> note{};
  if (attributes) {
    EXPECT_EQ(getxattr(path_.c_str(), "user.note", note.data(), note.size()), 4);
  }
  EXPECT_EQ(TextOf(SystemFiles(), path_), CanonicalText(Tree(u"new")));
}

TEST_P(OnDiskTest, RefusesASymbolicLinkAndSaysWhatToDo) {
  ASSERT_EQ(symlink(path_.c_str(), (folder_ / "link").c_str()), 0);
  HiveFile file = HiveFile::Open(SystemFiles(), folder_ / "link").value();
  const Status writable = file.CheckWritable(GetParam());
  ASSERT_THAT(writable, FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(writable.error().message, HasSubstr("name the file"));
}

// What `action` gives in a process of its own, to which `prepare` was done.
template <typename Prepare, typename Action>
std::optional<ErrorCode> CodeInChild(const Prepare& prepare, const Action& action) {
  constexpr int kFine = 100;
  const pid_t child = fork();
  if (child == 0) {
    prepare();
    const Status status = action();
    _exit(status ? kFine : static_cast<int>(status.error().code));
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status)) << status;
  if (WEXITSTATUS(status) == kFine) return std::nullopt;
  return static_cast<ErrorCode>(WEXITSTATUS(status));
}

TEST_P(OnDiskTest, AFullDiskIsHarmless) {
  const auto before = ReadWhole(SystemFiles(), path_);
  const auto full = [&] {
    signal(SIGXFSZ, SIG_IGN);
    // Neither the new file nor the entry of a log fits.
    const rlimit size{2 * kSector, 2 * kSector};
    setrlimit(RLIMIT_FSIZE, &size);
  };
  EXPECT_EQ(CodeInChild(full, [&] { return Edit(SystemFiles(), path_, GetParam(), u"new"); }),
            ErrorCode::kIo);
  EXPECT_EQ(ReadWhole(SystemFiles(), path_), before);
  EXPECT_THAT(
      SystemFiles().List(folder_.path()),
      IsOkAndHolds(testing::ElementsAre("NTUSER.DAT", "NTUSER.DAT.LOG1", "NTUSER.DAT.LOG2")));
  EXPECT_THAT(Edit(SystemFiles(), path_, GetParam(), u"new"), IsOk());
}

TEST_P(OnDiskTest, WhatCannotBeWrittenIsRefusedBeforeAnythingIsDone) {
  // The folder for a new file, the hive itself for one that is written in place.
  ASSERT_EQ(chmod(folder_.path().c_str(), 0555), 0);
  ASSERT_EQ(chmod(path_.c_str(), 0444), 0);
  const auto nobody = [] {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0 && setuid(kNobody) != 0) _exit(101);
  };
  const auto ask = [&]() -> Status {
    REPOINT_ASSIGN(HiveFile file, HiveFile::Open(SystemFiles(), path_));
    return file.CheckWritable(GetParam());
  };
  EXPECT_EQ(CodeInChild(nobody, ask), ErrorCode::kDenied);
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
}

INSTANTIATE_TEST_SUITE_P(Modes, OnDiskTest, testing::Values(CommitMode::kReplace, CommitMode::kLog),
                         NameOf);

using ReplaceOnDiskTest = OnDiskTest;

TEST_P(ReplaceOnDiskTest, HardLinksAreRefusedWhereTheFileWouldBeReplaced) {
  ASSERT_EQ(link(path_.c_str(), (folder_ / "other name").c_str()), 0);
  HiveFile file = HiveFile::Open(SystemFiles(), path_).value();
  EXPECT_THAT(file.CheckWritable(CommitMode::kReplace), FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(file.CheckWritable(CommitMode::kLog), IsOk());
}

INSTANTIATE_TEST_SUITE_P(Once, ReplaceOnDiskTest, testing::Values(CommitMode::kReplace));

}  // namespace
}  // namespace repoint::hive
