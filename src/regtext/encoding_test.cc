#include "regtext/encoding.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace repoint::regtext {
namespace {

constexpr std::string_view kHead = "Windows Registry Editor Version 5.00\r\n";

Bytes Utf16File(std::string_view text, bool bom) {
  ByteWriter out;
  if (bom) out.Put("\xFF\xFE");
  return out.Put(ByteView(Utf16Bytes(text))).Release();
}

TEST(DecodeFile, ReadsUtf16WithMark) {
  const auto file = DecodeFile(Utf16File(std::string(kHead) + "; \u00fc", true), std::nullopt);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->format, Format::kVersion5);
  EXPECT_EQ(file->encoding, Encoding::kUtf16Le);
  EXPECT_TRUE(file->bom);
  EXPECT_EQ(file->text, std::string(kHead) + "; \u00fc");
}

TEST(DecodeFile, ReadsUtf16WithoutMark) {
  const auto file = DecodeFile(Utf16File(kHead, false), std::nullopt);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->encoding, Encoding::kUtf16Le);
  EXPECT_FALSE(file->bom);
}

TEST(DecodeFile, RefusesUtf16CutInsideACharacter) {
  Bytes cut = Utf16File(kHead, true);
  cut.pop_back();
  EXPECT_EQ(DecodeFile(cut, std::nullopt).error().code, ErrorCode::kDamaged);
}

TEST(DecodeFile, ReadsUtf8WithMark) {
  const auto file = DecodeFile(AsBytes("\xEF\xBB\xBF" + std::string(kHead)), std::nullopt);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->encoding, Encoding::kUtf8);
  EXPECT_TRUE(file->bom);
  EXPECT_EQ(file->text, kHead);
}

TEST(DecodeFile, ReadsUtf8WithoutMark) {
  const auto file = DecodeFile(AsBytes(std::string(kHead) + "; \xC3\xBC"), std::nullopt);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->encoding, Encoding::kUtf8);
  EXPECT_FALSE(file->bom);
}

TEST(DecodeFile, ReadsVersion5OfSingleBytesAsAnsiWhenItIsNotUtf8) {
  const auto file = DecodeFile(AsBytes(std::string(kHead) + "; \xFC"), std::nullopt);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->format, Format::kVersion5);
  EXPECT_EQ(file->encoding, Encoding::kAnsi);
  EXPECT_EQ(file->text, std::string(kHead) + "; \u00fc");
}

TEST(DecodeFile, ReadsRegedit4AsWindows1252WithoutACodePage) {
  const auto file = DecodeFile(AsBytes("REGEDIT4\r\n; \x80\x81"), std::nullopt);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->format, Format::kRegedit4);
  EXPECT_EQ(file->text, "REGEDIT4\r\n; \u20ac\u0081");
}

TEST(DecodeFile, ReadsRegedit4InItsCodePage) {
  const auto file = DecodeFile(AsBytes("REGEDIT4\r\n; \x95\x5C"), *CodePage::Find(932));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->text, "REGEDIT4\r\n; \u8868");
}

TEST(DecodeFile, NamesTheSwitchWhenBytesAreNotInTheCodePage) {
  const auto file = DecodeFile(AsBytes("REGEDIT4\r\n; \xFF\xFF"), *CodePage::Find(932));
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(file.error().message.find("-CodePage"), std::string::npos);
}

TEST(DecodeFile, RefusesWhatHasNoSignature) {
  for (const std::string_view text :
       {"", "REGEDIT", "REGEDIT5\r\n", "REGEDIT4x\r\n", "\r\nREGEDIT4\r\n", "regf", "\xEF\xBB\xBF",
        "\xEF\xBB\xBFREGEDIT4\r\n", "\xFF\xFE", "Windows Registry Editor Version 6.00\r\n"}) {
    const auto file = DecodeFile(AsBytes(text), std::nullopt);
    ASSERT_FALSE(file.has_value()) << text;
    EXPECT_EQ(file.error().code, ErrorCode::kDamaged) << text;
  }
}

TEST(DecodeFile, AllowsBlanksBehindTheSignature) {
  EXPECT_TRUE(DecodeFile(AsBytes("REGEDIT4 \t\r\n"), std::nullopt).has_value());
  EXPECT_TRUE(DecodeFile(AsBytes("REGEDIT4"), std::nullopt).has_value());
}

TEST(EncodeFile, RefusesHalfASurrogatePairInUtf8) {
  const std::string half = ToUtf8(std::u16string(1, char16_t{0xD800}));
  EXPECT_EQ(EncodeFile(half, Encoding::kUtf8, true, std::nullopt).error().code,
            ErrorCode::kUnsupported);
  EXPECT_EQ(EncodeFile(half, Encoding::kUtf16Le, true, std::nullopt),
            (Bytes{0xFF, 0xFE, 0x00, 0xD8}));
}

}  // namespace
}  // namespace repoint::regtext
