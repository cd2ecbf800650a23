// OST files: renamed beside themselves, and only when nobody else needs them.
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

TEST(OstTest, IsRenamedBesideItselfAndNeverDeleted) {
  World world = World::OfJane();
  const Report report = world.Update();
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost.20260331T070510Z.bak"));
  EXPECT_EQ(world.files.Text("/ost/jane.ost.20260331T070510Z.bak"), "mail of jane");
  EXPECT_EQ(world.Setting("Jane", "001f6610"), "(none)");
  EXPECT_THAT(Words(report), HasSubstr("jane.ost.20260331T070510Z.bak"));
  EXPECT_THAT(Words(report), HasSubstr("-Rollback"));
}

TEST(OstTest, StaysWhenAskedAndWithNoFiles) {
  for (const bool keep : {true, false}) {
    World world = World::OfJane();
    world.options.rename_ost = !keep;
    world.options.no_files = !keep;
    world.Update();
    EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
    EXPECT_EQ(world.Setting("Jane", "001f6610"), "(none)");  // whatever becomes of the file
  }
}

TEST(OstTest, InUseDefersTheProfileAndLeavesNoJournal) {
  World world = World::OfJane();
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
  World world = World::OfSharedOst();
  world.options.profiles = {"a"};
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated A"));
  EXPECT_THAT(Words(report), HasSubstr("ost-shared"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
}

TEST(OstTest, SharedByTwoUpdatedProfilesIsRenamedOnce) {
  World world = World::OfSharedOst();
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated A", "updated B"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost.20260331T070510Z.bak"));
}

TEST(OstTest, SharedByTwoOfWhichOneIsDeferredStaysForThatOne) {
  World world = World::OfSharedOst();
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
  World world = World::OfJane();
  world.kind = StoreKind::kExport;
  world.outlook.running = true;  // of no interest
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(Words(report), HasSubstr("rename the old OST by hand"));
  EXPECT_THAT(Words(report), HasSubstr("/ost/jane.ost"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
}

TEST(OstTest, NamedByAnAccountOfTheSameProfileThatStaysIsNotRenamed) {
  // A second account, of a mailbox that is not listed, with the first one's OST.
  const std::string key = "\n[HKEY_CURRENT_USER\\" + ProfileKey("Jane") + "\\";
  World world(ProfileText("Jane", "jane") + key +
                  "9207f3e0a3b11019908b08002b2a56c2]\n\"01023d0e\"=hex:11,11,11,11,11,11,11,11,11,"
                  "11,11,11,11,11,11,11,55,55,55,55,55,55,55,55,55,55,55,55,55,55,55,55\n" +
                  key +
                  "55555555555555555555555555555555]\n\"001f3d09\"=\"MSEMS\"\n\"01023d15\"=hex:66,"
                  "66,66,66,66,66,66,66,66,66,66,66,66,66,66,66\n" +
                  key +
                  "66666666666666666666666666666666]\n\"001f6603\"=\"/o=Old/cn=team\"\n"
                  "\"001f6610\"=\"/OST/jane.ost\"\n",
              {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail");
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(Words(report), HasSubstr("ost-shared"));
  EXPECT_THAT(world.FilesIn("/ost"), ElementsAre("jane.ost"));
}

TEST(OstTest, OfACachedMailboxThatTheProfileDoesNotNameIsLeftToThePerson) {
  World world = World::OfJane();
  ASSERT_THAT(world.registry.DeleteValue(SettingsKey("Jane"), "001f6610"), IsOk());
  World online = world;
  EXPECT_THAT(Words(online.Update()), Not(HasSubstr("OST")));
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "00036601",
                                      {kRegBinary, {0x84, 0x11, 0x00, 0x00}}),
              IsOk());
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(Words(report), HasSubstr("cached in an OST, and the profile does not say where"));
}

TEST(OstTest, ThatIsHeldIsAWarningOfADryRun) {
  World world = World::OfJane();
  world.options.dry_run = true;
  world.files.SetInUse("/ost/jane.ost", true);
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("would-update Jane"));
  EXPECT_THAT(report.profiles[0].warnings, Contains(HasSubstr("another program holds the file")));
  EXPECT_EQ(report.exit, kExitDone);
}

}  // namespace
}  // namespace repoint
