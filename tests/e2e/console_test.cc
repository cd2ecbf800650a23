// The command line of emconsole, run as an administrator would: with files for directories, so that
// every command works here.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <regex>

#include "e2e/program.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

constexpr std::string_view kColumns =
    "Guid,LegacyExchangeDN,PrimarySmtpAddress,EmailAddresses,Alias,DisplayName,ServerName,"
    "RecipientTypeDetails\n";

// Every command by its words, with arguments of the way through them; the same order runs them.
struct Command {
  std::vector<std::string> words;
  std::vector<std::string> arguments;
  int exit_code = 0;
};

class ConsoleTest : public ProgramTest {
 protected:
  Finished Console(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--db", Path("console.sqlite")});
    return RunProgram(REPOINT_EMCONSOLE, arguments);
  }

  // People of whom so many have moved; the target of the first alone has the X500 address.
  void WriteDirectories(int sources = 3, int moved = 2) {
    std::string source(kColumns), target(kColumns);
    for (int i = 0; i < sources; ++i) {
      const std::string n = std::to_string(i);
      source += "s" + n + ",/o=Contoso/cn=u" + n + ",u" + n + "@contoso.example,SMTP:u" + n +
                "@contoso.example,u" + n + ",User " + n + ",EXSRC01,UserMailbox\n";
    }
    for (int i = 0; i < moved; ++i) {
      const std::string n = std::to_string(i);
      target += "t" + n + ",/o=Fabrikam/cn=u" + n + ",u" + n + "@fabrikam.example,SMTP:u" + n +
                "@fabrikam.example;smtp:u" + n + "@contoso.example" +
                (i == 0 ? ";X500:/o=Contoso/cn=u0" : "") + ",u" + n + ",User " + n +
                ",EXTGT01,UserMailbox\n";
    }
    WriteTestFile(Path("source.csv"), source);
    WriteTestFile(Path("target.csv"), target);
  }

  std::vector<Command> Way() {
    const std::string list = Path("EMAMappings.tab");
    return {
        {{"project", "create"},
         {"berlin", "--source", Path("source.csv"), "--source-kind", "shell-csv", "--target",
          Path("target.csv"), "--target-kind", "shell-csv"}},
        {{"project", "change"}, {"berlin", "--max-shrink", "20"}},
        {{"project", "list"}, {}},
        {{"project", "show"}, {"berlin"}},
        {{"import"}, {"berlin"}},
        {{"objects"}, {"berlin", "--unmatched"}},
        {{"export"}, {"berlin", "-o", list}, 1},
        {{"check"}, {list, "--project", "berlin"}, 1},
        {{"index"}, {list}},
        {{"package"},
         {"berlin", "--list", list, "--out", Path("package"), "--share", "\\\\contoso\\NETLOGON",
          "--program64", Path("64.exe"), "--program32", Path("32.exe")}},
        {{"notify"},
         {"berlin", "--template", "week", "--from", "it@contoso.example", "--date", "Saturday",
          "--link", "https://contoso.example/outlook", "--contact", "the helpdesk", "--dry-run",
          Path("mails")}},
        {{"results", "import"}, {Path("reports")}},
        {{"status"}, {"berlin", "--names"}},
        {{"project", "delete"}, {"berlin", "--yes"}},
    };
  }

  void SetUp() override {
    WriteDirectories();
    fs::create_directories(Path("reports"));
    WriteTestFile(Path("64.exe"), HeadOfProgram("\x64\x86"));
    WriteTestFile(Path("32.exe"), HeadOfProgram("\x4c\x01"));
  }

  // What shows whether a program is for 64-bit or for 32-bit Windows, and no more.
  static std::string HeadOfProgram(std::string_view machine) {
    std::string head(0x40, '\0');
    head.replace(0, 2, "MZ");
    head[0x3c] = 0x40;
    return head + std::string("PE\0\0", 4) + std::string(machine) + std::string(0x100, '\0');
  }

  // Makes the project and imports, exports to `list_`.
  void Export() {
    for (const Command& command : Way()) {
      if (command.words.front() == "check") break;
      const Finished run = Do(command);
      ASSERT_EQ(run.exit_code, command.exit_code) << run.err;
    }
  }
  Finished Do(const Command& command, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = command.words;
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Console(arguments);
  }

  // Into the folder "made".
  Finished Package(std::vector<std::string> more) {
    more.insert(more.begin(), {"package", "berlin", "--out", Path("made"), "--program64",
                               Path("64.exe"), "--program32", Path("32.exe")});
    return Console(more);
  }

  std::string list_ = Path("EMAMappings.tab");
};

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

TEST_F(ConsoleTest, ExportWithADirectoryOutOfReachEndsWith4AndLeavesTheList) {
  Export();
  const std::string before = ReadTestFile(list_);
  fs::remove(Path("target.csv"));
  const Finished run = Console({"export", "berlin", "-o", list_});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, AllOf(HasSubstr("target.csv"), HasSubstr("--from-database")));
  EXPECT_EQ(ReadTestFile(list_), before);
  EXPECT_EQ(Console({"export", "berlin", "-o", list_, "--from-database"}).exit_code, 1);
}

TEST_F(ConsoleTest, ExportIntoAFolderThatIsNotThereIsRefusedBeforeTheDirectoriesAreAsked) {
  Export();
  fs::remove(Path("target.csv"));
  const Finished run = Console({"export", "berlin", "-o", Path("lists/EMAMappings.tab")});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, AllOf(HasSubstr("there is no folder"), HasSubstr("make it"),
                             Not(HasSubstr("target.csv"))));
}

TEST_F(ConsoleTest, ExportOfFarFewerObjectsEndsWith3AndLeavesTheList) {
  WriteDirectories(300);
  Export();
  const std::string before = ReadTestFile(list_);
  WriteDirectories(3);
  const Finished run = Console({"export", "berlin", "-o", list_});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, AllOf(HasSubstr("300"), HasSubstr("--from-database")));
  EXPECT_EQ(ReadTestFile(list_), before);
}

TEST_F(ConsoleTest, EveryTargetWithoutTheX500AddressIsNamedHoweverMany) {
  WriteDirectories(1200, 1200);
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  ASSERT_EQ(Console({"import", "berlin"}).exit_code, 0);
  const Finished text = Console({"export", "berlin", "-o", list_, "--from-database"});
  EXPECT_THAT(text.out, HasSubstr("1199 mailboxes without the X500 address"));
  EXPECT_EQ(std::count(text.out.begin(), text.out.end(), '\n'), 1 + 1 + 1199);
  const Finished json = Console({"export", "berlin", "-o", list_, "--from-database", "--json"});
  EXPECT_THAT(json.Events("missing-x500"), SizeIs(1199));
}

TEST_F(ConsoleTest, RequiredX500AddressThatLacksRefusesTheExport) {
  Export();
  const std::string before = ReadTestFile(list_);
  const Finished run = Console({"export", "berlin", "-o", list_, "--require-x500"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("X500:/o=Contoso/cn=u1"));
  EXPECT_EQ(ReadTestFile(list_), before);
}

TEST_F(ConsoleTest, UnknownProjectIsAnsweredWithThoseThatAre) {
  Export();
  const Finished run = Console({"import", "belrin"});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("berlin"));
}

TEST_F(ConsoleTest, OutputThatIsCutShortEndsWith4) {
  Export();
  SendOutTo("/dev/full");
  const Finished run = Console({"status", "berlin", "--csv"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("standard output"));
}

TEST_F(ConsoleTest, ExportOverAPipeOrADeviceIsRefused) {
  Export();
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  const Finished run = Console({"export", "berlin", "-o", Path("pipe")});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("not a regular file"));
  EXPECT_TRUE(fs::is_fifo(Path("pipe")));
  EXPECT_FALSE(FileExists(Path("pipe.idx")));
}

TEST_F(ConsoleTest, ExportOfStrangersInsteadOfThoseBeforeIsRefused) {
  Export();
  fs::copy_file(Path("target.csv"), Path("source.csv"), fs::copy_options::overwrite_existing);
  const Finished run = Console({"export", "berlin", "-o", list_});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("told 0 of the 3 objects"));
}

TEST_F(ConsoleTest, ImportInWhichManyAreGoneIsWarnedOf) {
  Export();
  WriteDirectories(1);
  const Finished run = Console({"import", "berlin"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("2 of the 3 objects of the source are gone"));
}

TEST_F(ConsoleTest, PackagesOfRemoteUsersAreRefusedWhereTheListWouldBe) {
  // Two mailboxes that became each other.
  std::string source(kColumns), target(kColumns);
  for (const char* name : {"a", "b"}) {
    const std::string n = name;
    const std::string other = n == "a" ? "b" : "a";
    source += "s" + n + ",/o=C/cn=" + n + "," + n + "@c.example,SMTP:" + n + "@c.example," + n +
              ",,S1,UserMailbox\n";
    target += "t" + n + ",/o=C/cn=" + other + "," + other + "@c.example,SMTP:" + other +
              "@c.example;X500:/o=C/cn=" + n + "," + n + ",,S2,UserMailbox\n";
  }
  WriteTestFile(Path("source.csv"), source);
  WriteTestFile(Path("target.csv"), target);
  WriteTestFile(Path("mapping.csv"), "/o=C/cn=a;/o=C/cn=b\n/o=C/cn=b;/o=C/cn=a\n");
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  ASSERT_EQ(Console({"import", "berlin", "--mapping", Path("mapping.csv")}).exit_code, 0);
  const Finished list = Console({"export", "berlin", "-o", list_, "--from-database"});
  EXPECT_EQ(list.exit_code, 3) << list.out;
  const Finished run = Console({"package", "berlin", "--remote", "--out", Path("remote"),
                                "--program64", Path("64.exe"), "--program32", Path("32.exe")});
  EXPECT_EQ(run.exit_code, 3) << run.out;
  EXPECT_THAT(run.err, HasSubstr("circle"));
  EXPECT_TRUE(fs::is_empty(Path("remote")));
}

TEST_F(ConsoleTest, WhatMakesNoSenseTogetherIsRefusedWithTheNextStep) {
  Export();
  const std::vector<std::pair<std::vector<std::string>, const char*>> wrong = {
      {{"--remote", "--share", "\\\\contoso\\NETLOGON"}, "--share is for the package on the share"},
      {{"--remote", "--list", list_}, "--only chooses people"},
      {{"--list", list_, "--outlook-op", "/recycle"}, "give --run-outlook"},
      {{"--list", list_, "--keep-outlook-open"}, "give --run-outlook"},
      {{"--list", list_, "--close-outlook-after", "3"}, "give --run-outlook"},
  };
  for (const auto& [options, said] : wrong) {
    const Finished run = Package(options);
    EXPECT_EQ(run.exit_code, 2) << run.out;
    EXPECT_THAT(run.err, HasSubstr(said));
    EXPECT_FALSE(FileExists(Path("made"))) << said;
  }
  EXPECT_EQ(Package({"--list", list_, "--run-outlook", "--outlook-op", "/recycle"}).exit_code, 0);
}

TEST_F(ConsoleTest, PackageOfAnUnknownProjectSaysSoBeforeItLooksForPrograms) {
  Export();
  const Finished run = Console({"package", "belrin", "--out", Path("made")});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, AllOf(HasSubstr("no such project; there are: berlin"),
                             Not(HasSubstr("EMProfileUpdate.exe"))));
}

TEST_F(ConsoleTest, PackageWithoutAListNamesTheCommandThatMakesIt) {
  Export();
  const Finished run = Package({"--list", Path("nosuch.tab")});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, AllOf(HasSubstr("nosuch.tab"), HasSubstr("emconsole export berlin")));
}

TEST_F(ConsoleTest, RemoteUsersThatNobodyIsAreNamedAndTheOthersGetTheirPackage) {
  Export();
  WriteTestFile(Path("who.txt"), "u0@contoso.example\ntypo@contoso.example\nu2@contoso.example\n");
  const Finished run = Package({"--remote", "--only", Path("who.txt")});
  EXPECT_EQ(run.exit_code, 1) << run.err;
  EXPECT_THAT(run.err, AllOf(HasSubstr("2 names of --only"), HasSubstr("  typo@contoso.example\n"),
                             HasSubstr("  u2@contoso.example\n")));
  EXPECT_THAT(run.out, HasSubstr("u0@contoso.example  "));
  const auto json = Package({"--remote", "--only", Path("who.txt"), "--json"}).Events("packages");
  ASSERT_THAT(json, SizeIs(1));
  EXPECT_EQ(json[0]["made"], 1);
  EXPECT_EQ(json[0]["unmet_count"], 2);
  EXPECT_EQ(json[0]["unmet"][0], "typo@contoso.example");
}

TEST_F(ConsoleTest, NoticesNameThoseAskedForWhoAreNobody) {
  Export();
  WriteTestFile(Path("who.txt"), "u2@contoso.example\ntypo@contoso.example\n");
  const Command notify = Way()[9];
  const Finished run = Do(notify, {"--only", Path("who.txt")});
  EXPECT_EQ(run.exit_code, 1) << run.out;
  EXPECT_THAT(run.err, AllOf(HasSubstr("1 name of --only"), HasSubstr("  typo@contoso.example\n"),
                             Not(HasSubstr("u2@"))));
  const auto json = Do(notify, {"--only", Path("who.txt"), "--json"}).Events("notify");
  ASSERT_THAT(json, SizeIs(1));
  EXPECT_EQ(json[0]["without_target"], 1);
  EXPECT_EQ(json[0]["unmet_count"], 1);
  EXPECT_EQ(json[0]["unmet"][0], "typo@contoso.example");
}

TEST_F(ConsoleTest, NoticesOfAProjectNeverImportedEndWith4AndTheNextStep) {
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  const Finished run = Do(Way()[9]);
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("emconsole import berlin"));
}

TEST_F(ConsoleTest, MistypedDatabaseMakesNoNewOne) {
  const Finished run =
      RunProgram(REPOINT_EMCONSOLE, {"--db", Path("mistyped.sqlite"), "status", "berlin"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("emconsole project create"));
  EXPECT_FALSE(FileExists(Path("mistyped.sqlite")));
}

TEST_F(ConsoleTest, FileThatIsNoDatabaseEndsWith4) {
  const Finished run =
      RunProgram(REPOINT_EMCONSOLE, {"--db", Path("source.csv"), "status", "berlin"});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("source.csv: this is no database of emconsole"));
}

TEST_F(ConsoleTest, ProjectMadeElsewhereFindsItsFiles) {
  const std::string here = fs::current_path();
  fs::current_path(Path(""));
  const Finished made =
      Console({"project", "create", "berlin", "--source", "source.csv", "--source-kind",
               "shell-csv", "--target", "target.csv", "--target-kind", "shell-csv"});
  fs::current_path(here);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const Finished run = Console({"import", "berlin"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(ConsoleTest, ProjectThatCannotBeMeantIsNotMade) {
  struct Case {
    std::string source, kind, target;
    int exit_code;
    const char* said;
  };
  const std::string there = Path("source.csv"), other = Path("target.csv");
  for (const Case& wrong : {Case{there, "ad", other, 2, "--source-kind admin-csv or shell-csv"},
                            Case{"ldap://a", "shell-csv", other, 2, "--source-kind ad"},
                            Case{Path("none.csv"), "shell-csv", other, 4, "not there"},
                            Case{other, "shell-csv", other, 2, "one directory"}}) {
    const Finished run =
        Console({"project", "create", "berlin", "--source", wrong.source, "--source-kind",
                 wrong.kind, "--target", wrong.target, "--target-kind", "shell-csv"});
    EXPECT_EQ(run.exit_code, wrong.exit_code) << run.err;
    EXPECT_THAT(run.err, HasSubstr(wrong.said));
  }
  EXPECT_FALSE(FileExists(Path("console.sqlite")));
}

TEST_F(ConsoleTest, ChangeTouchesOnlyWhatIsGiven) {
  ASSERT_EQ(Console({"project", "create", "x", "--source", "ldap://dc1.contoso.example",
                     "--source-starttls", "--source-bind", "cn=reader", "--source-base", "o=A",
                     "--source-page-size", "7", "--target", "ldaps://dc1.fabrikam.example",
                     "--match-alias"})
                .exit_code,
            0);
  const auto before = Console({"project", "show", "x", "--json"}).Events("project").at(0);
  auto wanted = before;
  wanted["source"]["starttls"] = false;
  wanted["source"]["address"] = "ldaps://dc2.contoso.example";
  wanted["source"]["bind"] = "anonymous";
  wanted["source"]["base"] = "";
  wanted["max_shrink_percent"] = 3;
  const Finished run = Console({"project", "change", "x", "--source", "ldaps://dc2.contoso.example",
                                "--source-starttls=false", "--source-bind", "", "--source-base", "",
                                "--max-shrink", "3", "--json"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.Events("project").at(0), wanted);
  EXPECT_EQ(Console({"project", "show", "x", "--json"}).Events("project").at(0), wanted);
}

TEST_F(ConsoleTest, ChangeOfNothingIsRefused) {
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  EXPECT_EQ(Console({"project", "change", "berlin"}).exit_code, 2);
  EXPECT_EQ(Console({"project", "change", "belrin", "--max-shrink", "3"}).exit_code, 4);
  EXPECT_EQ(Console({"project", "change", "berlin", "--source", "ldap://a"}).exit_code, 2)
      << "its kind is a file's";
}

TEST_F(ConsoleTest, MappingThatMapsNothingIsNamedAndEndsWith1) {
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  std::string text = "Source;Target\nu2@contoso.example;u1@fabrikam.example\n";
  for (int i = 0; i < 120; ++i) text += "who@contoso.example;u1@fabrikam.example\n";
  WriteTestFile(Path("mapping.csv"), text);
  const Finished run = Console({"import", "berlin", "--mapping", Path("mapping.csv")});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, HasSubstr("matched"));
  EXPECT_THAT(run.err, AllOf(HasSubstr("mapping.csv: line 3 (who@contoso.example -> "
                                       "u1@fabrikam.example) maps nothing: the source has no "
                                       "mailbox who@contoso.example"),
                             HasSubstr("line 102 "), Not(HasSubstr("line 103 ")),
                             HasSubstr("and 20 more"), Not(HasSubstr("line 2 "))));
  const Finished json = Console({"import", "berlin", "--mapping", Path("mapping.csv"), "--json"});
  EXPECT_EQ(json.exit_code, 1);
  const auto unmet = json.Events("unmet-mapping");
  ASSERT_THAT(unmet, SizeIs(100));
  EXPECT_EQ(unmet[0]["line"], 3);
  EXPECT_EQ(unmet[0]["missing"], nlohmann::json::array({"source"}));
  EXPECT_EQ(json.Events("unmet-mappings").at(0)["count"], 120);
}

TEST_F(ConsoleTest, EmptyMappingIsRefusedAndTheOldOneStaysUntilItIsTakenBack) {
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  WriteTestFile(Path("mapping.csv"), "u2@contoso.example;u1@fabrikam.example\n");
  WriteTestFile(Path("empty.csv"), "Source;Target\n");
  ASSERT_EQ(Console({"import", "berlin", "--mapping", Path("mapping.csv")}).exit_code, 0);
  const Finished refused = Console({"import", "berlin", "--mapping", Path("empty.csv")});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--no-mapping"));
  ASSERT_EQ(Console({"import", "berlin"}).exit_code, 0);
  EXPECT_THAT(Console({"objects", "berlin"}).out, HasSubstr("(by mapping)"));
  EXPECT_EQ(Console({"import", "berlin", "--no-mapping"}).exit_code, 0);
  EXPECT_THAT(Console({"objects", "berlin"}).out, Not(HasSubstr("(by mapping)")));
  EXPECT_EQ(
      Console({"import", "berlin", "--no-mapping", "--mapping", Path("mapping.csv")}).exit_code, 2);
}

TEST_F(ConsoleTest, OnlyFileWithAnAddressBeyondAsciiIsSaid) {
  Export();
  WriteTestFile(Path("only.txt"), "u0@contoso.example\nb\u00FCro@contoso.example\n");
  const Finished run =
      Console({"export", "berlin", "-o", list_, "--from-database", "--only", Path("only.txt")});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, AllOf(HasSubstr("only.txt: line 2 "), HasSubstr("beyond ASCII")));
}

TEST_F(ConsoleTest, ProjectThatWasNeverImportedSaysSo) {
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  for (const char* command : {"objects", "status"}) {
    const Finished run = Console({command, "berlin"});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.err, HasSubstr("nothing was imported yet: emconsole import berlin")) << command;
    EXPECT_THAT(Console({command, "berlin", "--json"}).Events("not-imported"), SizeIs(1))
        << command;
  }
  ASSERT_EQ(Console({"import", "berlin"}).exit_code, 0);
  EXPECT_EQ(Console({"status", "berlin"}).err, "");
}

TEST_F(ConsoleTest, AmbiguousObjectsSayWhy) {
  ASSERT_EQ(Do(Way()[0]).exit_code, 0);
  WriteTestFile(Path("mapping.csv"),
                "u2@contoso.example;u1@fabrikam.example\n"
                "u2@contoso.example;u0@fabrikam.example\n");
  ASSERT_EQ(Console({"import", "berlin", "--mapping", Path("mapping.csv")}).exit_code, 0);
  EXPECT_THAT(Console({"objects", "berlin", "--ambiguous"}).out,
              AllOf(HasSubstr("? u2@contoso.example  -> u0@fabrikam.example (by mapping): the "
                              "source has several targets\n"),
                    HasSubstr("? u1@contoso.example  -> u1@fabrikam.example (by smtp): an earlier "
                              "rule gives the target to another source\n")));
  const auto objects = Console({"objects", "berlin", "--ambiguous", "--json"}).Events("object");
  ASSERT_THAT(objects, Not(IsEmpty()));
  EXPECT_EQ(objects[0]["reasons"], nlohmann::json::array({"target-taken"}));
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

TEST_F(ConsoleTest, DeletionAsksFirst) {
  Export();
  const Finished run = Console({"project", "delete", "berlin"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("--yes"));
  EXPECT_EQ(Console({"project", "show", "berlin"}).exit_code, 0);
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
