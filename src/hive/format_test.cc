#include "hive/format.h"

#include <gtest/gtest.h>

namespace repoint::hive {
namespace {

TEST(BaseBlockChecksum, IsTheXorOfTheNumbersBeforeIt) {
  ByteWriter block;
  block.U32(0x12345678).U32(0x0F0F0F0F).Zeros(512 - 8);
  EXPECT_EQ(BaseBlockChecksum(block.bytes()), 0x12345678U ^ 0x0F0F0F0FU);
}

TEST(BaseBlockChecksum, IsNeverZeroNorMinusOne) {
  ByteWriter zeros;
  zeros.Zeros(512);
  EXPECT_EQ(BaseBlockChecksum(zeros.bytes()), 1U);
  ByteWriter ones;
  ones.U32(0xFFFFFFFF).Zeros(508);
  EXPECT_EQ(BaseBlockChecksum(ones.bytes()), 0xFFFFFFFEU);
}

TEST(BaseBlockChecksum, DoesNotCountItself) {
  ByteWriter block;
  block.U32(5).Zeros(504).U32(99);
  EXPECT_EQ(BaseBlockChecksum(block.bytes()), 5U);
}

struct UpcaseCase {
  char16_t unit, upper;
};

class UpcaseTest : public testing::TestWithParam<UpcaseCase> {};

TEST_P(UpcaseTest, IsThatOfWindows) { EXPECT_EQ(Upcase(GetParam().unit), GetParam().upper); }

INSTANTIATE_TEST_SUITE_P(Units, UpcaseTest,
                         testing::Values(UpcaseCase{u'a', u'A'}, UpcaseCase{u'z', u'Z'},
                                         UpcaseCase{u'{', u'{'}, UpcaseCase{u'\u00e4', u'\u00c4'},
                                         UpcaseCase{u'\u00f7', u'\u00f7'},  // division sign
                                         UpcaseCase{u'\u00ff', u'\u0178'},  // leaves Latin-1
                                         UpcaseCase{u'\u00df', u'\u00df'},  // would be two units
                                         UpcaseCase{u'\u00b5', u'\u00b5'},  // micro sign stays
                                         UpcaseCase{u'\u0131', u'\u0131'},  // dotless i stays
                                         UpcaseCase{u'\u017f', u'\u017f'},  // long s stays
                                         UpcaseCase{u'\u0436', u'\u0416'},  // Cyrillic
                                         UpcaseCase{u'\u0561', u'\u0531'},  // Armenian
                                         UpcaseCase{u'\u10d0', u'\u10d0'},  // Georgian: newer
                                         UpcaseCase{u'\uff41', u'\uff21'},  // full width
                                         UpcaseCase{u'\u4e2d', u'\u4e2d'}));

// The digest is that of $UpCase, the table in every NTFS volume that Windows 7 formats.
TEST(Upcase, IsTheWholeTableOfWindows7) {
  std::string table;
  for (uint32_t unit = 0; unit < 0x10000; ++unit) {
    const char16_t upper = Upcase(static_cast<char16_t>(unit));
    table += static_cast<char>(upper & 0xFF);
    table += static_cast<char>(upper >> 8);
  }
  EXPECT_EQ(Fnv1a(table), 0x48ed4531e9399927);
}

TEST(CompareNames, GoesByUpperCase) {
  EXPECT_EQ(CompareNames(u"Software", u"SOFTWARE"), 0);
  // '_' lies between 'Z' and 'a': behind every letter once letters are upper case.
  EXPECT_GT(CompareNames(u"a_", u"ab"), 0);
  EXPECT_LT(CompareNames(u"ab", u"abc"), 0);
}

TEST(LhHash, MultipliesBy37AndAddsTheUpperCase) {
  EXPECT_EQ(LhHash(u""), 0U);
  EXPECT_EQ(LhHash(u"a"), 65U);
  EXPECT_EQ(LhHash(u"aB"), 65U * 37 + 66);
  EXPECT_EQ(LhHash(u"\u0436"), 0x416U);
}

TEST(LfHint, HoldsTheFirstFourCharacters) {
  EXPECT_EQ(LfHint(u"ab"), 0x6261U);
  EXPECT_EQ(LfHint(u"Software"), 0x74666F53U);
}

TEST(LfHint, BeginsWithZeroWhenOneOfThemIsNotLatin1) {
  EXPECT_EQ(LfHint(u"ab\u0436") & 0xFF, 0U);
  EXPECT_EQ(LfHint(u"abcd\u0436"), 0x64636261U);
}

TEST(EncodeName, TakesAByteForEachUnitExactlyWhereAllAreBelow256) {
  EXPECT_EQ(EncodeName(u"\u00e4b"), (Bytes{0xE4, 'b'}));
  EXPECT_EQ(EncodeName(u"\u0436b"), (Bytes{0x36, 0x04, 'b', 0}));
}

TEST(DecodeName, KeepsLoneSurrogates) {
  const std::u16string name = u"\xD800x";
  EXPECT_EQ(DecodeName({EncodeName(name), false}), name);
}

}  // namespace
}  // namespace repoint::hive
