// Packages and notices through the command line.
#include <gmock/gmock.h>

#include <filesystem>

#include "e2e/console_way.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

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
  const Command notify = StepOf("notify");
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
  const Finished run = Do(StepOf("notify"));
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("emconsole import berlin"));
}

}  // namespace
}  // namespace repoint
