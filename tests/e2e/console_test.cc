// The command line of emconsole as a whole, run as an administrator would.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <regex>

#include "e2e/console_way.h"

namespace repoint {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

TEST_F(ConsoleTest, EveryCommandHasHelpWithAnExampleOfItself) {
  const std::string page = ReadTestFile(REPOINT_SOURCE "/docs/emconsole.1");
  for (const Command& command : Way()) {
    std::string words;
    for (const std::string& word : command.words) words += (words.empty() ? "" : " ") + word;
    const Finished help = Do({command.words, {}}, {"--help"});
    EXPECT_EQ(help.exit_code, 0) << words;
    EXPECT_THAT(help.out, AllOf(HasSubstr("Example"), HasSubstr("\n  emconsole " + words)))
        << words;
    EXPECT_EQ(help.err, "") << words;
    EXPECT_THAT(page, HasSubstr("\"" + words)) << "missing in the manual page: " << words;
  }
}

TEST_F(ConsoleTest, ManualPageKnowsEveryOption) {
  std::string page = ReadTestFile(REPOINT_SOURCE "/docs/emconsole.1");
  page = std::regex_replace(page, std::regex(R"(\\-)"), "-");
  for (const Command& command : Way()) {
    const std::string help = Do({command.words, {}}, {"--help"}).out;
    const std::regex option("\n +(?:-.,)?(--[a-z0-9-]+)");
    for (std::sregex_iterator at(help.begin(), help.end(), option), end; at != end; ++at) {
      std::string name = (*at)[1];
      // The two directories have the same options.
      if (name.starts_with("--target") && name != "--target-proxy") name.replace(2, 6, "source");
      EXPECT_THAT(page, HasSubstr(name)) << command.words.front();
    }
  }
}

TEST_F(ConsoleTest, WayWithFilesForDirectoriesSaysWhatAPersonMustKnow) {
  std::map<std::string, std::string> said;
  for (const Command& command : Way()) {
    const Finished run = Do(command);
    EXPECT_EQ(run.exit_code, command.exit_code) << command.words.back() << run.out << run.err;
    EXPECT_EQ(run.err, "") << command.words.back();
    said[command.words.back() + command.words.front()] = run.out;
  }
  EXPECT_THAT(said["createproject"], HasSubstr("Next: emconsole import berlin"));
  EXPECT_THAT(said["changeproject"], HasSubstr("the next import reads"));
  EXPECT_THAT(said["listproject"], StartsWith("berlin  "));
  EXPECT_THAT(said["importimport"],
              AllOf(HasSubstr("source: 3 read, 3 new, 0 changed, 0 gone"),
                    HasSubstr("2 matched, 2 of them migrated; 0 ambiguous, 1 without a target")));
  EXPECT_EQ(said["objectsobjects"], "u2@contoso.example  no target\n");
  EXPECT_THAT(said["exportexport"],
              AllOf(HasSubstr("2 mailboxes, with index"),
                    HasSubstr("1 mailbox without the X500 address of the old DN"),
                    HasSubstr("Set-Mailbox 'u1@fabrikam.example' -EmailAddresses "
                              "@{Add='X500:/o=Contoso/cn=u1'}")));
  EXPECT_THAT(said["checkcheck"], HasSubstr("X500:/o=Contoso/cn=u1"));
  EXPECT_THAT(said["packagepackage"],
              AllOf(HasSubstr("logon.cmd"), HasSubstr("INSTALL.txt"), HasSubstr("playbook.yml")));
  EXPECT_THAT(said["notifynotify"], AllOf(HasSubstr("0 mails written to"),
                                          HasSubstr("1 mailbox left out, without a target")));
  EXPECT_THAT(said["statusstatus"],
              HasSubstr("0 done, 0 failed, 0 deferred, 0 pending, 2 never seen\n"
                        "0 not moved yet, 1 without a target, 0 ambiguous\n"));
}

TEST_F(ConsoleTest, JsonOfEveryCommandIsOneObjectALine) {
  for (const Command& command : Way()) {
    const Finished run = Do(command, {"--json"});
    EXPECT_EQ(run.exit_code, command.exit_code) << command.words.back() << run.out << run.err;
    const auto lines = run.Json();
    EXPECT_THAT(lines, Not(IsEmpty())) << command.words.back();
    for (const auto& line : lines) EXPECT_TRUE(line.contains("event")) << line;
  }
}

TEST_F(ConsoleTest, JsonSaysErrorsAsWell) {
  for (const std::vector<std::string>& wrong :
       {std::vector<std::string>{"--json", "nonsense"}, {"import", "nowhere", "--json"}}) {
    const Finished run = Console(wrong);
    const auto errors = run.Events("error");
    ASSERT_THAT(errors, SizeIs(1)) << run.out;
    EXPECT_EQ(errors[0]["exit"], run.exit_code);
    EXPECT_NE(run.exit_code, 0);
    EXPECT_NE(run.err, "") << "people read standard error";
  }
}

TEST_F(ConsoleTest, WrongCommandLinesEndWith2) {
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"nonsense"},
      {"project", "create", "x"},
      {"import"},
      {"project", "create", "x", "--source", "a.csv", "--target", "b.csv", "--source-password",
       "secret"},
      {"objects", "x", "--gone", "--matched"},
      {"project", "create", "x", "--source", "a.csv", "--target", "b.csv", "--max-shrink", "101"},
  };
  for (const auto& arguments : wrong) {
    const Finished run = Console(arguments);
    EXPECT_EQ(run.exit_code, 2) << run.out << run.err;
    EXPECT_EQ(run.out, "");
    EXPECT_NE(run.err, "");
  }
}

TEST_F(ConsoleTest, OutputThatIsCutShortEndsWith4) {
  Export();
  SendOutTo("/dev/full");
  const Finished run = Console({"status", "berlin", "--csv"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("standard output"));
}

TEST_F(ConsoleTest, CheckTellsEachFaultInFields) {
  Export();
  const auto faults = Console({"check", list_, "--project", "berlin", "--json"}).Events("fault");
  ASSERT_THAT(faults, SizeIs(1));
  EXPECT_EQ(faults[0]["kind"], "missing-x500");
  EXPECT_EQ(faults[0]["source_dn"], "/o=Contoso/cn=u1");
  EXPECT_EQ(faults[0]["line"], 4);
  const Finished none = Console({"check", Path("source.csv")});
  EXPECT_THAT(none.err, HasSubstr("source.csv: "));
}

TEST_F(ConsoleTest, ReportsThatCannotBeReadEndWith1AndAreCountedAndNamed) {
  ASSERT_EQ(Console({"project", "list"}).exit_code, 0);
  WriteTestFile(Path("reports/PC_jane_20260331T070509Z.json"), "{\"event\":");
  ASSERT_EQ(mkfifo(Path("reports/pipe.json").c_str(), 0600), 0);
  const Finished run = Console({"results", "import", Path("reports")});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(
      run.out,
      AllOf(StartsWith("2 report files: 0 new, 0 known, 1 set aside, 1 passed over"),
            HasSubstr("  PC_jane_20260331T070509Z.json: "),
            HasSubstr("1 passed over, still in " + Path("reports")), HasSubstr("  pipe.json: ")));
  const Finished again = Console({"results", "import", Path("reports"), "--json"});
  EXPECT_EQ(again.exit_code, 1) << "the pipe is still there";
  const auto json = again.Events("results");
  ASSERT_THAT(json, SizeIs(1));
  EXPECT_EQ(json[0]["set_aside_count"], 0);
  EXPECT_EQ(json[0]["passed_over_count"], 1);
}

TEST_F(ConsoleTest, ProgressIsShownOnATerminalAndNowhereElse) {
  Export();
  const std::string command =
      REPOINT_EMCONSOLE " --db " + Path("console.sqlite") + " export berlin -o " + list_;
  const Finished run = RunProgram("/usr/bin/script", {"-qec", command, "/dev/null"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, AllOf(HasSubstr("reading source and target: 3"),
                             HasSubstr("writing the list ..."), HasSubstr("2 mailboxes, with")));
  EXPECT_EQ(Console({"export", "berlin", "-o", list_}).err, "");
}

TEST_F(ConsoleTest, PasswordInClearTextIsWarnedOf) {
  const std::vector<std::string> create = {"project",
                                           "create",
                                           "x",
                                           "--source",
                                           "ldap://dc1.contoso.example",
                                           "--source-bind",
                                           "cn=reader",
                                           "--target",
                                           "ldaps://dc1.fabrikam.example",
                                           "--target-bind",
                                           "cn=reader"};
  const Finished run = Console(create);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, AllOf(HasSubstr("clear text"), HasSubstr("--source-starttls"),
                             Not(HasSubstr("--target-starttls"))));
}

TEST_F(ConsoleTest, StatusForASpreadsheetHasALineForEachMailbox) {
  Export();
  const Finished run = Console({"status", "berlin", "--csv"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, StartsWith("source,source_dn,target,name,state,reason,computers,reported"));
  EXPECT_EQ(std::count(run.out.begin(), run.out.end(), '\n'), 3);
}

}  // namespace
}  // namespace repoint
