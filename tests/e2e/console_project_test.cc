// Projects, mappings and what is known of mailboxes, through the command line.
#include <gmock/gmock.h>

#include <filesystem>

#include "e2e/console_way.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(ConsoleTest, UnknownProjectIsAnsweredWithThoseThatAre) {
  Export();
  const Finished run = Console({"import", "belrin"});
  EXPECT_NE(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("berlin"));
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

TEST_F(ConsoleTest, DeletionAsksFirst) {
  Export();
  const Finished run = Console({"project", "delete", "berlin"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("--yes"));
  EXPECT_EQ(Console({"project", "show", "berlin"}).exit_code, 0);
}

}  // namespace
}  // namespace repoint
