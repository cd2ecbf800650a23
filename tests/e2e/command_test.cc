// What a person at the prompt, a logon script and a helpdesk get from the real program: exit codes,
// messages, output. docs on the command line and on the list say what is right. Exit 5 (Outlook
// runs) is a matter of tests/wine.
#include "e2e/command.h"

#include <sys/resource.h>

#include <algorithm>

#include "base/files.h"
#include "base/testing/result_matchers.h"
#include "base/text.h"

namespace repoint {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

// ---- Exit codes 0, 1, 4, 6, 7

TEST_F(CommandTest, ContradictoryRowFailsItsOwnPeopleOnly) {
  std::string other = kBobby;
  other.replace(other.find("cn=b1"), 5, "cn=b2");
  const Finished run = Update(ListOf(std::string(kHeader) + kBobby + other));
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(Said(run), AllOf(HasSubstr("failed"), HasSubstr("line 2"), HasSubstr("line 3"),
                               HasSubstr("not-listed    Bob")));
  EXPECT_FALSE(FileExists(out_));
}

TEST_F(CommandTest, ContradictionOfOtherPeopleDoesNotMatter) {
  const Finished run = Update(ListOf(std::string(kHeader) + kBobby +
                                     "/o=C/ou=H/cn=x\t/o=F/ou=B/cn=x1\tEXTGT02\n"
                                     "/o=C/ou=H/cn=x\t/o=F/ou=B/cn=x2\tEXTGT02\n"));
  EXPECT_EQ(run.exit_code, 0) << Said(run);
}

TEST_F(CommandTest, DamagedExportIsRefused) {
  WriteTestFile(Path("in.reg"), "no export\n");
  const Finished run = Run({list_, "-RegFile", Path("in.reg"), "-Out", out_});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(Said(run), HasSubstr("in.reg: not a registry export"));
}

TEST_F(CommandTest, DamagedLineOfAnExportIsNamed) {
  WriteTestFile(Path("in.reg"), "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\X]\r\n\"a\"=hex:4g\r\n");
  const Finished run = Run({list_, "-RegFile", Path("in.reg"), "-Out", out_});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(Said(run), HasSubstr("line 4"));
}

TEST_F(CommandTest, MissingExportIsRefused) {
  const Finished run = Run({list_, "-RegFile", Path("no.reg"), "-Out", out_});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(Said(run), HasSubstr("no.reg"));
}

TEST_F(CommandTest, ThereIsNoLiveRegistryHere) {
  const Finished run = Run({list_});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(Said(run), HasSubstr("-RegFile"));
}

TEST_F(CommandTest, ReportThatCannotBeWrittenIsSaidAfterTheUpdate) {
  const Finished run = Update(list_, {"-Report", Path("nowhere")});
  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(Said(run), AllOf(HasSubstr("report"), HasSubstr("nowhere")));
  EXPECT_TRUE(FileExists(out_));
}

TEST_F(CommandTest, LogThatCannotBeWrittenIsSaidAfterTheUpdate) {
  const Finished run = Update(list_, {"-Log", Path("nowhere/log.txt")});
  EXPECT_EQ(run.exit_code, 6);
  EXPECT_TRUE(FileExists(out_));
}

TEST_F(CommandTest, ReportIsTheJsonResult) {
  ASSERT_THAT(SystemFiles().CreateFolders(Path("reports"), Access::kDefault), IsOk());
  EXPECT_EQ(Update(list_, {"-Report", Path("reports")}).exit_code, 0);
  const auto names = SystemFiles().List(Path("reports"));
  ASSERT_THAT(names, IsOk());
  ASSERT_THAT(*names, SizeIs(1));
  EXPECT_THAT(names->front(), testing::MatchesRegex(".+_.+_.+\\.json"));
  EXPECT_THAT(ReadTestFile(Path("reports/") + names->front()), HasSubstr(R"("event":"profile")"));
}

TEST_F(CommandTest, VerifyFindsReferencesToTheSource) {
  const Finished run = Run({list_, "-RegFile", in_, "-Verify"});
  EXPECT_EQ(run.exit_code, 7);
  EXPECT_THAT(Said(run), HasSubstr("exsrc01"));
}

TEST_F(CommandTest, CodePageThatIsNotKnownIsNamed) {
  const Finished run = Update(list_, {"-CodePage", "12345"});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(Said(run), HasSubstr("12345"));
  EXPECT_FALSE(FileExists(out_));
}

// ---- Standard output that takes nothing

TEST_F(CommandTest, OutputThatCannotBeWrittenIsExit6WhereTheRunIsFine) {
  SendOutTo("/dev/full");
  EXPECT_EQ(Run({"-Version"}).exit_code, 6);
  EXPECT_EQ(Run({"-Help"}).exit_code, 6);
  EXPECT_EQ(Run({"-RegFile", in_, "-Inspect"}).exit_code, 6);
  EXPECT_EQ(Run({list_, "-RegFile", in_, "-Verify"}).exit_code, 6);
  EXPECT_EQ(Update(list_).exit_code, 6);
  EXPECT_EQ(Update(list_, {"-Json"}).exit_code, 6);
  EXPECT_EQ(Run({"-RegFile", out_, "-Out", Path("back.reg"), "-Rollback"}).exit_code, 6);
  EXPECT_TRUE(FileExists(Path("back.reg"))) << "what was to be done is done";
}

TEST_F(CommandTest, OutputThatCannotBeWrittenHidesNoFailure) {
  SendOutTo("/dev/full");
  EXPECT_EQ(Run({"-Bogus"}).exit_code, 2);
  EXPECT_EQ(Update(Path("no.tab")).exit_code, 3);
  EXPECT_EQ(Run({"-RegFile", Path("no.reg"), "-Inspect"}).exit_code, 4);
}

// ---- No folder for the state

TEST_F(CommandTest, WhatNeedsNoStateFolderRunsWithoutOne) {
  ASSERT_EQ(Update(list_, {"-JournalDir", Path("journals")}).exit_code, 0);
  HaveNoStateFolder();
  EXPECT_EQ(Run({list_, "-RegFile", in_, "-DryRun"}).exit_code, 0);
  EXPECT_EQ(Run({"-RegFile", in_, "-Inspect"}).exit_code, 0);
  const Finished runs = Run({"-Journals", "-JournalDir", Path("journals"), "-Json"});
  EXPECT_EQ(runs.exit_code, 0) << runs.err;
  EXPECT_THAT(runs.Json(), SizeIs(1)) << "the one of the update, where -JournalDir put it";
}

TEST_F(CommandTest, WhatNeedsAStateFolderSaysSoBeforeAnything) {
  HaveNoStateFolder();
  const Finished run = Update(list_);
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(Said(run), HasSubstr("set HOME or XDG_STATE_HOME"));
  EXPECT_FALSE(FileExists(out_));
  EXPECT_EQ(Run({"-Journals"}).exit_code, 4);
}

// ---- Usage (exit 2)

struct Wrong {
  const char* name;
  std::vector<std::string> arguments;
  const char* message;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class UsageTest : public CommandTest, public testing::WithParamInterface<Wrong> {};

TEST_P(UsageTest, IsExplainedAndNothingIsDone) {
  const Finished run = Run(GetParam().arguments);
  EXPECT_EQ(run.exit_code, 2) << Said(run);
  EXPECT_THAT(Said(run), HasSubstr(GetParam().message));
  EXPECT_FALSE(FileExists(Path("state")));
}

const Wrong kWrong[] = {
    {"UnknownSwitch", {"-Bogus"}, "-Bogus"},
    {"TwoLists", {"a.tab", "b.tab"}, "one list only"},
    {"MissingValue", {"-Profile"}, "-Profile"},
    {"ValueOfASwitchWithout", {"-DryRun=1"}, "-DryRun"},
    {"RunOutlookAndRunOutlookAll", {"-RunOutlook", "-RunOutlookAll"}, "excludes"},
    {"KeepOpenAndClose", {"-KeepOutlookOpen", "-CloseOutlookAfterDelay", "5"}, "excludes"},
    {"DelayIsNoNumber", {"-CloseOutlookAfterDelay", "soon"}, "-CloseOutlookAfterDelay"},
    {"DelayIsNegative", {"-CloseOutlookAfterDelay", "-5"}, "-CloseOutlookAfterDelay"},
    {"UnknownMethod", {"-Method", "magic"}, "explicit"},
    {"UnknownOstRule", {"-OstFile", "delete"}, "rename"},
    {"CodePageIsNoNumber", {"-RegFile", "a.reg", "-DryRun", "-CodePage", "ansi"}, "-CodePage"},
    {"OutWithoutRegFile", {"-Out", "a.reg"}, "-RegFile"},
    {"RegFileWithoutOut", {"-RegFile", "a.reg"}, "-Out"},
    {"InspectAndVerify", {"-Inspect", "-Verify"}, "excludes"},
    {"RollbackAndVerify", {"-Rollback", "-Verify"}, "excludes"},
    {"HiveAndExport", {"-Hive", "NTUSER.DAT", "-RegFile", "a.reg", "-DryRun"}, "excludes"},
    {"LogIsTheHive", {"l.tab", "-Hive", "NTUSER.DAT", "-Log", "./NTUSER.DAT"}, "than -Hive"},
    {"AllUsersWithAHive", {"-AllUsers", "-Hive", "NTUSER.DAT"}, "excludes"},
    {"AllUsersIsForWindows", {"-AllUsers"}, "-Hive"},
    {"RollbackOfNothing", {"-Rollback="}, "-Rollback needs a value"},
    {"ReportOfAnUnsetVariable", {"-Report", ""}, "-Report needs a value"},
    {"LoneDashIsNoValue", {"-Log", "-", "verbose"}, "-Log needs a value"},
    {"CodePageIsDecimal",
     {"-RegFile", "a.reg", "-DryRun", "-CodePage", "0x4E4"},
     "-CodePage is a whole number"},
    {"InspectWritesNoReport", {"-Inspect", "-Report", "x"}, "writes no -Report"},
    {"JournalsWritesNoLog", {"-Journals", "-Log", "x"}, "writes no -Log"},
    {"RollbackChoosesNoFiles", {"-Rollback", "-OstFile", "keep"}, "-NoFiles leaves them all"},
    {"InspectHasNoFiles", {"-Inspect", "-NoFiles"}, "-NoFiles does nothing with -Inspect"},
    {"JournalsAndRollback", {"-Journals", "-Rollback"}, "excludes"},
    {"OutIsTheExport", {"-RegFile", "a.reg", "-Out", "./a.reg"}, "another file than -RegFile"},
    {"OutIsTheList", {"l.tab", "-RegFile", "a.reg", "-Out", "l.tab"}, "another file than the list"},
    {"LogIsTheList", {"l.tab", "-Log", "./l.tab"}, "another file than the list"},
    {"LogIsTheKey", {"l.tab", "-PublicKey", "k", "-Log", "k"}, "another file than -PublicKey"},
    {"LogIsTheExport", {"-RegFile", "a.reg", "-DryRun", "-Log", "a.reg"}, "than -RegFile"},
    {"EvenAfterALoneDash", {"-", "reprocess", "-Bogus"}, "-Bogus"},
};

INSTANTIATE_TEST_SUITE_P(Every, UsageTest, testing::ValuesIn(kWrong),
                         [](const auto& wrong) { return std::string(wrong.param.name); });

// ---- Spelling of switches

TEST_F(CommandTest, HelpIsExitZeroInEverySpelling) {
  for (const char* help : {"-Help", "-HELP", "--help", "-?"}) {
    const Finished run = Run({help});
    EXPECT_EQ(run.exit_code, 0) << help;
    EXPECT_THAT(run.out, AllOf(HasSubstr("-RunOutlookAll"), HasSubstr("-CodePage"))) << help;
  }
}

TEST_F(CommandTest, VersionIsTheFirstLineAndAllOfVersion) {
  const Finished run = Run({"-Version"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, testing::MatchesRegex("EMProfileUpdate [0-9.]+\n"));
  EXPECT_THAT(Update(list_).out, StartsWith(run.out));
}

TEST_F(CommandTest, LoneDashBelongsToTheSwitchBehindIt) {
  ASSERT_EQ(Update(list_).exit_code, 0);
  const Finished again =
      Run({list_, "-RegFile", out_, "-Out", Path("2.reg"), "-", "reprocess", "-Json"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.out, Not(HasSubstr("done-before")));
}

TEST_F(CommandTest, ValueMayFollowEqualsSignOrColon) {
  EXPECT_EQ(Run({list_, "-RegFile=" + in_, "-Out:" + out_}).exit_code, 0);
  EXPECT_TRUE(FileExists(out_));
}

TEST_F(CommandTest, SwitchesAreReadWithoutCaseAndWithTwoDashes) {
  const Finished run = Run({list_, "--REGFILE", in_, "-oUT", out_, "--dryrun"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("would-update"));
}

TEST_F(CommandTest, ProfileChoosesOneProfile) {
  const Finished run = Update(list_, {"-Profile", "Bob - Büro", "-Json"});
  EXPECT_EQ(run.exit_code, 0);
  ASSERT_THAT(run.Events("profile"), SizeIs(1));
  EXPECT_EQ(run.Events("profile")[0]["result"], "not-listed");
}

// ---- Text: a helpdesk tells the cases apart

TEST_F(CommandTest, TextHasOneLineAProfileAndASummary) {
  const Finished run = Update(list_);
  EXPECT_THAT(
      run.out,
      AllOf(HasSubstr("updated       MS Exchange Settings  bobby@contoso.example -> "
                      "bobby.gruenfeld@fabrikam.example\n"),
            HasSubstr("not-listed    Bob - Büro\n"), HasSubstr("1 updated, 1 not-listed\n")));
}

TEST_F(CommandTest, UserWhoIsNotListedCostsTwoLines) {
  const std::string list =
      ListOf(std::string(kHeader) + "/o=C/ou=H/cn=x\t/o=F/ou=B/cn=x\tEXTGT02\n");
  // Without -Out: that it was not written would be a line more.
  const Finished run = Run({list, "-RegFile", in_, "-DryRun"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 2) << run.out;
  EXPECT_THAT(run.out, HasSubstr("not-listed"));
}

TEST_F(CommandTest, NoProfileIsNotTheSameAsNotListed) {
  WriteTestFile(Path("none.reg"), "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software]\r\n");
  const Finished run = Run({list_, "-RegFile", Path("none.reg"), "-Out", out_});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("no MAPI profiles found for "), Not(HasSubstr("not-listed"))));
}

TEST_F(CommandTest, VerboseSaysEachValueFromAndTo) {
  const Finished run = Update(list_, {"-verbose"});
  EXPECT_THAT(run.out, HasSubstr(R"(\001e6602: "EXSRC01" -> "EXTGT02")"));
  EXPECT_THAT(run.out, HasSubstr(R"(\0003661b: )"));
}

// ---- JSON

bool HasMembers(const json& object, const std::vector<std::string>& members) {
  return std::all_of(members.begin(), members.end(),
                     [&object](const std::string& name) { return object.contains(name); });
}

TEST_F(CommandTest, JsonLeavesTheVersionLineToStandardError) {
  const Finished run = Update(list_, {"-Json"});
  EXPECT_THAT(run.err, StartsWith("EMProfileUpdate "));
  EXPECT_THAT(run.out, StartsWith("{"));
}

TEST_F(CommandTest, JsonHasAnObjectAProfileAndASummary) {
  const Finished run = Update(list_, {"-Json"});
  const std::vector<json> profiles = run.Events("profile");
  ASSERT_THAT(profiles, SizeIs(2));
  for (const json& profile : profiles) {
    EXPECT_TRUE(
        HasMembers(profile, {"store", "root", "profile", "outlook", "result", "method", "source",
                             "target", "changes", "leftovers", "journal", "error"}))
        << profile;
    EXPECT_TRUE(HasMembers(profile["source"], {"dn", "smtp", "server"})) << profile;
    EXPECT_TRUE(HasMembers(profile["target"], {"dn", "smtp", "server"})) << profile;
    EXPECT_TRUE(profile["error"].is_null());
  }
  ASSERT_THAT(run.Events("summary"), SizeIs(1));
  const json summary = run.Json().back();
  EXPECT_TRUE(HasMembers(summary, {"version", "list", "profiles", "exit", "seconds"})) << summary;
  EXPECT_EQ(summary["exit"], 0);
  EXPECT_EQ(summary["profiles"]["updated"], 1);
}

TEST_F(CommandTest, JsonOfARefusedListIsASummaryWithTheExitCode) {
  const Finished run = Update(ListOf(""), {"-Json"});
  EXPECT_EQ(run.exit_code, 3);
  ASSERT_THAT(run.Events("summary"), SizeIs(1));
  EXPECT_EQ(run.Events("summary")[0]["exit"], 3);
}

TEST_F(CommandTest, JsonOfARunThatCannotBeginIsASummaryWithTheError) {
  const struct {
    std::vector<std::string> arguments;
    int exit;
    const char* says;
  } kRuns[] = {
      {{"-Bogus", "-Json"}, 2, "-Bogus"},
      {{"-", "json", "-Bogus"}, 2, "-Bogus"},
      {{"-RegFile", in_, "-Out", in_, "-Json"}, 2, "another file"},
      {{"-RegFile", Path("no.reg"), "-Inspect", "-Json"}, 4, "cannot be opened"},
      {{list_, "-RegFile", Path("no.reg"), "-DryRun", "-Json"}, 4, "cannot be opened"},
      {{list_, "-Json"}, 4, "-RegFile"},
  };
  for (const auto& given : kRuns) {
    const Finished run = Run(given.arguments);
    EXPECT_EQ(run.exit_code, given.exit) << Said(run);
    EXPECT_THAT(run.err, StartsWith("EMProfileUpdate "));
    ASSERT_THAT(run.Json(), SizeIs(1)) << Said(run);
    const json summary = run.Json()[0];
    EXPECT_EQ(summary["event"], "summary");
    EXPECT_EQ(summary["exit"], given.exit);
    EXPECT_THAT(std::string(summary["error"]["message"]), HasSubstr(given.says));
    EXPECT_EQ(summary["version"], std::string(run.err).substr(16, run.err.find('\n') - 16));
  }
}

TEST_F(CommandTest, JsonOfAFailureNamesTheError) {
  const Finished run = Update(list_, {"-Json", "-Method", "rediscover"});
  EXPECT_EQ(run.exit_code, 1);
  ASSERT_FALSE(run.Events("profile").empty());
  EXPECT_FALSE(run.Events("profile")[0]["error"].is_null());
}

// ---- -Inspect, -Journals, -Rollback

TEST_F(CommandTest, InspectPrintsTheProfilesDecodedWithoutAList) {
  const Finished run = Run({"-RegFile", in_, "-Inspect"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("MS Exchange Settings"), HasSubstr("MSEMS"), HasSubstr("EXSRC01"),
                    HasSubstr("/o=Contoso/ou=HQ/cn=Recipients/cn=bobby"), HasSubstr("outlook.ost"),
                    HasSubstr("ncacn_ip_tcp:exsrc01.contoso.example")));
}

TEST_F(CommandTest, InspectAsJsonHasEachProfileWithItsAccounts) {
  const Finished run = Run({"-RegFile", FixturePath("ol2010-x64.reg"), "-Inspect", "-Json"});
  EXPECT_EQ(run.exit_code, 0);
  const std::vector<json> profiles = run.Json();
  ASSERT_THAT(profiles, SizeIs(3));
  const auto outlook = std::find_if(profiles.begin(), profiles.end(),
                                    [](const json& p) { return p["profile"] == "Outlook"; });
  ASSERT_NE(outlook, profiles.end());
  EXPECT_THAT((*outlook)["accounts"], SizeIs(2));
}

TEST_F(CommandTest, JournalsListsARunAndWhetherItIsUndone) {
  ASSERT_EQ(Update(list_).exit_code, 0);
  const Finished first = Run({"-RegFile", out_, "-Journals", "-Json"});
  EXPECT_EQ(first.exit_code, 0) << Said(first);
  ASSERT_THAT(first.Json(), SizeIs(1));
  const std::string id = first.Json()[0]["id"];
  ASSERT_EQ(Run({"-RegFile", out_, "-Out", Path("back.reg"), "-Rollback", id}).exit_code, 0);
  const Finished second = Run({"-RegFile", out_, "-Journals", "-Json"});
  ASSERT_THAT(second.Json(), SizeIs(2));
  EXPECT_NE(second.Json()[0]["state"], first.Json()[0]["state"]);
}

// The sanitizer's own memory does not fit any limit. (GCC defines the first name, clang has the
// second.)
#if defined(__has_feature)
#define REPOINT_CLANG_ASAN __has_feature(address_sanitizer)
#else
#define REPOINT_CLANG_ASAN 0
#endif
#if !defined(__SANITIZE_ADDRESS__) && !REPOINT_CLANG_ASAN

// Lets this process and those that it starts have so much address space, as long as it lives.
class MemoryLimit {
 public:
  explicit MemoryLimit(rlim_t bytes) {
    getrlimit(RLIMIT_AS, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    setrlimit(RLIMIT_AS, &limit);
  }
  ~MemoryLimit() { setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_{};
};

TEST_F(CommandTest, FaultInTheProgramItselfIsSaidAndExits10) {
  WriteTestFile(Path("big.reg"), "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\x]\r\n\"a\"=\"" +
                                     std::string(60'000'000, 'x') + "\"\r\n");
  Finished run;
  {
    const MemoryLimit limit(300'000'000);
    run = Run({"-Inspect", "-RegFile", Path("big.reg")});
  }
  EXPECT_EQ(run.exit_code, 10);
  EXPECT_THAT(run.err, HasSubstr("fault in EMProfileUpdate: not enough memory"));
}

#endif

TEST_F(CommandTest, RunThatChangesNothingWritesNoJournal) {
  Update(list_, {"-Profile", "Bob - Büro"});
  const Finished run = Run({"-RegFile", in_, "-Journals", "-Json"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.Json(), IsEmpty());
}

TEST_F(CommandTest, RollbackOfAnUnknownRunIsRefused) {
  const Finished run = Run({"-RegFile", in_, "-Out", out_, "-Rollback", "20200101T000000Z-01"});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(Said(run), HasSubstr("20200101T000000Z-01"));
}

}  // namespace
}  // namespace repoint
