#include "mapi/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapi/fixture_values.h"
#include "mapi/hex_test_util.h"
#include "mapi/tags.h"

namespace repoint::mapi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Bytes Ascii(std::string_view text) { return ToBytes(text); }

// --- single strings

TEST(TextTest, Utf16KeepsItsTerminator) {
  const auto text = DecodeText(Hex("41004200 0000"), TextForm::kUtf16);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->raw, Hex("41004200"));
  EXPECT_EQ(text->terminators, 1u);
}

TEST(TextTest, MissingAndRepeatedTerminatorsAreCounted) {
  EXPECT_EQ(DecodeText(Hex("4100"), TextForm::kUtf16)->terminators, 0u);
  EXPECT_EQ(DecodeText(Hex("4100 00000000"), TextForm::kUtf16)->terminators, 2u);
  EXPECT_EQ(DecodeText(Hex("41 000000"), TextForm::kAnsi)->terminators, 3u);
}

TEST(TextTest, EmptyValueIsEmptyText) {
  const auto text = DecodeText({}, TextForm::kUtf16);
  ASSERT_TRUE(text);
  EXPECT_THAT(text->raw, IsEmpty());
  EXPECT_EQ(text->terminators, 0u);
}

TEST(TextTest, ZeroByteInsideAUtf16UnitIsNoTerminator) {
  // U+0100 and U+0041: the zero bytes stand side by side across the unit border.
  EXPECT_EQ(DecodeText(Hex("0001 0041 4100"), TextForm::kUtf16)->raw, Hex("000100414100"));
}

TEST(TextTest, OddUtf16IsOpaque) {
  EXPECT_EQ(DecodeText(Hex("410042"), TextForm::kUtf16), std::nullopt);
}

TEST(TextTest, ZeroInsideIsOpaque) {
  EXPECT_EQ(DecodeText(Hex("4100 0000 4200"), TextForm::kUtf16), std::nullopt);
  EXPECT_EQ(DecodeText(Hex("41 00 42 00"), TextForm::kAnsi), std::nullopt);
}

TEST(TextTest, EncodesAsFound) {
  EXPECT_EQ(EncodeText({TextForm::kUtf16, Hex("4100"), 2}), Hex("4100 00000000"));
  EXPECT_EQ(EncodeText({TextForm::kAnsi, Hex("41"), 1}), Hex("4100"));
  EXPECT_EQ(EncodeText({TextForm::kAnsi, Hex("41"), 0}), Hex("41"));
}

TEST(TextToUtf8Test, Utf16NeedsNoCodePage) {
  EXPECT_EQ(TextToUtf8(Hex("4200fc00"), TextForm::kUtf16, std::nullopt), "B\xc3\xbc");
  EXPECT_EQ(TextToUtf8(Hex("4200fc"), TextForm::kUtf16, std::nullopt), std::nullopt);
}

TEST(TextToUtf8Test, AnsiWithoutCodePageIsAsciiOnly) {
  EXPECT_EQ(TextToUtf8(Ascii("EXSRC01"), TextForm::kAnsi, std::nullopt), "EXSRC01");
  EXPECT_EQ(TextToUtf8(Hex("42fc"), TextForm::kAnsi, std::nullopt), std::nullopt);
}

TEST(TextToUtf8Test, AnsiFollowsTheCodePage) {
  const auto page = CodePage::Find(1252);
  ASSERT_TRUE(page);
  EXPECT_EQ(TextToUtf8(Hex("42fc"), TextForm::kAnsi, *page), "B\xc3\xbc");
  EXPECT_EQ(TextFromUtf8("B\xc3\xbc", TextForm::kAnsi, *page), Hex("42fc"));
  EXPECT_EQ(TextFromUtf8("\xe2\x82\xac\xe6\x97\xa5", TextForm::kAnsi, *page), std::nullopt);
}

TEST(TextFromUtf8Test, Utf16TakesAllCharacters) {
  EXPECT_EQ(TextFromUtf8("\xf0\x9f\x98\x80", TextForm::kUtf16, std::nullopt), Hex("3dd8 00de"));
}

TEST(TextFromUtf8Test, AnsiWithoutCodePageIsAsciiOnly) {
  EXPECT_EQ(TextFromUtf8("EXTGT02", TextForm::kAnsi, std::nullopt), Ascii("EXTGT02"));
  EXPECT_EQ(TextFromUtf8("B\xc3\xbc", TextForm::kAnsi, std::nullopt), std::nullopt);
}

TEST(TextFromUtf8Test, RefusesBytesThatAreNotUtf8AndZeros) {
  EXPECT_EQ(TextFromUtf8("B\xfc", TextForm::kUtf16, std::nullopt), std::nullopt);
  EXPECT_EQ(TextFromUtf8(std::string_view("a\0b", 3), TextForm::kUtf16, std::nullopt),
            std::nullopt);
  EXPECT_EQ(TextFromUtf8(std::string_view("a\0b", 3), TextForm::kAnsi, std::nullopt), std::nullopt);
}

// --- multi-valued strings: bytes as real profiles have them

struct StringsVector {
  const char* name;
  uint16_t type;
  int width;
  Bytes data;
  std::vector<Bytes> items;
};

std::vector<StringsVector> StringsVectors() {
  return {
      {"SupportFiles32",
       kPtMvString8,
       4,
       Hex("01000000 08000000 6d737073742e646c6c00"),
       {Ascii("mspst.dll")}},
      {"SupportFiles64",
       kPtMvString8,
       8,
       Hex("01000000 0c00000000000000 636f6e7461622e646c6c00"),
       {Ascii("contab.dll")}},
      {"FolderNames32",
       kPtMvString8,
       4,
       Hex("01000000 08000000 436f6e746163747300"),
       {Ascii("Contacts")}},
      {"FolderNames64",
       kPtMvString8,
       8,
       Hex("01000000 0c00000000000000 436f6e746163747300"),
       {Ascii("Contacts")}},
      {"FolderNamesUnicode",
       kPtMvUnicode,
       4,
       Hex("01000000 08000000 43006f006e00740061006300740073000000"),
       {Hex("43006f006e0074006100630074007300")}},
      {"TwoItems",
       kPtMvString8,
       4,
       Hex("02000000 0c000000 16000000 4d494e45542e444c4c00 494e455441422e444c4c00"),
       {Ascii("MINET.DLL"), Ascii("INETAB.DLL")}},
      {"EmptyItemBetween",
       kPtMvString8,
       4,
       Hex("03000000 10000000 12000000 13000000 4100 00 4200"),
       {Ascii("A"), {}, Ascii("B")}},
      {"EmptyUnicodeItems64",
       kPtMvUnicode,
       8,
       Hex("02000000 1400000000000000 1600000000000000 0000 0000"),
       {{}, {}}},
  };
}

TEST(MvStringTest, DecodesRealLayouts) {
  for (const StringsVector& v : StringsVectors()) {
    const auto value = DecodeMulti(v.data, v.type);
    ASSERT_TRUE(value) << v.name;
    EXPECT_EQ(value->width, v.width) << v.name;
    EXPECT_EQ(value->items, v.items) << v.name;
  }
}

TEST(MvStringTest, EncodesRealLayouts) {
  for (const StringsVector& v : StringsVectors()) {
    EXPECT_EQ(EncodeMulti({.width = v.width, .items = v.items}, v.type), v.data) << v.name;
  }
}

// Offsets of the Exchange 5.5 client on NT 4 (Q183015): six bindings, 0x9e bytes. Only the lengths
// matter here.
TEST(MvStringTest, OffsetsOfSixBindings) {
  MultiValue value{.width = 4, .items = {}};
  for (const size_t size : {0x10, 0x23, 0x12, 0x11, 0x10, 0x16}) {
    value.items.push_back(Bytes(size, 'x'));
  }
  const Bytes data = EncodeMulti(value, kPtMvString8);
  EXPECT_EQ(Bytes(data.begin(), data.begin() + 28),
            Hex("06000000 1c000000 2d000000 51000000 64000000 76000000 87000000"));
  EXPECT_THAT(data, SizeIs(0x9e));
  EXPECT_EQ(DecodeMulti(data, kPtMvString8), value);
}

TEST(MvStringTest, NoElementsDoNotTellTheWidth) {
  const auto value = DecodeMulti(Hex("00000000"), kPtMvString8);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->width, 0);
  EXPECT_THAT(value->items, IsEmpty());
  EXPECT_EQ(EncodeMulti(*value, kPtMvString8), Hex("00000000"));
}

TEST(MvStringTest, EmptiedListIsACountAlone) {
  EXPECT_EQ(EncodeMulti({.width = 8, .items = {}}, kPtMvUnicode), Hex("00000000"));
}

struct OpaqueCase {
  const char* why;
  uint16_t type;
  const char* hex;
};

TEST(MvStringTest, OpaqueLayouts) {
  const OpaqueCase cases[] = {
      {"no count", kPtMvString8, ""},
      {"short count", kPtMvString8, "010000"},
      {"bytes behind no elements", kPtMvString8, "00000000 00"},
      {"first offset wrong", kPtMvString8, "01000000 09000000 4100"},
      {"second offset wrong", kPtMvString8, "02000000 0c000000 0f000000 4100 4200"},
      {"offset behind the end", kPtMvString8, "02000000 0c000000 ff000000 4100 4200"},
      {"no terminator", kPtMvString8, "01000000 08000000 41"},
      {"bytes behind the last string", kPtMvString8, "01000000 08000000 4100 00"},
      {"count larger than the value", kPtMvString8, "ffffffff 08000000 4100"},
      {"count that makes the table wrap", kPtMvString8, "01000040 08000000 4100"},
      {"high half of a 64-bit offset", kPtMvString8, "01000000 0c000000 01000000 4100"},
      {"odd UTF-16", kPtMvUnicode, "01000000 08000000 41 0000"},
      {"half a terminator", kPtMvUnicode, "01000000 08000000 4100 00"},
      {"type is no multi-value of these", kPtMvLong, "01000000 08000000 4100"},
      {"single-valued type", kPtBinary, "00000000"},
  };
  for (const OpaqueCase& c : cases) {
    EXPECT_EQ(DecodeMulti(Hex(c.hex), c.type), std::nullopt) << c.why;
  }
}

// --- multi-valued binary

// A PST contact folder: 24 bytes.
constexpr char kFolder[] = "00000000 3e4b68000000000000000000000000a5 42810000";

TEST(MvBinaryTest, OneBlobOf32Bits) {
  const Bytes data = Cat({Hex("01000000 18000000 0c000000"), Hex(kFolder)});
  const auto value = DecodeMulti(data, kPtMvBinary);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->width, 4);
  EXPECT_THAT(value->items, ElementsAre(Hex(kFolder)));
  EXPECT_EQ(EncodeMulti(*value, kPtMvBinary), data);
}

TEST(MvBinaryTest, OneBlobOf64Bits) {
  const Bytes data = Cat({Hex("01000000 1800000000000000 1400000000000000"), Hex(kFolder)});
  const auto value = DecodeMulti(data, kPtMvBinary);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->width, 8);
  EXPECT_THAT(value->items, ElementsAre(Hex(kFolder)));
  EXPECT_EQ(EncodeMulti(*value, kPtMvBinary), data);
}

TEST(MvBinaryTest, SearchPathOf64Bits) {
  Bytes data = Hex("02000000 4400000000000000 2400000000000000 4400000000000000 6800000000000000");
  data.resize(data.size() + 0x44, 0xaa);
  data.resize(data.size() + 0x44, 0xbb);
  const auto value = DecodeMulti(data, kPtMvBinary);
  ASSERT_TRUE(value);
  EXPECT_THAT(value->items, ElementsAre(Bytes(0x44, 0xaa), Bytes(0x44, 0xbb)));
  EXPECT_EQ(EncodeMulti(*value, kPtMvBinary), data);
}

// 1102022a of a 64-bit Outlook: ten places, nine of them empty, with the offset behind the first
// blob.
TEST(MvBinaryTest, EmptyElementsCarryTheCurrentOffset) {
  Bytes data = Hex("0a000000 0801000000000000 a400000000000000");
  for (int i = 0; i < 9; ++i) data = Cat({data, Hex("0000000000000000 ac01000000000000")});
  data.resize(data.size() + 0x108, 0xcc);
  const auto value = DecodeMulti(data, kPtMvBinary);
  ASSERT_TRUE(value);
  EXPECT_THAT(value->items, SizeIs(10));
  EXPECT_THAT(value->items[0], SizeIs(0x108));
  EXPECT_THAT(value->items[9], IsEmpty());
  EXPECT_EQ(EncodeMulti(*value, kPtMvBinary), data);
}

TEST(MvBinaryTest, EveryBlobIsPaddedAlsoTheLast) {
  const Bytes data = Hex("02000000 01000000 14000000 05000000 18000000 aa000000 bbbbbbbbbb000000");
  const auto value = DecodeMulti(data, kPtMvBinary);
  ASSERT_TRUE(value);
  EXPECT_THAT(value->items, ElementsAre(Hex("aa"), Hex("bbbbbbbbbb")));
  EXPECT_EQ(EncodeMulti(*value, kPtMvBinary), data);
}

TEST(MvBinaryTest, ElementOf0x1d1BytesTakes0x1d4) {
  EXPECT_THAT(EncodeMulti({.width = 8, .items = {Bytes(0x1d1, 1)}}, kPtMvBinary),
              SizeIs(0x14 + 0x1d4));
}

TEST(MvBinaryTest, OpaqueLayouts) {
  const OpaqueCase cases[] = {
      {"no table", kPtMvBinary, "03000000 10000000 6f6f7073"},
      {"last blob not padded", kPtMvBinary, "01000000 01000000 0c000000 aa"},
      {"padding not zero", kPtMvBinary, "01000000 01000000 0c000000 aa000001"},
      {"bytes behind the padding", kPtMvBinary, "01000000 01000000 0c000000 aa000000 00000000"},
      {"empty element with offset 0", kPtMvBinary, "01000000 00000000 00000000"},
      {"size behind the end", kPtMvBinary, "01000000 05000000 0c000000 aa000000"},
      {"size near 4 GiB", kPtMvBinary, "01000000 fdffffff 0c000000 aa000000"},
      {"size near 16 EiB", kPtMvBinary, "01000000 fdffffffffffffff 1400000000000000 aa000000"},
      {"count larger than the value", kPtMvBinary, "ffffffff 00000000 0c000000"},
      {"overlapping blobs", kPtMvBinary, "02000000 04000000 14000000 04000000 14000000 aaaaaaaa"},
  };
  for (const OpaqueCase& c : cases) {
    EXPECT_EQ(DecodeMulti(Hex(c.hex), c.type), std::nullopt) << c.why;
  }
}

// --- the rest

TEST(MvLongTest, PackedWithoutCount) {
  EXPECT_EQ(DecodeMultiLong(Hex("0f010480")), (std::vector<uint32_t>{0x8004010f}));
  EXPECT_EQ(EncodeMultiLong({0x8004010f, 1}), Hex("0f010480 01000000"));
  EXPECT_EQ(DecodeMultiLong({}), std::vector<uint32_t>());
  EXPECT_EQ(DecodeMultiLong(Hex("0f010480 01")), std::nullopt);
}

TEST(LongTest, ExactlyFourBytes) {
  EXPECT_EQ(DecodeLong(Hex("84110000")), 0x1184u);
  EXPECT_EQ(EncodeLong(0x1184), Hex("84110000"));
  EXPECT_EQ(DecodeLong(Hex("841100")), std::nullopt);
  EXPECT_EQ(DecodeLong(Hex("8411000000")), std::nullopt);
}

TEST(UidListTest, ConcatenatedInOrder) {
  const Bytes a(16, 0xaa), b(16, 0xbb);
  EXPECT_EQ(DecodeUidList(Cat({a, b})), (std::vector<Bytes>{a, b}));
  EXPECT_EQ(EncodeUidList({b, a}), Cat({b, a}));
  EXPECT_EQ(DecodeUidList({}), std::vector<Bytes>());
  EXPECT_EQ(DecodeUidList(Bytes(17, 0)), std::nullopt);
}

TEST(SectionNameTest, StoredOrderInLowerCase) {
  EXPECT_EQ(SectionName(Hex("13DBB0C8AA05101A9BB000AA002FC45A")),
            "13dbb0c8aa05101a9bb000aa002fc45a");
}

// --- whole profiles

bool IsMultiName(const std::optional<PropName>& name) {
  return name && !name->secure &&
         (name->type == kPtMvString8 || name->type == kPtMvUnicode || name->type == kPtMvBinary);
}

TEST(FixtureTest, MultiValuesDecodeWithTheWidthOfTheirOutlook) {
  for (const Fixture& fixture : kFixtures) {
    size_t decoded = 0;
    for (const auto& [name, data] : FixtureValues(fixture.file)) {
      const auto prop = ParsePropName(name);
      // These two are made not to decode.
      if (!IsMultiName(prop) || name == "11029996" || name == "1102045f") continue;
      const auto value = DecodeMulti(data, prop->type);
      ASSERT_TRUE(value) << fixture.file << " " << name;
      EXPECT_TRUE(value->items.empty() || value->width == fixture.width) << fixture.file;
      ++decoded;
    }
    EXPECT_GT(decoded, 5u) << fixture.file;
  }
}

TEST(FixtureTest, EveryValueIsUnderstoodWholeOrNotAtAll) {
  for (const Fixture& fixture : kFixtures) {
    for (const auto& [name, data] : FixtureValues(fixture.file)) {
      for (const uint16_t type : {kPtMvString8, kPtMvUnicode, kPtMvBinary}) {
        const auto value = DecodeMulti(data, type);
        if (value) {
          EXPECT_EQ(EncodeMulti(*value, type), data) << fixture.file << " " << name;
        }
      }
      for (const TextForm form : {TextForm::kUtf16, TextForm::kAnsi}) {
        const auto text = DecodeText(data, form);
        if (text) {
          EXPECT_EQ(EncodeText(*text), data) << fixture.file << " " << name;
        }
      }
    }
  }
}

// A single bit that differs, or a byte that is missing, gives other contents or nothing, never the
// same bytes again.
TEST(DamageTest, ChangedBytesAreNeverReadAsTheOriginal) {
  for (const StringsVector& v : StringsVectors()) {
    for (size_t bit = 0; bit < v.data.size() * 8; ++bit) {
      Bytes damaged = v.data;
      damaged[bit / 8] ^= static_cast<uint8_t>(1u << (bit % 8));
      const auto value = DecodeMulti(damaged, v.type);
      if (value) {
        EXPECT_EQ(EncodeMulti(*value, v.type), damaged) << v.name << " bit " << bit;
      }
    }
    for (size_t size = 0; size < v.data.size(); ++size) {
      EXPECT_EQ(DecodeMulti(ByteView(v.data).first(size), v.type), std::nullopt) << v.name;
    }
  }
}

}  // namespace
}  // namespace repoint::mapi
