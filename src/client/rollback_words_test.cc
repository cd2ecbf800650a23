// What a rollback is asked, what it waits for and what it says.
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

TEST(RollbackTest, ComparesTheIdWithoutCase) {
  World world = World::OfJane();
  world.Update();
  world.options.rollback_id = "20260331t070510z-01";
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
}

TEST(RollbackTest, NamesTheMailboxesOfTheUpdateAndOfTheRollbackThatItTakesBack) {
  World world = World::OfJane();
  world.Update();
  const Report report = world.Rollback();
  const std::string line = "rolled-back   Jane  /o=Old/cn=jane -> /o=New/cn=jane\n";
  EXPECT_THAT(Shown(report), HasSubstr(line));
  world.options.rollback_id = report.profiles.at(0).journal;
  EXPECT_THAT(Shown(world.Rollback()), HasSubstr(line));
}

TEST(RollbackTest, OfANameThatNoProfileHasTakesBackNothing) {
  World world = World::OfJane();
  world.Update();
  const Contents after = world.All();
  for (const std::vector<std::string>& names :
       std::vector<std::vector<std::string>>{{"Jnae"}, {"Jane", "Jnae"}}) {
    world.options.profiles = names;
    const Report report = world.Rollback();
    EXPECT_EQ(report.exit, kExitProfileFailed);
    EXPECT_THAT(Words(report), HasSubstr("Jnae: there is no profile of this name"));
    EXPECT_EQ(world.All(), after);
  }
}

TEST(RollbackTest, WaitsForOutlooksEndWhenAsked) {
  World world = World::OfJane();
  world.Update();
  world.options.wait_outlook_minutes = 10;
  world.outlook.running = true;
  world.outlook.ends_at_look = world.outlook.looks + 4;
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
  EXPECT_THAT(world.sleeps, SizeIs(3));
  EXPECT_THAT(world.progress, ElementsAre(HasSubstr("waiting up to 10 minute")));
}

TEST(RollbackTest, DoesNotWaitWhenThereIsNothingToTakeBack) {
  World world = World::OfJane();
  world.options.wait_outlook_minutes = 10;
  world.outlook.running = true;
  EXPECT_EQ(world.Rollback().exit, kExitProfileFailed);
  EXPECT_THAT(world.sleeps, IsEmpty());
}

TEST(RollbackTest, WithoutFilesIsNotRefusedForOneThatIsGone) {
  World world = World::OfJane();
  const Contents before = world.All();
  world.Update();
  ASSERT_THAT(world.files.Remove("/ost/jane.ost.20260331T070510Z.bak"), IsOk());
  world.options.no_files = true;
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitDone) << Words(report);
  EXPECT_EQ(world.All(), before);
}

TEST(RollbackTest, WithoutFilesNamesEachFileThatStaysAsItIs) {
  const std::string ost = "/ost/jane.ost";
  const std::string kept = ost + ".20260331T070510Z.bak";
  World world = World::OfJane();
  const Contents before = world.All();
  world.Update();
  world.files.Put(ost, "grown since");
  world.options.no_files = true;
  const Report report = world.Rollback();
  EXPECT_EQ(report.exit, kExitDone);
  EXPECT_THAT(report.warnings,
              ElementsAre("-NoFiles: " + kept + " keeps its name and does not become " + ost));
  EXPECT_EQ(world.All(), before);
  EXPECT_EQ(world.files.Text(kept), "mail of jane");
  EXPECT_EQ(world.files.Text(ost), "grown since");
}

TEST(RollbackTest, SaysThatAJournalIsDamaged) {
  World world = World::OfJane();
  world.Update();
  world.files.Put(std::string(kJournals) + "/20260101T000000Z-01.journal", "no journal");
  const Report report = world.Rollback();
  EXPECT_THAT(Outcomes(report), ElementsAre("rolled-back Jane"));
  EXPECT_THAT(report.warnings,
              ElementsAre(AllOf(HasSubstr("20260101T000000Z-01"), HasSubstr("not a journal"))));
  world.options.json = true;
  EXPECT_THAT(world.Runs(), HasSubstr(R"({"event":"warning","message":")"));
}

TEST(RollbackTest, DryRunSaysThatAFileOrOutlookIsInTheWay) {
  World world = World::OfJane();
  world.Update();
  world.options.dry_run = true;
  world.outlook.running = true;
  world.files.SetInUse("/ost/jane.ost.20260331T070510Z.bak", true);
  const Report report = world.Rollback();
  EXPECT_THAT(Outcomes(report), ElementsAre("would-update Jane"));
  EXPECT_THAT(report.warnings, Contains(HasSubstr("another program holds the file")));
  EXPECT_THAT(report.warnings, Contains(HasSubstr("would be deferred")));
  EXPECT_EQ(report.exit, kExitDone);
}

TEST(JournalDirTest, HoldsTheJournalsAndIsWhereRollbackLooks) {
  World world = World::OfJane();
  world.options.journal_dir = "/elsewhere";
  world.Update();
  EXPECT_THAT(world.FilesIn(kJournals), IsEmpty());
  EXPECT_THAT(world.FilesIn("/elsewhere"), SizeIs(2));
  EXPECT_THAT(world.Runs(), HasSubstr("in force"));
  world.options.journal_dir.reset();
  EXPECT_EQ(world.Rollback().exit, kExitProfileFailed);
  world.options.journal_dir = "/elsewhere";
  EXPECT_THAT(Outcomes(world.Rollback()), ElementsAre("rolled-back Jane"));
}

}  // namespace
}  // namespace repoint
