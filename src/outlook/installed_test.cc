#include "outlook/installed.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/testing/fake_files.h"
#include "registry/memory.h"

namespace repoint {
namespace {

constexpr std::string_view kKey =
    R"(Software\Microsoft\Windows\CurrentVersion\App Paths\OUTLOOK.EXE)";
constexpr std::string_view kKey32 =
    R"(Software\Wow6432Node\Microsoft\Windows\CurrentVersion\App Paths\OUTLOOK.EXE)";

// The head of a program: MZ, the offset 0x80 at 0x3C, "PE" there, Magic 24 bytes behind it.
Bytes ProgramHead(uint16_t magic) {
  ByteWriter writer;
  writer.Put(std::string_view("MZ")).Zeros(0x3A).U32(0x80).Zeros(0x40);
  writer.Put(std::string_view("PE\0\0", 4)).Zeros(20).U16(magic).Zeros(64);
  return writer.Release();
}

class InstalledTest : public testing::Test {
 protected:
  // Puts a file on the disk and gives its path.
  std::string Make(std::string_view name, const Bytes& bytes) {
    std::string path = JoinPath("/office", name);
    files_.Put(path, ByteView(bytes));
    return path;
  }

  std::optional<OutlookInstallation> Find() {
    const auto environment = [](std::string_view name) -> std::optional<std::string> {
      if (name == "ProgramFiles") return "/office";
      return std::nullopt;
    };
    const Result<std::optional<OutlookInstallation>> found =
        FindInstalledOutlook({machine_, user_, classes_, files_, environment});
    EXPECT_TRUE(found.has_value());
    return found.value_or(std::nullopt);
  }

  static void Put(Registry& registry, std::string_view key, std::string_view text) {
    ASSERT_TRUE(registry.SetValue(key, "", SzValue(text)));
  }

  FakeFiles files_;
  MemoryRegistry machine_;
  MemoryRegistry user_;
  MemoryRegistry classes_;
};

TEST_F(InstalledTest, WithoutAppPathsNothingIsInstalled) { EXPECT_EQ(Find(), std::nullopt); }

TEST_F(InstalledTest, ReadsTheMachinesAppPaths) {
  const std::string path = Make("OUTLOOK.EXE", ProgramHead(0x20B));
  Put(machine_, kKey, path);
  Put(classes_, R"(Outlook.Application\CurVer)", "Outlook.Application.16");
  const auto found = Find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
  EXPECT_EQ(found->version, "16.0");
  EXPECT_EQ(found->pointer_width, 8);
}

TEST_F(InstalledTest, TakesThe32BitViewWhenThe64BitOneHasNone) {
  const std::string path = Make("OUTLOOK.EXE", ProgramHead(0x10B));
  Put(machine_, kKey32, path);
  const auto found = Find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
  EXPECT_EQ(found->pointer_width, 4);
}

TEST_F(InstalledTest, TakesTheUsersWhenTheMachineHasNone) {
  const std::string path = Make("OUTLOOK.EXE", ProgramHead(0x20B));
  Put(user_, kKey, path);
  const auto found = Find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
}

TEST_F(InstalledTest, TheMachinesGoesBeforeTheUsers) {
  const std::string machine = Make("machine.exe", ProgramHead(0x20B));
  Put(user_, kKey, Make("user.exe", ProgramHead(0x20B)));
  Put(machine_, kKey32, machine);
  const auto found = Find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, machine);
}

TEST_F(InstalledTest, SkipsAPathThatAnUninstallationLeft) {
  const std::string path = Make("OUTLOOK.EXE", ProgramHead(0x10B));
  Put(machine_, kKey, "/office/gone.exe");
  Put(machine_, kKey32, path);
  const auto found = Find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
}

TEST_F(InstalledTest, ReadsAQuotedPath) {
  const std::string path = Make("OUTLOOK.EXE", ProgramHead(0x20B));
  Put(machine_, kKey, "\"" + path + "\"");
  const auto found = Find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
}

TEST_F(InstalledTest, ReplacesVariablesOfAnExpandValue) {
  const std::string path = Make("OUTLOOK.EXE", ProgramHead(0x20B));
  RegValue value = SzValue("%ProgramFiles%/OUTLOOK.EXE");
  value.type = kRegExpandSz;
  ASSERT_TRUE(machine_.SetValue(kKey, "", value));
  const auto found = Find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->path, path);
}

TEST_F(InstalledTest, WithoutCurVerTheVersionIsUnknown) {
  Put(machine_, kKey, Make("OUTLOOK.EXE", ProgramHead(0x20B)));
  const auto found = Find();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->version, "");
}

TEST_F(InstalledTest, WidthOfAFileThatIsNoProgramIsUnknown) {
  EXPECT_EQ(PointerWidthOfProgram(files_, Make("empty", {})), 0);
  EXPECT_EQ(PointerWidthOfProgram(files_, Make("mz", ToBytes(std::string_view("MZ")))), 0);
  EXPECT_EQ(PointerWidthOfProgram(files_, Make("other", ProgramHead(0x107))), 0);
  Bytes cut = ProgramHead(0x20B);
  cut.resize(0x80 + 25);
  EXPECT_EQ(PointerWidthOfProgram(files_, Make("cut", cut)), 0);
  Bytes far = ProgramHead(0x20B);
  far[0x3F] = 0xFF;
  EXPECT_EQ(PointerWidthOfProgram(files_, Make("far", far)), 0);
}

std::optional<std::string> TestVariable(std::string_view name) {
  if (name == "A") return "first";
  if (name == "B C") return "second";
  return std::nullopt;
}

TEST(ExpandVariablesTest, ReplacesWhatIsSetAndKeepsTheRest) {
  EXPECT_EQ(ExpandVariables("plain", TestVariable), "plain");
  EXPECT_EQ(ExpandVariables("%A%\\x", TestVariable), "first\\x");
  EXPECT_EQ(ExpandVariables("%A%%B C%", TestVariable), "firstsecond");
  EXPECT_EQ(ExpandVariables("%none%x", TestVariable), "%none%x");
  EXPECT_EQ(ExpandVariables("100% of %A%", TestVariable), "100% of first");
  EXPECT_EQ(ExpandVariables("%A", TestVariable), "%A");
  EXPECT_EQ(ExpandVariables("%", TestVariable), "%");
}

TEST(VersionFromProgIdTest, ReadsTheNumberBehindTheName) {
  EXPECT_EQ(VersionFromProgId("Outlook.Application.16"), "16.0");
  EXPECT_EQ(VersionFromProgId("outlook.application.9"), "9.0");
  EXPECT_EQ(VersionFromProgId("Outlook.Application"), "");
  EXPECT_EQ(VersionFromProgId("Outlook.Application."), "");
  EXPECT_EQ(VersionFromProgId("Outlook.Application.x"), "");
  EXPECT_EQ(VersionFromProgId("Word.Application.16"), "");
}

}  // namespace
}  // namespace repoint
