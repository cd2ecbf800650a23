// Whole units with a file that gets new content: applied, taken back, taken back again, and
// interrupted at every step.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/faulty_files.h"
#include "base/testing/result_matchers.h"
#include "registry/testing/reg_text.h"
#include "update/apply.h"
#include "update/file_moves.h"
#include "update/recover.h"
#include "update/rollback.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kKey =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Jane";
const std::string kFile = "/Microsoft/Outlook/Jane.nk2";
const std::string kBackup = kFile + ".20260331T070509Z.bak";
constexpr int64_t kNow = 1774940709000;  // 2026-03-31T07:05:09Z
const std::vector<ProfileRef> kJane = {{RootKind::kNt, "Jane", false}};

// One value and one file, in memory; each call is a process of its own.
struct Bench {
  Bench() { files.Put(kFile, "old"); }

  static Unit UpdateUnit() {
    FileMove move{kFile, kBackup, 0, FileKind::kNicknames};
    move.content = ToBytes(AsBytes("new"));
    move.digest = DigestOf(move.content).value();
    Unit unit;
    unit.profiles = kJane;
    unit.edits = {{kKey, "server", SzValue("old"), SzValue("new"), ""}};
    unit.files = {move};
    return unit;
  }
  Workplace PlaceOn(FileSystem& on) {
    return {user, on, log, []() -> Result<bool> { return false; }};
  }
  Status Apply(FileSystem& on, const Unit& unit) {
    Workplace place = PlaceOn(on);
    REPOINT_ASSIGN(Journal journal, Journal::Create(on, "j", {}));
    return ApplyUnit(place, journal, unit);
  }
  Status Apply(const Unit& unit) { return Apply(files, unit); }
  JournalFile Newest() {
    std::vector<std::string> warnings;
    return ListJournals(files, "j", warnings).value().back();
  }
  RollbackPlan Rollback() {
    return PlanRollback(user, files, Newest(), kJane, kNow + 60000).value();
  }
  // Of whatever is unfinished.
  void Recover() {
    std::vector<std::string> warnings;
    const auto journals = ListJournals(files, "j", warnings).value();
    for (const JournalFile& journal : journals) {
      for (size_t i = 0; i < journal.units.size(); ++i) {
        if (!journal.units[i].Unfinished()) continue;
        Workplace place = PlaceOn(files);
        Journal writer = Journal::Resume(files, journal);
        ASSERT_THAT(RecoverUnit(place, writer, i, journal.units[i]), IsOk());
      }
    }
  }
  // "old", "new", or what is there instead: value, file, and that nothing else lies beside it.
  std::string Side() {
    const std::string value = *SzText(*user.GetValue(kKey, "server").value());
    std::string beside;
    for (const std::string& path : files.AllFiles()) {
      if (path.starts_with("/Microsoft/")) beside += path + " ";
    }
    const std::string text = files.Text(kFile).value_or("(none)");
    if (value == "old" && text == "old" && beside == kFile + " ") return "old";
    const bool kept = files.Text(kBackup) == "old" && beside == kFile + " " + kBackup + " ";
    return value == "new" && text == "new" && kept ? "new" : value + " " + text + " " + beside;
  }

  MemoryRegistry user{LoadRegText("[HKEY_CURRENT_USER\\" + kKey + "]\n\"server\"=\"old\"\n")};
  FakeFiles files;
  Log log;
};

TEST(FileContentRunTest, IsAppliedTakenBackAndTakenBackAgain) {
  Bench bench;
  ASSERT_THAT(bench.Apply(Bench::UpdateUnit()), IsOk());
  EXPECT_EQ(bench.Side(), "new");
  const RollbackPlan back = bench.Rollback();
  EXPECT_THAT(back.file_conflicts, IsEmpty());
  ASSERT_THAT(bench.Apply(back.unit), IsOk());
  EXPECT_EQ(bench.Side(), "old");
  const RollbackPlan again = bench.Rollback();
  EXPECT_THAT(again.file_conflicts, IsEmpty());
  ASSERT_THAT(bench.Apply(again.unit), IsOk());
  EXPECT_EQ(bench.Side(), "new");
  ASSERT_THAT(bench.Apply(bench.Rollback().unit), IsOk());
  EXPECT_EQ(bench.Side(), "old");
}

TEST(FileContentRunTest, TheJournalHasTheDigestAndTheContentLiesBesideIt) {
  Bench bench;
  const Unit unit = Bench::UpdateUnit();
  ASSERT_THAT(bench.Apply(unit), IsOk());
  const JournalFile journal = bench.Newest();
  EXPECT_EQ(journal.units.at(0).unit.files.at(0).digest, unit.files[0].digest);
  EXPECT_THAT(journal.units.at(0).unit.files.at(0).content, IsEmpty());
  const std::string beside = "j/" + journal.run.id + "-" + ContentSuffix(unit.files[0].digest);
  EXPECT_EQ(bench.files.Text(beside), "new");
  EXPECT_EQ(bench.files.AccessOf(beside), Access::kUserOnly);
}

TEST(FileContentRunTest, WhatOutlookWroteSinceIsMovedAsideByARollback) {
  Bench bench;
  ASSERT_THAT(bench.Apply(Bench::UpdateUnit()), IsOk());
  bench.files.Put(kFile, "Outlook's own");
  ASSERT_THAT(bench.Apply(bench.Rollback().unit), IsOk());
  EXPECT_EQ(bench.files.Text(kFile), "old");
  EXPECT_EQ(bench.files.Text(kFile + ".20260331T070609Z.bak"), "Outlook's own");
  ASSERT_THAT(bench.Apply(bench.Rollback().unit), IsOk());
  EXPECT_EQ(bench.files.Text(kFile), "Outlook's own");
  EXPECT_EQ(bench.files.Text(kBackup), "old");
}

TEST(FileContentRunTest, AFileThatWasDeletedSinceComesBack) {
  Bench bench;
  ASSERT_THAT(bench.Apply(Bench::UpdateUnit()), IsOk());
  ASSERT_THAT(bench.files.Remove(kFile), IsOk());
  ASSERT_THAT(bench.Apply(bench.Rollback().unit), IsOk());
  EXPECT_EQ(bench.Side(), "old");
}

TEST(FileContentRunTest, ACopyThatIsGoneOrForgedIsAConflictOfTakingARollbackBack) {
  for (const bool forged : {false, true}) {
    Bench bench;
    ASSERT_THAT(bench.Apply(Bench::UpdateUnit()), IsOk());
    ASSERT_THAT(bench.Apply(bench.Rollback().unit), IsOk());
    const std::string copy =
        "j/" + bench.Newest().run.id + "-" + ContentSuffix(Bench::UpdateUnit().files[0].digest);
    ASSERT_TRUE(bench.files.Text(copy));
    if (forged) {
      bench.files.Put(copy, "forged");
    } else {
      ASSERT_THAT(bench.files.Remove(copy), IsOk());
    }
    const RollbackPlan plan = bench.Rollback();
    EXPECT_THAT(plan.file_conflicts, ElementsAre(HasSubstr("-reprocess")));
    EXPECT_THAT(plan.unit.files, IsEmpty());
  }
}

// The record "applied" is there, but its writer was told otherwise, began to undo and died.
TEST(FileContentRunTest, HalfOfAMoveAfterAppliedIsUndone) {
  Bench bench;
  const Unit unit = Bench::UpdateUnit();
  {
    Journal journal = Journal::Create(bench.files, "j", {}).value();
    ASSERT_THAT(journal.Begin(unit), IsOk());
    ASSERT_THAT(bench.user.SetValue(kKey, "server", SzValue("new")), IsOk());
    ASSERT_THAT(MoveFiles(bench.files, unit.files), IsOk());
    ASSERT_THAT(journal.Applied(0), IsOk());
  }
  ASSERT_THAT(bench.files.Remove(kFile), IsOk());
  bench.Recover();
  EXPECT_EQ(bench.Side(), "old");
}

constexpr Fault kFaults[] = {Fault::kFailOnce,        Fault::kDoneButFailed, Fault::kFailFromHere,
                             Fault::kDoneThenFailing, Fault::kStop,          Fault::kStopTorn};

// Every step of a unit that begins at the state of `start` fails in every way: after the next start
// all is old, or all is new.
void InterruptEverywhere(const Bench& start, const Unit& unit) {
  for (const Fault fault : kFaults) {
    size_t step = 0;
    for (;; ++step) {
      Bench bench = start;
      FaultyFiles faulty(bench.files, fault, step);
      (void)bench.Apply(faulty, unit);
      if (!faulty.fired()) break;
      ASSERT_LT(step, 60u);
      bench.Recover();
      EXPECT_TRUE(bench.Side() == "old" || bench.Side() == "new")
          << bench.Side() << " at step " << step << " of fault " << static_cast<int>(fault);
    }
    EXPECT_GT(step, 8u);
  }
}

TEST(FileContentRunTest, InterruptedAnywhereItIsWhollyOldOrWhollyNew) {
  InterruptEverywhere(Bench(), Bench::UpdateUnit());
}

TEST(FileContentRunTest, ItsRollbackInterruptedAnywhereIsWhollyOldOrWhollyNew) {
  Bench bench;
  ASSERT_THAT(bench.Apply(Bench::UpdateUnit()), IsOk());
  InterruptEverywhere(bench, bench.Rollback().unit);
  ASSERT_THAT(bench.Apply(bench.Rollback().unit), IsOk());
  InterruptEverywhere(bench, bench.Rollback().unit);
}

}  // namespace
}  // namespace repoint
