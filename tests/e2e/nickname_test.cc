// The side door: emprofileupdate LIST -NicknameFile in.nk2 -Out out.nk2.
#include "e2e/command.h"
#include "mapi/testing/nickname_stream.h"

namespace repoint {
namespace {

using mapi::NicknameStream;
using nlohmann::json;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kColumns = "SourceDN\tTargetDN\tSourceSmtp\tTargetSmtp\n";
constexpr const char* kRows =
    "/o=Contoso/ou=HQ/cn=a\t/o=Fabrikam/ou=B/cn=a2\ta@contoso.example\ta@fabrikam.example\n"
    "/o=Contoso/ou=HQ/cn=b\t\tb@contoso.example\tb@fabrikam.example\n"
    "/o=Contoso/ou=HQ/cn=c\t/o=Contoso/ou=HQ/cn=d\tc@contoso.example\td@contoso.example\n"
    "/o=Contoso/ou=HQ/cn=d\t/o=Fabrikam/ou=B/cn=d2\td@contoso.example\td@fabrikam.example\n";

class NicknameTest : public CommandTest {
 protected:
  NicknameTest() {
    NicknameStream stream(10, 1);
    mapi::AddExRow(stream, {.name = "A", .dn = "/o=Contoso/ou=HQ/cn=a"});
    mapi::AddExRow(stream, {.name = "B", .dn = "/o=Contoso/ou=HQ/cn=b"});
    mapi::AddSmtpRow(stream, {.name = "C", .smtp = "--migrate--c@contoso.example"});
    mapi::AddSmtpRow(stream, {.name = "Eve", .smtp = "eve@other.example", .ansi = true});
    before_ = std::string(AsChars(stream.Build()));
    WriteTestFile(nickname_file_, before_);
  }

  // The same with where they are now.
  static std::string After() {
    NicknameStream stream(10, 1);
    mapi::AddExRow(stream, {.name = "A", .dn = "/o=Fabrikam/ou=B/cn=a2"});
    mapi::AddSmtpRow(stream, {.name = "B", .smtp = "b@fabrikam.example"});
    mapi::AddSmtpRow(stream, {.name = "C", .smtp = "d@fabrikam.example"});
    mapi::AddSmtpRow(stream, {.name = "Eve", .smtp = "eve@other.example", .ansi = true});
    return std::string(AsChars(stream.Build()));
  }

  Finished RunOnFile(std::vector<std::string> more) {
    std::vector<std::string> arguments{ListOf(std::string(kColumns) + kRows), "-NicknameFile",
                                       nickname_file_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }

  std::string nickname_file_ = Path("in.nk2");
  std::string nickname_out_ = Path("out.nk2");
  std::string before_;
};

TEST_F(NicknameTest, RowsOfListedPeopleGetTheirAddressesOfNow) {
  const Finished run = RunOnFile({"-Out", nickname_out_});
  EXPECT_EQ(run.exit_code, 0) << Said(run);
  EXPECT_THAT(run.out, HasSubstr("3 of 4 rows re-addressed"));
  EXPECT_TRUE(ReadTestFile(nickname_out_) == After());
  EXPECT_TRUE(ReadTestFile(nickname_file_) == before_);
}

TEST_F(NicknameTest, SecondTimeNothingIsLeftToDo) {
  WriteTestFile(nickname_file_, After());
  const Finished run = RunOnFile({"-Out", nickname_out_});
  EXPECT_EQ(run.exit_code, 0) << Said(run);
  EXPECT_THAT(run.out, HasSubstr("0 of 4 rows re-addressed"));
  EXPECT_FALSE(FileExists(nickname_out_));
  EXPECT_EQ(RunOnFile({"-Verify"}).exit_code, 0);
}

TEST_F(NicknameTest, DryRunAndVerifyWriteNothing) {
  EXPECT_EQ(RunOnFile({"-DryRun", "-Out", nickname_out_}).exit_code, 0);
  EXPECT_EQ(RunOnFile({"-Verify", "-Out", nickname_out_}).exit_code, 7);
  EXPECT_FALSE(FileExists(nickname_out_));
}

TEST_F(NicknameTest, JsonTellsRowsAndExit) {
  const Finished run = RunOnFile({"-Out", nickname_out_, "-Json"});
  const std::vector<json> events = run.Events("nicknames");
  ASSERT_THAT(events, SizeIs(1)) << Said(run);
  EXPECT_EQ(events[0]["rows"], 4);
  EXPECT_EQ(events[0]["changed"].size(), 3u);
  EXPECT_EQ(events[0]["changed"][2]["to"], "d@fabrikam.example");
  ASSERT_THAT(run.Events("summary"), SizeIs(1));
  EXPECT_EQ(run.Events("summary")[0]["exit"], 0);
}

TEST_F(NicknameTest, LogTellsOfTheRun) {
  RunOnFile({"-Out", nickname_out_, "-Log", Path("the.log")});
  EXPECT_THAT(ReadTestFile(Path("the.log")), HasSubstr("3 of 4 rows re-addressed"));
}

TEST_F(NicknameTest, InspectNeedsNoList) {
  const Finished run = Run({"-Inspect", "-NicknameFile", nickname_file_});
  EXPECT_EQ(run.exit_code, 0) << Said(run);
  EXPECT_THAT(run.out, HasSubstr("/o=Contoso/ou=HQ/cn=b"));
  EXPECT_THAT(Run({"-Inspect", "-Json", "-NicknameFile", nickname_file_}).Events("nickname"),
              SizeIs(4));
}

TEST_F(NicknameTest, FileThatIsCutIsLeftAlone) {
  WriteTestFile(nickname_file_, before_.substr(0, before_.size() - 9));
  const Finished run = RunOnFile({"-Out", nickname_out_});
  EXPECT_EQ(run.exit_code, 4) << Said(run);
  EXPECT_THAT(Said(run), HasSubstr("the file is left alone: start Outlook"));
  EXPECT_FALSE(FileExists(nickname_out_));
  EXPECT_EQ(Run({"-Inspect", "-NicknameFile", nickname_file_}).exit_code, 4);
}

TEST_F(NicknameTest, RefusesToWriteOverTheFileItReads) {
  EXPECT_EQ(RunOnFile({"-Out", nickname_file_}).exit_code, 2);
  EXPECT_EQ(RunOnFile({"-Out", Path("./in.nk2")}).exit_code, 2);
  EXPECT_EQ(RunOnFile({}).exit_code, 2);
  EXPECT_TRUE(ReadTestFile(nickname_file_) == before_);
}

TEST_F(NicknameTest, OutThatCannotBeWrittenIsExit4) {
  const Finished run = RunOnFile({"-Out", Path("no/such/folder/out.nk2")});
  EXPECT_EQ(run.exit_code, 4) << Said(run);
}

TEST_F(NicknameTest, ListThatIsNotThereIsExit3) {
  const Finished run =
      Run({Path("no.tab"), "-NicknameFile", nickname_file_, "-Out", nickname_out_});
  EXPECT_EQ(run.exit_code, 3) << Said(run);
  EXPECT_FALSE(FileExists(nickname_out_));
}

TEST_F(NicknameTest, AnsiTextBeyondAsciiAsksForTheCodePage) {
  NicknameStream stream;
  mapi::AddExRow(stream, {.dn = "/o=Contoso/ou=HQ/cn=\xfc", .ansi = true});
  WriteTestFile(nickname_file_, AsChars(stream.Build()));
  const std::string list = ListOf(
      "SourceDN\tTargetDN\n/o=Contoso/ou=HQ/cn=\xc3\xbc\t"
      "/o=Fabrikam/ou=B/cn=\xc3\xb6\n");
  const Finished run =
      Run({list, "-NicknameFile", nickname_file_, "-Out", nickname_out_, "-CodePage", "1252"});
  EXPECT_EQ(run.exit_code, 0) << Said(run);
  NicknameStream after;
  mapi::AddExRow(after, {.dn = "/o=Fabrikam/ou=B/cn=\xf6", .ansi = true});
  EXPECT_TRUE(ReadTestFile(nickname_out_) == AsChars(after.Build())) << Said(run);
}

}  // namespace
}  // namespace repoint
