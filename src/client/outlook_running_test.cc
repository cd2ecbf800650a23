// Outlook that runs or starts: a run is deferred, waits or undoes what it did.
#include "client/testing/journals.h"
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

TEST(OutlookTest, RunningAtTheStartDefersAndLeavesNothing) {
  World world = World::OfJane();
  const Contents before = world.All();
  world.outlook.running = true;
  const Report report = world.Update();
  EXPECT_EQ(report.exit, kExitDeferred);
  EXPECT_THAT(Outcomes(report), ElementsAre("deferred Jane"));
  EXPECT_EQ(world.All(), before);
  EXPECT_THAT(world.Writes(), IsEmpty());
}

TEST(OutlookTest, StartingAtAnyLookUndoesEverything) {
  int looks = 0;
  {
    World world = World::OfJane();
    world.Update();
    looks = world.outlook.looks;
  }
  ASSERT_GE(looks, 3);  // at the start, before the first and after the last write
  for (int look = 1; look <= looks; ++look) {
    SCOPED_TRACE(look);
    World world = World::OfJane();
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
  World world = World::OfJane();
  world.options.wait_outlook_minutes = 10;
  world.outlook.running = true;
  world.outlook.ends_at_look = 4;
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(world.sleeps, SizeIs(3));
  EXPECT_THAT(world.progress, ElementsAre(HasSubstr("waiting up to 10 minute")));
}

TEST(OutlookTest, WaitingEndsAfterTheMinutesGiven) {
  World world = World::OfJane();
  world.options.wait_outlook_minutes = 3;
  world.outlook.running = true;
  const int64_t start = world.now;
  EXPECT_EQ(world.Update().exit, kExitDeferred);
  EXPECT_GE(world.now - start, 3 * 60 * 1000);
  EXPECT_LT(world.now - start, 4 * 60 * 1000);
}

TEST(OutlookTest, RecoveryWaitsForItsEndToo) {
  World world = World::OfJane();
  world.files.PutFolder("/state");
  BeginUnit(world, UnitOf("Jane", "001f6602", "OLDSRV", "NEWSRV"));
  world.outlook.running = true;
  EXPECT_EQ(world.Update().exit, kExitDeferred);
  world.options.wait_outlook_minutes = 1;
  world.outlook.ends_at_look = world.outlook.looks + 3;
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(report.notes, Contains(HasSubstr("recovered: ")));
}

TEST(OutlookTest, OtherMapiProgramsOnlyWarn) {
  World world = World::OfJane();
  world.outlook.others = {"lync.exe"};
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("lync.exe")));
  EXPECT_EQ(report.exit, kExitDone);
}

TEST(OutlookTest, DryRunSaysThatItWouldBeDeferred) {
  World world = World::OfJane();
  world.options.dry_run = true;
  world.outlook.running = true;
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("would-update Jane"));
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("would be deferred")));
}

}  // namespace
}  // namespace repoint
