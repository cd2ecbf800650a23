#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "regtext/regtext.h"

namespace repoint::regtext {
namespace {

using testing::HasSubstr;

Result<Document> ParseText(std::string_view body) {
  return Parse(AsBytes("Windows Registry Editor Version 5.00\r\n" + std::string(body)));
}

// The one value of a section [K] that holds `line`.
ValueLine ParseValue(std::string_view line) {
  const auto document = ParseText("[K]\r\n" + std::string(line));
  if (!document || document->sections.size() != 1 || document->sections[0].values.size() != 1) {
    ADD_FAILURE() << line << ": " << (document ? "not one value" : document.error().message);
    return {};
  }
  return document->sections[0].values[0];
}

void ExpectRoundTrip(std::string_view file, const std::optional<CodePage>& ansi = std::nullopt) {
  const auto document = Parse(AsBytes(file), ansi);
  ASSERT_TRUE(document.has_value()) << document.error().message;
  const auto written = Write(*document, ansi);
  ASSERT_TRUE(written.has_value()) << written.error().message;
  EXPECT_EQ(AsChars(*written), file);
}

TEST(Parse, ReadsKeysInOrder) {
  const auto document = ParseText("\r\n[A\\B]\r\n[-A\\C]\r\n[A]b]\r\n");
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->sections.size(), 3u);
  EXPECT_EQ(document->sections[0].key, "A\\B");
  EXPECT_FALSE(document->sections[0].deletes);
  EXPECT_EQ(document->sections[1].key, "A\\C");
  EXPECT_TRUE(document->sections[1].deletes);
  EXPECT_EQ(document->sections[2].key, "A]b") << "the last ] of the line ends the key";
}

TEST(Parse, ReadsStringsAsUtf16WithTerminator) {
  const ValueLine value = ParseValue("\"n\"=\"a\u00fc\"");
  EXPECT_EQ(value.name, "n");
  EXPECT_EQ(value.type, 1u);
  EXPECT_EQ(value.data, (Bytes{'a', 0, 0xFC, 0, 0, 0}));
}

TEST(Parse, UndoesTheTwoEscapesInNamesAndStrings) {
  const ValueLine value = ParseValue(R"("a\\b\"c"="\\\\srv\\\"x\"")");
  EXPECT_EQ(value.name, "a\\b\"c");
  EXPECT_EQ(Utf8FromUtf16Bytes(value.data), std::string("\\\\srv\\\"x\"") + '\0');
}

TEST(Parse, KeepsABackslashThatEscapesNothing) {
  EXPECT_EQ(Utf8FromUtf16Bytes(ParseValue(R"(@="C:\temp")").data), std::string("C:\\temp") + '\0');
}

TEST(Parse, ReadsStringsOverSeveralLines) {
  const auto document = ParseText("[K]\r\n\"a\"=\"one\r\n[two]\n\t;three\"\r\n\"b\"=dword:1\r\n");
  ASSERT_TRUE(document.has_value());
  ASSERT_EQ(document->sections.size(), 1u);
  ASSERT_EQ(document->sections[0].values.size(), 2u);
  EXPECT_EQ(Utf8FromUtf16Bytes(document->sections[0].values[0].data),
            std::string("one\r\n[two]\n\t;three") + '\0');
}

TEST(Parse, ReadsTheDefaultValue) {
  const ValueLine value = ParseValue("@=\"x\"");
  EXPECT_EQ(value.name, "");
  EXPECT_EQ(value.data, (Bytes{'x', 0, 0, 0}));
}

TEST(Parse, ReadsDwords) {
  EXPECT_EQ(ParseValue("\"n\"=dword:0000000f").type, 4u);
  EXPECT_EQ(ParseValue("\"n\"=dword:0000000f").data, (Bytes{15, 0, 0, 0}));
  EXPECT_EQ(ParseValue("\"n\"=dword:FFfffffe").data, (Bytes{0xFE, 0xFF, 0xFF, 0xFF}));
  EXPECT_EQ(ParseValue("\"n\"=dword:1").data, (Bytes{1, 0, 0, 0}));
}

TEST(Parse, ReadsHexOfAnyType) {
  EXPECT_EQ(ParseValue("\"n\"=hex:01,fF").type, 3u);
  EXPECT_EQ(ParseValue("\"n\"=hex:01,fF").data, (Bytes{1, 0xFF}));
  EXPECT_EQ(ParseValue("\"n\"=hex:").data, Bytes{});
  EXPECT_EQ(ParseValue("\"n\"=hex(7):00,00").type, 7u);
  EXPECT_EQ(ParseValue("\"n\"=hex(0):").type, 0u);
  EXPECT_EQ(ParseValue("\"n\"=hex(ffff0012):61").type, 0xFFFF0012u);
  EXPECT_EQ(ParseValue("\"n\"=hex:1,2 , 3").data, (Bytes{1, 2, 3}));
}

TEST(Parse, JoinsContinuationLines) {
  const ValueLine value = ParseValue("\"n\"=hex:01,\\\r\n  02,\\ \r\n\t03\r\n");
  EXPECT_EQ(value.data, (Bytes{1, 2, 3}));
  EXPECT_EQ(value.text, "\"n\"=hex:01,\\\r\n  02,\\ \r\n\t03\r\n");
}

TEST(Parse, ReadsDeletedValues) {
  EXPECT_TRUE(ParseValue("\"n\"=-").deletes);
  EXPECT_TRUE(ParseValue("@=-").deletes);
}

TEST(Parse, SkipsBlanksAroundEverything) {
  const ValueLine value = ParseValue("  \"n\" =\t\"x\"  ");
  EXPECT_EQ(value.name, "n");
  EXPECT_EQ(value.data, (Bytes{'x', 0, 0, 0}));
}

TEST(Parse, GivesCommentsToWhatStandsBefore) {
  const auto document = ParseText("; a\r\n[K]  \r\n; b\r\n@=\"x\"\r\n\r\n ; c\r\n[L]\r\n");
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->head_text, "Windows Registry Editor Version 5.00\r\n; a\r\n");
  EXPECT_EQ(document->sections[0].head_text, "[K]  \r\n; b\r\n");
  EXPECT_EQ(document->sections[0].values[0].text, "@=\"x\"\r\n");
  EXPECT_EQ(document->sections[0].values[0].tail_text, "\r\n ; c\r\n");
  EXPECT_EQ(document->sections[1].head_text, "[L]\r\n");
}

TEST(Parse, AllowsACommentBehindAValue) {
  EXPECT_EQ(ParseValue("\"n\"=\"x\" ; why").data, (Bytes{'x', 0, 0, 0}));
  EXPECT_EQ(ParseValue("\"n\"=hex:01 ; why").data, Bytes{1});
}

TEST(Parse, RemembersTheFirstLineEnd) {
  EXPECT_EQ(Parse(AsBytes("REGEDIT4\n[K]\r\n"))->line_end, "\n");
  EXPECT_EQ(Parse(AsBytes("REGEDIT4\r[K]\r"))->line_end, "\r");
  EXPECT_EQ(Parse(AsBytes("REGEDIT4\r\n\n"))->line_end, "\r\n");
}

TEST(Parse, KeepsHexTextOfRegedit4AsItStands) {
  const auto document = Parse(AsBytes("REGEDIT4\n[K]\n\"n\"=hex(2):25,61,00\n"));
  ASSERT_TRUE(document.has_value());
  EXPECT_EQ(document->sections[0].values[0].data, (Bytes{0x25, 0x61, 0}));
}

TEST(Parse, DoesNotTakeSecondBytesOfACharacterForBackslashes) {
  const auto document =
      Parse(AsBytes("REGEDIT4\n[K\\\x95\x5C]\n\"\x95\x5C\"=\"\x83\x5C\"\n"), *CodePage::Find(932));
  ASSERT_TRUE(document.has_value()) << document.error().message;
  EXPECT_EQ(document->sections[0].key, "K\\\u8868");
  EXPECT_EQ(document->sections[0].values[0].name, "\u8868");
  EXPECT_EQ(Utf8FromUtf16Bytes(document->sections[0].values[0].data), std::string("\u30bd") + '\0');
}

TEST(Parse, NamesTheSwitchWhenAnUnknownCodePageLooksLikeDamage) {
  const auto document = Parse(AsBytes("REGEDIT4\n[K]\n\"n\"=\"\x95\x5C\"\n"));
  ASSERT_FALSE(document.has_value());
  EXPECT_EQ(document.error().code, ErrorCode::kDamaged);
  EXPECT_THAT(document.error().message, HasSubstr("-CodePage"));
}

struct BadLine {
  const char* text;
  const char* line;
};

TEST(Parse, SaysTheLineOfDamage) {
  static constexpr BadLine kBad[] = {
      {"\"n\"=\"x\"\r\n", "line 2:"},                         // no key
      {"[K]\r\n\r\n\"n\"=hex:0g\r\n", "line 4:"},             //
      {"[K]\r\n\"n\"=hex:123\r\n", "line 3:"},                // three digits
      {"[K]\r\n\"n\"=hex:01 02\r\n", "line 3:"},              // no comma
      {"[K]\r\n\"n\"=hex:01,\\", "line 3:"},                  // cut
      {"[K]\r\n\"n\"=hex:01,\\\r\n", "line 3:"},              // cut
      {"[K]\r\n\"n\"=hex(100000000):01\r\n", "line 3:"},      // type of 33 bits
      {"[K]\r\n\"n\"=hex():01\r\n", "line 3:"},               //
      {"[K]\r\n\"n\"=dword:100000000\r\n", "line 3:"},        // 33 bits
      {"[K]\r\n\"n\"=dword:\r\n", "line 3:"},                 //
      {"[K]\r\n\"n\"=dword:12x\r\n", "line 3:"},              //
      {"[K]\r\n\"n\"=\"open\r\n", "line 3:"},                 // no closing quote
      {"[K]\r\n\"n\"=\"open\r\n\"m\"=\"x\"\r\n", "line 3:"},  // the same, seen later
      {"[K]\r\n\"n\r\n", "line 3:"},                          //
      {"[K]\r\n\"n\"\r\n", "line 3:"},                        // no =
      {"[K]\r\n\"n\"=\r\n", "line 3:"},                       // no data
      {"[K]\r\n\"n\"=word:1\r\n", "line 3:"},                 //
      {"[K]\r\n\"n\"=\"x\"y\r\n", "line 3:"},                 //
      {"[K]\r\n\"n\"=-x\r\n", "line 3:"},                     //
      {"[K]\r\nhello\r\n", "line 3:"},                        //
      {"[K\r\n[L]\r\n", "line 2:"},                           // no ]
      {"[]\r\n", "line 2:"},                                  //
      {"[-]\r\n", "line 2:"},                                 //
  };
  for (const BadLine& bad : kBad) {
    const auto document = ParseText(bad.text);
    ASSERT_FALSE(document.has_value()) << bad.text;
    EXPECT_EQ(document.error().code, ErrorCode::kDamaged) << bad.text;
    EXPECT_THAT(document.error().message, HasSubstr(bad.line)) << bad.text;
  }
}

TEST(ParseThenWrite, GivesTheSameBytes) {
  for (const std::string_view file : {
           "REGEDIT4",
           "REGEDIT4\r\n\r\n[K]\r\n\"n\"=hex:01,\\\r\n  02\r\n\r\n",
           "REGEDIT4\n  [K]  \n; c\n\n\"a\"=\"b\" ;x\n@=-\n[-K\\L]",
           "REGEDIT4\r[K]\r\"n\"=dword:1\r",
           "REGEDIT4\n\n[K]\n\"n\"=\"l1\r\nl2\"",
           "REGEDIT4\n[K\x81\xFF]\n\"\x8D\"=\"\x80\xE4\"\n",
           "REGEDIT4\r\n\n\r\r\n[K]\n\r",
       }) {
    ExpectRoundTrip(file);
  }
  ExpectRoundTrip("REGEDIT4\n[K\\\x95\x5C]\n\"\x95\x5C\"=\"\x83\x5C\"\n", *CodePage::Find(932));
}

}  // namespace
}  // namespace repoint::regtext
