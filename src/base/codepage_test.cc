#include "base/codepage.h"

#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "base/text.h"

namespace repoint {
namespace {

CodePage Page(int number) { return CodePage::Find(number).value(); }

std::optional<std::string> Decode(int number, const Bytes& bytes) {
  return Page(number).Decode(bytes);
}

TEST(CodePage, FindsEveryCodePageOfAWindowsSystem) {
  for (const int number :
       {874, 932, 936, 949, 950, 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 65001}) {
    EXPECT_THAT(CodePage::Find(number), IsOk()) << number;
    EXPECT_EQ(Page(number).number(), number);
  }
}

TEST(CodePage, RefusesOthers) {
  for (const int number : {-1, 0, 37, 437, 850, 1200, 1249, 1259, 54936, 65000}) {
    EXPECT_THAT(CodePage::Find(number), FailsWith(ErrorCode::kUnsupported)) << number;
  }
}

TEST(CodePage, AsciiIsItselfInEveryCodePage) {
  const std::string ascii = std::string("/o=Org/cn=\\~|\x7F\r\n\t") + '\0' + "x";
  for (const int number : {874, 932, 936, 949, 950, 1250, 1252, 1258, 65001}) {
    EXPECT_EQ(Page(number).Encode(ascii), ToBytes(ascii)) << number;
    EXPECT_EQ(Page(number).Decode(AsBytes(ascii)), ascii) << number;
  }
}

TEST(CodePage, EmptyTextIsEmpty) {
  EXPECT_EQ(Page(932).Encode(""), Bytes());
  EXPECT_EQ(Decode(1250, {}), "");
}

struct Sample {
  int number;
  const char* utf8;
  Bytes bytes;
};
void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.number; }

class CodePageSample : public testing::TestWithParam<Sample> {};

TEST_P(CodePageSample, EncodesAndDecodes) {
  const Sample& sample = GetParam();
  EXPECT_EQ(Page(sample.number).Encode(sample.utf8), sample.bytes);
  EXPECT_EQ(Decode(sample.number, sample.bytes), sample.utf8);
}

// Bytes from the tables that Microsoft publishes at unicode.org (MAPPINGS/VENDORS/MICSFT/WINDOWS).
INSTANTIATE_TEST_SUITE_P(
    PublishedTables, CodePageSample,
    testing::Values(
        Sample{1252,
               "Doe, J\u00F6rg \u20AC",
               {'D', 'o', 'e', ',', ' ', 'J', 0xF6, 'r', 'g', ' ', 0x80}},
        Sample{1250, "\u0141\u00F3d\u017A", {0xA3, 0xF3, 'd', 0x9F}},
        Sample{1251, "\u0416\u0451", {0xC6, 0xB8}}, Sample{1253, "\u03A9", {0xD9}},
        Sample{1254, "\u0130\u015F", {0xDD, 0xFE}}, Sample{1255, "\u05D0\u05B8", {0xE0, 0xC8}},
        Sample{1256, "\u0634", {0xD4}}, Sample{1257, "\u017D", {0xDE}},
        Sample{1258, "a\u0323\u20AB", {'a', 0xF2, 0xFE}}, Sample{874, "\u0E01\u20AC", {0xA1, 0x80}},
        // Half-width katakana, kanji, and characters whose second byte is a backslash or a bar.
        Sample{932, "\uFF71\u4E9C", {0xB1, 0x88, 0x9F}},
        Sample{932, "\u8868\u30BD\u5341", {0x95, 0x5C, 0x83, 0x5C, 0x8F, 0x5C}},
        Sample{932, "\u30DD", {0x83, 0x7C}}, Sample{932, "\u2460\uFF5E", {0x87, 0x40, 0x81, 0x60}},
        Sample{936, "\u4E2D\u6587\u20AC", {0xD6, 0xD0, 0xCE, 0xC4, 0x80}},
        Sample{949, "\uD55C\uAC02", {0xC7, 0xD1, 0x81, 0x41}},
        Sample{950, "\u4E2D\u529F", {0xA4, 0xA4, 0xA5, 0x5C}},
        Sample{65001,
               "J\u00F6rg \U0001F600",
               {'J', 0xC3, 0xB6, 'r', 'g', ' ', 0xF0, 0x9F, 0x98, 0x80}}),
    [](const auto& sample) {
      return std::to_string(sample.param.number) + "_" + std::to_string(sample.index);
    });

TEST(CodePage, SaysWhenACharacterDoesNotFit) {
  EXPECT_EQ(Page(1252).Encode("\u0416"), std::nullopt);
  EXPECT_EQ(Page(1250).Encode("\u00F1"), std::nullopt);
  EXPECT_EQ(Page(932).Encode("J\u00F6rg"), std::nullopt);
  EXPECT_EQ(Page(949).Encode("\U0001F600"), std::nullopt);
}

TEST(CodePage, DoesNotTakeACharacterThatOnlyLooksAlike) {
  EXPECT_EQ(Page(1252).Encode("\uFF21"), std::nullopt);  // best fit would be "A"
  EXPECT_EQ(Page(1252).Encode("\u0100"), std::nullopt);  // best fit would be "A"
  EXPECT_EQ(Page(932).Encode("\u00A5"), std::nullopt);   // best fit would be the backslash byte
  EXPECT_EQ(Page(932).Encode("\u203E"), std::nullopt);   // best fit would be "~"
}

TEST(CodePage, DoesNotDecomposeALetter) {
  EXPECT_EQ(Page(1258).Encode("\u1EA1"),
            std::nullopt);  // a with dot below, two bytes when decomposed
}

TEST(CodePage, LeavesLetterAndAccentApart) { EXPECT_EQ(Decode(1258, {'A', 0xCC}), "A\u0300"); }

TEST(CodePage, SaysWhenBytesHaveNoMeaning) {
  EXPECT_EQ(Decode(1252, {0x81}), std::nullopt);
  EXPECT_EQ(Decode(1255, {0xD9}), std::nullopt);
  EXPECT_EQ(Decode(874, {0xDB}), std::nullopt);
  EXPECT_EQ(Decode(932, {0xA0}), std::nullopt);
  EXPECT_EQ(Decode(932, {0x95}), std::nullopt) << "a lead byte at the end";
  EXPECT_EQ(Decode(949, {0xC7, 0x20}), std::nullopt) << "a lead byte without its trail byte";
  EXPECT_EQ(Decode(65001, {0xC3}), std::nullopt);
  EXPECT_EQ(Decode(65001, {0xED, 0xA0, 0x80}), std::nullopt) << "a surrogate";
}

TEST(CodePage, RefusesInvalidUtf8) {
  EXPECT_EQ(Page(1252).Encode("\xF6"), std::nullopt);
  EXPECT_EQ(Page(65001).Encode("\xED\xA0\x80"), std::nullopt);
}

TEST(CodePage, WhatEncodesComesBack) {
  for (const int number : {874, 932, 936, 949, 950, 1250, 1251, 1252, 1255, 1258}) {
    const CodePage page = Page(number);
    for (char16_t unit = 0x80; unit < 0xD800; unit = static_cast<char16_t>(unit + 7)) {
      const std::string utf8 = ToUtf8(std::u16string(1, unit));
      const std::optional<Bytes> bytes = page.Encode(utf8);
      if (!bytes) continue;
      EXPECT_EQ(page.Decode(*bytes), utf8) << number;
    }
  }
}

TEST(Windows1252, EveryByteComesBack) {
  for (int i = 0; i < 256; ++i) {
    const Bytes byte = {static_cast<uint8_t>(i)};
    EXPECT_EQ(EncodeWindows1252(DecodeWindows1252(byte)), byte) << i;
  }
}

TEST(Windows1252, DecodesAsPublished) {
  EXPECT_EQ(DecodeWindows1252(Bytes{0x80, 0x8A, 0x9F, 0xA0, 0xE4}),
            "\u20AC\u0160\u0178\u00A0\u00E4");
}

TEST(Windows1252, UndefinedBytesAreControlCharacters) {
  EXPECT_EQ(DecodeWindows1252(Bytes{0x81, 0x8D, 0x8F, 0x90, 0x9D}),
            "\u0081\u008D\u008F\u0090\u009D");
}

TEST(Windows1252, SaysWhenACharacterDoesNotFit) {
  EXPECT_EQ(EncodeWindows1252("\u0416"), std::nullopt);
  EXPECT_EQ(EncodeWindows1252("\u0080"), std::nullopt) << "byte 80 is the euro sign";
  EXPECT_EQ(EncodeWindows1252("\U0001F600"), std::nullopt);
  EXPECT_EQ(EncodeWindows1252("\xE4"), std::nullopt) << "not UTF-8";
}

}  // namespace
}  // namespace repoint
