#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wine/wine.h"

namespace repoint {
namespace {

using testing::HasSubstr;

constexpr std::string_view kSample =
    "Windows Registry Editor Version 5.00\r\n\r\n"
    "[HKEY_CURRENT_USER\\Software\\Repoint Test]\r\n"
    "\"name\"=\"J\xC3\xB6rg\"\r\n";

TEST(HarnessTest, TheProgramNamesItselfAndItsVersion) {
  Wine wine;
  const Finished run = wine.Run(EmProfileUpdate(), {"-Version"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, testing::StartsWith("EMProfileUpdate 1."));
}

TEST(HarnessTest, WhatIsImportedIsExported) {
  Wine wine;
  wine.RegImportText(
      "Windows Registry Editor Version 5.00\r\n\r\n"
      "[HKEY_CURRENT_USER\\Software\\Repoint Test]\r\n"
      "\"name\"=\"J\xC3\xB6\"\r\n\"bytes\"=hex:00,ff,10\r\n"
      "\"list\"=hex(7):41,00,00,00,00,00\r\n");
  const std::string exported = wine.RegExport(R"(HKEY_CURRENT_USER\Software\Repoint Test)");
  EXPECT_THAT(exported, HasSubstr("[HKEY_CURRENT_USER\\Software\\Repoint Test]\r\n"));
  EXPECT_THAT(exported, HasSubstr("\"name\"=\"J\xC3\xB6\"\r\n"));
  EXPECT_THAT(exported, HasSubstr("\"bytes\"=hex:00,ff,10\r\n"));
  EXPECT_THAT(exported, HasSubstr("\"list\"=hex(7):41,00,00,00,00,00\r\n"));
}

TEST(HarnessTest, TheRegistryIsKeptWhenWindowsStartsAnew) {
  Wine wine;
  wine.RegImportText(kSample);
  wine.Shutdown();
  EXPECT_THAT(wine.RegExport(R"(HKEY_CURRENT_USER\Software\Repoint Test)"), HasSubstr("\"name\"="));
}

TEST(HarnessTest, TestsDoNotSeeEachOther) {
  Wine one;
  one.RegImportText(kSample);
  Wine other;
  EXPECT_EQ(other.RegExport(R"(HKEY_CURRENT_USER\Software\Repoint Test)"), "");
}

TEST(HarnessTest, AProgramThatDoesNotEndIsKilled) {
  Wine wine;
  RunOptions options;
  options.timeout = std::chrono::seconds(3);
  const Finished run = wine.Run(StandInOutlook(), {}, options);
  EXPECT_TRUE(run.timed_out);
  EXPECT_EQ(run.exit_code, -1);
}

TEST(HarnessTest, ExitCodesComeThrough) {
  Wine wine;
  EXPECT_EQ(wine.Run("cmd", {"/c", "exit 5"}).exit_code, 5);
}

TEST(HarnessTest, PathsBelowDriveCAreWindowsOwn) {
  Wine wine;
  EXPECT_EQ(wine.WindowsPath(wine.drive_c() + "/users/a b.tab"), R"(C:\users\a b.tab)");
  EXPECT_EQ(wine.WindowsPath("/tmp/x"), R"(Z:\tmp\x)");
}

}  // namespace
}  // namespace repoint
