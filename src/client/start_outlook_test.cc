// For whom Outlook is started after the update, and that it is closed again.
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

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
  World world = World::OfJane();
  world.options.run_outlook = true;
  world.outlook.closes = false;
  Report report = world.Update();
  EXPECT_THAT(report.profiles[0].warnings, Contains(HasSubstr("was left running")));
  EXPECT_EQ(report.exit, kExitDone);

  world = World::OfJane();
  world.options.run_outlook = true;
  world.outlook.start_fails = true;
  report = world.Update();
  EXPECT_THAT(report.profiles[0].warnings, Contains(HasSubstr("Outlook was not started")));

  world = World::OfJane();
  world.options.run_outlook = true;
  world.outlook.installed = false;
  report = world.Update();
  EXPECT_THAT(report.warnings, Contains(HasSubstr("not installed")));
  EXPECT_EQ(report.exit, kExitDone);
}

TEST(StartOutlookTest, AllStartsForThoseThatAreAtTheirTargetAlready) {
  World world = World::OfJane();
  world.Update();
  // Nobody noted it: another tool has done it.
  ASSERT_THAT(world.registry.DeleteKey("Software\\EMProfileUpdate"), IsOk());
  world.options.run_outlook = true;
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("current Jane"));
  EXPECT_THAT(world.outlook.events, IsEmpty());
  world.options.run_outlook = false;
  world.options.run_outlook_all = true;
  EXPECT_THAT(Outcomes(world.Update()), ElementsAre("current Jane"));
  EXPECT_THAT(world.outlook.events, Contains(HasSubstr("[Jane]")));
}

TEST(StartOutlookTest, DryRunOnlySaysThatItWould) {
  World world = World::OfJane();
  world.options.dry_run = true;
  world.options.run_outlook = true;
  const Report report = world.Update();
  EXPECT_THAT(report.profiles[0].warnings, Contains("Outlook would be started for this profile"));
  EXPECT_THAT(world.outlook.events, IsEmpty());
}

TEST(StartOutlookTest, IsNotDoneForWhatFailedOrWasDeferred) {
  for (const bool deferred : {true, false}) {
    World world = World::OfJane();
    world.options.run_outlook_all = true;
    world.files.SetInUse("/ost/jane.ost", deferred);
    if (!deferred) {
      list::Row row = MoveOf("jane");
      row.target_dn = row.target_smtp = row.target_server = "";
      world.PutList({row, MoveOf("jim")});
    }
    EXPECT_THAT(Outcomes(world.Update()), ElementsAre(deferred ? "deferred Jane" : "failed Jane"));
    EXPECT_THAT(world.outlook.events, IsEmpty());
  }
}

}  // namespace
}  // namespace repoint
