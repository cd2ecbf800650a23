// Many hives in one run, on the real file system: several workers use it at the same time.
#include "client/fleet.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/testing/temp_folder.h"
#include "base/text.h"
#include "client/testing/hive_world.h"
#include "client/testing/run_tests.h"
#include "list/writer.h"

namespace repoint {
namespace {

using nlohmann::json;

class FleetTest : public testing::Test {
 protected:
  static constexpr int64_t kNow = 1774940709000;  // 2026-03-31T07:05:09Z

  FleetTest() {
    PutList({MoveOf("jane"), MoveOf("jim")});
    options_.list = folder_ / "list.tab";
    options_.hives = {folder_ / "p"};
    options_.log = folder_ / "run.log";
    options_.jobs = 1;
  }

  void PutList(std::vector<list::Row> rows) {
    const Bytes text = list::FormatList(std::move(rows), "Test", "2026-03-31T07:00:00Z").value();
    Put("list.tab", AsChars(text));
  }

  void Put(std::string_view name, std::string_view text) {
    const std::string path = folder_ / name;
    ASSERT_THAT(SystemFiles().CreateFolders(FolderOf(path), Access::kDefault), IsOk());
    ASSERT_THAT(SystemFiles().WriteWhole(path, AsBytes(text), Access::kDefault), IsOk());
  }

  // A hive of a person with one profile, "p/<folder>/NTUSER.DAT".
  void PutHive(std::string_view person, std::string_view alias) {
    MemoryRegistry registry = LoadRegText(ProfileText("Outlook", alias));
    const Bytes bytes = HiveOf(registry);
    Put(fmt::format("p/{}/NTUSER.DAT", person), AsChars(bytes));
  }

  // Amy and Zoe are listed, Bob is not, Kim's hive is none.
  void PutFour() {
    PutHive("amy", "jane");
    PutHive("bob", "bob");
    Put("p/kim/NTUSER.DAT", "no hive");
    PutHive("zoe", "jim");
  }

  int Run() {
    out_.clear();
    progress_.clear();
    MemoryRegistry none;
    Log log;
    FakeOutlook outlook;
    Environment host{none, SystemFiles(), outlook, log};
    host.computer_name = "PC1";
    host.state_folder = folder_ / "state";
    host.program_folder = folder_.path();
    host.version = "1.0.0";
    host.now_millis = [this] { return now_; };
    host.sleep_millis = [](int64_t) {};
    host.progress = [](std::string_view) {};
    const FleetOutput output{[&](std::string_view text) { out_ += text; },
                             [&](size_t done, size_t all, size_t failed) {
                               progress_.push_back(fmt::format("{}/{} {}", done, all, failed));
                             }};
    const Variables variables = [&](const std::string& name) -> std::optional<std::string> {
      const auto found = variables_.find(name);
      return found == variables_.end() ? std::nullopt : std::optional(found->second);
    };
    return RunFleet(options_, host, variables, output);
  }

  // What was said, with the folder's name left out.
  std::string Said() const {
    std::string said = out_;
    for (size_t at = 0; (at = said.find(folder_.path())) != std::string::npos;) {
      said.erase(at, folder_.path().size());
    }
    return said;
  }

  std::vector<json> Lines() const {
    std::vector<json> lines;
    for (const std::string_view line : Split(out_, '\n')) {
      if (!line.empty()) lines.push_back(json::parse(line));
    }
    return lines;
  }

  std::string Server(std::string_view person) {
    const auto hive =
        HiveRegistry::Open(SystemFiles(), folder_ / fmt::format("p/{}/NTUSER.DAT", person),
                           kReplace, [] { return kNow; })
            .value();
    return *SzText(*hive->GetValue(SettingsKey("Outlook"), "001f6602").value());
  }

  TempFolder folder_;
  Options options_;
  std::map<std::string, std::string> variables_;
  int64_t now_ = kNow;
  std::string out_;
  std::vector<std::string> progress_;
};

TEST_F(FleetTest, OneBadHiveStopsNoOtherAndItsCodeIsReturned) {
  PutFour();
  EXPECT_EQ(Run(), kExitRegistry);
  EXPECT_EQ(Server("amy"), "NEWSRV");
  EXPECT_EQ(Server("bob"), "OLDSRV");
  EXPECT_EQ(Server("zoe"), "NEWSRV");
  EXPECT_THAT(Said(), HasSubstr("hives: 2 updated, 1 unchanged, 1 failed\n"));
}

TEST_F(FleetTest, ResultsComeInTheOrderOfThePathsBelowThem) {
  PutFour();
  Run();
  const std::string said = Said();
  EXPECT_THAT(said, StartsWith("/p/amy/NTUSER.DAT\nupdated       Outlook  "));
  const size_t bob = said.find("not-listed    no mailbox of the 1 profile(s) of /p/bob/NTUSER.DAT");
  const size_t kim = said.find("error: /p/kim/NTUSER.DAT");
  const size_t zoe = said.find("\n/p/zoe/NTUSER.DAT\nupdated ");
  EXPECT_LT(bob, kim) << said;
  EXPECT_LT(kim, zoe) << said;
  EXPECT_NE(zoe, std::string::npos) << said;
  EXPECT_THAT(progress_, ElementsAre("1/4 0", "2/4 0", "3/4 1", "4/4 1"));
}

TEST_F(FleetTest, AnyNumberOfJobsSaysAndDoesTheSame) {
  for (int i = 0; i < 24; ++i) {
    PutHive(fmt::format("u{:02}", i), i % 3 == 0 ? "bob" : i % 3 == 1 ? "jane" : "jim");
  }
  Put("p/u12b/NTUSER.DAT", "no hive");
  Put("p/u07b/NTUSER.DAT", "");
  for (const bool as_json : {false, true}) {
    options_.json = as_json;
    options_.dry_run = true;
    Run();
    const std::string alone = out_;
    for (const int jobs : {4, 16, 0}) {
      options_.jobs = jobs;
      EXPECT_EQ(Run(), kExitRegistry);
      EXPECT_EQ(out_, alone) << jobs;
    }
  }
  options_.json = options_.dry_run = false;
  options_.jobs = 4;
  Run();
  EXPECT_THAT(Said(), HasSubstr("hives: 16 updated, 8 unchanged, 2 failed\n"));
  for (int i = 0; i < 24; ++i) {
    EXPECT_EQ(Server(fmt::format("u{:02}", i)), i % 3 == 0 ? "OLDSRV" : "NEWSRV") << i;
  }
}

TEST_F(FleetTest, AListThatIsRefusedIsExit3BeforeAnyHive) {
  PutFour();
  options_.list = folder_ / "missing.tab";
  EXPECT_EQ(Run(), kExitList);
  EXPECT_THAT(Said(), StartsWith("error: /missing.tab"));
  EXPECT_EQ(Server("amy"), "OLDSRV");
}

TEST_F(FleetTest, AFolderWithoutHivesIsExit4) {
  ASSERT_THAT(SystemFiles().CreateFolders(folder_ / "p", Access::kDefault), IsOk());
  EXPECT_EQ(Run(), kExitRegistry);
  EXPECT_THAT(Said(), HasSubstr("there is no NTUSER.DAT or NTUSER.MAN in it"));
}

TEST_F(FleetTest, JsonHasProfilesASummaryForEachHiveAndOneForTheFleet) {
  PutFour();
  options_.json = true;
  EXPECT_EQ(Run(), kExitRegistry);
  std::vector<std::string> events;
  for (const json& line : Lines()) events.push_back(line["event"]);
  EXPECT_THAT(events, ElementsAre("profile", "summary", "profile", "summary", "summary", "profile",
                                  "summary", "fleet"));
  EXPECT_EQ(Lines()[0]["store"], folder_ / "p/amy/NTUSER.DAT");
  EXPECT_EQ(Lines()[1]["store"], "hive:" + (folder_ / "p/amy/NTUSER.DAT"));
  const json fleet = Lines().back();
  EXPECT_EQ(fleet["hives"],
            json({{"updated", 2}, {"unchanged", 1}, {"failed", 1}, {"skipped", 0}}));
  EXPECT_EQ(fleet["profiles"], json({{"updated", 2}, {"not-listed", 1}}));
  EXPECT_EQ(fleet["exit"], kExitRegistry);
  EXPECT_FALSE(fleet["list"]["digest"].is_null());
}

TEST_F(FleetTest, DryRunSaysWhatWouldBeAndWritesNothing) {
  PutHive("amy", "jane");
  PutHive("bob", "bob");
  options_.dry_run = true;
  EXPECT_EQ(Run(), kExitDone);
  EXPECT_THAT(Said(), HasSubstr("hives: 1 would-update, 1 unchanged, 0 failed\n"));
  EXPECT_THAT(SystemFiles().List(folder_ / "p/amy"), IsOkAndHolds(ElementsAre("NTUSER.DAT")));
}

TEST_F(FleetTest, VerifyCountsHivesWithSomethingLeft) {
  PutFour();
  options_.mode = Mode::kVerify;
  Run();
  EXPECT_THAT(Said(), HasSubstr("1 failed, 2 with something left\n"));
  options_.json = true;
  out_.clear();
  Run();
  EXPECT_EQ(Lines().back().at("hives").at("left"), 2);
}

TEST_F(FleetTest, RollbackPassesOverHivesWithNothingToTakeBack) {
  PutHive("amy", "jane");
  PutHive("bob", "bob");
  Run();
  options_.mode = Mode::kRollback;
  EXPECT_EQ(Run(), kExitDone) << out_;
  EXPECT_THAT(Said(), HasSubstr("hives: 1 rolled-back, 1 unchanged, 0 failed\n"));
  EXPECT_EQ(Server("amy"), "OLDSRV");
}

TEST_F(FleetTest, ListingsComeBelowTheirPaths) {
  PutHive("amy", "jane");
  PutHive("bob", "bob");
  options_.mode = Mode::kInspect;
  EXPECT_EQ(Run(), kExitDone);
  EXPECT_THAT(Said(), StartsWith("/p/amy/NTUSER.DAT\nOutlook "));
  EXPECT_THAT(Said(), HasSubstr("\n/p/bob/NTUSER.DAT\nOutlook "));
}

TEST_F(FleetTest, ShardsCoverEachHiveOnce) {
  for (int i = 0; i < 20; ++i) PutHive(fmt::format("u{:02}", i), "jane");
  options_.json = true;
  std::vector<std::string> seen;
  for (uint64_t index = 0; index < 3; ++index) {
    options_.shard = Shard{index, 3};
    EXPECT_EQ(Run(), kExitDone);
    EXPECT_EQ(Lines().back()["shard"], fmt::format("{}/3", index));
    for (const json& line : Lines()) {
      if (line["event"] == "profile") seen.push_back(line["store"]);
    }
  }
  std::ranges::sort(seen);
  EXPECT_THAT(seen, SizeIs(20));
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
}

TEST_F(FleetTest, ASchedulersNumbersAreForFoldersOnly) {
  PutHive("amy", "jane");
  PutHive("zoe", "jim");
  variables_ = {{"SLURM_ARRAY_TASK_ID", "7"}, {"SLURM_ARRAY_TASK_COUNT", "8"}};
  options_.dry_run = true;
  Run();
  EXPECT_THAT(Said(), HasSubstr("(shard 7/8)"));
  options_.hives = {folder_ / "p/amy/NTUSER.DAT", folder_ / "p/zoe/NTUSER.DAT"};
  Run();
  EXPECT_THAT(Said(), HasSubstr("hives: 2 would-update"));
  variables_["SLURM_ARRAY_TASK_ID"] = "9";
  options_.hives = {folder_ / "p"};
  EXPECT_EQ(Run(), kExitUsage);
}

class ResumeTest : public FleetTest {
 protected:
  ResumeTest() {
    options_.report = folder_ / "reports";
    EXPECT_THAT(SystemFiles().CreateFolders(*options_.report, Access::kDefault), IsOk());
    PutHive("amy", "jane");
    PutHive("bob", "bob");
    Put("p/kim/NTUSER.DAT", "no hive");
  }

  std::string Resume() {
    now_ += 1000;
    options_.resume = true;
    Run();
    const std::string said = Said();
    return said.substr(said.find("hives: "));
  }
};

TEST_F(ResumeTest, PassesOverWhatTheReportsSayIsDone) {
  Run();
  EXPECT_EQ(Resume(), "hives: 0 updated, 0 unchanged, 1 failed, 2 done by an earlier run\n");
  EXPECT_EQ(Resume(), "hives: 0 updated, 0 unchanged, 1 failed, 2 done by an earlier run\n");
}

TEST_F(ResumeTest, WithoutReportsDoesAll) {
  EXPECT_EQ(Resume(), "hives: 1 updated, 1 unchanged, 1 failed\n");
}

TEST_F(ResumeTest, AnotherListBeginsAnew) {
  Run();
  PutList({MoveOf("jane"), MoveOf("bob")});
  EXPECT_EQ(Resume(), "hives: 1 updated, 1 unchanged, 1 failed\n");
}

TEST_F(ResumeTest, AHiveThatChangedSinceIsLookedAtAgain) {
  Run();
  PutHive("bob", "jim");
  EXPECT_EQ(Resume(), "hives: 1 updated, 0 unchanged, 1 failed, 1 done by an earlier run\n");
}

TEST_F(ResumeTest, WhatWasTakenBackIsNotDone) {
  Run();
  now_ += 1000;
  options_.mode = Mode::kRollback;
  Run();
  options_.mode = Mode::kUpdate;
  EXPECT_THAT(Resume(), StartsWith("hives: 1 updated"));
}

TEST_F(ResumeTest, ADryRunIsNotDone) {
  options_.dry_run = true;
  Run();
  options_.dry_run = false;
  EXPECT_EQ(Resume(), "hives: 1 updated, 1 unchanged, 1 failed\n");
}

TEST_F(ResumeTest, WhatIsNoReportIsPassedOver) {
  Run();
  Put("reports/x.json", "[1");
  Put("reports/y.json", R"({"event":"report","store":7,"hive":"x"})");
  Put("reports/z.txt", "");
  EXPECT_EQ(Resume(), "hives: 0 updated, 0 unchanged, 1 failed, 2 done by an earlier run\n");
}

TEST(IsFleetTest, OneNamedHiveIsWorkedOnLikeAnyRegistry) {
  FakeFiles files;
  files.Put("/p/NTUSER.DAT", "");
  Options options;
  EXPECT_FALSE(IsFleet(options, files));
  options.hives = {"/p/NTUSER.DAT"};
  EXPECT_FALSE(IsFleet(options, files));
  options.hives = {"/p"};
  EXPECT_TRUE(IsFleet(options, files));
  options.hives = {"/p/NTUSER.DAT", "/q"};
  EXPECT_TRUE(IsFleet(options, files));
}

}  // namespace
}  // namespace repoint
