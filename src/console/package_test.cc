#include "console/package.h"

#include <gmock/gmock.h>

#include <fstream>

#include "base/testing/child.h"
#include "base/testing/faulty_files.h"
#include "base/testing/temp_folder.h"
#include "base/text.h"
#include "console/testing/package_fixture.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

class PackageTest : public PackageFixture {};

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
  EXPECT_EQ(Text("key.pub.pem"), list::kSamplePublicKey);
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
  // Nobody is to be bothered at each logon away from the office, where no report can be written.
  for (const std::string code : {"0", "5", "6"}) {
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
            "powershell.exe -NoProfile -NonInteractive -WindowStyle Hidden "
            "-Command \"& '{{ repoint_folder }}\\logon.cmd'\"\n");
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
  files_.Put("key.pem", list::kSamplePrivateKey);
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
}

TEST_F(PackageTest, WithoutListTheCommandThatMakesItIsNamed) {
  options_.list = "lists/none.tab";
  EXPECT_THAT(Refusal(ErrorCode::kNotFound),
              AllOf(HasSubstr("lists/none.tab"), HasSubstr("emconsole export HQ to Fabrikam")));
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

}  // namespace
}  // namespace repoint::console
