// Rows that lead people to their own mailbox and no other, over exports with several profiles; and
// what runs print and write around them.
#include <sys/stat.h>

#include "base/files.h"
#include "base/testing/result_matchers.h"
#include "e2e/command.h"

namespace repoint {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::SizeIs;

constexpr const char* kColumns = "SourceDN\tTargetDN\tSourceSmtp\tTargetSmtp\tTargetServer\n";

// A profile of Outlook 2010 with one mailbox on OLDSRV.
std::string ProfileOf(const std::string& name) {
  const std::string key =
      "\r\n[HKEY_CURRENT_USER\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging "
      "Subsystem\\Profiles\\" +
      name + "\\";
  return key +
         "9207f3e0a3b11019908b08002b2a56c2]\r\n\"01023d0e\"=hex:11,11,11,11,11,11,11,11,11,"
         "11,11,11,11,11,11,11\r\n" +
         key +
         "11111111111111111111111111111111]\r\n\"001f3d09\"=\"MSEMS\"\r\n\"01023d15\"=hex:13,"
         "db,b0,c8,aa,05,10,1a,9b,b0,00,aa,00,2f,c4,5a\r\n" +
         key +
         "13dbb0c8aa05101a9bb000aa002fc45a]\r\n\"001f6602\"=\"OLDSRV\"\r\n"
         "\"001f6603\"=\"/o=Old/cn=" +
         name +
         "\"\r\n"
         "\"001f6641\"=\"" +
         name + "@c.example\"\r\n";
}

class RowsTest : public CommandTest {
 protected:
  Finished UpdateProfiles(const std::string& profiles, const std::string& rows) {
    in_ = Path("in.reg");
    WriteTestFile(in_, "REGEDIT4\r\n" + profiles);
    return Update(ListOf(kColumns + rows), {"-Json"});
  }
};

TEST_F(RowsTest, CircleFailsItsPeopleAndNamesItsLines) {
  const Finished run =
      UpdateProfiles(ProfileOf("sales"),
                     "/o=Old/cn=sales\t/o=New/cn=s\ts@c.example\ts@d.example\tNEWSRV\n"
                     "/o=New/cn=s\t/o=Old/cn=sales\ts@d.example\ts@c.example\tOLDSRV\n");
  EXPECT_EQ(run.exit_code, 1) << Said(run);
  EXPECT_THAT(run.out, AllOf(HasSubstr("line 2"), HasSubstr("line 3")));
  EXPECT_FALSE(FileExists(out_));
}

TEST_F(RowsTest, AddressThatWasGivenToSomebodyElseLeadsEachToTheirOwnTarget) {
  const Finished run = UpdateProfiles(
      ProfileOf("sales") + ProfileOf("info"),
      "/o=Old/cn=sales\t/o=New/cn=sales\tsales@c.example\tinfo@c.example\tNEWSRV\n"
      "/o=Old/cn=info\t/o=New/cn=info\tinfo@c.example\tinfo-old@c.example\tNEWSRV\n");
  EXPECT_EQ(run.exit_code, 0) << Said(run);
  const std::vector<json> profiles = run.Events("profile");
  ASSERT_THAT(profiles, SizeIs(2)) << Said(run);
  for (const json& profile : profiles) {
    const bool sales = profile["profile"] == "sales";
    EXPECT_EQ(profile["result"], "updated");
    EXPECT_EQ(profile["target"]["dn"], sales ? "/o=New/cn=sales" : "/o=New/cn=info");
    EXPECT_EQ(profile["target"]["smtp"], sales ? "info@c.example" : "info-old@c.example");
  }
  const std::string out = ReadTestFile(out_);
  EXPECT_THAT(
      out.substr(0, out.find("\\EMProfileUpdate\\")),  // the marks name the source
      AllOf(HasSubstr("\"001f6641\"=\"info@c.example\""),
            HasSubstr("\"001f6641\"=\"info-old@c.example\""), Not(HasSubstr("sales@c.example"))));
}

TEST_F(RowsTest, AddressThatStaysIsNoneThatIsLeft) {
  const std::string row =
      "/o=Old/cn=info\t/o=New/cn=info\tinfo@c.example\tinfo@c.example\tNEWSRV\n";
  const Finished run = UpdateProfiles(ProfileOf("info"), row);
  EXPECT_EQ(run.exit_code, 0) << Said(run);
  ASSERT_THAT(run.Events("profile"), SizeIs(1));
  EXPECT_EQ(run.Events("profile")[0]["result"], "updated");
  EXPECT_THAT(ReadTestFile(out_), HasSubstr("\"001f6641\"=\"info@c.example\""));
  const Finished verify = Run({Path("list.tab"), "-RegFile", out_, "-Verify"});
  EXPECT_EQ(verify.exit_code, 0) << Said(verify);
}

// ---- Around a run

TEST_F(CommandTest, ListBesideTheProgramIsFoundAndUsed) {
  const std::string program = Path("emprofileupdate");
  WriteTestFile(program, ReadTestFile(REPOINT_PROGRAM));
  ASSERT_EQ(chmod(program.c_str(), 0700), 0);
  WriteTestFile(Path("EMAMappings.tab"), std::string(kHeader) + kBobby);
  const Finished run = RunProgram(program, {"-RegFile", in_, "-Out", out_, "-Json"});
  EXPECT_EQ(run.exit_code, 0) << Said(run);
  EXPECT_EQ(run.Events("summary")[0]["list"]["path"], Path("EMAMappings.tab"));
  EXPECT_EQ(run.Events("summary")[0]["profiles"]["updated"], 1);
}

TEST_F(CommandTest, JsonPutsTheVersionLineAloneOnStandardError) {
  EXPECT_THAT(Update(list_, {"-Json"}).err, MatchesRegex("EMProfileUpdate [0-9.]+\n"));
  EXPECT_THAT(Run({"-RegFile", in_, "-Inspect", "-Json"}).err,
              MatchesRegex("EMProfileUpdate [0-9.]+\n"));
}

TEST_F(CommandTest, OutThatCannotBeWrittenIsExit4BeforeAnything) {
  ASSERT_THAT(SystemFiles().CreateFolders(Path("folder"), Access::kDefault), IsOk());
  for (const std::string& out : {Path("folder"), Path("no/out.reg"), std::string("/proc/x.reg")}) {
    out_ = out;
    const Finished run = Update(list_);
    EXPECT_EQ(run.exit_code, 4) << out;
    EXPECT_THAT(Said(run), HasSubstr("-Out")) << out;
    EXPECT_FALSE(FileExists(Path("state/emprofileupdate/Journals"))) << out;
  }
}

TEST_F(CommandTest, OutThatCannotBeWrittenIsExit4OfARollbackToo) {
  ASSERT_EQ(Update(list_).exit_code, 0);
  const Finished run = Run({"-RegFile", out_, "-Out", "/proc/x.reg", "-Rollback"});
  EXPECT_EQ(run.exit_code, 4) << Said(run);
  EXPECT_THAT(Said(run), HasSubstr("-Out cannot be written"));
  EXPECT_THAT(Run({"-Journals", "-Json"}).Json(), SizeIs(1)) << "that of the update";
}

TEST_F(CommandTest, OutOfAnEarlierRunIsNotTakenForThatOfThisOne) {
  WriteTestFile(out_, "of yesterday");
  const Finished run = Update(list_, {"-Profile", "Bob - Büro"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("nothing changed, " + out_ +
                                 " was not written; the file that is there is not of this run\n"));
}

TEST_F(CommandTest, InspectOfANameThatNoProfileHasIsExit1) {
  const Finished run = Run({"-RegFile", in_, "-Inspect", "-Profile", "MS Exchange Setings"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(Said(run), AllOf(HasSubstr("MS Exchange Setings: there is no profile of this name"),
                               Not(HasSubstr("no MAPI profiles"))));
  const Finished both = Run({"-RegFile", in_, "-Inspect", "-Profile", "MS Exchange Settings",
                             "-Profile", "MS Exchange Setings", "-Json"});
  EXPECT_EQ(both.exit_code, 1);
  EXPECT_THAT(both.Events("inspect"), SizeIs(1));
  ASSERT_THAT(both.Events("summary"), SizeIs(1));
  EXPECT_EQ(both.Events("summary")[0]["error"]["where"], "MS Exchange Setings");
}

TEST_F(CommandTest, InspectShowsStoresAccountsAndTheAddressBookDecoded) {
  const Finished run = Run({"-RegFile", FixturePath("ol2010-x64.reg"), "-Inspect", "-Profile",
                            "Outlook", "-CodePage", "1252"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(
      run.out,
      AllOf(HasSubstr("store MSUPST MS  "), HasSubstr("Outlook Files\\Projects.pst\"\n"),
            HasSubstr("account manager MAPI  00000002"),
            HasSubstr("Identity Eid  address book /o=Contoso/ou=HQ/cn=Recipients/cn=bobby\n"),
            HasSubstr("11023d05  [address book /guid=DAFC3568B0FCD2A52B65E369E2C413BC, "),
            // The second account's address book has an id of its own.
            HasSubstr("address book /guid=D0C2D35ED2D2DD60C541FCAC60A9D76D"),
            HasSubstr("contacts in the store with the record key 4f49ed40bd8640c6a9b5a0fb6c531d32"),
            HasSubstr("address list shown 01023d06"), HasSubstr("own contacts       01023d07"),
            HasSubstr("directory server   001f662a  \"dc01.contoso.example\"")));
  const json profile =
      Run({"-RegFile", FixturePath("ol2010-x64.reg"), "-Inspect", "-Profile", "Outlook", "-Json"})
          .Json()
          .at(0);
  EXPECT_THAT(profile["stores"], SizeIs(1));
  EXPECT_EQ(profile["stores"][0]["service"], "MSUPST MS");
  EXPECT_THAT(profile["manager"], SizeIs(4));
  EXPECT_THAT(profile["address_book"], SizeIs(4));
}

}  // namespace
}  // namespace repoint
