// What an interrupted run left is found and brought to one side before anything else is done.
#include "base/testing/faulty_files.h"
#include "client/hand_import.h"
#include "client/testing/journals.h"
#include "client/testing/run_tests.h"
#include "registry/testing/faulty.h"
#include "update/unfinished.h"

namespace repoint {
namespace {

constexpr const char* kOurKey = "Software\\EMProfileUpdate";
constexpr const char* kRun = "20260331T070510Z-01";
constexpr const char* kJournal = "/state/Journals/20260331T070510Z-01.journal";

// An update of Jane, and perhaps of Jim, that is killed between two of Jane's values.
void InterruptUpdate(World& world) {
  static constexpr int kStep = 6;
  bool dead = false;
  FaultyRegistry user(world.registry, {.stop_at = kStep, .dead = &dead});
  FaultyFiles files(world.files, Fault::kNone, 0, &dead);
  world.Update(user, files);
}

// --- The note in the registry

TEST(NoteTest, IsThereWhileARunIsUnfinishedAndNamesItsJournal) {
  World world = World::OfJane();
  InterruptUpdate(world);
  EXPECT_THAT(UnfinishedJournals(world.registry), IsOkAndHolds(ElementsAre(kJournal)));
}

TEST(NoteTest, IsGoneAfterAnUpdateARollbackAndARecovery) {
  World world = World::OfJane();
  InterruptUpdate(world);
  EXPECT_THAT(world.Recover(world.registry, world.files), IsOk());
  EXPECT_THAT(ContentsOf(world.registry, kOurKey), IsEmpty());
  world.Update();
  EXPECT_THAT(UnfinishedJournals(world.registry), IsOkAndHolds(IsEmpty()));
  world.Rollback();
  EXPECT_THAT(ContentsOf(world.registry, kOurKey), IsEmpty());
}

TEST(NoteTest, IsNeverWrittenIntoAnExport) {
  World world = World::OfJane();
  world.kind = StoreKind::kExport;
  // Killed at any step: no export is written then, but none would hold a note.
  for (int step = 1; step < 40; ++step) {
    World killed = world;
    FaultyRegistry user(killed.registry, {.stop_at = step});
    killed.Update(user, killed.files);
    EXPECT_THAT(UnfinishedJournals(killed.registry), IsOkAndHolds(IsEmpty()));
  }
}

TEST(NoteTest, ThatWasLeftBehindAFinishedRunGoesAtTheNextStart) {
  World world = World::OfJane();
  world.Update();
  ASSERT_THAT(NoteUnfinished(world.registry, kJournal), IsOk());
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane"));
  EXPECT_THAT(UnfinishedJournals(world.registry), IsOkAndHolds(IsEmpty()));
}

// --- Journals that the next run would not look for

TEST(RecoveryTest, FindsTheJournalInAnotherFolder) {
  World world = World::OfThree();
  const Contents jane = world.Profile("Jane");
  world.options.journal_dir = "/other";
  InterruptUpdate(world);
  ASSERT_NE(world.Profile("Jane"), jane);
  world.options.journal_dir.reset();
  const Report report = world.Update();
  EXPECT_THAT(report.notes, Contains(HasSubstr("recovered: the run " + std::string(kRun))));
  EXPECT_THAT(Outcomes(report), Contains("updated Jane"));
  const Contents updated = world.All();
  world.Rollback();
  EXPECT_EQ(world.Profile("Jane"), jane);
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
  EXPECT_NE(world.All(), updated);
}

TEST(RecoveryTest, WithoutTheJournalEveryProfileFailsAndNothingIsWritten) {
  World world = World::OfThree();
  InterruptUpdate(world);
  const std::string text = *world.files.Text(kJournal);
  ASSERT_THAT(world.files.Remove(kJournal), IsOk());
  const Contents half = world.All();
  const Report report = world.Update();
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Outcomes(report), ElementsAre("failed Jane", "failed Bob", "failed Jim"));
  EXPECT_THAT(Words(report),
              AllOf(HasSubstr(kJournal), HasSubstr(std::string(kRun) + "-*.reg"),
                    HasSubstr("HKEY_CURRENT_USER\\Software\\EMProfileUpdate\\Unfinished")));
  EXPECT_EQ(world.All(), half);
  EXPECT_EQ(world.Rollback().exit, kExitProfileFailed);
  EXPECT_EQ(world.All(), half);
  // It is brought back.
  world.files.Put(kJournal, text);
  EXPECT_THAT(Outcomes(world.Update()),
              ElementsAre("updated Jane", "not-listed Bob", "updated Jim"));
}

TEST(RecoveryTest, FindsTheJournalThoughTheComputerHasAnotherNameNow) {
  World world = World::OfJane();
  const Contents before = world.Profile("Jane");
  const Journal journal = BeginUnit(world, UnitOf("Jane", "001f6602", "OLDSRV", "NEWSRV"),
                                    "live:jane@OLDNAME", "/share");
  ASSERT_THAT(NoteUnfinished(world.registry, journal.path()), IsOk());
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6602", SzValue("NEWSRV")), IsOk());
  EXPECT_THAT(world.Recover(world.registry, world.files),
              IsOkAndHolds(ElementsAre(HasSubstr("put back"))));
  EXPECT_EQ(world.Profile("Jane"), before);
}

TEST(RecoveryTest, AFirstRecordThatIsDamagedStopsTheRunWhenChangesAreUnfinished) {
  World world = World::OfJane();
  InterruptUpdate(world);
  std::string text = *world.files.Text(kJournal);
  text[30] ^= 1;
  world.files.Put(kJournal, text);
  const Contents half = world.All();
  const Report report = world.Update();
  EXPECT_EQ(report.exit, kExitRegistry);
  EXPECT_THAT(Words(report), AllOf(HasSubstr(kJournal), HasSubstr("import the .reg files")));
  EXPECT_EQ(world.All(), half);
}

TEST(RecoveryTest, AFirstRecordThatIsDamagedIsAWarningWhenAllIsDone) {
  World world = World::OfJane();
  world.Update();
  std::string text = *world.files.Text(kJournal);
  text[30] ^= 1;
  world.files.Put(kJournal, text);
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane"));
}

TEST(RecoveryTest, InTheStateFolderNeitherUserNorComputerNeedHaveTheirNamesStill) {
  World world = World::OfJane();
  const Contents before = world.Profile("Jane");
  BeginUnit(world, UnitOf("Jane", "001f6602", "OLDSRV", "NEWSRV"), "live:jane.doe@OLDNAME");
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6602", SzValue("NEWSRV")), IsOk());
  EXPECT_THAT(world.Recover(world.registry, world.files),
              IsOkAndHolds(ElementsAre(HasSubstr("put back"))));
  EXPECT_EQ(world.Profile("Jane"), before);
}

// --- An interrupted update that is taken back

TEST(RecoveryTest, TakingBackAnInterruptedUpdateIsDoneWithItsRecovery) {
  for (const bool by_id : {false, true}) {
    World world = World::OfJane();
    const Contents before = world.All();
    InterruptUpdate(world);
    ASSERT_NE(world.All(), before);
    if (by_id) world.options.rollback_id = kRun;
    const Report report = world.Rollback();
    EXPECT_EQ(report.exit, kExitDone);
    EXPECT_THAT(Outcomes(report), ElementsAre("rolled-back Jane"));
    EXPECT_EQ(report.error, std::nullopt);
    EXPECT_THAT(report.notes,
                ElementsAre(HasSubstr("recovered: the run " + std::string(kRun)),
                            HasSubstr(std::string(kRun) + " is taken back with that")));
    EXPECT_EQ(world.All(), before);
    EXPECT_EQ(world.Rollback().exit, kExitProfileFailed) << "now there is nothing any more";
  }
}

TEST(RecoveryTest, TakingBackAnInterruptedUpdateLeavesTheOneBeforeItInForce) {
  World world = World::OfJane();
  const Contents first = world.Profile("Jane");
  world.Update();
  const Contents second = world.Profile("Jane");
  world.PutList({MoveOnOf("jane")});
  InterruptUpdate(world);
  ASSERT_NE(world.Profile("Jane"), second);
  world.options.dry_run = true;
  const Report planned = world.Rollback();
  EXPECT_EQ(planned.exit, kExitDone);
  EXPECT_THAT(planned.profiles, IsEmpty());
  EXPECT_THAT(planned.warnings, ElementsAre(HasSubstr("without -DryRun it is put right first")));
  world.options.dry_run = false;
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
  EXPECT_EQ(world.Profile("Jane"), second);
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
  EXPECT_EQ(world.Profile("Jane"), first);
}

TEST(RecoveryTest, AnInterruptedRollbackThatIsCompletedIsDone) {
  World start = World::OfJane();
  const Contents before = start.All();
  start.Update();
  int completed = 0;
  for (size_t step = 0;; ++step) {
    World world = start;
    FaultyFiles files(world.files, Fault::kStop, step);
    world.Rollback(world.registry, files);
    if (!files.fired()) break;
    const Report report = world.Rollback();
    EXPECT_EQ(report.exit, kExitDone) << step << Words(report);
    EXPECT_THAT(Outcomes(report), ElementsAre("rolled-back Jane")) << step;
    EXPECT_EQ(world.All(), before) << step;
    completed += Words(report).contains("it was completed") ? 1 : 0;
  }
  EXPECT_GT(completed, 0);
}

// --- Journals of somebody else

TEST(RecoveryTest, AJournalThatSomebodyElsePutThereIsNotObeyed) {
  World world = World::OfJane();
  const Contents before = world.Profile("Jane");
  const Unit unit = UnitOf("Jane", "001f6622", "evil.example", std::nullopt);
  world.files.SetForeign(BeginUnit(world, unit).path(), true);
  world.PutList({MoveOf("jim")});
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("not-listed Jane"));
  EXPECT_THAT(report.asides, Contains(HasSubstr("somebody else")));
  EXPECT_EQ(world.Profile("Jane"), before);
}

TEST(RecoveryTest, OurOwnUnfinishedJournalThatSomebodyElseHasNowFailsTheProfiles) {
  World world = World::OfJane();
  InterruptUpdate(world);
  const Contents half = world.All();
  world.files.SetForeign(kJournal, true);
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("failed Jane"));
  EXPECT_EQ(world.All(), half);
}

// --- Profiles that changed since

TEST(RecoveryTest, AValueThatBecameSomethingElseFailsThatProfileAloneUntilItIsImported) {
  World world = World::OfThree();
  const KeyTree before = world.registry.ReadTree(ProfileKey("Jane")).value().value();
  const Contents old = world.Profile("Jane");
  InterruptUpdate(world);
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6602", SzValue("THIRD")), IsOk());
  const Contents half = world.Profile("Jane");
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("failed Jane", "not-listed Bob", "updated Jim"));
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Words(report), AllOf(HasSubstr(SettingsKey("Jane") + "\\001f6602"),
                                   HasSubstr(HandImportPath(std::string(kJournals), kRun,
                                                            {RootKind::kNt, "Jane", false}))));
  EXPECT_EQ(world.Profile("Jane"), half);
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
  EXPECT_EQ(world.Rollback().exit, kExitDone) << "of Jim, which is not held up";
  EXPECT_EQ(world.Profile("Jane"), half);
  // As an import of the file does.
  ASSERT_THAT(world.registry.DeleteKey(ProfileKey("Jane")), IsOk());
  ASSERT_THAT(WriteTree(world.registry, ProfileKey("Jane"), before), IsOk());
  ASSERT_EQ(world.Profile("Jane"), old);
  EXPECT_THAT(Outcomes(world.Update()),
              ElementsAre("updated Jane", "not-listed Bob", "updated Jim"));
}

TEST(RecoveryTest, AProfileMadeAnewUnderTheSameNameIsLeftAsItIs) {
  World world = World::OfJane();
  InterruptUpdate(world);
  ASSERT_THAT(world.registry.DeleteKey(ProfileKey("Jane")), IsOk());
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6602", SzValue("THIRD")), IsOk());
  const Contents anew = world.Profile("Jane");
  EXPECT_THAT(world.Recover(world.registry, world.files), FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(world.Profile("Jane"), anew);
}

TEST(RecoveryTest, OutlookThatStartsInTheMiddleFindsAnOldProfileAndDefersTheRest) {
  World world = World::OfJane();
  const Contents old = world.Profile("Jane");
  InterruptUpdate(world);
  int deferred = 0;
  for (int look = 1; look <= 6; ++look) {
    World copy = world;
    copy.outlook.starts_at_look = copy.outlook.looks + look;
    const Report report = copy.Update();
    if (report.exit != kExitDeferred) continue;
    ++deferred;
    copy.outlook.starts_at_look = 0;
    copy.outlook.running = false;
    EXPECT_THAT(copy.Recover(copy.registry, copy.files), IsOk());
    EXPECT_EQ(copy.Profile("Jane"), old) << look;
    EXPECT_EQ(copy.files.Text("/ost/jane.ost"), "mail of jane");
  }
  EXPECT_GT(deferred, 2);
}

TEST(RecoveryTest, AJournalFolderThatCannotBeWrittenToFailsTheProfileBeforeAnythingIsChanged) {
  World world = World::OfJane();
  const Contents before = world.All();
  world.files.SetError(kJournals, Error{ErrorCode::kDenied, "no permission", ""});
  const Report report = world.Update();
  EXPECT_NE(report.exit, kExitDone);
  EXPECT_EQ(world.All(), before);
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
}

TEST(RecoveryTest, LeavesAProfileAloneThatWasDeletedSince) {
  World world = World::OfJane();
  BeginUnit(world, UnitOf("Gone", "001f6602", "OLDSRV", "NEWSRV"));
  EXPECT_THAT(world.Recover(world.registry, world.files), IsOk());
  EXPECT_THAT(world.Profile("Gone"), IsEmpty());
}

TEST(RecoveryTest, MovesAnOstAsideThatGrewWhileTheRunWasInterrupted) {
  World world = World::OfJane();
  Unit unit = UnitOf("Jane", "001f6610", "/ost/jane.ost", std::nullopt);
  unit.files = {{"/ost/jane.ost", "/ost/jane.ost.20260331T070509Z.bak", 0}};
  BeginUnit(world, unit);
  ASSERT_THAT(world.files.Rename("/ost/jane.ost", "/ost/jane.ost.20260331T070509Z.bak"), IsOk());
  world.files.Put("/ost/jane.ost", "grown since");
  EXPECT_THAT(world.Recover(world.registry, world.files), IsOk());
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
  EXPECT_EQ(world.files.Text("/ost/jane.ost.1.bak"), "grown since");
}

// The record "applied" was reported as failed but is on the disk; all was put back, and the record
// of that failed in earnest.
TEST(RecoveryTest, SeesThatWhatCountsAsAppliedWasPutBack) {
  World world = World::OfJane();
  Unit unit = UnitOf("Jane", "001f6602", "OLDSRV", "NEWSRV");
  unit.marks = {{"Software\\EMProfileUpdate\\Profiles\\NT\\Jane", "Version", std::nullopt,
                 SzValue("1"), "test"}};
  ASSERT_THAT(BeginUnit(world, unit).Applied(0), IsOk());
  EXPECT_THAT(world.Recover(world.registry, world.files),
              IsOkAndHolds(ElementsAre(HasSubstr("put back as it was before"))));
  EXPECT_THAT(ContentsOf(world.registry, "Software\\EMProfileUpdate"), IsEmpty());
}

TEST(RecoveryTest, AJournalThatCannotBeReadNowStopsTheRun) {
  World world = World::OfJane();
  const Contents before = world.All();
  world.files.Put(std::string(kJournals) + "/20260331T070000Z-01.journal", "x");
  world.files.SetError(std::string(kJournals) + "/20260331T070000Z-01.journal",
                       Error{ErrorCode::kIo, "bad disk", ""});
  EXPECT_EQ(world.Update().exit, kExitRegistry);
  EXPECT_EQ(world.All(), before);
}

TEST(RecoveryTest, ComesBeforeAListThatCannotBeUsed) {
  World world = World::OfJane();
  const Contents before = world.All();
  BeginUnit(world, UnitOf("Jane", "001f6602", "OLDSRV", "HALF"));
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6602", SzValue("HALF")), IsOk());
  world.files.Put(*world.options.list, "");
  const Report report = world.Update();
  EXPECT_EQ(report.exit, kExitList);
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("recovered: ")));
  EXPECT_EQ(world.All(), before);
}

}  // namespace
}  // namespace repoint
