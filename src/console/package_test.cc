#include "console/package.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/testing/child.h"
#include "base/testing/fake_files.h"
#include "base/testing/faulty_files.h"
#include "base/testing/result_matchers.h"
#include "base/testing/temp_folder.h"
#include "base/text.h"
#include "list/list.h"
#include "list/writer.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

// Keys for these tests only.
constexpr std::string_view kPrivate =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg/hHqv1LZq0hGuzSf\n"
    "lLRRtFWfOzGGbtnUhQkE+jufa+mhRANCAAQqOftUBd9+Hhzx1hi9ezZojFlP1acB\n"
    "2aVs3gTfyL9wWr4lZIZli96u9JOaNjUN7mfz2HZ2XoNkIbDaGGNt7EQi\n"
    "-----END PRIVATE KEY-----\n";
constexpr std::string_view kPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEKjn7VAXffh4c8dYYvXs2aIxZT9Wn\n"
    "AdmlbN4E38i/cFq+JWSGZYvervSTmjY1De5n89h2dl6DZCGw2hhjbexEIg==\n"
    "-----END PUBLIC KEY-----\n";

// The head of a program for 64-bit (0x8664) or 32-bit (0x014c) Windows.
Bytes Program(uint16_t machine) {
  ByteWriter head;
  head.Put("MZ").Zeros(0x3a).U32(0x40).Put("PE").U16(0).U16(machine).Zeros(100);
  return head.Release();
}

list::Row Doe() {
  list::Row row;
  row.source_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe";
  row.target_dn = "/o=Fabrikam/ou=HQ/cn=Recipients/cn=jdoe";
  row.source_smtp = "jdoe@contoso.example";
  row.target_smtp = "john.doe@fabrikam.example";
  row.target_server = "EXTGT02";
  return row;
}

class PackageTest : public testing::Test {
 protected:
  PackageTest() {
    files_.Put("bin/64.exe", Program(0x8664));
    files_.Put("bin/32.exe", Program(0x014c));
    files_.Put("key.pem", kPublic);
    PutList({Doe()});
    options_.share = "\\\\%USERDNSDOMAIN%\\NETLOGON";
    options_.out = "out/package";
    options_.list = "lists/EMAMappings.tab";
    options_.program64 = "bin/64.exe";
    options_.program32 = "bin/32.exe";
    options_.project = "HQ to Fabrikam";
  }

  void PutList(const std::vector<list::Row>& rows) {
    const auto bytes = list::FormatList(rows, "P", "2026-03-31T07:00:00Z");
    ASSERT_THAT(bytes, IsOk());
    files_.Put("lists/EMAMappings.tab", *bytes);
  }
  void Sign() {
    ASSERT_THAT(list::WriteIndex(files_, options_.list), IsOk());
    ASSERT_THAT(list::SignList(files_, options_.list, std::string(kPrivate)), IsOk());
    options_.public_key = "key.pem";
  }
  std::vector<std::string> Write() {
    const auto written = WritePackage(options_, files_);
    EXPECT_THAT(written, IsOk());
    return written.value_or(std::vector<std::string>());
  }
  // The message of a refusal that left no package.
  std::string Refusal(ErrorCode code) {
    const auto before = files_.AllFiles();
    const auto written = WritePackage(options_, files_);
    if (written) return "not refused";
    EXPECT_EQ(written.error().code, code) << written.error().ToString();
    EXPECT_EQ(files_.AllFiles(), before);
    return written.error().ToString();
  }
  std::string Text(const std::string& name) {
    return files_.Text(options_.out + "/" + name).value_or("(not there)");
  }

  FakeFiles files_;
  PackageOptions options_;
};

TEST_F(PackageTest, HoldsProgramsListAndScripts) {
  EXPECT_THAT(Write(), UnorderedElementsAre("EMAMappings.tab", "EMProfileUpdate.exe",
                                            "EMProfileUpdate32.exe", "INSTALL.txt", "detect.ps1",
                                            "logon.cmd", "logon.ps1", "playbook.yml",
                                            "return-codes.csv", "run.cmd"));
  EXPECT_EQ(files_.List("out/package")->size(), 10u);
  EXPECT_EQ(Text("EMAMappings.tab"), files_.Text("lists/EMAMappings.tab"));
  EXPECT_EQ(Text("EMProfileUpdate.exe"), files_.Text("bin/64.exe"));
  EXPECT_EQ(Text("EMProfileUpdate32.exe"), files_.Text("bin/32.exe"));
}

TEST_F(PackageTest, SignedListBringsIndexSignatureAndKey) {
  Sign();
  EXPECT_THAT(Write(), AllOf(Contains("EMAMappings.tab.idx"), Contains("EMAMappings.tab.sig"),
                             Contains("key.pub.pem")));
  EXPECT_EQ(Text("key.pub.pem"), kPublic);
  EXPECT_THAT(Text("logon.cmd"), HasSubstr("\"%FROM%EMAMappings.tab\" -PublicKey "
                                           "\"%FROM%key.pub.pem\" >nul"));
  EXPECT_THAT(Text("logon.ps1"), HasSubstr("$PublicKey = 'key.pub.pem'"));
  EXPECT_THAT(Text("playbook.yml"), HasSubstr("- 'EMAMappings.tab.sig'"));
}

TEST_F(PackageTest, WithoutKeyNoScriptAsksForASignature) {
  Write();
  EXPECT_THAT(Text("logon.cmd"), Not(HasSubstr("-PublicKey")));
  EXPECT_THAT(Text("logon.ps1"), HasSubstr("$PublicKey = ''"));
}

TEST_F(PackageTest, BatchFileHasShareReportAndSwitches) {
  options_.report = "\\\\files.contoso.example\\Reports & more\\";
  options_.outlook = {"-RunOutlook", "-OutlookOp", "/cleanReminders /x", "-WaitOutlook", "10"};
  Write();
  const std::string text = Text("logon.cmd");
  EXPECT_THAT(text, HasSubstr("set \"FROM=\\\\%USERDNSDOMAIN%\\NETLOGON\\\"\r\n"));
  EXPECT_THAT(text, HasSubstr("\"%FROM%EMAMappings.tab\" -Report "
                              "\"\\\\files.contoso.example\\Reports & more\" -RunOutlook "
                              "-OutlookOp \"/cleanReminders /x\" -WaitOutlook 10 >nul 2>nul\r\n"));
}

TEST_F(PackageTest, ShareMayBeWrittenWithSlashes) {
  options_.share = "//files.contoso.example/Repoint/";
  Write();
  EXPECT_THAT(Text("logon.cmd"), HasSubstr("\"FROM=\\\\files.contoso.example\\Repoint\\\""));
}

TEST_F(PackageTest, WithoutShareTheBatchFileLooksBesideItself) {
  options_.share.clear();
  Write();
  EXPECT_THAT(Text("logon.cmd"), HasSubstr("set \"FROM=%~dp0\"\r\n"));
  EXPECT_THAT(Text("INSTALL.txt"), HasSubstr("beside itself"));
}

TEST_F(PackageTest, PowerShellHasTheSameShareReportAndSwitches) {
  options_.report = "\\\\srv\\O'Hara";
  options_.outlook = {"-RunOutlook", "-OutlookOp", "/a /b"};
  Write();
  const std::string text = Text("logon.ps1");
  EXPECT_THAT(text, HasSubstr("$Folder = '\\\\%USERDNSDOMAIN%\\NETLOGON\\'"));
  EXPECT_THAT(text, HasSubstr("$List = 'EMAMappings.tab'"));
  EXPECT_THAT(text, HasSubstr("$Report = '\\\\srv\\O''Hara'"));
  EXPECT_THAT(text, HasSubstr("$Switches = @('-RunOutlook', '-OutlookOp', '/a /b')"));
  EXPECT_THAT(text, HasSubstr("exit $LASTEXITCODE"));
}

TEST_F(PackageTest, TextsForWindowsHaveItsLineEndsAndNoPlaceIsLeft) {
  for (const std::string& name : Write()) {
    const std::string text = Text(name);
    EXPECT_THAT(text, Not(HasSubstr("@@"))) << name;
    if (name.ends_with(".tab") || name.ends_with(".exe")) continue;
    const auto lines = std::ranges::count(text, '\n');
    EXPECT_GT(lines, 5) << name;
    size_t crlf = 0;
    for (size_t at = 0; (at = text.find("\r\n", at)) != std::string::npos; ++at) ++crlf;
    EXPECT_EQ(crlf, name == "playbook.yml" ? 0u : static_cast<size_t>(lines)) << name;
    EXPECT_TRUE(IsAscii(text)) << name;
  }
}

TEST_F(PackageTest, EveryExitCodeHasALineInBatchFileTableAndText) {
  Write();
  const std::string batch = Text("logon.cmd"), table = Text("return-codes.csv"),
                    install = Text("INSTALL.txt");
  for (const std::string code : {"0", "1", "2", "3", "4", "5", "6", "7", "9009"}) {
    EXPECT_THAT(batch, HasSubstr("if \"%CODE%\"==\"" + code + "\" set \"SAY=")) << code;
  }
  for (const std::string code : {"0", "5"}) {
    EXPECT_THAT(batch, HasSubstr("if \"%CODE%\"==\"" + code + "\" goto quit")) << code;
  }
  for (const std::string code : {"0", "1", "2", "3", "4", "5", "6", "7", "10", "9009"}) {
    EXPECT_THAT(table, HasSubstr("\n" + code + ",")) << code;
    EXPECT_THAT(install, HasSubstr(" " + code + "  ")) << code;
  }
}

TEST_F(PackageTest, LinesOfTheBatchFileAreShort) {
  Write();
  for (const std::string_view line : Split(Text("logon.cmd"), '\n')) EXPECT_LT(line.size(), 120u);
}

TEST_F(PackageTest, InstallTextLeadsThroughEveryWay) {
  options_.report = "\\\\files.contoso.example\\Reports";
  Write();
  const std::string text = Text("INSTALL.txt");
  for (const std::string subject :
       {"HQ to Fabrikam", "NETLOGON OF WINDOWS NT 4", "NETLOGON OF WINDOWS 2000 AND LATER",
        "Configure Logon Script Delay", "--wait-outlook", "VPN", "--remote", "Intune", "Ansible",
        "EXIT CODES", "\\\\%USERDNSDOMAIN%\\NETLOGON\\", "\\\\files.contoso.example\\Reports"}) {
    EXPECT_THAT(text, HasSubstr(subject));
  }
}

TEST_F(PackageTest, DetectionLooksForTheMark) {
  Write();
  EXPECT_THAT(Text("detect.ps1"), AllOf(HasSubstr("'HKCU:\\Software\\EMProfileUpdate\\Profiles'"),
                                        HasSubstr("GetValue('Updated')")));
}

// With the system's own reader of YAML: package python3-yaml.
TEST_F(PackageTest, PlaybookIsValidYaml) {
  Sign();
  Write();
  const TempFolder folder;
  std::ofstream(folder / "playbook.yml") << Text("playbook.yml");
  const Ran ran =
      RunChild({"/usr/bin/python3", "-c",
                "import sys, yaml\n"
                "play, = yaml.safe_load(open(sys.argv[1]))\n"
                "print(play['hosts'])\n"
                "print(*play['vars']['repoint_files'])\n"
                "for task in play['tasks']:\n"
                "  print([k for k in task if k.startswith('ansible.')][0], task['name'] != '')\n"
                "print(play['tasks'][2]['ansible.windows.win_regedit']['data'])\n",
                folder / "playbook.yml"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "{{ repoint_hosts | default('all') }}\n"
            "EMProfileUpdate.exe EMProfileUpdate32.exe key.pub.pem EMAMappings.tab "
            "EMAMappings.tab.idx EMAMappings.tab.sig logon.cmd run.cmd\n"
            "ansible.windows.win_file True\n"
            "ansible.windows.win_copy True\n"
            "ansible.windows.win_regedit True\n"
            "ansible.windows.win_command True\n"
            "\"{{ repoint_folder }}\\logon.cmd\"\n");
}

TEST_F(PackageTest, WrittenAgainItReplacesAndRemovesWhatIsOld) {
  Sign();
  Write();
  ASSERT_THAT(files_.Remove(options_.list + ".sig"), IsOk());
  ASSERT_THAT(files_.Remove(options_.list + ".idx"), IsOk());
  files_.Put("out/package/repoint-12-1.tmp", "left by a crash");
  options_.public_key.clear();
  options_.program32.clear();
  const auto names = Write();
  EXPECT_EQ(files_.List("out/package"), names);
  EXPECT_THAT(names, AllOf(Not(Contains("EMAMappings.tab.sig")), Not(Contains("key.pub.pem")),
                           Not(Contains("EMProfileUpdate32.exe"))));
}

TEST_F(PackageTest, FolderWithFilesOfOthersIsRefused) {
  files_.Put("out/package/notes.txt", "mine");
  EXPECT_THAT(Refusal(ErrorCode::kConflict), HasSubstr("holds notes.txt"));
}

TEST_F(PackageTest, FolderWithOneForeignFileAmongOursIsRefused) {
  Write();
  files_.Put("out/package/other.exe", "mine");
  EXPECT_THAT(Refusal(ErrorCode::kConflict), HasSubstr("holds other.exe"));
}

TEST_F(PackageTest, SomebodyElsesLogonScriptIsNeverReplaced) {
  files_.Put("out/package/logon.cmd", "@echo off\r\nnet use h: \\\\srv\\home\r\n");
  EXPECT_THAT(Refusal(ErrorCode::kConflict), HasSubstr("holds logon.cmd"));
  EXPECT_THAT(Text("logon.cmd"), HasSubstr("net use"));
}

TEST_F(PackageTest, ShareThatNoScriptCanHoldIsRefused) {
  for (const char* share : {"\\\\srv\\a\"b", "\\\\srv\\M\u00FCller", "\\\\srv\\a\nb",
                            "\\\\srv\\{{ x }}", "NETLOGON", "\\NETLOGON", "\\\\srv\\a|b"}) {
    options_.share = share;
    EXPECT_THAT(Refusal(ErrorCode::kUsage), HasSubstr("share")) << share;
  }
}

TEST_F(PackageTest, ReportAndSwitchesThatNoScriptCanHoldAreRefused) {
  options_.outlook = {"-OutlookOp", "/select \"outlook:calendar\""};
  EXPECT_THAT(Refusal(ErrorCode::kUsage), HasSubstr("switch"));
  options_.outlook = {"-OutlookOp", std::string(7000, 'x')};
  EXPECT_THAT(Refusal(ErrorCode::kUsage), HasSubstr("longer"));
  options_.outlook.clear();
  options_.report = "\\\\srv\\a\nb";
  EXPECT_THAT(Refusal(ErrorCode::kUsage), HasSubstr("report"));
}

TEST_F(PackageTest, ProgramsMustBeForTheirWindows) {
  std::swap(options_.program64, options_.program32);
  EXPECT_THAT(Refusal(ErrorCode::kUsage), HasSubstr("no program for 64-bit Windows"));
  options_.program64 = "key.pem";
  EXPECT_THAT(Refusal(ErrorCode::kUsage), HasSubstr("no program for 64-bit Windows"));
  options_.program64 = "bin/none.exe";
  EXPECT_THAT(Refusal(ErrorCode::kNotFound), HasSubstr("bin/none.exe"));
}

TEST_F(PackageTest, PrivateKeyIsNeverPutOnAShare) {
  Sign();
  files_.Put("key.pem", kPrivate);
  EXPECT_THAT(Refusal(ErrorCode::kUsage), HasSubstr("private key"));
  files_.Put("key.pem", "no key");
  EXPECT_THAT(Refusal(ErrorCode::kUsage), HasSubstr("no public key"));
}

TEST_F(PackageTest, ListThatClientsWouldRefuseIsRefused) {
  options_.public_key = "key.pem";
  EXPECT_THAT(Refusal(ErrorCode::kDamaged), HasSubstr("signature")) << "there is none";
  options_.public_key.clear();
  std::string text = *files_.Text(options_.list);
  files_.Put(options_.list, text.substr(0, text.size() / 2));
  EXPECT_THAT(Refusal(ErrorCode::kDamaged), HasSubstr("cut short"));
  options_.list = "lists/none.tab";
  EXPECT_THAT(Refusal(ErrorCode::kNotFound), HasSubstr("list"));
}

TEST_F(PackageTest, InterruptedAtAnyStepItIsWrittenWholeTheNextTime) {
  Sign();
  for (const Fault fault : {Fault::kFailOnce, Fault::kStop, Fault::kStopTorn}) {
    for (size_t step = 0;; ++step) {
      FakeFiles disk = files_;
      FaultyFiles faulty(disk, fault, step);
      const auto first = WritePackage(options_, faulty);
      if (!faulty.fired()) break;
      EXPECT_FALSE(first) << step;
      const auto second = WritePackage(options_, disk);
      ASSERT_THAT(second, IsOk()) << step;
      EXPECT_EQ(disk.List(options_.out), *second) << step;
    }
  }
}

// ------------------------------------------------------------------------------- remote packages

TEST_F(PackageTest, RemotePackageHoldsTheRowOfItsUserAlone) {
  const auto name = WriteRemotePackage(options_, Doe(), "", 1774940400000, files_);
  EXPECT_THAT(name, IsOkAndHolds("jdoe@contoso.example"));
  const std::string folder = "out/package/jdoe@contoso.example/";
  const std::string list = files_.Text(folder + "EMAMappings.tab").value_or("");
  EXPECT_EQ(std::ranges::count(list, '\n'), 4) << list;
  EXPECT_THAT(list, AllOf(HasSubstr("project=HQ to Fabrikam"), HasSubstr("rows=1"),
                          HasSubstr("exported=2026-03-31T07:00:00Z"), HasSubstr("cn=jdoe")));
  Log log;
  const auto opened = list::MappingList::Open(files_, folder + "EMAMappings.tab", {}, log);
  ASSERT_THAT(opened, IsOk());
  EXPECT_TRUE((*opened)->indexed());
  EXPECT_THAT(files_.Text(folder + "logon.cmd").value_or(""), HasSubstr("set \"FROM=%~dp0\""));
}

TEST_F(PackageTest, RemotePackageIsSigned) {
  options_.public_key = "key.pem";
  const auto name = WriteRemotePackage(options_, Doe(), std::string(kPrivate), 0, files_);
  ASSERT_THAT(name, IsOk());
  Log log;
  EXPECT_THAT(list::MappingList::Open(files_, "out/package/" + *name + "/EMAMappings.tab",
                                      {.public_key = "key.pem"}, log),
              IsOk());
}

TEST_F(PackageTest, RemotePackageNeedsThePrivateKeyOfItsPublicOne) {
  options_.public_key = "key.pem";
  EXPECT_THAT(WriteRemotePackage(options_, Doe(), "", 0, files_), FailsWith(ErrorCode::kUsage));
}

TEST_F(PackageTest, RemotePackageIsWrittenAgainInPlace) {
  ASSERT_THAT(WriteRemotePackage(options_, Doe(), "", 0, files_), IsOk());
  list::Row moved = Doe();
  moved.target_server = "EXTGT03";
  ASSERT_THAT(WriteRemotePackage(options_, moved, "", 0, files_), IsOk());
  EXPECT_THAT(files_.Text("out/package/jdoe@contoso.example/EMAMappings.tab").value_or(""),
              HasSubstr("EXTGT03"));
}

std::string NameOf(std::string_view source_smtp, std::string_view source_dn = {}) {
  list::Row row;
  row.source_smtp = source_smtp;
  row.source_dn = source_dn;
  return RemotePackageName(row);
}

TEST(RemotePackageNameTest, IsTheAddressInAFormThatEveryFileSystemTakes) {
  EXPECT_EQ(NameOf("John.O_Doe-1@Contoso.example"), "john.o_doe-1@contoso.example");
  EXPECT_EQ(NameOf("a+b@x.example"), "a~2bb@x.example");
  EXPECT_EQ(NameOf("a/../b@x.example"), "a~2f..~2fb@x.example");
  EXPECT_EQ(NameOf("..", ""), "~2e~2e");
  EXPECT_EQ(NameOf("a@x.example."), "a@x.example~2e");
  EXPECT_EQ(NameOf("", "/o=A/cn=b"), "~2fo~3da~2fcn~3db");
}

TEST(RemotePackageNameTest, IsAnotherForEachAddress) {
  EXPECT_NE(NameOf("a~2bb@x.example"), NameOf("a+b@x.example"));
  const std::string length(200, 'a');
  EXPECT_NE(NameOf(length + "1"), NameOf(length + "2"));
  EXPECT_LT(NameOf(length).size(), 140u);
}

}  // namespace
}  // namespace repoint::console
