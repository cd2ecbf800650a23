#include "update/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"

namespace repoint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr int64_t kNow = 1774940709000;  // 2026-03-31T07:05:09Z
constexpr int64_t kDay = int64_t{24} * 60 * 60 * 1000;

RunInfo RunAt(int64_t started = kNow) {
  RunInfo run;
  run.store = "live:jane@PC1";
  run.started = started;
  return run;
}

RunInfo RollbackOf(const std::string& id) {
  RunInfo run = RunAt();
  run.kind = RunKind::kRollback;
  run.undoes = id;
  return run;
}

// A run that changed the profile; its id.
std::string Finished(FileSystem& files, int64_t started, const std::string& profile,
                     UnitState state = UnitState::kDone, RunInfo run = RunAt()) {
  run.started = started;
  Journal journal = Journal::Create(files, "j", run).value();
  Unit unit;
  unit.profiles = {{RootKind::kNt, profile, false}};
  EXPECT_THAT(journal.Begin(unit), IsOk());
  Status recorded;
  if (state == UnitState::kDone) recorded = journal.Done(0);
  if (state == UnitState::kUndone) recorded = journal.Undone(0);
  if (state == UnitState::kApplied) recorded = journal.Applied(0);
  EXPECT_THAT(recorded, IsOk());
  return journal.run().id;
}

std::vector<JournalFile> Listed(FileSystem& files) {
  std::vector<std::string> warnings;
  return ListJournals(files, "j", warnings).value();
}

const std::vector<ProfileRef> kJane = {{RootKind::kNt, "Jane", false}};

TEST(InForceTest, OneThatUndoesItselfUndoesNothing) {
  FakeFiles files;
  RunInfo run = RunAt();
  run.kind = RunKind::kRollback;
  run.undoes = "20260331T070509Z-01";
  Finished(files, kNow, "Jane", UnitState::kDone, run);
  std::vector<std::string> warnings;
  const auto journals = ListJournals(files, "j", warnings).value();
  EXPECT_THAT(ProfilesInForce(journals, journals.at(0)), SizeIs(1));
}

// --- What is in force

TEST(InForceTest, ARollbackTakesARunOutOfForceAndItsOwnRollbackPutsItBack) {
  FakeFiles files;
  RunInfo undo = RunAt();
  undo.kind = RunKind::kRollback;
  undo.undoes = Finished(files, kNow, "Jane");
  std::vector<std::string> warnings;
  const std::string second = Finished(files, kNow + 1000, "JANE", UnitState::kDone, undo);
  auto journals = ListJournals(files, "j", warnings).value();
  EXPECT_THAT(ProfilesInForce(journals, journals[0]), IsEmpty());
  EXPECT_THAT(ProfilesInForce(journals, journals[1]), SizeIs(1));
  undo.undoes = second;
  Finished(files, kNow + 2000, "Jane", UnitState::kDone, undo);
  journals = ListJournals(files, "j", warnings).value();
  EXPECT_THAT(ProfilesInForce(journals, journals[0]), SizeIs(1));
  EXPECT_THAT(ProfilesInForce(journals, journals[1]), IsEmpty());
}

TEST(InForceTest, ARollbackThatWasUndoneCountsForNothing) {
  FakeFiles files;
  RunInfo undo = RunAt();
  undo.kind = RunKind::kRollback;
  undo.undoes = Finished(files, kNow, "Jane");
  Finished(files, kNow + 1000, "Jane", UnitState::kUndone, undo);
  std::vector<std::string> warnings;
  const auto journals = ListJournals(files, "j", warnings).value();
  EXPECT_THAT(ProfilesInForce(journals, journals[0]), SizeIs(1));
}

TEST(InForceTest, ARollbackCountsThoughItsIdIsTheSmallerOne) {
  FakeFiles files;
  const std::string update = Finished(files, kNow, "Jane");
  const std::string rollback = Finished(files, kNow, "Jane", UnitState::kDone, RollbackOf(update));
  // As older versions named it, when the clock was set back in between.
  std::vector<JournalFile> journals = Listed(files);
  ASSERT_EQ(journals[1].run.id, rollback);
  journals[1].run.id = "20250101T000000Z-01";
  EXPECT_THAT(ProfilesInForce(journals, journals[0]), IsEmpty());
}

TEST(InForceTest, JournalsThatClaimToUndoEachOtherComeToAnEnd) {
  FakeFiles files;
  Finished(files, kNow, "Jane", UnitState::kDone, RollbackOf("20260331T070509Z-02"));
  Finished(files, kNow, "Jane", UnitState::kDone, RollbackOf("20260331T070509Z-01"));
  const auto journals = Listed(files);
  ProfilesInForce(journals, journals.at(0));
}

// --- What stands above a run

TEST(NewerInForceTest, IsTheNewestRunOfTheSameProfile) {
  FakeFiles files;
  Finished(files, kNow, "Jane");
  Finished(files, kNow + 1000, "jane");
  const std::string newest = Finished(files, kNow + 2000, "Jane");
  Finished(files, kNow + 3000, "Jim");
  Finished(files, kNow + 4000, "Jane", UnitState::kUndone);
  const auto journals = Listed(files);
  ASSERT_NE(NewerInForce(journals, journals[0], kJane), nullptr);
  EXPECT_EQ(NewerInForce(journals, journals[0], kJane)->run.id, newest);
  EXPECT_EQ(NewerInForce(journals, journals[2], kJane), nullptr);
}

TEST(NewerInForceTest, IsNotOneThatWasTakenBackNorItsRollback) {
  FakeFiles files;
  Finished(files, kNow, "Jane");
  const std::string update = Finished(files, kNow + 1000, "Jane");
  const std::string rollback =
      Finished(files, kNow + 2000, "Jane", UnitState::kDone, RollbackOf(update));
  auto journals = Listed(files);
  EXPECT_EQ(NewerInForce(journals, journals[0], kJane), nullptr);
  // Until that rollback is taken back itself.
  Finished(files, kNow + 3000, "Jane", UnitState::kDone, RollbackOf(rollback));
  journals = Listed(files);
  ASSERT_NE(NewerInForce(journals, journals[0], kJane), nullptr);
  EXPECT_EQ(NewerInForce(journals, journals[0], kJane)->run.id, update);
}

// --- Pruning

TEST(PruneTest, TakesOldJournalsAndWhatLiesBesideThemButTheNewestOfEachProfile) {
  FakeFiles files;
  const std::string old = Finished(files, kNow - 100 * kDay, "Jane");
  files.Put("j/" + old + "-NT-00.reg", "x");
  const std::string newest = Finished(files, kNow - 95 * kDay, "Jane");
  files.Put("j/" + newest + "-NT-00.reg", "x");
  const std::string other = Finished(files, kNow - 200 * kDay, "Jim");
  ASSERT_THAT(PruneJournals(files, "j", kNow), IsOk());
  EXPECT_THAT(files.AllFiles(),
              testing::UnorderedElementsAre("j/" + other + ".journal", "j/" + newest + "-NT-00.reg",
                                            "j/" + newest + ".journal"));
}

TEST(PruneTest, KeepsWhatIsNotOlderThan90Days) {
  FakeFiles files;
  Finished(files, kNow - 90 * kDay, "Jane");
  Finished(files, kNow - 91 * kDay, "Jane");
  Finished(files, kNow, "Jane");
  ASSERT_THAT(PruneJournals(files, "j", kNow), IsOk());
  EXPECT_THAT(files.AllFiles(), SizeIs(2));
}

TEST(PruneTest, KeepsUnfinishedOnes) {
  for (const UnitState state : {UnitState::kBegun, UnitState::kApplied}) {
    FakeFiles files;
    const std::string unfinished = Finished(files, kNow - 300 * kDay, "Jane", state);
    Finished(files, kNow, "Jane");
    ASSERT_THAT(PruneJournals(files, "j", kNow), IsOk());
    EXPECT_THAT(files.AllFiles(), Contains("j/" + unfinished + ".journal"));
  }
}

TEST(PruneTest, ATryThatWasUndoneIsNotTheNewest) {
  FakeFiles files;
  const std::string in_force = Finished(files, kNow - 100 * kDay, "Jane");
  Finished(files, kNow - kDay, "Jane", UnitState::kUndone);
  ASSERT_THAT(PruneJournals(files, "j", kNow), IsOk());
  EXPECT_THAT(files.AllFiles(), Contains("j/" + in_force + ".journal"));
}

TEST(PruneTest, TheSameProfileNameOfAnotherUserIsAnotherProfile) {
  FakeFiles files;
  RunInfo other = RunAt();
  other.store = "live:jim@PC1";
  const std::string theirs = Finished(files, kNow - 100 * kDay, "Outlook", UnitState::kDone, other);
  Finished(files, kNow, "Outlook");
  ASSERT_THAT(PruneJournals(files, "j", kNow), IsOk());
  EXPECT_THAT(files.AllFiles(), Contains("j/" + theirs + ".journal"));
}

TEST(PruneTest, KeepsTheRollbacksOfWhatItKeeps) {
  FakeFiles files;
  RunInfo run = RunAt(kNow - 200 * kDay);
  Journal both = Journal::Create(files, "j", run).value();
  for (const char* profile : {"Jane", "Jim"}) {
    Unit unit;
    unit.profiles = {{RootKind::kNt, profile, false}};
    EXPECT_THAT(both.Done(both.Begin(unit).value()), IsOk());
  }
  const std::string undo =
      Finished(files, kNow - 199 * kDay, "Jim", UnitState::kDone, RollbackOf(both.run().id));
  const std::string redo =
      Finished(files, kNow - 198 * kDay, "Jim", UnitState::kDone, RollbackOf(undo));
  const std::string again =
      Finished(files, kNow - 197 * kDay, "Jim", UnitState::kDone, RollbackOf(redo));
  Finished(files, kNow - 100 * kDay, "Jim");
  const auto before = Listed(files);
  ASSERT_THAT(ProfilesInForce(before, before[0]), SizeIs(1));
  ASSERT_THAT(PruneJournals(files, "j", kNow), IsOk());
  const auto journals = Listed(files);
  EXPECT_THAT(ProfilesInForce(journals, journals[0]), SizeIs(1));
  EXPECT_THAT(journals, SizeIs(5));
}

TEST(PruneTest, TakesWhatACrashLeftHalfWrittenAfterADay) {
  FakeFiles files;
  files.SetTime((kNow - 2 * kDay) / 1000);
  for (const char* name :
       {"j/repoint-1-1.tmp", "j/new-0123456789abcdef.tmp", "j/other.tmp", "j/new-plan.tmp"}) {
    files.Put(name, "half");
  }
  files.SetTime(kNow / 1000);
  files.Put("j/repoint-2-1.tmp", "of a run that is at work");
  ASSERT_THAT(PruneJournals(files, "j", kNow), IsOk());
  EXPECT_THAT(files.AllFiles(), ElementsAre("j/new-plan.tmp", "j/other.tmp", "j/repoint-2-1.tmp"));
}

}  // namespace
}  // namespace repoint
