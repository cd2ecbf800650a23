// A commit that fails or dies at every single step: afterwards the hive is the old one or the new
// one, never anything between, for whoever opens it next.
#include <gtest/gtest.h>

#include <array>
#include <functional>

#include "base/testing/fake_files.h"
#include "base/testing/faulty_files.h"
#include "base/testing/result_matchers.h"
#include "hive/check.h"
#include "hive/file.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/lossy_files.h"
#include "hive/testing/read_hive.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

constexpr char kPath[] = "home/NTUSER.DAT";

struct Edits {
  std::u16string_view what;
  std::u16string server;
  size_t keys;
};

// An edit in place, one that moves a value, one that grows the hive.
const Edits kEdits[] = {
    {u"in place", u"NEW", 0}, {u"moved", std::u16string(300, u'n'), 3}, {u"grown", u"NEW", 60}};

SampleKey Tree() {
  SampleKey root = OutlookTree(5, 16'000);
  KeyAt(root, u"Software\\Contoso").values = {SampleText(u"Server", u"OLD")};
  return root;
}

Status EditAndCommit(FileSystem& files, CommitMode mode, const Edits& edits) {
  REPOINT_ASSIGN(HiveFile file, HiveFile::Open(files, kPath));
  REPOINT_TRY(file.BeginEdit(mode, 1'800'000'000'000));
  const Bytes data = SampleText(u"", edits.server).data;
  file.intent().SetValue(u"Software\\Contoso", u"Server", kSampleSz, data);
  REPOINT_TRY(file.editor().SetValue(u"Software\\Contoso", u"Server", kSampleSz, data));
  for (size_t i = 0; i < edits.keys; ++i) {
    const std::u16string path = u"Software\\New\\" + std::u16string(120 + i, u'k');
    file.intent().CreateKey(path);
    REPOINT_TRY(file.editor().CreateKey(path));
  }
  return file.Commit();
}

struct CrashCase {
  CommitMode mode;
  Fault fault;
};

void PutHive(FakeFiles& disk) {
  static const Bytes hive = BuildHive(Tree());
  disk.Put(kPath, hive);
  disk.Put("home/NTUSER.DAT.LOG1", "");
  disk.Put("home/NTUSER.DAT.LOG2", "");
}
FakeFiles Disk() {
  FakeFiles disk;
  PutHive(disk);
  return disk;
}
std::string Seen(FileSystem& disk) {
  const auto file = HiveFile::Open(disk, kPath);
  if (!file) return file.error().ToString();
  const Status sound = CheckSound(file->image());
  return sound ? EngineText(file->image()).value() : sound.error().ToString();
}

class FileCrashTest : public testing::TestWithParam<CrashCase> {};

class PowerFailureTest : public testing::TestWithParam<CommitMode> {};

// Interrupts an edit of the hive on such a disk at every step. How many there were.
size_t InterruptEverywhere(const CrashCase& crash, const Edits& edits,
                           const std::function<FakeFiles()>& make_disk) {
  FakeFiles undisturbed = make_disk();
  const std::string old_text = Seen(undisturbed);
  EXPECT_THAT(EditAndCommit(undisturbed, crash.mode, edits), IsOk());
  const std::string new_text = Seen(undisturbed);
  EXPECT_NE(old_text, new_text);
  for (size_t step = 0;; ++step) {
    FakeFiles disk = make_disk();
    FaultyFiles files(disk, crash.fault, step);
    const Status status = EditAndCommit(files, crash.mode, edits);
    if (!files.fired()) return step;
    const std::string seen = Seen(disk);
    EXPECT_TRUE(seen == old_text || seen == new_text)
        << "step " << step << ": " << seen.substr(0, 200);
    EXPECT_FALSE(status) << step;
    // Whoever comes next can write again.
    EXPECT_THAT(EditAndCommit(disk, crash.mode, edits), IsOk()) << step;
    EXPECT_EQ(Seen(disk), new_text) << step;
  }
}

TEST_P(FileCrashTest, LeavesTheOldHiveOrTheNewOne) {
  for (const Edits& edits : kEdits) EXPECT_GE(InterruptEverywhere(GetParam(), edits, Disk), 3U);
}

// A log that was there before, of writes long done, must not come back.
TEST_P(FileCrashTest, BringsBackNothingFromAnOldLog) {
  InterruptEverywhere(GetParam(), kEdits[0], [] {
    FakeFiles disk = Disk();
    EXPECT_THAT(EditAndCommit(disk, CommitMode::kLog, {u"", u"EARLIER", 5}), IsOk());
    // The other log holds an entry as well, as it does on Windows.
    disk.Put("home/NTUSER.DAT.LOG2", *disk.Text("home/NTUSER.DAT.LOG1"));
    return disk;
  });
}

// As after a hive was put back from a copy, but not its logs.
TEST_P(FileCrashTest, BringsBackNothingFromLogsThatAreNewerThanTheHive) {
  FakeFiles later = Disk();
  ASSERT_THAT(EditAndCommit(later, CommitMode::kLog, {u"", u"LATER", 5}), IsOk());
  const std::string log = *later.Text("home/NTUSER.DAT.LOG1");
  InterruptEverywhere(GetParam(), kEdits[0], [&] {
    FakeFiles disk = Disk();
    disk.Put("home/NTUSER.DAT.LOG1", log);
    disk.Put("home/NTUSER.DAT.LOG2", log);
    return disk;
  });
}

TEST_P(FileCrashTest, IsNotLostBesideADamagedLog) {
  InterruptEverywhere(GetParam(), kEdits[0], [] {
    FakeFiles disk = Disk();
    disk.Put("home/NTUSER.DAT.LOG2", std::string(600, 'x'));
    return disk;
  });
}

std::vector<CrashCase> Cases() {
  std::vector<CrashCase> cases;
  for (const CommitMode mode : {CommitMode::kReplace, CommitMode::kLog}) {
    for (const Fault fault : {Fault::kFailOnce, Fault::kDoneButFailed, Fault::kFailFromHere,
                              Fault::kDoneThenFailing, Fault::kStop, Fault::kStopTorn}) {
      cases.push_back({mode, fault});
    }
  }
  return cases;
}

std::string NameOf(const testing::TestParamInfo<CrashCase>& test) {
  constexpr std::array kFaults = {
      "None", "FailOnce", "DoneButFailed", "FailFromHere", "DoneThenFailing", "Stop", "StopTorn"};
  const char* const mode = test.param.mode == CommitMode::kLog ? "Log" : "Replace";
  return mode + std::string(kFaults.at(static_cast<size_t>(test.param.fault)));
}

INSTANTIATE_TEST_SUITE_P(Faults, FileCrashTest, testing::ValuesIn(Cases()), NameOf);

// The power fails, and of what was not synced anything may be on the disk or not.
TEST_P(PowerFailureTest, SyncsBeforeWhatDependsOnIt) {
  const Edits& edits = kEdits[2];
  LossyFiles undisturbed;
  PutHive(undisturbed);
  const std::string old_text = Seen(undisturbed);
  ASSERT_THAT(EditAndCommit(undisturbed, GetParam(), edits), IsOk());
  const std::string new_text = Seen(undisturbed);
  for (size_t step = 0;; ++step) {
    bool fired = false;
    for (uint64_t seed = 0; seed < 8; ++seed) {
      LossyFiles disk;
      PutHive(disk);
      FaultyFiles files(disk, Fault::kStop, step);
      (void)EditAndCommit(files, GetParam(), edits);
      fired = files.fired();
      disk.Crash(seed);
      const std::string seen = Seen(disk);
      EXPECT_TRUE(seen == old_text || seen == new_text)
          << "step " << step << ", seed " << seed << ": " << seen.substr(0, 200);
    }
    if (!fired) break;
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, PowerFailureTest,
                         testing::Values(CommitMode::kReplace, CommitMode::kLog));

}  // namespace
}  // namespace repoint::hive
