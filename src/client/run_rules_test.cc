// More of what a whole run does: recovery before the list, reports, OST files, starting Outlook.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/testing/result_matchers.h"
#include "client/outputs.h"
#include "client/render.h"
#include "client/run.h"
#include "client/testing/world.h"
#include "update/journal.h"

namespace repoint {
namespace {

using nlohmann::json;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

World OfJane() {
  World world(ProfileText("Jane", "jane"), {MoveOf("jane")});
  world.files.Put("/ost/jane.ost", "mail of jane");
  return world;
}

int Write(World& world, Report& report) {
  Log log;
  Environment env = world.MakeEnvironment(world.registry, world.files, log);
  return WriteOutputs(world.options, env, report);
}

// --- Recovery

TEST(RecoveryTest, ComesBeforeAListThatCannotBeUsed) {
  World world = OfJane();
  const Contents before = world.All();
  RunInfo run;
  run.store = "live:jane@PC1";
  run.started = world.now;
  Journal journal = Journal::Create(world.files, std::string(kJournals), run).value();
  Unit unit;
  unit.profiles = {{RootKind::kNt, "Jane", false}};
  unit.edits = {{SettingsKey("Jane"), "001f6602", SzValue("OLDSRV"), SzValue("HALF"), "test"}};
  ASSERT_THAT(journal.Begin(unit), IsOk());
  ASSERT_THAT(world.registry.SetValue(SettingsKey("Jane"), "001f6602", SzValue("HALF")), IsOk());
  world.files.Put(*world.options.list, "");
  const Report report = world.Update();
  EXPECT_EQ(report.exit, kExitList);
  EXPECT_THAT(report.notes, ElementsAre(HasSubstr("recovered: ")));
  EXPECT_EQ(world.All(), before);
}

// --- Reports

TEST(OutputsTest, ANameThatIsTakenGetsANumberAndNothingIsReplaced) {
  World world = OfJane();
  world.options.report = "/drop";
  world.files.Put("/drop/PC1_jane_20260331T070510Z.json", "of another run");
  Report report = world.Update();
  EXPECT_EQ(Write(world, report), kExitDone);
  EXPECT_EQ(Write(world, report), kExitDone);
  EXPECT_THAT(world.FilesIn("/drop"),
              ElementsAre("PC1_jane_20260331T070510Z-2.json", "PC1_jane_20260331T070510Z-3.json",
                          "PC1_jane_20260331T070510Z.json"));
  EXPECT_EQ(world.files.Text("/drop/PC1_jane_20260331T070510Z.json"), "of another run");
}

TEST(OutputsTest, TwoRunsThatWriteTheirReportsAtOnceLoseNone) {
  // Another run puts its report in place at the last moment: after any look at what is there.
  struct Racing : FakeFiles {
    explicit Racing(FakeFiles files) : FakeFiles(std::move(files)) {}
    Status WriteWhole(std::string_view path, ByteView bytes, Access access) override {
      Put("/drop/PC1_jane_20260331T070510Z.json", "of the other run");
      return FakeFiles::WriteWhole(path, bytes, access);
    }
  };
  World world = OfJane();
  world.options.report = "/drop";
  world.files.PutFolder("/drop");
  Report report = world.Update();
  Racing files(world.files);
  Log log;
  Environment env = world.MakeEnvironment(world.registry, files, log);
  EXPECT_EQ(WriteOutputs(world.options, env, report), kExitDone);
  EXPECT_EQ(files.Text("/drop/PC1_jane_20260331T070510Z.json"), "of the other run");
  EXPECT_NE(files.Text("/drop/PC1_jane_20260331T070510Z-2.json"), std::nullopt);
}

TEST(OutputsTest, AReportThatCannotBePutInPlaceLeavesNothingBehind) {
  World world = OfJane();
  world.options.report = "/drop";
  world.files.PutFolder("/drop");
  Report report = world.Update();
  world.files.SetError("/drop/PC1_jane_20260331T070510Z.json",
                       Error{ErrorCode::kIo, "bad disk", ""});
  EXPECT_EQ(Write(world, report), kExitReport);
  EXPECT_THAT(world.FilesIn("/drop"), IsEmpty());
}

TEST(OutputsTest, ReportThatFailedComesBeforeWhatVerifyFound) {
  World world = OfJane();
  world.options.mode = Mode::kVerify;
  world.options.report = "/not/there";
  Report report = world.Update();
  EXPECT_EQ(report.exit, kExitLeftovers);
  EXPECT_EQ(Write(world, report), kExitReport);
}

TEST(OutputsTest, VerifyWritesTheLogToo) {
  World world = OfJane();
  world.options.mode = Mode::kVerify;
  Report report = world.Update();
  Write(world, report);
  EXPECT_THAT(world.files.Text("/state/EMProfileUpdate.log").value_or(""),
              HasSubstr("would-update  Jane"));
}

TEST(OutputsTest, JsonHasTheValuesOfTheRun) {
  World world = OfJane();
  world.outlook.others = {"lync.exe"};
  const std::string text = RenderJson(world.Update());
  const json profile = json::parse(text.substr(0, text.find('\n')));
  const json summary = json::parse(text.substr(text.find('\n') + 1));
  EXPECT_EQ(profile["store"], world.registry.Describe());
  EXPECT_EQ(profile["root"], "NT");
  EXPECT_EQ(profile["outlook"], "14.0");
  EXPECT_EQ(profile["source"],
            json({{"dn", "/o=Old/cn=jane"}, {"smtp", "jane@old.example"}, {"server", "OLDSRV"}}));
  EXPECT_EQ(profile["target"],
            json({{"dn", "/o=New/cn=jane"}, {"smtp", "jane@new.example"}, {"server", "NEWSRV"}}));
  EXPECT_GT(profile["changes"], 5);
  EXPECT_EQ(profile["journal"], "20260331T070510Z-01");
  EXPECT_EQ(
      profile["files"],
      json::array({{{"from", "/ost/jane.ost"}, {"to", "/ost/jane.ost.20260331T070510Z.bak"}}}));
  EXPECT_THAT(profile["warnings"].dump(), HasSubstr("EMProfileUpdate -Rollback"));
  EXPECT_EQ(summary["list"]["path"], "/share/EMAMappings.tab");
  EXPECT_EQ(std::string(summary["list"]["digest"]).size(), 64u);
  EXPECT_EQ(summary["list"]["indexed"], false);
  EXPECT_EQ(summary["seconds"], 0.0);
  EXPECT_THAT(summary["warnings"].dump(), HasSubstr("lync.exe"));
}

// --- OST files

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
  World world = OfJane();
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
  World world = OfJane();
  world.options.dry_run = true;
  world.files.SetInUse("/ost/jane.ost", true);
  const Report report = world.Update();
  EXPECT_THAT(Outcomes(report), ElementsAre("would-update Jane"));
  EXPECT_THAT(report.profiles[0].warnings, Contains(HasSubstr("another program holds the file")));
  EXPECT_EQ(report.exit, kExitDone);
}

// --- Starting Outlook

TEST(StartOutlookTest, AllStartsForThoseThatAreAtTheirTargetAlready) {
  World world = OfJane();
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
  World world = OfJane();
  world.options.dry_run = true;
  world.options.run_outlook = true;
  const Report report = world.Update();
  EXPECT_THAT(report.profiles[0].warnings, Contains("Outlook would be started for this profile"));
  EXPECT_THAT(world.outlook.events, IsEmpty());
}

TEST(StartOutlookTest, IsNotDoneForWhatFailedOrWasDeferred) {
  for (const bool deferred : {true, false}) {
    World world = OfJane();
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

// --- Method

TEST(MethodTest, ExplicitIsUsedWhenAskedForAndRediscoverWhenThat) {
  World world = OfJane();
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
