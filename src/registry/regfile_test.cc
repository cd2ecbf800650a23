#include "registry/regfile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RegFileTest : public testing::Test {
 protected:
  // Opens `content` as in.reg, to be written to out.reg.
  std::unique_ptr<Registry> Open(std::string_view content, std::optional<int> code_page = {}) {
    files_.Put("in.reg", content);
    auto registry = OpenRegFile(files_, "in.reg", {.out = "out.reg", .code_page = code_page});
    EXPECT_TRUE(registry.has_value()) << registry.error().message;
    return registry ? *std::move(registry) : nullptr;
  }
  std::string Flushed(Registry& registry) {
    const Status status = registry.Flush();
    EXPECT_TRUE(status.has_value()) << status.error().message;
    return files_.Text("out.reg").value_or("not written");
  }
  Error OpenError(std::string_view content, std::optional<int> code_page = {}) {
    files_.Put("in.reg", content);
    const auto registry = OpenRegFile(files_, "in.reg", {.out = {}, .code_page = code_page});
    return registry ? Error{} : registry.error();
  }

  FakeFiles files_;
};

TEST_F(RegFileTest, ShowsWhatAnImportLeaves) {
  const auto registry = Open(R"(REGEDIT4
[HKEY_USERS\S-1\A]
"x"="1"
"y"="gone"
[HKEY_USERS\S-1\B\C]
[HKEY_USERS\S-1\a]
"X"="2"
"y"=-
[-HKEY_USERS\S-1\B]
)");
  EXPECT_THAT(**registry->Subkeys(""), ElementsAre("A"));
  EXPECT_THAT(**registry->Values("A"), ElementsAre(NamedValue{"x", SzValue("2")}));
}

TEST_F(RegFileTest, WritesTheSameBytesWithoutAChange) {
  const std::string file = "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\K\xFC]\r\n@=\"\x80\"\r\n";
  EXPECT_EQ(Flushed(*Open(file)), file);
}

TEST_F(RegFileTest, IsReadOnlyWithoutOut) {
  files_.Put("in.reg", "REGEDIT4\n[HKEY_CURRENT_USER\\A]\n");
  const auto registry = OpenRegFile(files_, "in.reg", {});
  ASSERT_TRUE(registry.has_value());
  EXPECT_EQ((*registry)->CheckWritable().error().code, ErrorCode::kDenied);
  EXPECT_EQ((*registry)->SetValue("A", "x", DwordValue(1)).error().code, ErrorCode::kDenied);
  EXPECT_EQ((*registry)->CreateKey("B").error().code, ErrorCode::kDenied);
  EXPECT_EQ((*registry)->DeleteKey("A").error().code, ErrorCode::kDenied);
  EXPECT_EQ((*registry)->DeleteValue("A", "x").error().code, ErrorCode::kDenied);
  EXPECT_TRUE((*registry)->Flush().has_value());
  EXPECT_THAT(files_.AllFiles(), ElementsAre("in.reg"));
}

TEST_F(RegFileTest, NeverTouchesTheExportItself) {
  const std::string file = "REGEDIT4\n[HKEY_CURRENT_USER\\A]\n";
  const auto registry = Open(file);
  ASSERT_TRUE(registry->DeleteKey("A").has_value());
  Flushed(*registry);
  EXPECT_EQ(files_.Text("in.reg"), file);
}

TEST_F(RegFileTest, NamesTheFileInErrors) {
  EXPECT_EQ(OpenError("regf").where, "in.reg");
  EXPECT_EQ(OpenError("regf").code, ErrorCode::kDamaged);
  EXPECT_EQ(OpenError("REGEDIT4\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\n").code, ErrorCode::kNotFound);
  EXPECT_EQ(OpenRegFile(files_, "absent.reg", {}).error().code, ErrorCode::kNotFound);
}

TEST_F(RegFileTest, RefusesAFileThatIsNotInItsCodePage) {
  const Error error = OpenError("REGEDIT4\n[HKEY_CURRENT_USER\\\xFF\xFF]\n", 932);
  EXPECT_EQ(error.code, ErrorCode::kUnsupported);
  EXPECT_THAT(error.message, HasSubstr("-CodePage"));
}

TEST_F(RegFileTest, RefusesKeysDeeperThanWindowsAllows) {
  std::string file = "REGEDIT4\n[HKEY_CURRENT_USER";
  for (int depth = 0; depth < 513; ++depth) file += "\\k";
  EXPECT_EQ(OpenError(file + "]\n").code, ErrorCode::kDamaged);
}

TEST_F(RegFileTest, ChangesAKeyWithForeignLettersWithoutACodePage) {
  const auto registry = Open("REGEDIT4\n\n[HKEY_CURRENT_USER\\B\xFCro]\n\"\xE4\"=\"a\"\n\n");
  ASSERT_TRUE(registry->SetValue("B\u00fcro", "\u00e4", SzValue("b")).has_value());
  EXPECT_EQ(Flushed(*registry),
            "REGEDIT4\n\n[-HKEY_CURRENT_USER\\B\xFCro]\n\n"
            "[HKEY_CURRENT_USER\\B\xFCro]\n\"\xE4\"=\"b\"\n\n");
}

TEST_F(RegFileTest, AsksForTheCodePageWhenNewTextIsNotAscii) {
  const auto registry = Open("REGEDIT4\n[HKEY_CURRENT_USER\\A]\n\"x\"=\"1\"\n");
  for (const Status& status :
       {registry->SetValue("A", "x", SzValue("\u00fc")),
        registry->SetValue("A", "\u00fc", SzValue("x")), registry->CreateKey("A\\\u00fc")}) {
    ASSERT_FALSE(status.has_value());
    EXPECT_EQ(status.error().code, ErrorCode::kUnsupported);
    EXPECT_THAT(status.error().message, HasSubstr("-CodePage"));
  }
  EXPECT_EQ(*registry->GetValue("A", "x"), SzValue("1"));
}

TEST_F(RegFileTest, PutsBackWhatStoodThereWithoutACodePage) {
  const std::string file = "REGEDIT4\n[HKEY_CURRENT_USER\\A]\n\"x\"=\"\xFC\"\n";
  const auto registry = Open(file);
  ASSERT_TRUE(registry->SetValue("A", "x", SzValue("u")).has_value());
  ASSERT_TRUE(registry->SetValue("A", "x", SzValue("\u00fc")).has_value());
  EXPECT_EQ(Flushed(*registry), file);
}

TEST_F(RegFileTest, WritesNewTextInTheCodePage) {
  const auto registry =
      Open("REGEDIT4\n\n[HKEY_CURRENT_USER\\\x95\x5C]\n\"x\"=\"\x83\x5C\"\n", 932);
  ASSERT_TRUE(registry->SetValue("\u8868", "y", SzValue("\u8868\\")).has_value());
  EXPECT_EQ(Flushed(*registry),
            "REGEDIT4\n\n[-HKEY_CURRENT_USER\\\x95\x5C]\n\n"
            "[HKEY_CURRENT_USER\\\x95\x5C]\n\"x\"=\"\x83\x5C\"\n\"y\"=\"\x95\x5C\\\\\"\n\n");
  EXPECT_EQ(registry->SetValue("\u8868", "y", SzValue("\u00fc")).error().code,
            ErrorCode::kUnsupported);
}

TEST_F(RegFileTest, KeepsAnsiBytesOfMultiStrings) {
  const auto registry =
      Open("REGEDIT4\n\n[HKEY_CURRENT_USER\\A]\n\"m\"=hex(7):61,00,00\n\"x\"=\"1\"\n");
  EXPECT_EQ(*registry->GetValue("A", "m"), (RegValue{kRegMultiSz, {0x61, 0, 0}}));
  ASSERT_TRUE(registry->DeleteValue("A", "x").has_value());
  EXPECT_EQ(Flushed(*registry),
            "REGEDIT4\n\n[-HKEY_CURRENT_USER\\A]\n\n"
            "[HKEY_CURRENT_USER\\A]\n\"m\"=hex(7):61,00,00\n\n");
}

TEST_F(RegFileTest, RefusesAKeyNameWithALineBreak) {
  const auto registry = Open("REGEDIT4\n[HKEY_CURRENT_USER\\A]\n");
  EXPECT_EQ(registry->CreateKey("A\\b\nc").error().code, ErrorCode::kUnsupported);
}

TEST_F(RegFileTest, ReadsBackWhatItWrote) {
  const auto registry =
      Open("REGEDIT4\n[HKEY_CURRENT_USER\\A]\n\"x\"=\"1\"\n[HKEY_CURRENT_USER\\B]\n");
  ASSERT_TRUE(registry->SetValue("A\\N", "v\"\\", RegValue{11, Bytes(60, 7)}).has_value());
  ASSERT_TRUE(registry->DeleteKey("B").has_value());
  const auto tree = registry->ReadTree("");
  const auto again = Open(Flushed(*registry));
  EXPECT_EQ(*again->ReadTree(""), *tree);
}

TEST_F(RegFileTest, SaysBeforehandThatOutCannotBeWritten) {
  constexpr std::string_view kEmpty = "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\a]\r\n";
  const auto registry = Open(kEmpty);
  EXPECT_TRUE(registry->CheckWritable().has_value());
  EXPECT_THAT(files_.AllFiles(), ElementsAre("in.reg")) << "it was only tried";
  files_.PutFolder("out.reg");
  const Status folder = Open(kEmpty)->CheckWritable();
  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(folder.error().ToString(), "out.reg: -Out is a folder; name a file in it");
}

}  // namespace
}  // namespace repoint
