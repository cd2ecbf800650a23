#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace repoint {
namespace {

using testing::ElementsAre;

TEST(Text, ConvertsBetweenUtf8AndUtf16) {
  EXPECT_EQ(ToUtf16("J\u00F6rg \u20AC \U0001F600"), u"J\u00F6rg \u20AC \U0001F600");
  EXPECT_EQ(ToUtf8(u"J\u00F6rg \u20AC \U0001F600"), "J\u00F6rg \u20AC \U0001F600");
}

TEST(Text, LoneSurrogatesComeBack) {
  const std::u16string high = {u'a', 0xD83D, u'b'};
  const std::u16string low = {0xDE00};
  const std::u16string swapped = {0xDE00, 0xD83D};
  for (const std::u16string& units : {high, low, swapped}) {
    EXPECT_EQ(ToUtf16(ToUtf8(units)), units);
  }
  EXPECT_EQ(ToUtf8(low), "\xED\xB8\x80");
}

TEST(Text, EveryUnitComesBack) {
  for (uint32_t unit = 0; unit <= 0xFFFF; ++unit) {
    const std::u16string units(1, static_cast<char16_t>(unit));
    ASSERT_EQ(ToUtf16(ToUtf8(units)), units) << unit;
  }
}

TEST(Text, HighestCharacterComesBack) {
  EXPECT_EQ(ToUtf8(ToUtf16("\U00010000\U0010FFFF")), "\U00010000\U0010FFFF");
}

TEST(Text, BytesThatAreNotUtf8BecomeReplacementCharacters) {
  EXPECT_EQ(ToUtf16("a\xF6"
                    "b"),
            u"a\uFFFDb");
  EXPECT_EQ(ToUtf16("\x80"), u"\uFFFD");
  EXPECT_EQ(ToUtf16("\xE2\x82"), u"\uFFFD");
  EXPECT_EQ(ToUtf16("\xE2\x82x"), u"\uFFFDx");
  EXPECT_EQ(ToUtf16("\xFF\xFE"), u"\uFFFD\uFFFD");
}

TEST(Text, IsUtf8IsStrict) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("J\u00F6rg \U0010FFFF"));
  EXPECT_FALSE(IsUtf8("\xC0\x80")) << "not the shortest form";
  EXPECT_FALSE(IsUtf8("\xE0\x80\x80")) << "not the shortest form";
  EXPECT_FALSE(IsUtf8("\xF0\x80\x80\x80")) << "not the shortest form";
  EXPECT_FALSE(IsUtf8("\xED\xA0\x80")) << "a surrogate";
  EXPECT_FALSE(IsUtf8("\xF4\x90\x80\x80")) << "above U+10FFFF";
  EXPECT_FALSE(IsUtf8("\xF5\x80\x80\x80"));
  EXPECT_FALSE(IsUtf8("\xC3")) << "cut off";
}

TEST(Text, Utf16BytesAreLittleEndian) {
  EXPECT_EQ(Utf16Bytes("A\u20AC"), (Bytes{0x41, 0x00, 0xAC, 0x20}));
  EXPECT_EQ(Utf8FromUtf16Bytes(Bytes{0x41, 0x00, 0xAC, 0x20}), "A\u20AC");
}

TEST(Text, OddUtf16BytesAreNoText) { EXPECT_EQ(Utf8FromUtf16Bytes(Bytes{0x41}), std::nullopt); }

TEST(Text, FoldsOnlyAscii) {
  EXPECT_EQ(FoldAscii("\u00C4/CN=Az09"), "\u00C4/cn=az09");
  EXPECT_TRUE(EqualsFolded("/O=Org", "/o=ORG"));
  EXPECT_FALSE(EqualsFolded("\u00C4", "\u00E4"));
  EXPECT_FALSE(EqualsFolded("[", "{")) << "only letters differ in that bit";
  EXPECT_FALSE(EqualsFolded("a", "ab"));
}

TEST(Text, StartsWithAndFindIgnoreCase) {
  EXPECT_TRUE(StartsWithFolded("SMTP:a@b", "smtp:"));
  EXPECT_FALSE(StartsWithFolded("SM", "smtp:"));
  EXPECT_EQ(FindFolded("/o=Org/CN=x", "/cn="), 6u);
  EXPECT_EQ(FindFolded("aAa", "A", 1), 1u);
  EXPECT_EQ(FindFolded("abc", "d"), std::string::npos);
  EXPECT_EQ(FindFolded("abc", "a", 7), std::string::npos);
}

TEST(Text, FoldedLessOrdersBytesWithoutCase) {
  EXPECT_TRUE(LessFolded("A", "b"));
  EXPECT_TRUE(LessFolded("a", "B"));
  EXPECT_FALSE(LessFolded("a", "A"));
  EXPECT_TRUE(LessFolded("z", "\u00E4")) << "bytes above 7F come last";
  std::map<std::string, int, FoldedLess> map = {{"Name", 1}};
  EXPECT_TRUE(map.contains("NAME"));
}

TEST(Text, TrimsSpacesAndTabsOnly) {
  EXPECT_EQ(Trim(" \t a b \t"), "a b");
  EXPECT_EQ(Trim(" \t "), "");
  EXPECT_EQ(Trim("\na\r"), "\na\r");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_THAT(Split(",a,,b,", ','), ElementsAre("", "a", "", "b", ""));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
}

TEST(Text, JoinIsTheInverseOfSplit) {
  EXPECT_EQ(Join({"", "a", "", "b", ""}, ","), ",a,,b,");
  EXPECT_EQ(Join({"a"}, ", "), "a");
  EXPECT_EQ(Join({}, ", "), "");
}

}  // namespace
}  // namespace repoint
