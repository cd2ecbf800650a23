#include "mapi/autocomplete.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/testing/result_matchers.h"
#include "mapi/hex_test_util.h"
#include "mapi/tags.h"
#include "mapi/testing/nickname_stream.h"

namespace repoint::mapi {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Every type of the format; what a stream of Outlook 2003 may hold, too.
NicknameStream EveryType(uint32_t major, uint32_t minor) {
  NicknameStream stream(major, minor);
  stream.Row().Text(0x6001001f, "b\xc3\xbc").Number(0x00010002, 7).Number(0x00020003, 70000);
  stream.Number(0x00030004, 0x3fc00000).Number(0x00040005, 0x3ff8000000000000);
  stream.Number(0x0005000a, 0x8004010f).Number(0x0006000b, 1);
  stream.Number(0x00070014, 0x0123456789abcdef).Number(0x00080040, 0x01cab6727df44d50);
  stream.Row().Text(0x3001001e, "b\xfc").Data(0x00090102, Hex("000102"));
  stream.Raw(0x000a0048, Hex("101112131415161718191a1b1c1d1e1f"));
  stream.Elements(0x000b1102, {Hex("aa"), Bytes(), Hex("bbbb")});
  stream.Elements(0x000c101e, {Z("a"), Z("")}).Elements(0x000d101f, {WideZ("a\xc3\xbc")});
  stream.Row();
  return stream.Extra(Hex("c0ffee"));
}

// 12 + 4 bytes, no rows, no extra information, the last 8 bytes.
Bytes Empty() { return Hex("0df0adba 0c000000 00000000 00000000 00000000 504df47d72b6ca01"); }

// The stream has views into the bytes.
AutocompleteStream Decoded(Bytes&& bytes) = delete;
AutocompleteStream Decoded(const Bytes& bytes) {
  auto stream = DecodeAutocomplete(bytes);
  EXPECT_THAT(stream, IsOk());
  return stream.value_or(AutocompleteStream());
}

// The bytes of the stream with its rows made from their properties.
Bytes Encoded(const AutocompleteStream& stream) {
  Bytes bytes = ToBytes(stream.bytes);
  for (const ByteView row : stream.rows) {
    const Bytes made = EncodeAutocompleteRow(PropertiesOf(row));
    EXPECT_EQ(made.size(), row.size());
    std::ranges::copy(made, bytes.begin() + (row.data() - stream.bytes.data()));
  }
  return bytes;
}

// Those of the only row.
std::vector<AutocompleteProperty> OnlyRow(const AutocompleteStream& stream) {
  EXPECT_EQ(stream.rows.size(), 1u);
  return stream.rows.empty() ? std::vector<AutocompleteProperty>() : PropertiesOf(stream.rows[0]);
}

std::string Refusal(const Bytes& bytes) {
  const auto stream = DecodeAutocomplete(bytes);
  return stream ? "decoded" : stream.error().message;
}

// A stream of one row with one property of this tag, and what follows it.
Bytes OneProperty(std::string_view tag_and_value, std::string_view data) {
  return Cat({Hex("0df0adba 0c000000 00000000 01000000 01000000"), Hex(std::string(tag_and_value)),
              Hex(std::string(data)), Hex("00000000 504df47d72b6ca01")});
}

TEST(AutocompleteTest, EveryTypeOfBothVersionsComesOutTheSame) {
  for (const auto& [major, minor] : {std::pair{12u, 0u}, std::pair{10u, 1u}}) {
    const Bytes bytes = EveryType(major, minor).Build();
    const AutocompleteStream stream = Decoded(bytes);
    EXPECT_EQ(stream.major, major);
    EXPECT_EQ(stream.minor, minor);
    EXPECT_EQ(stream.rows.size(), 3u);
    EXPECT_EQ(Encoded(stream), bytes);
  }
}

TEST(AutocompleteTest, NumbersAreInTheUnionWithGarbageBeside) {
  const Bytes bytes = OneProperty("02000160 4d3c2b1a 0700 6f63 3c2b1a00", "");
  const AutocompleteStream stream = Decoded(bytes);
  const auto properties = OnlyRow(stream);
  ASSERT_EQ(properties.size(), 1u);
  EXPECT_EQ(properties[0].tag, 0x60010002u);
  EXPECT_EQ(properties[0].type(), kPtI2);
  EXPECT_EQ(properties[0].id(), 0x6001);
  EXPECT_EQ(properties[0].reserved, 0x1a2b3c4du);
  EXPECT_EQ(properties[0].value, 0x001a2b3c636f0007u);
  EXPECT_TRUE(properties[0].data.empty());
  EXPECT_EQ(Encoded(stream), bytes);
}

TEST(AutocompleteTest, StringsKeepTheirTerminatorAndTheStalePointer) {
  const Bytes bytes = OneProperty("1e000130 00000000 801ae304 efbeadde", "04000000 626f6200");
  const AutocompleteStream stream = Decoded(bytes);
  const auto properties = OnlyRow(stream);
  ASSERT_EQ(properties.size(), 1u);
  EXPECT_EQ(ToBytes(properties[0].data), Z("bob"));
  EXPECT_EQ(properties[0].value, 0xdeadbeef04e31a80u);
  EXPECT_EQ(Encoded(stream), bytes);
}

TEST(AutocompleteTest, GuidHasNoSize) {
  const Bytes bytes =
      OneProperty("48000130 00000000 0000000000000000", "101112131415161718191a1b1c1d1e1f");
  const AutocompleteStream stream = Decoded(bytes);
  const auto properties = OnlyRow(stream);
  ASSERT_EQ(properties.size(), 1u);
  EXPECT_EQ(ToBytes(properties[0].data), Hex("101112131415161718191a1b1c1d1e1f"));
}

TEST(AutocompleteTest, ElementsOfMultiValuesHaveASizeEach) {
  const Bytes bytes = OneProperty("02110130 00000000 0000000000000000",
                                  "03000000 01000000 aa 00000000 02000000 bbcc");
  const AutocompleteStream stream = Decoded(bytes);
  const auto properties = OnlyRow(stream);
  ASSERT_EQ(properties.size(), 1u);
  EXPECT_EQ(properties[0].count, 3u);
  std::vector<Bytes> elements;
  for (const ByteView element : ElementsOf(properties[0])) {
    elements.push_back(ToBytes(element));
  }
  EXPECT_THAT(elements, ElementsAre(Hex("aa"), Bytes(), Hex("bbcc")));
}

TEST(AutocompleteTest, StreamWithoutRowsDecodes) {
  const Bytes bytes = Empty();
  const AutocompleteStream stream = Decoded(bytes);
  EXPECT_TRUE(stream.rows.empty());
  EXPECT_EQ(Encoded(stream), bytes);
}

TEST(AutocompleteTest, ExtraInformationAndTheLastEightBytesBelongToNoRow) {
  NicknameStream made(10, 1);
  made.Row().Number(0x60040003, 5);
  const Bytes bytes = made.Extra(Hex("00ff00")).Build();
  const AutocompleteStream stream = Decoded(bytes);
  ASSERT_EQ(stream.rows.size(), 1u);
  EXPECT_EQ(ToBytes(stream.rows[0]), made.RowBytes(0));
  EXPECT_EQ(HexEncode(ByteView(bytes).subspan(16 + stream.rows[0].size())),
            "0300000000ff00504df47d72b6ca01");
}

TEST(AutocompleteTest, RowsLieOneBehindTheOtherAndTellTheirProperties) {
  NicknameStream made;
  made.Row().Number(0x60040003, 5).Number(0x60050003, 6);
  made.Row().Text(0x6001001f, "bob");
  const Bytes bytes = made.Build();
  const AutocompleteStream stream = Decoded(bytes);
  ASSERT_EQ(stream.rows.size(), 2u);
  EXPECT_EQ(PropertiesOf(stream.rows[0]).size(), 2u);
  ASSERT_EQ(PropertiesOf(stream.rows[1]).size(), 1u);
  EXPECT_EQ(PropertiesOf(stream.rows[1])[0].tag, 0x6001001fu);
  EXPECT_EQ(ToBytes(stream.rows[0]), made.RowBytes(0));
  EXPECT_EQ(ToBytes(stream.rows[1]), made.RowBytes(1));
  EXPECT_EQ(stream.rows[0].data(), bytes.data() + 16);
}

TEST(AutocompleteTest, TenThousandRowsComeOutTheSame) {
  NicknameStream made;
  for (int i = 0; i < 10000; ++i) {
    AddSmtpRow(made, {.smtp = "person" + std::to_string(i) + "@contoso.example"});
  }
  const Bytes bytes = made.Build();
  const AutocompleteStream stream = Decoded(bytes);
  EXPECT_EQ(stream.rows.size(), 10000u);
  EXPECT_EQ(Encoded(stream), bytes);
}

TEST(AutocompleteTest, CutAnywhereItDoesNotDecodeAndSaysWhere) {
  for (const auto& [major, minor] : {std::pair{12u, 0u}, std::pair{10u, 1u}}) {
    const Bytes bytes = EveryType(major, minor).Build();
    for (size_t size = 0; size < bytes.size(); ++size) {
      // A buffer of just this size, so that a sanitizer sees a read behind it.
      const Bytes cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(size));
      const auto stream = DecodeAutocomplete(cut);
      ASSERT_THAT(stream, FailsWith(ErrorCode::kDamaged)) << size;
      ASSERT_FALSE(stream.error().message.empty()) << size;
    }
  }
}

TEST(AutocompleteTest, BytesBehindTheEndDoNotDecode) {
  EXPECT_EQ(Refusal(Cat({Empty(), Hex("0000")})), "byte 28: 2 bytes follow the end");
}

TEST(AutocompleteTest, OtherBeginningsAreNoStream) {
  Bytes other = Empty();
  other[0] = 0x0e;
  EXPECT_THAT(Refusal(other), HasSubstr("this is no autocomplete stream"));
  EXPECT_THAT(Refusal(Bytes()), HasSubstr("this is no autocomplete stream"));
}

TEST(AutocompleteTest, OtherVersionsAreNotRead) {
  for (const auto& [major, minor] :
       {std::pair{11u, 0u}, std::pair{13u, 0u}, std::pair{12u, 1u}, std::pair{10u, 0u}}) {
    EXPECT_THAT(DecodeAutocomplete(NicknameStream(major, minor).Build()),
                FailsWith(ErrorCode::kUnsupported))
        << major << "." << minor;
  }
  EXPECT_EQ(Refusal(NicknameStream(13, 2).Build()),
            "the stream is of version 13.2, which is not known here");
}

TEST(AutocompleteTest, TypeOfUnknownLengthDoesNotDecodeAndIsNamedWithItsPlace) {
  NicknameStream stream;
  stream.Row().Number(0x60040003, 5);
  stream.Row().Number(0x60040003, 5).Raw(0x6666000d, Hex("0000"));
  EXPECT_THAT(DecodeAutocomplete(stream.Build()), FailsWith(ErrorCode::kUnsupported));
  EXPECT_EQ(Refusal(stream.Build()),
            "row 2 of 2, byte 56: property 6666000d has a type that such streams do not have");
  for (const uint32_t type :
       {0x0000u, 0x0001u, 0x0006u, 0x0007u, 0x00fbu, 0x1002u, 0x1003u, 0x1014u, 0x1040u, 0x1048u}) {
    NicknameStream other;
    other.Row().Number(0x60010000 | type, 0);
    EXPECT_THAT(DecodeAutocomplete(other.Build()), FailsWith(ErrorCode::kUnsupported)) << type;
  }
}

// Each would need more memory or time than its bytes are worth.
TEST(AutocompleteTest, CountsThatTheBytesCannotHoldAreRefusedAtOnce) {
  EXPECT_EQ(Refusal(Hex("0df0adba 0c000000 00000000 ffffffff 00000000 504df47d72b6ca01")),
            "byte 12: the number of rows would go beyond the end, at byte 28");
  EXPECT_EQ(
      Refusal(Hex("0df0adba 0c000000 00000000 01000000 ffffffff 00000000 504df47d72b6ca01")),
      "row 1 of 1, byte 16: the number of its properties would go beyond the end, at byte 32");
  EXPECT_EQ(Refusal(OneProperty("02110130 00000000 0000000000000000", "ffffffff")),
            "row 1 of 1, byte 36: property 30011102 would go beyond the end, at byte 52");
  EXPECT_EQ(Refusal(OneProperty("02010130 00000000 0000000000000000", "ffffffff")),
            "row 1 of 1, byte 36: property 30010102 would go beyond the end, at byte 52");
  EXPECT_EQ(Refusal(OneProperty("02110130 00000000 0000000000000000", "01000000 fffffff0")),
            "row 1 of 1, byte 36: property 30011102 would go beyond the end, at byte 56");
  EXPECT_EQ(Refusal(Hex("0df0adba 0c000000 00000000 00000000 09000000 504df47d72b6ca01")),
            "byte 16: the extra information behind the rows would go beyond the end, at byte 28");
}

TEST(AutocompleteTest, TooLongAStreamIsNotRead) {
  EXPECT_THAT(DecodeAutocomplete(Bytes(kMaxAutocompleteSize + 1)),
              FailsWith(ErrorCode::kUnsupported));
}

TEST(AutocompleteTest, OtherDataOfAPropertyIsEncodedWithItsOwnSize) {
  const Bytes bytes = OneProperty("1e000130 00000000 801ae304 efbeadde", "04000000 626f6200");
  auto properties = OnlyRow(Decoded(bytes));
  ASSERT_EQ(properties.size(), 1u);
  const Bytes longer = Z("bobby");
  properties[0].data = longer;
  EXPECT_EQ(HexEncode(EncodeAutocompleteRow(properties)),
            "010000001e00013000000000801ae304efbeadde06000000626f62627900");
}

}  // namespace
}  // namespace repoint::mapi
