#include "base/bytes.h"

#include <gtest/gtest.h>

namespace repoint {
namespace {

TEST(ByteReader, ReadsLittleEndian) {
  const Bytes bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.U8(), 0x01);
  EXPECT_EQ(reader.U16(), 0x0302);
  EXPECT_EQ(reader.U32(), 0x07060504u);
  EXPECT_EQ(reader.U64(), 0x0F0E0D0C0B0A0908u);
  EXPECT_TRUE(reader.ok());
  EXPECT_TRUE(reader.AtEnd());
}

TEST(ByteReader, GivesZerosAfterTheFirstOverrun) {
  const Bytes bytes = {1, 2, 3};
  ByteReader reader(bytes);
  EXPECT_EQ(reader.U32(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.U8(), 0) << "three bytes are left, but the structure did not fit";
  EXPECT_TRUE(reader.Take(1).empty());
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, TakingNothingAtTheEndIsNoOverrun) {
  ByteReader reader({});
  EXPECT_TRUE(reader.Take(0).empty());
  EXPECT_TRUE(reader.ok());
}

TEST(ByteReader, HugeCountsDoNotWrapAround) {
  const Bytes bytes = {1, 2};
  ByteReader reader(bytes);
  reader.U8();
  EXPECT_TRUE(reader.Take(SIZE_MAX).empty());
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, TakesTextUpToItsTerminator) {
  ByteReader reader(AsBytes(std::string_view("ab\0c", 4)));
  EXPECT_EQ(AsChars(reader.TakeZ()), "ab");
  EXPECT_EQ(reader.offset(), 3u);
  EXPECT_TRUE(reader.TakeZ().empty()) << "no terminator";
  EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, TakesUtf16UpToAZeroUnit) {
  const Bytes bytes = {0x41, 0x00, 0x00, 0x01, 0x00, 0x00, 0x42};
  ByteReader reader(bytes);
  EXPECT_EQ(ToBytes(reader.TakeZ16()), (Bytes{0x41, 0x00, 0x00, 0x01}))
      << "two zeros across units are no terminator";
  EXPECT_EQ(reader.Rest().size(), 1u);
  EXPECT_TRUE(reader.TakeZ16().empty());
  EXPECT_FALSE(reader.ok());
}

TEST(Bytes, LoadsOnlyWhatFits) {
  const Bytes bytes = {0x01, 0x02, 0x03, 0x04, 0x05};
  EXPECT_EQ(LoadU32(bytes, 1), 0x05040302u);
  EXPECT_EQ(LoadU32(bytes, 2), std::nullopt);
  EXPECT_EQ(LoadU16(bytes, 5), std::nullopt);
  EXPECT_EQ(LoadU16(bytes, SIZE_MAX), std::nullopt);
  EXPECT_EQ(LoadU64(bytes, 0), std::nullopt);
}

TEST(ByteWriter, WritesWhatTheReaderReads) {
  ByteWriter writer;
  writer.U8(1).U16(0x0302).U32(0x07060504).U64(0x0F0E0D0C0B0A0908).Put("ab").Zeros(2);
  EXPECT_EQ(HexEncode(writer.bytes()), "0102030405060708090a0b0c0d0e0f61620000");
}

TEST(ByteWriter, PadsToAMultiple) {
  ByteWriter writer;
  writer.PadTo(4);
  EXPECT_EQ(writer.size(), 0u);
  writer.U8(1).PadTo(4);
  EXPECT_EQ(writer.bytes(), (Bytes{1, 0, 0, 0}));
  writer.PadTo(4);
  EXPECT_EQ(writer.size(), 4u);
}

TEST(Hex, DecodesEitherCaseAndNothingElse) {
  EXPECT_EQ(HexDecode("00fFAb"), (Bytes{0x00, 0xFF, 0xAB}));
  EXPECT_EQ(HexDecode(""), Bytes());
  EXPECT_EQ(HexDecode("abc"), std::nullopt);
  EXPECT_EQ(HexDecode("0g"), std::nullopt);
  EXPECT_EQ(HexDecode("0 "), std::nullopt);
}

}  // namespace

// Known answers of the FNV-1a reference, 64 bits.
TEST(Fnv1a, GivesTheKnownAnswersAndGoesOnFromAnEarlierResult) {
  EXPECT_EQ(Fnv1a(""), 0xcbf29ce484222325u);
  EXPECT_EQ(Fnv1a("a"), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(Fnv1a("foobar"), 0x85944171f73967e8u);
  EXPECT_EQ(Fnv1a("bar", Fnv1a("foo")), Fnv1a("foobar"));
}

}  // namespace repoint
