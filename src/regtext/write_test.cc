#include <gtest/gtest.h>

#include "base/text.h"
#include "regtext/regtext.h"

namespace repoint::regtext {
namespace {

Bytes Sz(std::string_view text) {
  Bytes data = Utf16Bytes(text);
  data.insert(data.end(), 2, uint8_t{0});
  return data;
}

ValueLine MakeValue(std::string name, uint32_t type, Bytes data) {
  ValueLine value;
  value.name = std::move(name);
  value.type = type;
  value.data = std::move(data);
  return value;
}

Section Made(std::string key, bool deletes = false) {
  Section section;
  section.key = std::move(key);
  section.deletes = deletes;
  return section;
}

Document Ansi() { return *Parse(AsBytes("REGEDIT4\r\n")); }

// What Write makes of one value of a version-5 file, without the line end.
std::string TextOf(const ValueLine& value, const Document& document = NewDocument()) {
  const auto text = ValueText(value, document);
  return text ? text->substr(0, text->size() - document.line_end.size()) : text.error().message;
}

TEST(ValueText, WritesEachTypeAsRegeditDoes) {
  EXPECT_EQ(TextOf(MakeValue("n", 1, Sz("a\\b\"c"))), R"("n"="a\\b\"c")");
  EXPECT_EQ(TextOf(MakeValue("", 1, Sz(""))), R"(@="")");
  EXPECT_EQ(TextOf(MakeValue("a\\b\"", 4, {0xEF, 0xBE, 0xAD, 0xDE})), R"("a\\b\""=dword:deadbeef)");
  EXPECT_EQ(TextOf(MakeValue("n", 3, {1, 0xAB})), R"("n"=hex:01,ab)");
  EXPECT_EQ(TextOf(MakeValue("n", 3, {})), R"("n"=hex:)");
  EXPECT_EQ(TextOf(MakeValue("n", 0, {})), R"("n"=hex(0):)");
  EXPECT_EQ(TextOf(MakeValue("n", 2, Sz("%"))), R"("n"=hex(2):25,00,00,00)");
  EXPECT_EQ(TextOf(MakeValue("n", 0xFFFF0012, {1})), R"("n"=hex(ffff0012):01)");
}

TEST(ValueText, WritesADwordOfAnotherSizeAsHex) {
  EXPECT_EQ(TextOf(MakeValue("n", 4, {1, 2})), R"("n"=hex(4):01,02)");
}

TEST(ValueText, WritesADeletion) {
  ValueLine value;
  value.name = "n";
  value.deletes = true;
  EXPECT_EQ(TextOf(value), R"("n"=-)");
}

// Lines of a real export: the first holds 21 bytes behind a name of 8, the others 25.
TEST(ValueText, WrapsWhereRegeditDoes) {
  EXPECT_EQ(TextOf(MakeValue("001f0324", 3, Bytes(48, 0x43))),
            "\"001f0324\"=hex:43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,\\\r\n"
            "  43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,43,\\\r\n"
            "  43,43");
}

TEST(ValueText, WritesAStringThatQuotesCannotHoldAsHex) {
  EXPECT_EQ(TextOf(MakeValue("n", 1, {})), R"("n"=hex(1):)");
  EXPECT_EQ(TextOf(MakeValue("n", 1, {'a', 0})), R"("n"=hex(1):61,00)");
  EXPECT_EQ(TextOf(MakeValue("n", 1, {'a', 0, 0})), R"("n"=hex(1):61,00,00)");
  EXPECT_EQ(TextOf(MakeValue("n", 1, {0, 0, 'a', 0, 0, 0})), R"("n"=hex(1):00,00,61,00,00,00)");
  EXPECT_EQ(TextOf(MakeValue("n", 1, Sz("\n"))), R"("n"=hex(1):0a,00,00,00)");
}

TEST(ValueText, RefusesTextOutsideTheCodePage) {
  const auto text = ValueText(MakeValue("n", 1, Sz("\u8868")), Ansi(), *CodePage::Find(1252));
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().code, ErrorCode::kUnsupported);
}

TEST(ValueText, AsksForTheCodePageWhenNewTextIsNotAscii) {
  const auto text = ValueText(MakeValue("n", 1, Sz("\u00fc")), Ansi());
  ASSERT_FALSE(text.has_value());
  EXPECT_EQ(text.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(text.error().message.find("-CodePage"), std::string::npos);
  EXPECT_EQ(TextOf(MakeValue("n", 1, Sz("u")), Ansi()), R"("n"="u")");
}

TEST(ValueText, RefusesInnerZerosInRegedit4) {
  EXPECT_EQ(ValueText(MakeValue("n", 1, {0, 0, 0, 0}), Ansi()).error().code,
            ErrorCode::kUnsupported);
}

TEST(Write, WritesNewTextInTheCodePage) {
  Document document = Ansi();
  document.sections.push_back(Made("K\\\u8868"));
  document.sections[0].values.push_back(MakeValue("\u8868", 1, Sz("\u30bd\\")));
  const auto file = Write(document, *CodePage::Find(932));
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(AsChars(*file),
            "REGEDIT4\r\n\r\n[K\\\x95\x5C]\r\n\"\x95\x5C\"=\"\x83\x5C\\\\\"\r\n\r\n");
}

TEST(Write, SurroundsNewSectionsWithEmptyLines) {
  Document document = *Parse(AsBytes("REGEDIT4\n\n[A]\n@=\"x\"\n[B]"));
  document.sections.insert(document.sections.begin() + 1, Made("A", true));
  document.sections.push_back(Made("C"));
  document.sections.push_back(Made("D"));
  EXPECT_EQ(AsChars(*Write(document)), "REGEDIT4\n\n[A]\n@=\"x\"\n\n[-A]\n\n[B]\n\n[C]\n\n[D]\n\n");
}

TEST(Write, StartsEachValueOnItsOwnLine) {
  Document document = *Parse(AsBytes("REGEDIT4\n\n[A]\n\"a\"=\"x\""));
  document.sections[0].values.push_back(MakeValue("b", 4, {1, 0, 0, 0}));
  EXPECT_EQ(AsChars(*Write(document)), "REGEDIT4\n\n[A]\n\"a\"=\"x\"\n\"b\"=dword:00000001\n");
}

TEST(Write, MakesAVersion5FileInUtf16) {
  Document document = NewDocument();
  document.sections.push_back(Made("K"));
  const auto file = Write(document);
  ASSERT_TRUE(file.has_value());
  ASSERT_GE(file->size(), 4u);
  EXPECT_EQ(ByteView(*file).first(4)[0], 0xFF);
  EXPECT_EQ(Utf8FromUtf16Bytes(ByteView(*file).subspan(2)),
            "Windows Registry Editor Version 5.00\r\n\r\n[K]\r\n\r\n");
}

}  // namespace
}  // namespace repoint::regtext
