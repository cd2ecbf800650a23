// The package on its share: the batch files run by Wine's cmd, with the real program and the real
// registry.
#include "console/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"
#include "console/remote_packages.h"
#include "list/list.h"
#include "list/testing/sample_keys.h"
#include "list/writer.h"
#include "wine/update_world.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class WinePackageTest : public testing::Test {
 protected:
  WinePackageTest() {
    world_.Install({FixturePath("ol2016-x64.reg")});
    options_.out = folder_;
    options_.list = ListPath();
    options_.program64 = EmProfileUpdate();
    options_.program32 = REPOINT_WIN32_PROGRAM;
    options_.project = "HQ";
  }

  void Write() {
    const auto written = console::WritePackage(options_, SystemFiles());
    ASSERT_TRUE(written) << written.error().ToString();
  }
  // A batch file of the package as a logon runs it.
  Finished Logon(const std::string& name = "logon.cmd", const RunOptions& options = {}) {
    RunOptions in_folder = options;
    in_folder.folder = folder_;
    return world_.wine.Run("cmd", {"/c", name}, in_folder);
  }
  // The same with the variable %PLACE%.
  Finished LogonAt(const std::string& place) {
    RunOptions options;
    options.environment["PLACE"] = place;
    return Logon("logon.cmd", options);
  }
  void ExpectSilent(const Finished& run, int exit_code) {
    EXPECT_EQ(run.exit_code, exit_code);
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(run.err, "");
  }
  void SetWindows(std::string_view version) {
    world_.wine.RegImportText(
        "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\Software\\Wine]\r\n\"Version\"=\"" +
        std::string(version) + "\"\r\n");
  }
  std::string Mark() {
    return world_.wine.RegExport("HKEY_CURRENT_USER\\Software\\EMProfileUpdate\\Profiles");
  }

  UpdateWorld world_;
  std::string folder_ = world_.wine.drive_c() + "/Share M\u00FCnchen";
  console::PackageOptions options_;
};

TEST_F(WinePackageTest, LogonUpdatesTheProfileAndSaysNothing) {
  Write();
  const Values before = world_.Profiles();
  ExpectSilent(Logon(), 0);
  EXPECT_THAT(Differences(before, world_.Profiles()), Not(IsEmpty()));
  EXPECT_THAT(Mark(), AllOf(HasSubstr("\\16.0\\Outlook]"), HasSubstr("\"Updated\"=")));
  EXPECT_EQ(world_.Update({"-Verify"}).exit_code, 0) << "nothing of the source is left";
}

TEST_F(WinePackageTest, SecondLogonIsSilentAndChangesNothing) {
  Write();
  ExpectSilent(Logon(), 0);
  const Values after = world_.Profiles();
  const std::string mark = Mark();
  ExpectSilent(Logon(), 0);
  EXPECT_THAT(Differences(after, world_.Profiles()), IsEmpty());
  EXPECT_EQ(Mark(), mark);
}

TEST_F(WinePackageTest, MissingListIsOneHelpfulLineAndItsCode) {
  Write();
  fs::remove(folder_ + "/EMAMappings.tab");
  const Finished run = Logon();
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.out,
            "EMProfileUpdate (code 3): the list of moved mailboxes is missing or cannot be used. "
            "Please tell your helpdesk.\r\n");
  EXPECT_EQ(run.err, "");
}

TEST_F(WinePackageTest, MissingProgramIsOneHelpfulLine) {
  Write();
  fs::remove(folder_ + "/EMProfileUpdate.exe");
  EXPECT_EQ(Logon().out,
            "EMProfileUpdate (code 9009): EMProfileUpdate.exe is not where it should be. Please "
            "tell your helpdesk.\r\n");
}

TEST_F(WinePackageTest, FolderMayHaveAnyName) {
  for (const char* name : {"/A & B (C)", "/^caret! it's", "/\u017Burawina, = ;"}) {
    folder_ = world_.wine.drive_c() + name;
    options_.out = folder_;
    SCOPED_TRACE(name);
    Write();
    ExpectSilent(Logon(), 0);
    const Finished by_hand = Logon("run.cmd");
    EXPECT_EQ(by_hand.exit_code, 0) << name << by_hand.out << by_hand.err;
    EXPECT_THAT(by_hand.out, StartsWith("EMProfileUpdate (code 0): Outlook is ready")) << name;
  }
}

TEST_F(WinePackageTest, ShareComesFirstThenTheOwnFolder) {
  // The script's own list is of no use; the share's is. %PLACE% is a variable of the client.
  options_.share = "%PLACE%/It's & more";
  Write();
  const std::string share = world_.wine.drive_c() + "/It's & more";
  fs::create_directories(share);
  for (const char* name : {"EMProfileUpdate.exe", "EMAMappings.tab"}) {
    fs::rename(folder_ + "/" + name, share + "/" + name);
  }
  ExpectSilent(LogonAt("C:"), 0);
  EXPECT_THAT(Mark(), HasSubstr("\"Updated\"="));

  // Where the share is out of reach, what lies beside the script serves.
  for (const char* name : {"EMProfileUpdate.exe", "EMAMappings.tab"}) {
    fs::rename(share + "/" + name, folder_ + "/" + name);
  }
  for (const char* place : {"Q:", ""}) {
    ExpectSilent(LogonAt(place), 0);
  }
}

TEST_F(WinePackageTest, SwitchesAndReportReachTheProgram) {
  const std::string reports = world_.wine.drive_c() + "/Reports & more";
  fs::create_directories(reports);
  options_.report = "%SYSTEMDRIVE%\\Reports & more\\";
  options_.outlook = {"-JournalDir", "C:\\Journals & ^more (5)!"};
  Write();
  ExpectSilent(Logon(), 0);
  EXPECT_THAT(Mark(), HasSubstr("\"Updated\"="));
  const auto files = SystemFiles().List(reports).value();
  ASSERT_EQ(files.size(), 1u);
  EXPECT_TRUE(fs::exists(world_.wine.drive_c() + "/Journals & ^more (5)!"));
  EXPECT_THAT(ReadTestFile(reports + "/" + files[0]), HasSubstr("\"result\":\"updated\""));
}

TEST_F(WinePackageTest, ReportThatCannotBeWrittenBothersNobodyAtLogon) {
  options_.report = "Q:\\none";
  Write();
  ExpectSilent(Logon(), 6);
  EXPECT_THAT(Mark(), HasSubstr("\"Updated\"="));
  const Finished by_hand = Logon("run.cmd");
  EXPECT_EQ(by_hand.exit_code, 6);
  EXPECT_THAT(by_hand.out, StartsWith("EMProfileUpdate (code 6): Outlook is ready"));
}

TEST_F(WinePackageTest, WrongSwitchIsSaid) {
  options_.outlook = {"-NoSuchSwitch"};
  Write();
  const Finished run = Logon();
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.out, StartsWith("EMProfileUpdate (code 2): the logon script has a wrong switch"));
}

TEST_F(WinePackageTest, OutlookThatRunsIsLeftInPeace) {
  Write();
  const std::string office = world_.wine.drive_c() + "/Office16";
  fs::create_directories(office);
  fs::copy_file(StandInOutlook(), office + "/OUTLOOK.EXE");
  const auto outlook = world_.wine.Start(office + "/OUTLOOK.EXE", {});
  while (!fs::exists(office + "/outlook-log.txt") &&
         !outlook->EndsWithin(std::chrono::milliseconds(10))) {
  }
  ExpectSilent(Logon(), 5);
  EXPECT_EQ(Mark(), "");
  const Finished by_hand = Logon("run.cmd");
  EXPECT_EQ(by_hand.exit_code, 5);
  EXPECT_THAT(by_hand.out, StartsWith("EMProfileUpdate (code 5): Outlook is still open"));
}

TEST_F(WinePackageTest, SignedListIsCheckedWithThePackagesKey) {
  const std::string list = world_.wine.drive_c() + "/EMAMappings.tab";
  const std::string key = world_.wine.drive_c() + "/key.pem";
  fs::copy_file(ListPath(), list);
  WriteTestFile(key, list::kSamplePublicKey);
  ASSERT_TRUE(list::WriteIndex(SystemFiles(), list));
  ASSERT_TRUE(list::SignList(SystemFiles(), list, std::string(list::kSamplePrivateKey)));
  options_.list = list;
  options_.public_key = key;
  Write();
  ExpectSilent(Logon(), 0);
  EXPECT_THAT(Mark(), HasSubstr("\"Updated\"="));
  fs::remove(folder_ + "/EMAMappings.tab.sig");
  EXPECT_EQ(Logon().exit_code, 3);
}

TEST_F(WinePackageTest, ThirtyTwoBitAndOldWindowsGetThe32BitProgram) {
  Write();
  fs::remove(folder_ + "/EMProfileUpdate32.exe");
  constexpr const char* kAskedFor32 = "EMProfileUpdate32.exe is not where it should be";
  const std::string script = world_.wine.drive_c() + "/as-x86.cmd";
  WriteTestFile(script,
                "@set PROCESSOR_ARCHITECTURE=x86\r\n@set PROCESSOR_ARCHITEW6432=\r\n"
                "@call \"C:\\Share\\logon.cmd\"\r\n");
  fs::rename(folder_, world_.wine.drive_c() + "/Share");
  folder_ = world_.wine.drive_c() + "/Share";
  EXPECT_THAT(world_.wine.Run("cmd", {"/c", "C:\\as-x86.cmd"}).out, HasSubstr(kAskedFor32));
  for (const char* version : {"winxp64", "vista"}) {
    SetWindows(version);
    EXPECT_THAT(Logon().out, HasSubstr(kAskedFor32)) << version;
  }
  SetWindows("win7");
  ExpectSilent(Logon(), 0);
}

TEST_F(WinePackageTest, OnWindows2000AndNt4NothingHappens) {
  Write();
  for (const char* version : {"win2k", "nt40"}) {
    SetWindows(version);
    ExpectSilent(Logon(), 0);
    EXPECT_EQ(Mark(), "") << version;
  }
}

TEST_F(WinePackageTest, RemotePackageUpdatesItsUserFromAnyFolder) {
  Log log;
  const auto list = list::MappingList::Open(SystemFiles(), ListPath(), {}, log);
  const auto answers = (*list)->Find({{list::SmtpKey("bobby@contoso.example"), {}}});
  ASSERT_TRUE(answers && answers->at(0).source);
  const auto name =
      console::WriteRemotePackage(options_, *answers->at(0).source->first,
                                  std::string(list::kSamplePrivateKey), 0, SystemFiles());
  ASSERT_TRUE(name) << name.error().ToString();
  folder_ += "/" + *name;
  const Finished run = Logon("run.cmd");
  EXPECT_EQ(run.exit_code, 0) << run.out;
  EXPECT_THAT(Mark(), HasSubstr("\"Updated\"="));
}

}  // namespace
}  // namespace repoint
