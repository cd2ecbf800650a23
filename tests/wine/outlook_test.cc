// src/outlook on Windows, through outlook_probe.exe and a stand-in for OUTLOOK.EXE.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "wine/wine.h"

namespace repoint {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class WineOutlookTest : public testing::Test {
 protected:
  // Puts the stand-in in place, with its App Paths.
  void Install() {
    std::filesystem::create_directories(wine_.drive_c() + "/Office16");
    std::filesystem::copy_file(StandInOutlook(), program_);
    wine_.RegImportText(
        "REGEDIT4\r\n\r\n"
        "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\App "
        "Paths\\OUTLOOK.EXE]\r\n"
        "@=\"C:\\\\Office16\\\\OUTLOOK.EXE\"\r\n\r\n"
        "[HKEY_CLASSES_ROOT\\Outlook.Application\\CurVer]\r\n"
        "@=\"Outlook.Application.16\"\r\n");
  }

  std::string Probe(const std::vector<std::string>& arguments, const RunOptions& options = {}) {
    const Finished run = wine_.Run(OutlookProbe(), arguments, options);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return run.out;
  }

  std::string StandInLog() { return ReadTestFile(wine_.drive_c() + "/Office16/outlook-log.txt"); }

  // The stand-in's first line is written once it runs.
  bool WaitForStandIn() {
    for (int i = 0; i < 100; ++i) {
      if (std::filesystem::exists(wine_.drive_c() + "/Office16/outlook-log.txt")) return true;
      wine_.Run("cmd", {"/c", "exit"});
    }
    return false;
  }

  Wine wine_;
  std::string program_ = wine_.drive_c() + "/Office16/OUTLOOK.EXE";
};

TEST_F(WineOutlookTest, IsNotInstalledWithoutAppPaths) {
  EXPECT_EQ(Probe({"installed"}), "none\n");
}

TEST_F(WineOutlookTest, IsFoundThroughAppPaths) {
  Install();
  EXPECT_EQ(Probe({"installed"}), "C:\\Office16\\OUTLOOK.EXE|16.0|8\n");
}

TEST_F(WineOutlookTest, DoesNotRunWhenNobodyStartedIt) { EXPECT_EQ(Probe({"running"}), "0|\n"); }

TEST_F(WineOutlookTest, RunsUnderAnySpellingOfItsName) {
  std::filesystem::copy_file(StandInOutlook(), wine_.drive_c() + "/OutLook.exe");
  RunOptions options;
  options.environment["STAND_IN_LOG"] = "C:\\log.txt";
  const auto outlook = wine_.Start(wine_.drive_c() + "/OutLook.exe", {}, options);
  while (!outlook->EndsWithin(std::chrono::milliseconds(10)) &&
         !std::filesystem::exists(wine_.drive_c() + "/log.txt")) {
  }
  EXPECT_EQ(Probe({"running"}), "1|\n");
}

TEST_F(WineOutlookTest, OtherMapiProgramsAreNamed) {
  std::filesystem::copy_file(StandInOutlook(), wine_.drive_c() + "/Lync.exe");
  RunOptions options;
  options.environment["STAND_IN_LOG"] = "C:\\log.txt";
  const auto lync = wine_.Start(wine_.drive_c() + "/Lync.exe", {}, options);
  while (!lync->EndsWithin(std::chrono::milliseconds(10)) &&
         !std::filesystem::exists(wine_.drive_c() + "/log.txt")) {
  }
  EXPECT_EQ(Probe({"running"}), "0|lync.exe\n");
}

TEST_F(WineOutlookTest, StartsWithProfileAndOptionsAndClosesPolitely) {
  Install();
  EXPECT_EQ(Probe({"start", "Doe, J\xC3\xB6rg \xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0",
                   "/cleanviews", "1"}),
            "closed\n");
  EXPECT_EQ(StandInLog(),
            "start \"C:\\Office16\\OUTLOOK.EXE\" /profile \"Doe, J\xC3\xB6rg "
            "\xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0\" /cleanviews\nclose\n");
}

TEST_F(WineOutlookTest, AWindowThatOpensAfterTheDelayIsAskedAsWell) {
  Install();
  RunOptions options;
  options.environment["STAND_IN_LATE"] = "2500";
  EXPECT_EQ(Probe({"start", "Outlook", "", "0"}, options), "closed\n");
  EXPECT_THAT(StandInLog(), EndsWith("close\n"));
}

TEST_F(WineOutlookTest, OneThatEndsByItselfIsNotAsked) {
  Install();
  RunOptions options;
  options.environment["STAND_IN_END_AFTER"] = "200";
  EXPECT_EQ(Probe({"start", "Outlook", "", "30"}, options), "closed\n");
  EXPECT_THAT(StandInLog(), Not(HasSubstr("close")));
}

TEST_F(WineOutlookTest, OneThatStaysIsAskedOnceAndNeverKilled) {
  Install();
  RunOptions options;
  options.environment["STAND_IN_STAYS"] = "1";
  EXPECT_EQ(Probe({"start", "Outlook", "", "0"}, options), "open\n");
  EXPECT_EQ(StandInLog(), "start \"C:\\Office16\\OUTLOOK.EXE\" /profile \"Outlook\"\nclose\n");
  EXPECT_EQ(Probe({"running"}), "1|\n");
}

TEST_F(WineOutlookTest, KeptOpenItGoesOnWhenTheProgramHasEnded) {
  Install();
  EXPECT_EQ(Probe({"start", "Outlook", "", "keep"}), "kept\n");
  EXPECT_TRUE(WaitForStandIn());
  EXPECT_EQ(Probe({"running"}), "1|\n");
  EXPECT_THAT(StandInLog(), Not(HasSubstr("close")));
}

}  // namespace
}  // namespace repoint
