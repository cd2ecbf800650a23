// Report and log of a run.
#include "client/outputs.h"

#include <nlohmann/json.hpp>

#include "client/render.h"
#include "client/testing/run_tests.h"

namespace repoint {
namespace {

using nlohmann::json;

TEST(OutputsTest, TheReportIsNamedByComputerUserAndTime) {
  World world = World::OfJane();
  world.options.report = "/drop";
  world.files.PutFolder("/drop");
  Report report = world.Update();
  EXPECT_EQ(world.WriteOutputs(report), kExitDone);
  EXPECT_THAT(world.FilesIn("/drop"), ElementsAre("PC1_jane_20260331T070510Z.json"));
  const std::string text = *world.files.Text("/drop/PC1_jane_20260331T070510Z.json");
  EXPECT_THAT(text, HasSubstr("\"updated\""));
  EXPECT_THAT(text, HasSubstr("/o=New/cn=jane"));
}

TEST(OutputsTest, TheLogIsAppendedWhateverTheVerbosity) {
  World world = World::OfJane();
  for (int i = 0; i < 2; ++i) {
    Report report = world.Update();
    EXPECT_EQ(world.WriteOutputs(report), kExitDone);
  }
  const std::string text = *world.files.Text("/state/EMProfileUpdate.log");
  EXPECT_THAT(text, HasSubstr("updated       Jane"));
  EXPECT_THAT(text, HasSubstr("001f6602"));  // each edit
  EXPECT_THAT(text, HasSubstr("done-before   Jane"));
  EXPECT_EQ(world.files.AccessOf("/state/EMProfileUpdate.log"), Access::kUserOnly);
}

TEST(OutputsTest, ThatCannotBeWrittenAreExit6AfterAnUpdate) {
  World world = World::OfJane();
  world.options.report = "/not/there";
  Report report = world.Update();
  EXPECT_EQ(world.WriteOutputs(report), kExitReport);
  EXPECT_THAT(Outcomes(report), ElementsAre("updated Jane"));
  EXPECT_THAT(report.warnings, Contains(AllOf(HasSubstr("/not/there"), Not(HasSubstr(".tmp")))));
}

TEST(OutputsTest, DryRunWritesTheNamedOnesOnly) {
  World world = World::OfJane();
  world.options.dry_run = true;
  world.options.log = "/drop/x.log";
  world.files.PutFolder("/drop");
  Report report = world.Update();
  EXPECT_EQ(world.WriteOutputs(report), kExitDone);
  EXPECT_THAT(world.Writes(), ElementsAre("Append /drop/x.log"));
}

TEST(OutputsTest, ANameThatIsTakenGetsANumberAndNothingIsReplaced) {
  World world = World::OfJane();
  world.options.report = "/drop";
  world.files.Put("/drop/PC1_jane_20260331T070510Z.json", "of another run");
  Report report = world.Update();
  EXPECT_EQ(world.WriteOutputs(report), kExitDone);
  EXPECT_EQ(world.WriteOutputs(report), kExitDone);
  EXPECT_THAT(world.FilesIn("/drop"),
              ElementsAre("PC1_jane_20260331T070510Z-2.json", "PC1_jane_20260331T070510Z-3.json",
                          "PC1_jane_20260331T070510Z.json"));
  EXPECT_EQ(world.files.Text("/drop/PC1_jane_20260331T070510Z.json"), "of another run");
}

TEST(OutputsTest, TwoRunsThatWriteTheirReportsAtOnceLoseNone) {
  // Another run puts its report in place at the last moment: after any look at what is there.
  struct Racing : FakeFiles {
    explicit Racing(FakeFiles files) : FakeFiles(std::move(files)) {}
    Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override {
      Put("/drop/PC1_jane_20260331T070510Z.json", "of the other run");
      return FakeFiles::CreateWhole(path, access);
    }
  };
  World world = World::OfJane();
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
  World world = World::OfJane();
  world.options.report = "/drop";
  world.files.PutFolder("/drop");
  Report report = world.Update();
  world.files.SetError("/drop/PC1_jane_20260331T070510Z.json",
                       Error{ErrorCode::kIo, "bad disk", ""});
  EXPECT_EQ(world.WriteOutputs(report), kExitReport);
  EXPECT_THAT(world.FilesIn("/drop"), IsEmpty());
}

TEST(OutputsTest, ReportThatFailedComesBeforeWhatVerifyFound) {
  World world = World::OfJane();
  world.options.mode = Mode::kVerify;
  world.options.report = "/not/there";
  Report report = world.Update();
  EXPECT_EQ(report.exit, kExitLeftovers);
  EXPECT_EQ(world.WriteOutputs(report), kExitReport);
}

TEST(OutputsTest, VerifyWritesTheLogToo) {
  World world = World::OfJane();
  world.options.mode = Mode::kVerify;
  Report report = world.Update();
  world.WriteOutputs(report);
  EXPECT_THAT(world.files.Text("/state/EMProfileUpdate.log").value_or(""),
              HasSubstr("would-update  Jane"));
}

TEST(OutputsTest, JsonHasTheValuesOfTheRun) {
  World world = World::OfJane();
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
  EXPECT_EQ(profile["files"], json::array({{{"kind", "ost"},
                                            {"rewritten", false},
                                            {"from", "/ost/jane.ost"},
                                            {"to", "/ost/jane.ost.20260331T070510Z.bak"}}}));
  EXPECT_THAT(profile["warnings"].dump(), HasSubstr("EMProfileUpdate -Rollback"));
  EXPECT_EQ(summary["list"]["path"], "/share/EMAMappings.tab");
  EXPECT_EQ(std::string(summary["list"]["digest"]).size(), 64u);
  EXPECT_EQ(summary["list"]["indexed"], false);
  EXPECT_EQ(summary["seconds"], 0.0);
  EXPECT_THAT(summary["warnings"].dump(), HasSubstr("lync.exe"));
}

}  // namespace
}  // namespace repoint
