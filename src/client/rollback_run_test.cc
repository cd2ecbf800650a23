// Rollback: every byte comes back, or nothing.
#include "client/testing/journals.h"
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

constexpr const char* kArchive = "33333333333333333333333333333333";

TEST(RollbackTest, GivesBackEveryByteAndLeavesNoMarks) {
  World world = World::OfThree();
  const Contents before = world.All();
  world.Update();
  ASSERT_NE(world.All(), before);
  const Report report = world.Rollback();
  EXPECT_THAT(Outcomes(report), ElementsAre("rolled-back Jane", "rolled-back Jim"));
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_EQ(world.All(), before);  // Software\EMProfileUpdate is gone, too
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("bob.ost", "jane.ost", "jim.ost"));
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
}

TEST(RollbackTest, RefusesWhenAValueHasChangedSinceAndNamesIt) {
  World world = World::OfThree();
  world.Update();
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jim"), "001f6602", SzValue("FILLED")), IsOk());
  const Contents after = world.All();
  const auto files = world.files.AllFiles();
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Words(report), HasSubstr(SettingsKey("Jim") + "\\001f6602"));
  EXPECT_THAT(Words(report), HasSubstr("-Force"));
  EXPECT_EQ(world.All(), after);
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), std::nullopt);
  EXPECT_THAT(world.FilesIn(kJournals), SizeIs(3));  // those of the update
}

TEST(RollbackTest, ForceGivesBackAllTheSame) {
  World world = World::OfThree();
  const Contents before = world.All();
  world.Update();
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jim"), "001f6602", SzValue("FILLED")), IsOk());
  world.options.force = true;
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.All(), before);
}

TEST(RollbackTest, CanItselfBeTakenBackByItsId) {
  World world = World::OfJane();
  const Contents before = world.All();
  world.Update();
  const Contents after = world.All();
  const std::string id = world.Rollback().profiles.at(0).journal;
  EXPECT_EQ(world.All(), before);
  EXPECT_EQ(world.Rollback().exit, kExitProfileFailed);  // no update is in force
  world.options.rollback_id = id;
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
  EXPECT_EQ(world.All(), after);
  EXPECT_EQ(world.files.Text("/ost/jane.ost.20260331T070510Z.bak"), "mail of jane");
  // Now the update is in force again.
  world.options.rollback_id.reset();
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.All(), before);
}

TEST(RollbackTest, OfOneProfileLeavesTheOtherWhichMayFollowLater) {
  World world = World::OfThree();
  const Contents jane = world.Profile("Jane");
  const Contents before = world.All();
  world.Update();
  const Contents new_jane = world.Profile("Jane");
  world.options.profiles = {"jim"};
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jim"));
  EXPECT_EQ(world.Profile("Jane"), new_jane);
  EXPECT_EQ(world.files.Text("/ost/jim.ost"), "mail of jim");
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), std::nullopt);
  EXPECT_EQ(world.Rollback().exit, kExitProfileFailed);  // nothing of Jim is in force
  world.options.profiles.clear();
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
  EXPECT_EQ(world.All(), before);
}

TEST(RollbackTest, TakesTheNewestUpdateThatIsInForce) {
  World world(ProfileText("Jane", "jane") + ProfileText("Jim", "jim"), {MoveOf("jane")});
  world.Update();
  world.PutList({MoveOf("jane"), MoveOf("jim")});
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("done-before Jane", "updated Jim"));
  world.Update();  // changes nothing and counts for nothing
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jim"));
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
  EXPECT_THAT(Words(world.Rollback()), HasSubstr("no run to take back"));
}

TEST(RollbackTest, MovesANewlyGrownOstAside) {
  World world = World::OfJane();
  world.Update();
  world.files.Put("/ost/jane.ost", "grown since");
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
  EXPECT_EQ(world.files.Text("/ost/jane.ost.20260331T070511Z.bak"), "grown since");
}

TEST(RollbackTest, ThatMovedAGrownOstAsideCanBeTakenBackAndDoneAgain) {
  World world = World::OfJane();
  const Contents before = world.Profile("Jane");
  world.Update();
  const Contents after = world.Profile("Jane");
  world.files.Put("/ost/jane.ost", "grown since");
  world.options.rollback_id = world.Rollback().profiles.at(0).journal;
  const Report back = world.Rollback();
  ASSERT_EQ(back.exit, kExitDone) << Words(back);
  EXPECT_EQ(world.Profile("Jane"), after);
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "grown since");
  EXPECT_EQ(world.files.Text("/ost/jane.ost.20260331T070510Z.bak"), "mail of jane");
  world.options.rollback_id = back.profiles.at(0).journal;
  const Report again = world.Rollback();
  ASSERT_EQ(again.exit, kExitDone) << Words(again);
  EXPECT_EQ(world.Profile("Jane"), before);
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
  EXPECT_THAT(world.FilesIn("/ost"), SizeIs(2));
}

TEST(RollbackTest, AMissingBakIsAConflict) {
  World world = World::OfJane();
  const Contents before = world.All();
  world.Update();
  ASSERT_THAT(world.files.Remove("/ost/jane.ost.20260331T070510Z.bak"), IsOk());
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Words(report), HasSubstr("/ost/jane.ost.20260331T070510Z.bak is gone"));
  EXPECT_NE(world.All(), before);
  world.options.force = true;
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.All(), before);
}

TEST(RollbackTest, IsDeferredWhileOutlookRunsAndLeavesNothing) {
  World world = World::OfJane();
  world.Update();
  const Contents after = world.All();
  const auto journals = world.FilesIn(kJournals);
  world.outlook.running = true;
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitDeferred);
  EXPECT_THAT(Outcomes(report), ElementsAre("deferred Jane"));
  EXPECT_EQ(world.All(), after);
  EXPECT_EQ(world.FilesIn(kJournals), journals);
}

TEST(RollbackTest, OfAnUnknownRunSaysSo) {
  World world = World::OfJane();
  world.Update();
  const Contents after = world.All();
  world.options.rollback_id = "20200101T000000Z-01";
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Words(report), HasSubstr("there is no run 20200101T000000Z-01"));
  EXPECT_THAT(Words(report), HasSubstr("-Journals"));
  EXPECT_EQ(world.All(), after);
}

TEST(RollbackTest, OfAnotherUsersRunIsRefusedAlsoByForce) {
  World world = World::OfJane();
  world.options.journal_dir = "/share";  // that many use
  Journal journal =
      BeginUnit(world, UnitOf("Jane", "001f6602", "JIMSRV", "NEWSRV"), "live:jim@PC2", "/share");
  ASSERT_THAT(journal.Done(0), IsOk());
  const Contents before = world.All();
  world.options.rollback_id = journal.run().id;
  world.options.force = true;
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Words(report), HasSubstr("live:jim@PC2"));
  EXPECT_EQ(world.All(), before);
}

TEST(RollbackTest, OfARunFromBeforeTheComputerWasRenamedWorksInTheStateFolderAlone) {
  for (const bool in_state_folder : {true, false}) {
    World world = World::OfJane();
    if (!in_state_folder) world.options.journal_dir = "/share";
    const std::string_view folder = in_state_folder ? kJournals : "/share";
    Journal journal = BeginUnit(world, UnitOf("Jane", "001f6602", "BEFORE", "OLDSRV"),
                                "live:jane@OLDNAME", folder);
    ASSERT_THAT(journal.Done(0), IsOk());
    world.Rollback();
    EXPECT_EQ(world.Setting("Jane", "001f6602"), in_state_folder ? "BEFORE" : "OLDSRV");
  }
}

TEST(RollbackTest, OfARunBelowANewerOneIsRefusedAlsoByForce) {
  World world = World::OfJane();
  const Contents first = world.Profile("Jane");
  const std::string old_id = world.Update().profiles.at(0).journal;
  const Contents second = world.Profile("Jane");
  world.PutList({MoveOnOf("jane")});
  const Report moved_on = world.Update();
  ASSERT_THAT(Outcomes(moved_on), ElementsAre("updated Jane"));
  const Contents third = world.Profile("Jane");
  world.options.rollback_id = old_id;
  for (const bool force : {false, true}) {
    world.options.force = force;
    const Report report = world.Rollback();
    EXPECT_EQ(report.exit, kExitProfileFailed);
    EXPECT_THAT(Words(report), HasSubstr("-Rollback " + moved_on.profiles.at(0).journal));
    EXPECT_EQ(world.Profile("Jane"), third);
  }
  world.options.force = false;
  world.options.rollback_id.reset();
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.Profile("Jane"), second);
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.Profile("Jane"), first);
}

TEST(RollbackTest, IsInForceThoughTheClockWasSetBack) {
  World world = World::OfJane();
  const Contents before = world.All();
  world.Update();
  world.now -= int64_t{24} * 60 * 60 * 1000;
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.All(), before);
  EXPECT_THAT(world.Runs(), HasSubstr("taken back"));
  EXPECT_THAT(Words(world.Rollback()), HasSubstr("no run to take back"));
}

TEST(RollbackTest, IsDeferredAndUndoneWhenOutlookStartsInTheMiddle) {
  World world = World::OfJane();
  world.Update();
  const Contents after = world.All();
  int deferred = 0;
  for (int look = 1; look <= 6; ++look) {
    World copy = world;
    copy.outlook.starts_at_look = copy.outlook.looks + look;
    const Report report = copy.Rollback();
    if (report.exit == kExitDone) continue;
    ++deferred;
    EXPECT_EQ(report.exit, kExitDeferred);
    EXPECT_EQ(copy.All(), after) << look;
    EXPECT_EQ(copy.files.Text("/ost/jane.ost"), std::nullopt);
  }
  EXPECT_EQ(deferred, 4);
}

TEST(RollbackTest, ForcedWhenTheOstIsNamedAgainBringsTheFileBack) {
  World world = World::OfJane();
  const Contents before = world.Profile("Jane");
  world.Update();
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6610", SzValue("/ost/jane.ost")),
              IsOk());
  world.options.force = true;
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitDone) << Words(report);
  EXPECT_EQ(world.Profile("Jane"), before);
  EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail of jane");
}

TEST(RollbackTest, PrunesTheJournalFolder) {
  World world = World::OfJane();
  world.Update();
  world.files.SetTime(world.now / 1000 - int64_t{2} * 24 * 60 * 60);
  world.files.Put(std::string(kJournals) + "/repoint-1-1.tmp", "half");
  world.Rollback();
  EXPECT_THAT(world.FilesIn(kJournals), Not(Contains("repoint-1-1.tmp")));
  // And so does a run that has nothing to update.
  world.files.Put(std::string(kJournals) + "/repoint-1-1.tmp", "half");
  world.PutList({MoveOf("jim")});
  world.Update();
  EXPECT_THAT(world.FilesIn(kJournals), Not(Contains("repoint-1-1.tmp")));
}

TEST(RollbackTest, OfASectionThatWasMadeAgainIsAConflictAndForcedGivesBackTheOldOne) {
  World world = World::OfJane();
  const Contents before = world.All();
  world.Update();
  const std::string archive = JoinKey(ProfileKey("Jane"), kArchive);
  ASSERT_EQ(world.registry.Values(archive).value(), std::nullopt);
  ASSERT_THAT(world.registry.SetValue(archive, "001f65d0", SzValue("other")), IsOk());
  ASSERT_THAT(world.registry.SetValue(archive, "001f3001", SzValue("brought back")), IsOk());
  ASSERT_THAT(world.registry.SetValue(archive + "\\below", "x", SzValue("y")), IsOk());
  const Contents grown = world.All();
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Words(report), HasSubstr(archive + " has been made again"));
  EXPECT_EQ(world.All(), grown);
  world.options.force = true;
  const Report forced = world.Rollback();
  EXPECT_EQ(forced.exit, kExitDone) << Words(forced);
  EXPECT_EQ(world.All(), before);
  // And the forced rollback can be taken back with all that was there.
  world.options.rollback_id = forced.profiles.at(0).journal;
  world.options.force = false;
  const Report back = world.Rollback();
  EXPECT_EQ(back.exit, kExitDone) << Words(back);
  EXPECT_EQ(world.All(), grown);
}

TEST(RollbackTest, OfARollbackRefusesToDeleteWhatOutlookPutIntoTheSectionSince) {
  World world = World::OfJane();
  world.Update();
  const Contents after = world.All();
  const std::string id = world.Rollback().profiles.at(0).journal;
  const std::string archive = JoinKey(ProfileKey("Jane"), kArchive);
  ASSERT_THAT(world.registry.SetValue(archive, "001f3001", SzValue("made since")), IsOk());
  const Contents grown = world.All();
  world.options.rollback_id = id;
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Words(report), HasSubstr(archive + "\\001f3001"));
  EXPECT_EQ(world.All(), grown);
  world.options.force = true;
  EXPECT_EQ(world.Rollback().exit, kExitDone);
  EXPECT_EQ(world.All(), after);
}

TEST(RollbackTest, OfAProfileThatWasDeletedSinceMakesNoFragmentOfIt) {
  World world = World::OfJane();
  world.Update();
  ASSERT_THAT(world.registry.DeleteKey(ProfileKey("Jane")), IsOk());
  const Contents gone = world.All();
  world.options.force = true;
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitProfileFailed);
  EXPECT_THAT(Words(report), HasSubstr("deleted since the update"));
  EXPECT_EQ(world.All(), gone);
}

TEST(RollbackTest, DryRunSaysWhatWouldComeBackAndWritesNothing) {
  World world = World::OfJane();
  world.Update();
  const Contents after = world.All();
  const auto files = world.files.AllFiles();
  world.options.dry_run = true;
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("would-update Jane"));
  EXPECT_EQ(world.All(), after);
  EXPECT_EQ(world.files.AllFiles(), files);
}

TEST(RollbackTest, OfOneOfTwoProfilesThatSharedAnOstGivesItBack) {
  for (const char* profile : {"A", "B"}) {
    World world = World::OfSharedOst();
    world.Update();
    world.options.profiles = {profile};
    EXPECT_EQ(world.Rollback().exit, kExitDone);
    EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail") << profile;
    world.options.profiles.clear();
    EXPECT_EQ(world.Rollback().exit, kExitDone) << "the other one may follow";
    EXPECT_EQ(world.files.Text("/ost/jane.ost"), "mail") << profile;
  }
}

TEST(RunsTest, ListsEachRunWithItsState) {
  World world = World::OfJane();
  EXPECT_THAT(world.Runs(), HasSubstr("no runs in"));
  world.Update();
  EXPECT_THAT(world.Runs(), HasSubstr("in force"));
  world.Rollback();
  EXPECT_THAT(world.Runs(), HasSubstr("taken back"));
  EXPECT_THAT(world.Runs(), HasSubstr("rollback of 20260331T070510Z-01"));
}

}  // namespace
}  // namespace repoint
