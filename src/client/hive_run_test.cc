// Runs on a hive: one flush for a profile and its mark, journals beside the hive, nobody is logged
// on.
#include <cstring>

#include "base/text.h"
#include "client/lock.h"
#include "client/testing/hive_world.h"
#include "client/testing/journals.h"
#include "client/testing/run_tests.h"
#include "update/unfinished.h"

namespace repoint {
namespace {

constexpr std::string_view kHome = "/home/jane";

// What a run on the same registry in memory leaves.
Contents UpdatedInMemory(World world) {
  world.Update();
  return world.All();
}

Contents WithoutMark(Contents contents) {
  std::erase_if(contents,
                [](const auto& value) { return value.first.contains("emprofileupdate"); });
  return contents;
}

size_t CountOf(const World& world, const std::string& call) {
  return static_cast<size_t>(std::ranges::count(world.files.calls(), call));
}

std::vector<std::string> JournalFilesIn(World& world, std::string_view folder) {
  std::vector<std::string> names = world.FilesIn(folder);
  std::erase_if(names, [](const std::string& name) { return name.starts_with("NTUSER.DAT"); });
  return names;
}

// The other run is killed when it has begun.
void InterruptBeforeFlush(World& world) {
  Unit unit = UnitOf("Jane", "001f6602", "OLDSRV", "NEWSRV");
  BeginUnit(world, unit, "hive:" + std::string(kHive), kHome);
}

TEST(HiveRunTest, GivesTheValuesThatTheSameRunOnALiveRegistryGives) {
  for (const auto mode : {kReplace, kThroughLog}) {
    World world = OfHive(World::OfThree());
    const Report report = UpdateHive(world, mode);
    EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane", "not-listed Bob", "updated Jim"));
    EXPECT_EQ(report.exit, kExitDone);
    EXPECT_EQ(WithoutMark(HiveContents(world)), WithoutMark(UpdatedInMemory(World::OfThree())));
  }
}

TEST(HiveRunTest, WritesAProfileAndItsMarkInOneFlush) {
  World world = OfHive(World::OfJane());
  UpdateHive(world);
  EXPECT_EQ(CountOf(world, "Commit " + std::string(kHive)), 1U);
  EXPECT_THAT(HiveContents(world, "Software\\EMProfileUpdate\\Profiles\\NT\\Jane"),
              Contains(testing::Key("\\list")));
}

TEST(HiveRunTest, ThroughTheLogTheFileIsNotReplaced) {
  World world = OfHive(World::OfJane());
  EXPECT_THAT(Outcomes(UpdateHive(world, kThroughLog)), ElementsAre("updated Jane"));
  EXPECT_EQ(CountOf(world, "Commit " + std::string(kHive)), 0U);
  EXPECT_NE(world.files.Text(std::string(kHive) + ".LOG1"), "");
}

TEST(HiveRunTest, JournalAndHandImportAndLockLieBesideTheHive) {
  World world = OfHive(World::OfJane());
  UpdateHive(world);
  EXPECT_THAT(JournalFilesIn(world, kHome),
              ElementsAre("20260331T070510Z-01-NT-4a616e65.reg", "20260331T070510Z-01.journal",
                          "EMProfileUpdate.lock"));
  EXPECT_EQ(world.files.AccessOf("/home/jane/20260331T070510Z-01.journal"), Access::kUserOnly);
  EXPECT_THAT(world.FilesIn("/state"), IsEmpty());
}

TEST(HiveRunTest, AProfileDirThatIsNotThereIsRefusedAlsoWhenNothingIsToBeUpdated) {
  for (const bool dry_run : {false, true}) {
    World world = OfHive(World::OfJane());
    world.PutList({MoveOf("jim")});
    world.options.dry_run = dry_run;
    world.options.profile_dir = "/hoem/jane";
    const Report report = UpdateHive(world);
    EXPECT_EQ(report.exit, kExitRegistry);
    EXPECT_THAT(Words(report),
                AllOf(HasSubstr("/hoem/jane: there is no such folder"), HasSubstr("-NoFiles")));
    world.options.profile_dir = kHome;
    EXPECT_THAT(Outcomes(UpdateHive(world)), ElementsAre("not-listed Jane"));
  }
}

TEST(HiveRunTest, InAJournalDirEachHiveHasAFolder) {
  World world = OfHive(World::OfJane());
  world.options.journal_dir = "/journals";
  UpdateHive(world);
  EXPECT_THAT(JournalFilesIn(world, kHome), IsEmpty());
  EXPECT_THAT(world.files.AllFiles(),
              Contains(AllOf(StartsWith("/journals/hive-"), EndsWith("Z-01.journal"))));
  EXPECT_THAT(Outcomes(RollBackHive(world)), ElementsAre("rolled-back Jane"));
}

TEST(HiveRunTest, LeavesNoNoteThatARunIsAtWork) {
  World world = OfHive(World::OfJane());
  UpdateHive(world);
  EXPECT_THAT(HiveContents(world, kUnfinishedKey), IsEmpty());
}

TEST(HiveRunTest, OutlookIsNotAskedFor) {
  World world = OfHive(World::OfJane());
  world.outlook.running = true;
  EXPECT_THAT(Outcomes(UpdateHive(world)), ElementsAre("updated Jane"));
  EXPECT_EQ(world.outlook.looks, 0);
}

TEST(HiveRunTest, TheOstIsNamedToRenameByHand) {
  World world = OfHive(World::OfJane());
  const Report report = UpdateHive(world);
  EXPECT_THAT(Words(report), HasSubstr("rename the old OST by hand"));
  EXPECT_THAT(Words(report), HasSubstr("/ost/jane.ost"));
  EXPECT_TRUE(world.files.Text("/ost/jane.ost"));
}

TEST(HiveRunTest, WithoutProfileItNamesTheHive) {
  World world = OfHive(World("[HKEY_CURRENT_USER\\Software]\n", {MoveOf("jane")}));
  const Report report = UpdateHive(world);
  EXPECT_THAT(report.notes, ElementsAre("no MAPI profiles found for /home/jane/NTUSER.DAT"));
  EXPECT_EQ(report.exit, kExitDone);
}

TEST(HiveRunTest, AListThatIsRefusedIsExit3AndNothingIsWritten) {
  World world = OfHive(World::OfJane());
  world.options.list = "/share/nothing.tab";
  const auto files = world.files.AllFiles();
  EXPECT_EQ(UpdateHive(world).exit, kExitList);
  EXPECT_EQ(world.files.AllFiles(), files);
  EXPECT_THAT(world.Writes(), IsEmpty());
}

TEST(HiveRunTest, WhereNobodyIsListedNothingIsWritten) {
  World world = OfHive(World(ProfileText("Bob", "bob"), {MoveOf("jane")}));
  EXPECT_THAT(Outcomes(UpdateHive(world)), ElementsAre("not-listed Bob"));
  EXPECT_THAT(world.Writes(), IsEmpty());
}

TEST(HiveRunTest, DryRunAndVerifyWriteNothing) {
  World world = OfHive(World::OfJane());
  world.options.dry_run = true;
  EXPECT_THAT(Outcomes(UpdateHive(world)), ElementsAre("would-update Jane"));
  world.options.dry_run = false;
  world.options.mode = Mode::kVerify;
  EXPECT_EQ(UpdateHive(world).exit, kExitLeftovers);
  EXPECT_THAT(world.Writes(), IsEmpty());
}

TEST(HiveRunTest, TwiceIsOnce) {
  World world = OfHive(World::OfJane());
  UpdateHive(world);
  const auto bytes = world.files.Text(kHive);
  EXPECT_THAT(Outcomes(UpdateHive(world)), ElementsAre("done-before Jane"));
  EXPECT_EQ(world.files.Text(kHive), bytes);
}

TEST(HiveRunTest, RollbackGivesBackEverythingInOneFlush) {
  for (const auto mode : {kReplace, kThroughLog}) {
    World world = OfHive(World::OfThree());
    const Contents before = HiveContents(world);
    UpdateHive(world);
    world.files.ClearCalls();
    const Report report = RollBackHive(world, mode);
    EXPECT_THAT(Outcomes(report), ElementsAre("rolled-back Jane", "rolled-back Jim"));
    EXPECT_EQ(HiveContents(world), before);
    EXPECT_EQ(CountOf(world, "Commit " + std::string(kHive)), mode == kReplace ? 1U : 0U);
  }
}

TEST(HiveRunTest, RollbackRefusesWhatChangedSinceUnlessForced) {
  World world = OfHive(World::OfJane());
  const Contents before = HiveContents(world);
  UpdateHive(world);
  {
    const auto hive = OpenHive(world, world.files);
    ASSERT_THAT(hive->SetValue(SettingsKey("Jane"), "001f6602", SzValue("ELSE")), IsOk());
    ASSERT_THAT(hive->Flush(), IsOk());
  }
  const Report refused = RollBackHive(world);
  EXPECT_EQ(refused.exit, kExitProfileFailed);
  EXPECT_THAT(Words(refused), HasSubstr("-Force"));
  world.options.force = true;
  EXPECT_THAT(Outcomes(RollBackHive(world)), ElementsAre("rolled-back Jane"));
  EXPECT_EQ(HiveContents(world), before);
}

TEST(HiveRunTest, JournalsAreFoundWhenTheFolderIsReachedByAnotherWay) {
  World world = OfHive(World::OfJane());
  UpdateHive(world);
  World moved = world;
  for (const std::string& name : world.FilesIn(kHome)) {
    ASSERT_THAT(moved.files.Rename(JoinPath("/home/jane", name), JoinPath("/ost", name)), IsOk());
  }
  const auto hive = HiveRegistry::Open(moved.files, "/ost/NTUSER.DAT", kReplace, [&] {
                      return moved.now;
                    }).value();
  EXPECT_THAT(Outcomes(moved.Rollback(*hive, moved.files)), ElementsAre("rolled-back Jane"));
}

TEST(HiveRunTest, JournalsOfAnotherHiveOfTheFolderAreNotTaken) {
  World world = OfHive(World::OfJane());
  BeginUnit(world, UnitOf("Jane", "001f6602", "OLDSRV", "NEWSRV"), "hive:/home/jane/NTUSER.MAN",
            kHome);
  const auto journal = *world.files.Text("/home/jane/20260331T070509Z-01.journal");
  const Report report = UpdateHive(world);
  EXPECT_THAT(Words(report), Not(HasSubstr("recovered")));
  EXPECT_EQ(world.files.Text("/home/jane/20260331T070509Z-01.journal"), journal);
}

TEST(HiveRunTest, InterruptedBeforeTheFlushIsRecognisedAndTheHiveNotWritten) {
  World world = OfHive(World::OfJane());
  InterruptBeforeFlush(world);
  const auto bytes = world.files.Text(kHive);
  world.options.list = "/share/nothing.tab";  // recovery comes first
  const Report report = UpdateHive(world);
  EXPECT_THAT(report.notes, ElementsAre(StartsWith("recovered: ")));
  EXPECT_THAT(*world.files.Text("/home/jane/20260331T070509Z-01.journal"), HasSubstr("undone"));
  EXPECT_EQ(world.files.Text(kHive), bytes);
}

TEST(HiveRunTest, InterruptedAfterTheFlushIsPutBack) {
  World world = OfHive(World::OfJane());
  const Contents before = HiveContents(world);
  InterruptBeforeFlush(world);
  {
    const auto hive = OpenHive(world, world.files);
    ASSERT_THAT(hive->SetValue(SettingsKey("Jane"), "001f6602", SzValue("NEWSRV")), IsOk());
    ASSERT_THAT(hive->Flush(), IsOk());
  }
  world.options.list = "/share/nothing.tab";
  EXPECT_THAT(UpdateHive(world).notes, ElementsAre(HasSubstr("put back as it was before")));
  EXPECT_EQ(HiveContents(world), before);
}

TEST(HiveRunTest, ANoteOfALiveRunWhoseJournalIsNotHereStopsTheWholeHive) {
  World world = World::OfJane();
  ASSERT_THAT(NoteUnfinished(world.registry, "/far/away.journal"), IsOk());
  world = OfHive(world);
  const Contents before = HiveContents(world);
  const Report report = UpdateHive(world);
  EXPECT_THAT(Outcomes(report), ElementsAre("failed Jane"));
  EXPECT_THAT(Words(report), HasSubstr("bring it back"));
  EXPECT_EQ(HiveContents(world), before);
}

TEST(HiveRunTest, AnotherRunOnTheHiveIsWaitedForAndItsWorkSeen) {
  World world = OfHive(World::OfJane());
  auto lock = world.files.Lock("/home/jane/EMProfileUpdate.lock").value();
  const auto hive = OpenHive(world, world.files);
  Log log;
  Environment env = world.MakeEnvironment(*hive, world.files, log);
  env.sleep_millis = [&](int64_t millis) {
    world.now += millis;
    if (!lock) return;
    lock.reset();  // the other run ends, and has done everything
    UpdateHive(world);
  };
  EXPECT_THAT(Outcomes(RunUpdate(world.options, env)), ElementsAre("done-before Jane"));
}

TEST(HiveRunTest, AnotherRunThatTakesTooLongIsExit4) {
  World world = OfHive(World::OfJane());
  const auto lock = world.files.Lock("/home/jane/EMProfileUpdate.lock").value();
  const Report report = UpdateHive(world);
  EXPECT_EQ(report.exit, kExitRegistry);
  EXPECT_THAT(Words(report), HasSubstr("another EMProfileUpdate is at work on this hive"));
}

TEST(HiveRunTest, AFolderThatCannotBeWrittenIsExit4AndSaysWhatIsPutThere) {
  World world = OfHive(World::OfJane());
  const std::string lock = "/home/jane/EMProfileUpdate.lock";
  world.files.SetError(lock, Error{ErrorCode::kDenied, "permission denied", lock});
  const Report report = UpdateHive(world);
  EXPECT_EQ(report.exit, kExitRegistry);
  EXPECT_THAT(Words(report), HasSubstr("-JournalDir takes the journal elsewhere"));
}

TEST(HiveRunTest, AHiveThatIsInUseIsExit4AndNotDeferred) {
  World world = OfHive(World::OfJane());
  world.files.SetInUse(kHive, true);
  const Report report = UpdateHive(world);
  EXPECT_EQ(report.exit, kExitRegistry);
  EXPECT_THAT(Words(report), HasSubstr(std::string(kHive)));
  EXPECT_THAT(JournalFilesIn(world, kHome), ElementsAre("EMProfileUpdate.lock"));
}

TEST(HiveRunTest, ChangedByAnotherProgramMeanwhileIsExit4AndStays) {
  World world = OfHive(World::OfThree());
  world.files.SetTime(1000);
  const auto hive = OpenHive(world, world.files);
  Log log;
  Environment env = world.MakeEnvironment(*hive, world.files, log);
  const std::string other = *world.files.Text(kHive);
  // Between the lock and the write: the clock is read for the time of the mark.
  int looks = 0;
  env.now_millis = [&] {
    if (++looks == 4) {
      world.files.SetTime(2000);
      world.files.Put(kHive, other);
    }
    return world.now;
  };
  const Report report = RunUpdate(world.options, env);
  EXPECT_EQ(report.exit, kExitRegistry) << Words(report);
  EXPECT_THAT(Outcomes(report), ElementsAre("failed Jane", "not-listed Bob", "failed Jim"));
  EXPECT_THAT(Words(report), HasSubstr("another program changed the hive"));
  EXPECT_EQ(world.files.Text(kHive), other);
}

TEST(HiveRunTest, DamageThatOnlyAWriteSeesIsExit4) {
  World world = OfHive(World::OfJane());
  std::string bytes = *world.files.Text(kHive);
  // A free cell that reaches beyond its bin: nobody reads it, and nobody may write beside it.
  const size_t last_bin = bytes.rfind("hbin");
  size_t cell = last_bin + 32;
  int32_t size = 0;
  while (cell < bytes.size()) {
    std::memcpy(&size, bytes.data() + cell, sizeof size);
    if (size > 0) break;
    cell += static_cast<size_t>(-size);
  }
  ASSERT_GT(size, 0);
  size += 0x10000;
  std::memcpy(bytes.data() + cell, &size, sizeof size);
  world.files.Put(kHive, bytes);
  const Report report = UpdateHive(world);
  EXPECT_EQ(report.exit, kExitRegistry) << Words(report);
  EXPECT_THAT(Outcomes(report), ElementsAre("failed Jane"));
  EXPECT_EQ(world.files.Text(kHive), bytes);
}

TEST(HiveRunTest, ListsTheRunsOfTheHive) {
  World world = OfHive(World::OfJane());
  UpdateHive(world);
  const auto hive = OpenHive(world, world.files);
  Log log;
  Environment env = world.MakeEnvironment(*hive, world.files, log);
  EXPECT_THAT(ListRuns(world.options, env),
              IsOkAndHolds(AllOf(HasSubstr("in force"), HasSubstr("hive:/home/jane/NTUSER.DAT"))));
}

TEST(HiveRunTest, InspectReadsTheHive) {
  World world = OfHive(World::OfJane());
  const auto hive = OpenHive(world, world.files);
  Log log;
  Environment env = world.MakeEnvironment(*hive, world.files, log);
  EXPECT_THAT(InspectProfiles(world.options, env).value().text, HasSubstr("/o=Old/cn=jane"));
}

}  // namespace
}  // namespace repoint
