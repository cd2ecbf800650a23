// -AllUsers: whose registry is reached how, and what becomes of it, on the real file system, since
// the hives of users lie there.
#include "client/users_run.h"

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

constexpr std::string_view kProfileList =
    "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

std::string SidOf(int number) { return fmt::format("S-1-5-21-1-2-3-{}", number); }

// The one who runs this is 1001, Ada.
class UsersRunTest : public testing::Test {
 protected:
  UsersRunTest() {
    std::vector<list::Row> rows;
    for (const char* alias : {"ada", "bob", "cyd"}) rows.push_back(MoveOf(alias));
    Put("list.tab",
        AsChars(list::FormatList(std::move(rows), "Test", "2026-03-31T07:00:00Z").value()));
    options_.list = folder_ / "list.tab";
    options_.all_users = true;
  }

  void Put(std::string_view name, std::string_view text) {
    const std::string path = folder_ / name;
    ASSERT_THAT(SystemFiles().CreateFolders(FolderOf(path), Access::kDefault), IsOk());
    ASSERT_THAT(SystemFiles().WriteWhole(path, AsBytes(text), Access::kDefault), IsOk());
  }

  // With one profile, of that mailbox.
  void AddLoaded(int number, const std::string& alias) {
    List(number, alias);
    registries_[SidOf(number)] = LoadRegText(ProfileText("Outlook", alias));
    ASSERT_THAT(users_.CreateKey(SidOf(number)), IsOk());
  }
  void AddHive(int number, const std::string& alias) {
    List(number, alias);
    MemoryRegistry registry = LoadRegText(ProfileText("Outlook", alias));
    Put("u/" + alias + "/NTUSER.DAT", AsChars(HiveOf(registry)));
  }
  void List(int number, const std::string& alias) {
    const std::string key = JoinKey(kProfileList, SidOf(number));
    ASSERT_THAT(machine_.SetValue(key, "ProfileImagePath", SzValue(folder_ / ("u/" + alias))),
                IsOk());
  }
  // Logs a user off: what was in HKEY_USERS is in the hive.
  void LogOff(int number, const std::string& alias) {
    Put("u/" + alias + "/NTUSER.DAT", AsChars(HiveOf(registries_[SidOf(number)])));
    registries_.erase(SidOf(number));
    ASSERT_THAT(users_.DeleteKey(SidOf(number)), IsOk());
  }
  // Ada, Bob and Cyd: herself, loaded, a hive.
  void AddThree() {
    AddLoaded(1001, "ada");
    AddLoaded(1002, "bob");
    AddHive(1003, "cyd");
  }

  int Run() {
    out_.clear();
    now_ += 1000;
    Log log;
    FakeOutlook own_outlook;
    Environment host{registries_[SidOf(1001)], SystemFiles(), own_outlook, log};
    host.user_name = "ada";
    host.computer_name = "PC1";
    host.store = host.store_out = "live:ada@PC1";
    host.state_folder = folder_ / "state";
    host.program_folder = folder_.path();
    host.version = "1.0.0";
    host.now_millis = [this] { return now_; };
    host.sleep_millis = [this](int64_t millis) { now_ += millis; };
    host.progress = [](std::string_view) {};
    const Computer computer{
        .sources = {machine_, users_, SystemFiles(), [](auto) { return std::nullopt; }},
        .elevated = elevated_,
        .own_sid = SidOf(1001),
        .account_name = [](const std::string& sid) -> std::optional<std::string> {
          return sid == SidOf(1002) ? std::optional("CORP\\bob") : std::nullopt;
        },
        .open_user = [this](const std::string& sid,
                            const std::string&) -> Result<std::shared_ptr<Registry>> {
          if (sid == denied_) return Fail(ErrorCode::kDenied, "made to fail", sid);
          return std::shared_ptr<Registry>(std::shared_ptr<void>(), &registries_[sid]);
        },
        .outlook_of =
            [this](const std::string& sid) {
              auto outlook = std::make_unique<FakeOutlook>();
              outlook->running = sid == outlook_runs_;
              return outlook;
            }};
    return RunAllUsers(options_, host, computer,
                       {[&](std::string_view text) { out_ += text; }, [](auto, auto, auto) {}});
  }

  // Of a user who is loaded, or of the user's hive.
  std::string Server(int number, const std::string& alias) {
    const std::string key = SettingsKey("Outlook");
    if (const auto loaded = registries_.find(SidOf(number)); loaded != registries_.end()) {
      return *SzText(*loaded->second.GetValue(key, "001f6602").value());
    }
    const auto hive =
        HiveRegistry::Open(SystemFiles(), folder_ / ("u/" + alias + "/NTUSER.DAT"), kReplace, [] {
          return int64_t{0};
        }).value();
    return *SzText(*hive->GetValue(key, "001f6602").value());
  }
  std::vector<std::string> Servers() {
    return {Server(1001, "ada"), Server(1002, "bob"), Server(1003, "cyd")};
  }

  std::vector<json> Lines() const {
    std::vector<json> lines;
    for (const std::string_view line : Split(out_, '\n')) {
      if (!line.empty()) lines.push_back(json::parse(line));
    }
    return lines;
  }

  TempFolder folder_;
  Options options_;
  MemoryRegistry machine_, users_;
  std::map<std::string, MemoryRegistry> registries_;  // by SID, of those who are loaded
  bool elevated_ = true;
  std::string denied_, outlook_runs_;  // SIDs
  int64_t now_ = 1774940709000;        // 2026-03-31T07:05:09Z
  std::string out_;
};

TEST_F(UsersRunTest, UpdatesEachInTheOrderOfProfileList) {
  AddThree();
  EXPECT_EQ(Run(), kExitDone) << out_;
  EXPECT_THAT(Servers(), ElementsAre("NEWSRV", "NEWSRV", "NEWSRV"));
  EXPECT_THAT(out_, StartsWith("ada  live:ada@PC1\nupdated "));
  const size_t bob = out_.find("\nCORP\\bob  live:S-1-5-21-1-2-3-1002@PC1\nupdated ");
  const size_t cyd = out_.find("\nS-1-5-21-1-2-3-1003  hive:" + folder_.path() + "/u/cyd/NTUSER");
  EXPECT_LT(bob, cyd) << out_;
  EXPECT_NE(cyd, std::string::npos) << out_;
  EXPECT_THAT(out_, EndsWith("users: 3 updated, 0 unchanged, 0 failed\n"));
}

TEST_F(UsersRunTest, OneWhoCannotBeReachedStopsNoOther) {
  AddLoaded(1001, "ada");
  List(1004, "gone");
  AddLoaded(1002, "bob");
  AddHive(1003, "cyd");
  denied_ = SidOf(1002);
  EXPECT_EQ(Run(), kExitRegistry);
  EXPECT_THAT(Servers(), ElementsAre("NEWSRV", "OLDSRV", "NEWSRV"));
  EXPECT_THAT(out_, HasSubstr("users: 2 updated, 0 unchanged, 2 failed\n"));
}

TEST_F(UsersRunTest, WithoutAnAdministratorsRightsNothingIsDone) {
  AddThree();
  elevated_ = false;
  EXPECT_EQ(Run(), kExitRegistry);
  EXPECT_THAT(out_, HasSubstr("Run as administrator"));
  EXPECT_THAT(Servers(), ElementsAre("OLDSRV", "OLDSRV", "OLDSRV"));
}

TEST_F(UsersRunTest, OutlookDefersTheUserWhoRunsItAlone) {
  AddThree();
  outlook_runs_ = SidOf(1002);
  EXPECT_EQ(Run(), kExitDeferred);
  EXPECT_THAT(Servers(), ElementsAre("NEWSRV", "OLDSRV", "NEWSRV"));
  EXPECT_THAT(out_, HasSubstr("users: 2 updated, 0 unchanged, 0 failed, 1 deferred\n"));
}

TEST_F(UsersRunTest, RollbackTakesBackWhatTheRunDid) {
  AddThree();
  Run();
  options_.mode = Mode::kRollback;
  EXPECT_EQ(Run(), kExitDone) << out_;
  EXPECT_THAT(Servers(), ElementsAre("OLDSRV", "OLDSRV", "OLDSRV"));
  EXPECT_THAT(out_, EndsWith("users: 3 rolled-back, 0 unchanged, 0 failed\n"));
}

TEST_F(UsersRunTest, RollbackFindsAUserWhoHasLoggedOffSince) {
  AddThree();
  Run();
  LogOff(1002, "bob");
  options_.mode = Mode::kRollback;
  EXPECT_EQ(Run(), kExitDone) << out_;
  EXPECT_EQ(Server(1002, "bob"), "OLDSRV");
}

// As after a power failure behind the first record of a unit.
TEST_F(UsersRunTest, AnInterruptedRunIsPutRightAlsoWhenTheUserHasLoggedOff) {
  AddThree();
  Run();
  const std::string journals = folder_ / ("state/Users/" + SidOf(1002));
  const auto names = SystemFiles().List(journals).value();
  const auto journal =
      std::ranges::find_if(names, [](const auto& name) { return name.ends_with(".journal"); });
  ASSERT_NE(journal, names.end());
  const Bytes bytes = ReadWhole(SystemFiles(), JoinPath(journals, *journal)).value();
  const std::string_view text = AsChars(bytes);
  Put("state/Users/" + SidOf(1002) + "/" + *journal,
      text.substr(0, text.rfind('\n', text.find("\"applied\""))));
  LogOff(1002, "bob");
  options_.mode = Mode::kRollback;
  EXPECT_EQ(Run(), kExitDone) << out_;
  EXPECT_THAT(out_, HasSubstr("was interrupted in profile Outlook; everything was put back"));
  EXPECT_THAT(Servers(), ElementsAre("OLDSRV", "OLDSRV", "OLDSRV"));
}

TEST_F(UsersRunTest, InAJournalDirEachUserHasAFolder) {
  AddThree();
  options_.journal_dir = folder_ / "j";
  Run();
  LogOff(1002, "bob");
  EXPECT_THAT(SystemFiles().List(folder_ / "j/Users"),
              IsOkAndHolds(ElementsAre(SidOf(1002), SidOf(1003))));
  options_.mode = Mode::kRollback;
  EXPECT_EQ(Run(), kExitDone) << out_;
  EXPECT_THAT(Servers(), ElementsAre("OLDSRV", "OLDSRV", "OLDSRV"));
}

TEST_F(UsersRunTest, JournalsOfOthersLieWithTheOneWhoRunsIt) {
  AddThree();
  Run();
  EXPECT_THAT(SystemFiles().List(folder_ / "state/Users"),
              IsOkAndHolds(ElementsAre(SidOf(1002), SidOf(1003))));
  EXPECT_THAT(SystemFiles().List(folder_ / "state/Journals"), IsOkAndHolds(SizeIs(2)));
  EXPECT_THAT(SystemFiles().List(folder_ / "u/cyd"),
              IsOkAndHolds(ElementsAre("AppData", "NTUSER.DAT")));
}

TEST_F(UsersRunTest, TheLockOfAnotherUserIsTheOneOfHisOwnRuns) {
  AddThree();
  const std::string state = folder_ / "u/bob/AppData/Local/EMProfileUpdate";
  ASSERT_THAT(SystemFiles().CreateFolders(state, Access::kDefault), IsOk());
  const auto lock = SystemFiles().Lock(state + "/lock");
  EXPECT_EQ(Run(), kExitRegistry);
  EXPECT_THAT(Servers(), ElementsAre("NEWSRV", "OLDSRV", "NEWSRV"));
  EXPECT_THAT(out_, HasSubstr("another EMProfileUpdate is at work for this user"));
}

TEST_F(UsersRunTest, FilesOfOthersAreLeftAlone) {
  AddLoaded(1001, "ada");
  AddLoaded(1002, "bob");
  const std::string ost = folder_ / "bob.ost";
  Put("bob.ost", "mail");
  ASSERT_THAT(registries_[SidOf(1002)].SetValue(SettingsKey("Outlook"), "001f6610", SzValue(ost)),
              IsOk());
  EXPECT_EQ(Run(), kExitDone);
  EXPECT_EQ(Server(1002, "bob"), "NEWSRV");
  EXPECT_THAT(out_, HasSubstr("the old OST stays where it is: " + ost));
  EXPECT_THAT(ReadWhole(SystemFiles(), ost), IsOk());
}

TEST_F(UsersRunTest, JsonNamesUserAndStoreOfEach) {
  AddThree();
  options_.json = true;
  options_.dry_run = true;
  EXPECT_EQ(Run(), kExitDone);
  std::vector<std::string> who;
  for (const json& line : Lines()) {
    if (line["event"] == "summary") {
      who.push_back(line["user"].get<std::string>() + " " + line["store"].get<std::string>());
    }
  }
  EXPECT_THAT(who, ElementsAre("ada live:ada@PC1", "CORP\\bob live:" + SidOf(1002) + "@PC1",
                               SidOf(1003) + " hive:" + folder_.path() + "/u/cyd/NTUSER.DAT"));
  EXPECT_EQ(Lines().back()["event"], "fleet");
  EXPECT_EQ(Lines().back()["users"],
            json({{"would-update", 3}, {"unchanged", 0}, {"failed", 0}, {"deferred", 0}}));
  EXPECT_THAT(Servers(), ElementsAre("OLDSRV", "OLDSRV", "OLDSRV"));
}

TEST_F(UsersRunTest, ListingsComeBelowEachUser) {
  AddThree();
  options_.mode = Mode::kInspect;
  EXPECT_EQ(Run(), kExitDone);
  EXPECT_THAT(out_, HasSubstr("CORP\\bob  live:S-1-5-21-1-2-3-1002@PC1\nOutlook "));
  options_.mode = Mode::kUpdate;
  Run();
  options_.mode = Mode::kJournals;
  EXPECT_EQ(Run(), kExitDone);
  EXPECT_THAT(out_, HasSubstr("in force     update  live:S-1-5-21-1-2-3-1002@PC1  Outlook\n"));
}

TEST_F(UsersRunTest, AReportIsDroppedForEachUser) {
  AddThree();
  options_.report = folder_ / "reports";
  ASSERT_THAT(SystemFiles().CreateFolders(*options_.report, Access::kDefault), IsOk());
  Run();
  EXPECT_THAT(
      SystemFiles().List(*options_.report),
      IsOkAndHolds(ElementsAre(StartsWith("PC1_CORP_bob_"), StartsWith("PC1_S-1-5-21-1-2-3-1003_"),
                               StartsWith("PC1_ada_"))));
}

TEST_F(UsersRunTest, NoListOfUsersIsExit4) {
  EXPECT_EQ(Run(), kExitRegistry);
  EXPECT_THAT(out_, HasSubstr("no list of its users"));
}

}  // namespace
}  // namespace repoint
