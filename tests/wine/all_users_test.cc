// -AllUsers: the one who runs it, one whose hive is loaded, and one whose hive is a file.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/testing/temp_folder.h"
#include "base/text.h"
#include "client/testing/hive_world.h"
#include "registry/regfile.h"
#include "wine/update_world.h"

namespace repoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kBob = "S-1-5-21-11-22-33-1002";   // is logged on
constexpr std::string_view kCyd = "S-1-5-21-11-22-33-1003";   // is not
constexpr std::string_view kGone = "S-1-5-21-11-22-33-1004";  // has no hive any more

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

class WineAllUsersTest : public testing::Test {
 protected:
  WineAllUsersTest() {
    world_.Install({FixturePath("ol2016-x64.reg")});
    StayOn();
    InstallBob();
    MakeCyd();
    std::filesystem::create_directory(folder_ / "bob");
    AddToProfileList(kBob, folder_ / "bob");
    AddToProfileList(kGone, folder_ / "gone");
    AddToProfileList(kCyd, folder_ / "cyd");
    own_ = world_.Profiles();
    bob_ = BobsProfiles();
    cyd_ = CydsProfiles();
  }

  // Wine forgets keys of other users when its last program ends.
  void StayOn() {
    WriteTestFile(folder_ / "held", "");
    stays_ = world_.wine.Start(HoldFile(), {world_.wine.WindowsPath(folder_ / "held")});
    while (stays_->OutputSoFar().empty() && !stays_->EndsWithin(std::chrono::milliseconds(10))) {
    }
  }

  std::string BobsKey() const { return "HKEY_USERS\\" + std::string(kBob); }

  void InstallBob() {
    const std::string bytes = ReadTestFile(FixturePath("ol2010-x64.reg"));
    const std::string text = Utf8FromUtf16Bytes(AsBytes(bytes).subspan(2)).value_or("");
    world_.wine.RegImportText(Replaced(text, "HKEY_CURRENT_USER", BobsKey()));
  }

  void MakeCyd() {
    const auto fixture = OpenRegFile(SystemFiles(), FixturePath("ol2013-x64.reg"), {});
    ASSERT_TRUE(fixture.has_value()) << fixture.error().ToString();
    std::filesystem::create_directory(folder_ / "cyd");
    WriteTestFile(CydsHive(), AsChars(HiveOf(**fixture)));
  }
  std::string CydsHive() const { return folder_ / "cyd/NTUSER.DAT"; }

  void AddToProfileList(std::string_view sid, const std::string& folder) {
    world_.wine.RegImportText(
        "Windows Registry Editor Version 5.00\r\n\r\n"
        "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\" +
        std::string(sid) + "]\r\n\"ProfileImagePath\"=\"" +
        Replaced(world_.wine.WindowsPath(folder), "\\", "\\\\") + "\"\r\n");
  }

  Values BobsProfiles() {
    const std::string text = world_.wine.RegExport(BobsKey() + "\\Software\\Microsoft");
    return ProfilesOf(ValuesOf(Replaced(text, BobsKey(), "HKEY_CURRENT_USER")));
  }

  // On Linux: what lies in the file.
  Contents CydsProfiles() {
    const auto hive =
        HiveRegistry::Open(SystemFiles(), CydsHive(), kReplace, [] { return int64_t{0}; });
    if (hive) return ContentsOf(**hive, "Software\\Microsoft");
    ADD_FAILURE() << hive.error().ToString();
    return {};
  }

  TempFolder folder_;
  UpdateWorld world_;
  std::unique_ptr<RunningProgram> stays_;
  Values own_, bob_;
  Contents cyd_;
};

TEST_F(WineAllUsersTest, OneRunUpdatesAllButTheOneWithoutAHiveAndRollbackUndoesIt) {
  const Finished update = world_.Update({"-AllUsers"});
  EXPECT_EQ(update.exit_code, 4) << update.out << update.err;
  EXPECT_THAT(update.out, HasSubstr("\nusers: 3 updated, 0 unchanged, 1 failed\n"));
  EXPECT_THAT(update.out, HasSubstr(std::string(kBob) + "  live:" + std::string(kBob) + "@"));
  EXPECT_THAT(update.out, HasSubstr(std::string(kCyd) + "  hive:"));
  EXPECT_THAT(update.out, HasSubstr(std::string(kGone) + "  hive:"));
  EXPECT_THAT(world_.Profiles(), Not(own_));
  EXPECT_THAT(BobsProfiles(), Not(bob_));
  EXPECT_THAT(CydsProfiles(), Not(cyd_));

  const Finished again = world_.Update({"-AllUsers"});
  EXPECT_THAT(again.out, HasSubstr("\nusers: 0 updated, 3 unchanged, 1 failed\n")) << again.err;

  const Finished rollback = world_.Run({"-AllUsers", "-Rollback"});
  EXPECT_THAT(rollback.out, HasSubstr("\nusers: 3 rolled-back, 0 unchanged, 1 failed\n"))
      << rollback.err;
  EXPECT_THAT(Differences(own_, world_.Profiles()), IsEmpty());
  EXPECT_THAT(Differences(bob_, BobsProfiles()), IsEmpty());
  EXPECT_EQ(CydsProfiles(), cyd_);
}

TEST_F(WineAllUsersTest, OutlookDefersTheUserWhoRunsItAlone) {
  const std::string drive = world_.wine.drive_c();
  std::filesystem::copy_file(StandInOutlook(), drive + "/OUTLOOK.EXE");
  RunOptions options;
  options.environment["STAND_IN_LOG"] = "C:\\log.txt";
  const auto outlook = world_.wine.Start(drive + "/OUTLOOK.EXE", {}, options);
  while (!outlook->EndsWithin(std::chrono::milliseconds(10)) &&
         !std::filesystem::exists(drive + "/log.txt")) {
  }
  const Finished run = world_.Update({"-AllUsers"});
  EXPECT_THAT(run.out, HasSubstr("\nusers: 2 updated, 0 unchanged, 1 failed, 1 deferred\n"));
  EXPECT_THAT(Differences(own_, world_.Profiles()), IsEmpty());
  EXPECT_THAT(BobsProfiles(), Not(bob_));
}

TEST_F(WineAllUsersTest, ADryRunTellsOfEachAndWritesNothing) {
  const Finished look = world_.Update({"-AllUsers", "-DryRun", "-Json"});
  EXPECT_EQ(look.exit_code, 4) << look.out << look.err;
  const size_t bob = look.out.find("\"store\":\"live:" + std::string(kBob) + "@");
  const size_t cyd = look.out.find("\"user\":\"" + std::string(kCyd) + "\"");
  const size_t gone = look.out.find("\"user\":\"" + std::string(kGone) + "\"");
  EXPECT_LT(bob, cyd) << look.out;
  EXPECT_LT(cyd, gone) << look.out;
  EXPECT_NE(gone, std::string::npos) << look.out;
  EXPECT_THAT(look.out, HasSubstr("\"users\":{\"would-update\":3,\"unchanged\":0,\"failed\":1,"));
  EXPECT_THAT(Differences(own_, world_.Profiles()), IsEmpty());
  EXPECT_THAT(Differences(bob_, BobsProfiles()), IsEmpty());
  EXPECT_EQ(CydsProfiles(), cyd_);
}

}  // namespace
}  // namespace repoint
