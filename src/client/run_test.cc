// What a whole run does: Outlook, OST files, locks, profiles, exit codes, marks.
#include "client/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "client/outputs.h"
#include "client/testing/world.h"
#include "regtext/regtext.h"
#include "update/journal.h"

namespace repoint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

World OfJane() {
  World world(ProfileText("Jane", "jane"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail of jane");
  return world;
}

std::vector<std::string> Writes(const World& world) {
  std::vector<std::string> writes;
  for (const std::string& call : world.files.calls()) {
    const bool reads = call.starts_with("Stat ") || call.starts_with("Open ") ||
                       call.starts_with("List ") || call.starts_with("InUse ");
    if (!reads) writes.push_back(call);
  }
  return writes;
}

TEST(RunTest, UpdatesTheDefaultProfileFirstAndLeavesThoseOfOthersUntouched) {
  World world = World::OfThree();
  const Contents bob = world.Profile("Bob");
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane", "not-listed Bob", "updated Jim"));
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_EQ(world.Setting("Jane", "001f6602"), "NEWSRV");
  EXPECT_EQ(world.Setting("Jane", "001f6603"), "/o=New/cn=jane");
  EXPECT_EQ(world.Profile("Bob"), bob);
}

// --- Outlook

TEST(OutlookTest, RunningAtTheStartDefersAndLeavesNothing) {
  World world = OfJane();
  const Contents before = world.All();
  world.outlook.running = true;
  const Report report = world.Update();
  EXPECT_EQ(report.exit, kExitDeferred);
  EXPECT_THAT(Outcomes(report), ElementsAre("deferred Jane"));
  EXPECT_EQ(world.All(), before);
  EXPECT_THAT(Writes(world), IsEmpty());
}

TEST(OutlookTest, StartingAtAnyLookUndoesEverything) {
  int looks = 0;
  {
    World world = OfJane();
    world.Update();
    looks = world.outlook.looks;
  }
  ASSERT_GE(looks, 3);  // at the start, before the first and after the last write
  for (int look = 1; look <= looks; ++look) {
    SCOPED_TRACE(look);
    World world = OfJane();
    const Contents before = world.All();
    world.outlook.starts_at_look = look;
    const Report report = world.Update();
    EXPECT_EQ(report.exit, kExitDeferred);
    EXPECT_THAT(Outcomes(report), ElementsAre("deferred Jane"));
    EXPECT_EQ(world.All(), before);
    EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
    world.outlook.running = false;
    world.outlook.starts_at_look = 0;
    EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  }
}

TEST(OutlookTest, EndIsWaitedForWhenAsked) {
  World world = OfJane();
  world.options.wait_outlook_minutes = 10;
  world.outlook.running = true;
  world.outlook.ends_at_look = 4;
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(world.sleeps, SizeIs(3));
  EXPECT_THAT(world.progress, ElementsAre(HasSubstr("waiting up to 10 minute")));
}

TEST(OutlookTest, WaitingEndsAfterTheMinutesGiven) {
  World world = OfJane();
  world.options.wait_outlook_minutes = 3;
  world.outlook.running = true;
  const int64_t start = world.now;
  EXPECT_EQ(world.Update().exit, kExitDeferred);
  EXPECT_GE(world.now - start, 3 * 60 * 1000);
  EXPECT_LT(world.now - start, 4 * 60 * 1000);
}

TEST(OutlookTest, RecoveryWaitsForItsEndToo) {
  World world = OfJane();
  world.files.PutFolder("/state");
  RunInfo run;
  run.store = "live:jane@PC1";
  run.started = world.now;
  Journal journal = Journal::Create(world.files, std::string(kJournals), run).value();
  Unit unit;
  unit.profiles = {{RootKind::kNt, "Jane", false}};
  unit.edits = {{SettingsKey("Jane"), "001f6602", SzValue("OLDSRV"), SzValue("NEWSRV"), "test"}};
  ASSERT_THAT(journal.Begin(unit), IsOk());
  world.outlook.running = true;
  EXPECT_EQ(world.Update().exit, kExitDeferred);
  world.options.wait_outlook_minutes = 1;
  world.outlook.ends_at_look = world.outlook.looks + 3;
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(report.notes, Contains(HasSubstr("recovered: ")));
}

TEST(OutlookTest, OtherMapiProgramsOnlyWarn) {
  World world = OfJane();
  world.outlook.others = {"lync.exe"};
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("lync.exe")));
  EXPECT_EQ(report.exit, kExitDone);
}

TEST(OutlookTest, DryRunSaysThatItWouldBeDeferred) {
  World world = OfJane();
  world.options.dry_run = true;
  world.outlook.running = true;
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("would-update Jane"));
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("would be deferred")));
}

// --- Starting Outlook

TEST(StartOutlookTest, StartsOnceForEachUpdatedProfileAndClosesAfterTheDelay) {
  World world = World::OfThree();
  world.options.run_outlook = true;
  world.options.outlook_options = "/recycle /safe:1 \"a b\"";
  world.options.close_outlook_after_seconds = 17;
  world.Update();
  EXPECT_THAT(world.outlook.events,
              ElementsAre("start C:\\Office\\OUTLOOK.EXE [Jane] [/recycle /safe:1 \"a b\"]",
                          "close after 17",
                          "start C:\\Office\\OUTLOOK.EXE [Jim] [/recycle /safe:1 \"a b\"]",
                          "close after 17"));
  world.outlook.events.clear();
  world.Update();  // done before
  EXPECT_THAT(world.outlook.events, IsEmpty());
}

TEST(StartOutlookTest, AllStartsForThoseThatWereUpdatedEarlierToo) {
  World world = World::OfThree();
  world.Update();
  world.options.run_outlook_all = true;
  world.options.keep_outlook_open = true;
  EXPECT_THAT(Outcomes(world.Update()),
              ElementsAre("done-before Jane", "not-listed Bob", "done-before Jim"));
  EXPECT_THAT(world.outlook.events, ElementsAre("start C:\\Office\\OUTLOOK.EXE [Jane] []",
                                                "start C:\\Office\\OUTLOOK.EXE [Jim] []"));
}

TEST(StartOutlookTest, WhatCannotBeStartedOrClosedIsAWarning) {
  World world = OfJane();
  world.options.run_outlook = true;
  world.outlook.closes = false;
  Report report = world.Update();
  EXPECT_THAT(report.profiles[0].warnings, Contains(HasSubstr("was left running")));
  EXPECT_EQ(report.exit, kExitDone);

  world = OfJane();
  world.options.run_outlook = true;
  world.outlook.start_fails = true;
  report = world.Update();
  EXPECT_THAT(report.profiles[0].warnings, Contains(HasSubstr("Outlook was not started")));

  world = OfJane();
  world.options.run_outlook = true;
  world.outlook.installed = false;
  report = world.Update();
  EXPECT_THAT(report.warnings, Contains(HasSubstr("not installed")));
  EXPECT_EQ(report.exit, kExitDone);
}

// --- OST files

TEST(OstTest, IsRenamedBesideItselfAndNeverDeleted) {
  World world = OfJane();
  const Report report = world.Update();
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost.20260331T070510Z.bak"));
  EXPECT_EQ(world.files.Text("/ost/jane.ost.20260331T070510Z.bak"), "mail of jane");
  EXPECT_EQ(world.Setting("Jane", "001f6610"), "(none)");
  EXPECT_THAT(Words(report), HasSubstr("jane.ost.20260331T070510Z.bak"));
  EXPECT_THAT(Words(report), HasSubstr("-Rollback"));
}

TEST(OstTest, StaysWhenAskedAndWithNoFiles) {
  for (const bool keep : {true, false}) {
    World world = OfJane();
    world.options.rename_ost = !keep;
    world.options.no_files = !keep;
    world.Update();
    EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
    EXPECT_EQ(world.Setting("Jane", "001f6610"), "(none)");  // whatever becomes of the file
  }
}

TEST(OstTest, InUseDefersTheProfileAndLeavesNoJournal) {
  World world = OfJane();
  const Contents before = world.All();
  world.files.SetInUse("/ost/jane.ost", true);
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("deferred Jane"));
  EXPECT_EQ(report.exit, kExitDeferred);
  EXPECT_EQ(world.All(), before);
  EXPECT_THAT(world.FilesIn(kJournals), IsEmpty());
}

TEST(OstTest, SharedWithAProfileThatIsNotUpdatedIsNotRenamed) {
  World world(ProfileText("Jane", "jane") + ProfileText("Bob", "bob"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail");
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Bob"), "001f6610", SzValue("/OST/Jane.ost")),
              IsOk());
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane", "not-listed Bob"));
  EXPECT_THAT(Words(report), HasSubstr("ost-shared"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
}

TEST(OstTest, SharedWithAProfileThatTheSwitchesLeaveOutIsNotRenamed) {
  World world(ProfileText("A", "jane") + ProfileText("B", "jane"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail");
  world.options.profiles = {"a"};
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated A"));
  EXPECT_THAT(Words(report), HasSubstr("ost-shared"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
}

TEST(OstTest, SharedByTwoUpdatedProfilesIsRenamedOnce) {
  World world(ProfileText("A", "jane") + ProfileText("B", "jane"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail");
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated A", "updated B"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost.20260331T070510Z.bak"));
}

TEST(OstTest, SharedByTwoOfWhichOneIsDeferredStaysForThatOne) {
  World world(ProfileText("A", "jane") + ProfileText("B", "jane"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail");
  world.outlook.starts_at_look = 6;  // at the start, four times for A, then for B
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated A", "deferred B"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
}

TEST(OstTest, ThatIsNotThereIsNoReasonToFail) {
  World world(ProfileText("Jane", "jane"), {MoveOf("jane")});
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
}

TEST(OstTest, OfAnExportIsNamedForRenamingByHand) {
  World world = OfJane();
  world.is_export = true;
  world.outlook.running = true;  // of no interest
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(Words(report), HasSubstr("rename the old OST by hand"));
  EXPECT_THAT(Words(report), HasSubstr("/ost/jane.ost"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
}

// Outlook has written DN and OST of the new mailbox, and the list does not tell the DN.
TEST(MarkTest, TheOstThatOutlookHasMadeSinceStaysWhenTheListIsANewOne) {
  list::Row jane = MoveOf("jane");
  jane.target_dn = "";
  World world = OfJane();
  world.PutList({jane});
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  const std::string key = SettingsKey("Jane");
  ASSERT_THAT(world.registry.SetValue(key, "001f6603", SzValue("/o=Old/cn=jane")), IsOk());
  ASSERT_THAT(world.registry.SetValue(key, "001f6610", SzValue("/ost/new.ost")), IsOk());
  world.PutList({jane, MoveOf("jim")});
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  EXPECT_EQ(world.Setting("Jane", "001f6610"), "/ost/new.ost");
}

// --- Two runs at once

TEST(LockTest, IsWaitedForAndThenNothingIsLeftToDo) {
  World world = OfJane();
  world.files.PutFolder("/state");
  auto lock = world.files.Lock("/state/lock").value();
  const Contents before = world.All();
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  env.sleep_millis = [&](int64_t millis) {
    world.now += millis;
    if (!lock) return;
    lock.reset();  // the other run ends, and has done everything
    world.Update();
  };
  const Report report = RunUpdate(world.options, env);
  EXPECT_THAT(Outcomes(report), ElementsAre("done-before Jane"));
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_NE(world.All(), before);
}

TEST(LockTest, HeldForAMinuteEndsTheRunWithAClearText) {
  for (const Mode mode : {Mode::kUpdate, Mode::kRollback}) {
    World world = OfJane();
    if (mode == Mode::kRollback) world.Update();
    const Contents before = world.All();
    world.files.PutFolder("/state");
    const auto lock = world.files.Lock("/state/lock").value();
    const int64_t start = world.now;
    world.options.mode = mode;
    const Report report = world.Update();
    EXPECT_EQ(report.exit, kExitRegistry);
    EXPECT_THAT(Words(report), HasSubstr("another EMProfileUpdate is at work for this user"));
    EXPECT_GE(world.now - start, 60 * 1000);
    EXPECT_LT(world.now - start, 90 * 1000);
    EXPECT_EQ(world.All(), before);
  }
}

TEST(LockTest, HeldWhileARecoveryIsNeededIsNoDeferral) {
  World world = OfJane();
  RunInfo run;
  run.store = "live:jane@PC1";
  Journal journal = Journal::Create(world.files, std::string(kJournals), run).value();
  Unit unit;
  unit.profiles = {{RootKind::kNt, "Jane", false}};
  ASSERT_THAT(journal.Begin(unit), IsOk());
  const auto lock = world.files.Lock("/state/lock").value();
  EXPECT_EQ(world.Update().exit, kExitRegistry);
}

TEST(LockTest, AKilledRunThatWasWaitedForIsRecoveredFirst) {
  World world = OfJane();
  world.files.PutFolder("/state");
  auto lock = world.files.Lock("/state/lock").value();
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  env.sleep_millis = [&](int64_t millis) {
    world.now += millis;
    if (!lock) return;
    // The other run has begun and is killed.
    RunInfo run;
    run.store = "live:jane@PC1";
    run.started = world.now;
    Journal journal = Journal::Create(world.files, std::string(kJournals), run).value();
    Unit unit;
    unit.profiles = {{RootKind::kNt, "Jane", false}};
    unit.edits = {{SettingsKey("Jane"), "001f6602", SzValue("OLDSRV"), SzValue("HALF"), "test"}};
    ASSERT_THAT(journal.Begin(unit), IsOk());
    ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6602", SzValue("HALF")), IsOk());
    lock.reset();
  };
  const Report report = RunUpdate(world.options, env);
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("put back as it was before")));
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  world.Rollback();
  EXPECT_EQ(world.Setting("Jane", "001f6602"), "OLDSRV");
}

// --- Profiles and exit codes

TEST(ProfilesTest, AnUnknownNameFails) {
  World world = OfJane();
  world.options.profiles = {"Jane", "Nobody"};
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane", "failed Nobody"));
  EXPECT_EQ(report.exit, kExitProfileFailed);
}

TEST(ProfilesTest, NoneIsNotTheSameAsNoneListed) {
  World none("[HKEY_CURRENT_USER\\Software]\n", {MoveOf("jane")});
  const Report report = none.Update();
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_THAT(Words(report), HasSubstr("no MAPI profiles found for jane"));

  World bob(ProfileText("Bob", "bob"), {MoveOf("jane")});
  const Report not_listed = bob.Update();
  EXPECT_EQ(not_listed.exit, kExitDone);
  EXPECT_THAT(Words(not_listed), Not(HasSubstr("no MAPI profiles")));
  EXPECT_THAT(Words(not_listed), HasSubstr("not-listed"));
  EXPECT_THAT(bob.files.AllFiles(), ElementsAre("/share/EMAMappings.tab"));
}

TEST(ProfilesTest, OfTheNewOutlookIsNamed) {
  World world(
      "[HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0\\Outlook\\Preferences]\n"
      "\"UseNewOutlook\"=dword:00000001\n",
      {MoveOf("jane")});
  EXPECT_THAT(Words(world.Update()), HasSubstr("new-outlook"));
}

TEST(ProfilesTest, OneThatFailsDoesNotStopTheOthers) {
  World world = World::OfThree();
  list::Row no_target = MoveOf("jane");
  no_target.target_dn = no_target.target_smtp = no_target.target_server = "";
  world.PutList({no_target, MoveOf("jim")});
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("failed Jane", "not-listed Bob", "updated Jim"));
  EXPECT_EQ(report.exit, kExitProfileFailed);
}

TEST(ProfilesTest, OfANotListedMailboxStaysThoughItOpensAListedOne) {
  World world(ProfileText("Bob", "bob") + DelegateText("Bob", "jane"), {MoveOf("jane")});
  const Contents before = world.All();
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("not-listed Bob"));
  EXPECT_THAT(Words(report), HasSubstr("additional mailbox"));
  EXPECT_EQ(world.All(), before);
}

TEST(ProfilesTest, DryRunWritesNothing) {
  World world = World::OfThree();
  const Contents before = world.All();
  world.options.dry_run = true;
  Report report = world.Update();
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  EXPECT_EQ(WriteOutputs(world.options, env, report), kExitDone);
  EXPECT_THAT(Outcomes(report),
              ElementsAre("would-update Jane", "not-listed Bob", "would-update Jim"));
  EXPECT_THAT(Writes(world), IsEmpty());
  EXPECT_EQ(world.All(), before);
}

TEST(ProfilesTest, DryRunOnlyWarnsOfAnInterruptedRun) {
  World world = OfJane();
  RunInfo run;
  run.store = "live:jane@PC1";
  Journal journal = Journal::Create(world.files, std::string(kJournals), run).value();
  Unit unit;
  unit.profiles = {{RootKind::kNt, "Jane", false}};
  ASSERT_THAT(journal.Begin(unit), IsOk());
  world.files.ClearCalls();
  world.options.dry_run = true;
  const Report report = world.Update();
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("an earlier run was interrupted")));
  EXPECT_THAT(Writes(world), IsEmpty());
}

TEST(ProfilesTest, AListThatIsNotThereIsExit3) {
  World world(ProfileText("Jane", "jane"));
  EXPECT_EQ(world.Update().exit, kExitList);
}

TEST(ExitTest, TheFirstOf4And1And5And6Counts) {
  const auto report_of = [](std::vector<ProfileOutcome> outcomes) {
    Report report;
    for (const ProfileOutcome outcome : outcomes) {
      report.profiles.emplace_back();
      report.profiles.back().outcome = outcome;
    }
    return report;
  };
  const auto failed = ProfileOutcome::kFailed;
  const auto deferred = ProfileOutcome::kDeferred;
  Report stopped = report_of({failed, deferred});
  stopped.exit = kExitRegistry;
  EXPECT_EQ(ExitOf(stopped, true, true), 4);
  EXPECT_EQ(ExitOf(report_of({deferred, failed}), true, true), 1);
  EXPECT_EQ(ExitOf(report_of({deferred, ProfileOutcome::kUpdated}), true, true), 5);
  EXPECT_EQ(ExitOf(report_of({ProfileOutcome::kUpdated}), true, true), 6);
  EXPECT_EQ(ExitOf(report_of({ProfileOutcome::kUpdated}), false, true), 0);
}

// --- Report and log

TEST(OutputsTest, TheReportIsNamedByComputerUserAndTime) {
  World world = OfJane();
  world.options.report = "/drop";
  world.files.PutFolder("/drop");
  Report report = world.Update();
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  EXPECT_EQ(WriteOutputs(world.options, env, report), kExitDone);
  EXPECT_THAT(world.FilesIn("/drop"), ElementsAre("PC1_jane_20260331T070510Z.json"));
  const std::string text = *world.files.Text("/drop/PC1_jane_20260331T070510Z.json");
  EXPECT_THAT(text, HasSubstr("\"updated\""));
  EXPECT_THAT(text, HasSubstr("/o=New/cn=jane"));
}

TEST(OutputsTest, TheLogIsAppendedWhateverTheVerbosity) {
  World world = OfJane();
  for (int i = 0; i < 2; ++i) {
    Report report = world.Update();
    Log log;
    Environment env = world.MakeEnvironment(world.registry, world.files, log);
    EXPECT_EQ(WriteOutputs(world.options, env, report), kExitDone);
  }
  const std::string text = *world.files.Text("/state/EMProfileUpdate.log");
  EXPECT_THAT(text, HasSubstr("updated       Jane"));
  EXPECT_THAT(text, HasSubstr("001f6602"));  // each edit
  EXPECT_THAT(text, HasSubstr("done-before   Jane"));
  EXPECT_EQ(world.files.AccessOf("/state/EMProfileUpdate.log"), Access::kUserOnly);
}

TEST(OutputsTest, ThatCannotBeWrittenAreExit6AfterAnUpdate) {
  World world = OfJane();
  world.options.report = "/not/there";
  Report report = world.Update();
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  EXPECT_EQ(WriteOutputs(world.options, env, report), kExitReport);
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
}

TEST(OutputsTest, DryRunWritesTheNamedOnesOnly) {
  World world = OfJane();
  world.options.dry_run = true;
  world.options.log = "/drop/x.log";
  world.files.PutFolder("/drop");
  Report report = world.Update();
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  EXPECT_EQ(WriteOutputs(world.options, env, report), kExitDone);
  EXPECT_THAT(Writes(world), ElementsAre("Append /drop/x.log"));
}

// --- Marks

TEST(MarkTest, AMarkedProfileIsDoneBefore) {
  World world = OfJane();
  world.Update();
  const Contents after = world.All();
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane"));
  EXPECT_EQ(world.All(), after);
}

TEST(MarkTest, SitsUnderTheRootAndNameOfTheProfileAndNamesTheJournal) {
  World world = OfJane();
  world.Update();
  const std::string key = "Software\\EMProfileUpdate\\Profiles\\NT\\Jane";
  const auto text = [&](const char* name) {
    return SzText(world.registry.GetValue(key, name).value().value_or(RegValue{})).value_or("");
  };
  EXPECT_EQ(text("Updated"), "2026-03-31T07:05:10Z");
  EXPECT_EQ(text("Version"), "1.0.0");
  EXPECT_EQ(text("Source"), "/o=Old/cn=jane");
  EXPECT_EQ(text("Target"), "/o=New/cn=jane");
  EXPECT_EQ(text("Journal"), "20260331T070510Z-01");
  EXPECT_THAT(text("List"), Not(IsEmpty()));
}

TEST(MarkTest, AMailboxThatMovedOnIsUpdatedAgain) {
  World world = OfJane();
  world.Update();
  list::Row second = MoveOf("jane");
  second.source_dn = "/o=New/cn=jane";
  second.source_smtp = "jane@new.example";
  second.source_server = "NEWSRV";
  second.target_dn = "/o=Third/cn=jane";
  second.target_smtp = "jane@third.example";
  second.target_server = "SRV3";
  world.PutList({second});
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  EXPECT_EQ(world.Setting("Jane", "001f6603"), "/o=Third/cn=jane");
  EXPECT_EQ(world.Setting("Jane", "001f6602"), "SRV3");
}

TEST(MarkTest, IsNeverRedoneWhileRowAndListAreUnchanged) {
  World world = OfJane();
  world.Update();
  // Somebody put the old mailbox back by hand.
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6603", SzValue("/o=Old/cn=jane")),
              IsOk());
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane"));
  world.options.reprocess = true;
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("updated Jane"));
  EXPECT_EQ(world.Setting("Jane", "001f6603"), "/o=New/cn=jane");
}

// --- The .reg beside the journal

TEST(HandImportTest, RestoresTheProfileWhenImportedOverTheUpdatedOne) {
  World world = OfJane();
  const Contents before = world.Profile("Jane");
  world.Update();
  // Outlook makes more.
  ASSERT_THAT(world.registry.SetValue(ProfileKey("Jane") + "\\new", "x", SzValue("y")), IsOk());
  std::string name;
  for (const std::string& file : world.FilesIn(kJournals)) {
    if (file.ends_with(".reg")) name = file;
  }
  EXPECT_EQ(name, "20260331T070510Z-01-NT-4a616e65.reg");
  const std::string path = std::string(kJournals) + "/" + name;
  EXPECT_EQ(world.files.AccessOf(path), Access::kUserOnly);
  const std::string bytes = *world.files.Text(path);
  const auto document = regtext::Parse(AsBytes(bytes));
  ASSERT_THAT(document, IsOk());
  for (const regtext::Section& section : document->sections) {
    const std::string key = section.key.substr(std::string("HKEY_CURRENT_USER\\").size());
    ASSERT_THAT(section.deletes ? world.registry.DeleteKey(key) : world.registry.CreateKey(key),
                IsOk());
    for (const regtext::ValueLine& line : section.values) {
      ASSERT_THAT(world.registry.SetValue(key, line.name, {line.type, line.data}), IsOk());
    }
  }
  EXPECT_EQ(world.Profile("Jane"), before);
}

TEST(HandImportTest, LongNamesThatBeginAlikeHaveFilesOfTheirOwn) {
  const std::string a = "A long profile name that begins alike 1";
  const std::string b = "A long profile name that begins alike 2";
  World world(ProfileText(a, "jane") + ProfileText(b, "jim"), {MoveOf("jane"), MoveOf("jim")});
  world.Update();
  EXPECT_THAT(world.FilesIn(kJournals),
              ElementsAre(EndsWith(".reg"), EndsWith(".reg"), EndsWith(".journal")));
}

}  // namespace
}  // namespace repoint
