// Outlook beside an update: a stand-in that writes down how it was started and asked to close.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "wine/update_world.h"

namespace repoint {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kProfile = "Doe, J\xC3\xB6rg";
constexpr std::string_view kStart = "start \"C:\\Office16\\OUTLOOK.EXE\" /profile ";

class WineStartOutlookTest : public testing::Test {
 protected:
  WineStartOutlookTest() {
    world_.InstallRenamed("ol2016-x64.reg", "Outlook", std::string(kProfile));
    std::filesystem::create_directories(world_.wine.drive_c() + "/Office16");
    std::filesystem::copy_file(StandInOutlook(), program_);
    world_.wine.RegImportText(
        "REGEDIT4\r\n\r\n"
        "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\App "
        "Paths\\OUTLOOK.EXE]\r\n"
        "@=\"C:\\\\Office16\\\\OUTLOOK.EXE\"\r\n");
  }

  Finished Update(const std::vector<std::string>& arguments, int exit_code = 0,
                  const RunOptions& options = {}) {
    Finished run = world_.Update(arguments, options);
    EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
    return run;
  }

  // What the stand-in wrote so far; empty when it never ran.
  std::string Log() { return std::filesystem::exists(log_) ? ReadTestFile(log_) : ""; }

  // Runs until the test ends, or for so many milliseconds.
  std::unique_ptr<RunningProgram> OpenOutlook(const std::string& end_after = "") {
    RunOptions options;
    if (!end_after.empty()) options.environment["STAND_IN_END_AFTER"] = end_after;
    auto outlook = world_.wine.Start(program_, {}, options);
    WaitForLog(*outlook);
    return outlook;
  }

  void WaitForLog(RunningProgram& outlook) {
    while (!outlook.EndsWithin(milliseconds(10)) && Log().empty()) {
    }
  }

  static std::string Started(std::string_view options) {
    return std::string(kStart) + "\"" + std::string(kProfile) + "\"" + std::string(options) + "\n";
  }

  UpdateWorld world_;
  std::string program_ = world_.wine.drive_c() + "/Office16/OUTLOOK.EXE";
  std::string log_ = world_.wine.drive_c() + "/Office16/outlook-log.txt";
};

TEST_F(WineStartOutlookTest, IsNotStartedUnlessAskedFor) {
  EXPECT_THAT(Update({}).out, HasSubstr("1 updated"));
  EXPECT_EQ(Log(), "");
}

TEST_F(WineStartOutlookTest, IsStartedOnceForTheUpdatedProfileAndClosedPolitely) {
  Update({"-RunOutlook", "-OutlookOp", "/cleanReminders /x", "-CloseOutlookAfterDelay", "0"});
  EXPECT_EQ(Log(), Started(" /cleanReminders /x") + "close\n");
  // Now it is done-before: -RunOutlook leaves it, -RunOutlookAll does not.
  Update({"-RunOutlook", "-CloseOutlookAfterDelay", "0"});
  EXPECT_EQ(Log(), Started(" /cleanReminders /x") + "close\n");
  Update({"-RunOutlookAll", "-OutlookOp=/cleanReminders", "-CloseOutlookAfterDelay=1"});
  EXPECT_EQ(Log(),
            Started(" /cleanReminders /x") + "close\n" + Started(" /cleanReminders") + "close\n");
}

TEST_F(WineStartOutlookTest, IsKeptOpen) {
  Update({"-RunOutlook", "-KeepOutlookOpen"});
  for (int i = 0; i < 100 && Log().empty(); ++i) world_.wine.Run("cmd", {"/c", "exit"});
  EXPECT_EQ(Log(), Started(""));
  const Finished running = world_.wine.Run(OutlookProbe(), {"running"});
  EXPECT_EQ(running.out, "1|\n");
}

TEST_F(WineStartOutlookTest, KeptOpenAndClosedExcludeEachOther) {
  Update({"-RunOutlook", "-KeepOutlookOpen", "-CloseOutlookAfterDelay", "1"}, 2);
  EXPECT_EQ(Log(), "");
}

TEST_F(WineStartOutlookTest, WhileItRunsNothingIsChanged) {
  const Values before = world_.Profiles();
  const auto outlook = OpenOutlook();
  const Finished run = Update({}, 5);
  EXPECT_THAT(run.out, HasSubstr("deferred"));
  EXPECT_THAT(run.out, HasSubstr("Outlook is running"));
  EXPECT_THAT(Differences(before, world_.Profiles()), IsEmpty());
  EXPECT_THAT(world_.Journals(), IsEmpty());
  EXPECT_FALSE(outlook->EndsWithin(milliseconds(0))) << "it is never closed";
}

TEST_F(WineStartOutlookTest, WhileItRunsNothingIsRolledBack) {
  Update({});
  const Values after = world_.Profiles();
  const auto outlook = OpenOutlook();
  const Finished run = world_.Run({"-Rollback"});
  EXPECT_EQ(run.exit_code, 5) << run.out << run.err;
  EXPECT_THAT(Differences(after, world_.Profiles()), IsEmpty());
}

TEST_F(WineStartOutlookTest, WaitsForItsEndThenUpdates) {
  const auto outlook = OpenOutlook("2500");
  const Finished run = Update({"-WaitOutlook", "1"});
  EXPECT_THAT(run.err, HasSubstr("waiting"));
  EXPECT_THAT(run.out, HasSubstr("1 updated"));
  EXPECT_THAT(Log(), Not(HasSubstr("close")));
}

}  // namespace
}  // namespace repoint
