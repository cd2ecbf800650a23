// Which profiles a run updates, with which method, and its exit code.
#include "client/testing/journals.h"
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

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

TEST(ProfilesTest, AnUnknownNameFails) {
  World world = World::OfJane();
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
  EXPECT_EQ(world.WriteOutputs(report), kExitDone);
  EXPECT_THAT(Outcomes(report),
              ElementsAre("would-update Jane", "not-listed Bob", "would-update Jim"));
  EXPECT_THAT(world.Writes(), IsEmpty());
  EXPECT_EQ(world.All(), before);
}

TEST(ProfilesTest, DryRunOnlyWarnsOfAnInterruptedRun) {
  World world = World::OfJane();
  BeginUnit(world, UnitOf("Jane"));
  world.files.ClearCalls();
  world.options.dry_run = true;
  const Report report = world.Update();
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("an earlier run was interrupted")));
  EXPECT_THAT(world.Writes(), IsEmpty());
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

TEST(MethodTest, ExplicitIsUsedWhenAskedForAndRediscoverWhenThat) {
  World world = World::OfJane();
  World other = world;
  world.options.method = MethodChoice::kExplicit;
  EXPECT_EQ(world.Update().profiles.at(0).method, "explicit");
  EXPECT_EQ(world.Setting("Jane", "001f6602"), "NEWSRV");
  other.options.method = MethodChoice::kRediscover;
  EXPECT_EQ(other.Update().profiles.at(0).method, "rediscover");
  EXPECT_EQ(other.Setting("Jane", "001f6602"), "(none)");
}

}  // namespace
}  // namespace repoint
