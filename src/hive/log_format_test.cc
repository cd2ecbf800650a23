// The bytes of log entries. docs/hive.md.
#include "hive/log_format.h"

#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"
#include "hive/marvin.h"
#include "hive/testing/log_hive.h"

namespace repoint::hive {
namespace {

using testing::Each;

// Both hashes again, after a test has changed an entry.
void Rehash(Bytes& entry) {
  const auto store = [&](size_t at, uint64_t hash) {
    StoreU32(entry, at, static_cast<uint32_t>(hash));
    StoreU32(entry, at + 4, static_cast<uint32_t>(hash >> 32));
  };
  store(24, Marvin32(ByteView(entry).subspan(40)));
  store(32, Marvin32(ByteView(entry).first(32)));
}

const TestEntry kEntry = {.sequence = 7, .pages = 3, .fillings = {{0, 'x'}, {2, 'y'}}};

TEST(LogFormatTest, EntryHasItsLayout) {
  const Bytes entry =
      EntryOf({.sequence = 7, .pages = 3, .fillings = {{0, 'x'}, {2, 'y'}}, .flags = 1});
  const size_t contents = 40 + 2 * 8;
  EXPECT_EQ(entry.size(), RoundUp(contents + 2 * 4096, 512));
  EXPECT_EQ(HexEncode(ByteView(entry).first(24)),
            "48764c45"    // HvLE
            "00220000"    // size
            "01000000"    // flags
            "07000000"    // sequence
            "00300000"    // hive-bins size
            "02000000");  // pages
  EXPECT_EQ(*LoadU64(entry, 24), Marvin32(ByteView(entry).subspan(40)));
  EXPECT_EQ(*LoadU64(entry, 32), Marvin32(ByteView(entry).first(32)));
  EXPECT_EQ(HexEncode(ByteView(entry).subspan(40, 16)), "00000000001000000020000000100000");
  EXPECT_EQ(ToBytes(ByteView(entry).subspan(contents, 4096)), BinOf(0, 'x'));
  EXPECT_EQ(ToBytes(ByteView(entry).subspan(contents + 4096, 4096)), BinOf(2, 'y'));
  EXPECT_THAT(ByteView(entry).subspan(contents + 8192), Each(0));
}

TEST(LogFormatTest, EntryIsReadBack) {
  const Bytes bytes = EntryOf(kEntry);
  const auto entry = DecodeLogEntry(bytes);
  ASSERT_THAT(entry, IsOk());
  ASSERT_TRUE(*entry);
  EXPECT_EQ((*entry)->size, bytes.size());
  EXPECT_EQ((*entry)->sequence, 7);
  EXPECT_EQ((*entry)->bins_size, 3 * 4096);
  ASSERT_EQ((*entry)->pages.size(), 2);
  EXPECT_EQ((*entry)->pages[1].offset, 2 * 4096);
  EXPECT_EQ(ToBytes((*entry)->pages[1].bytes), BinOf(2, 'y'));
}

TEST(LogFormatTest, BaseBlockOfALogIsACopyOfTheHives) {
  const Bytes hive = HiveOf("ab", 4, 3);
  const Bytes block = EncodeLogBase(hive, 9, 3 * 4096);
  ASSERT_EQ(block.size(), 512);
  const auto base = BaseBlock::Decode(block);
  ASSERT_THAT(base, IsOk());
  EXPECT_TRUE(base->checksum_holds);
  EXPECT_EQ(base->type, 6);
  EXPECT_EQ(base->primary_sequence, 9);
  EXPECT_EQ(base->secondary_sequence, 9);
  EXPECT_EQ(base->bins_size, 3 * 4096);
  EXPECT_EQ(base->last_written, BaseBlock::Decode(hive)->last_written);
  EXPECT_EQ(base->minor, 5);
}

TEST(LogFormatTest, EntriesEndWhereOneDoesNotHold) {
  const Bytes good = EntryOf(kEntry);
  for (const size_t at : {0, 4, 8, 12, 16, 20, 24, 32, 40, 5000}) {  // any field, any page
    Bytes bad = good;
    bad[at] ^= 0x10;
    const auto entry = DecodeLogEntry(bad);
    ASSERT_THAT(entry, IsOk()) << at;
    EXPECT_FALSE(*entry) << at;
  }
}

TEST(LogFormatTest, EntriesEndWhereOneIsTorn) {
  const Bytes good = EntryOf(kEntry);
  for (const size_t size : {size_t{0}, size_t{3}, size_t{511}, size_t{512}, good.size() - 1}) {
    const auto entry = DecodeLogEntry(ByteView(good).first(size));
    ASSERT_THAT(entry, IsOk()) << size;
    EXPECT_FALSE(*entry) << size;
  }
}

TEST(LogFormatTest, EntriesEndWhereBinsAreNoPages) {
  Bytes bytes = EntryOf(kEntry);
  StoreU32(bytes, 16, 3 * 4096 + 512);
  Rehash(bytes);
  const auto entry = DecodeLogEntry(bytes);
  ASSERT_THAT(entry, IsOk());
  EXPECT_FALSE(*entry);
}

TEST(LogFormatTest, EntryThatHoldsAndMakesNoSenseIsRefused) {
  const std::pair<size_t, uint32_t> cases[] = {
      {20, 0xFFFFFFFF},       // pages that it has no room to name
      {40, 3 * 4096},         // a page behind the hive
      {40, 0xFFFFF000},       // at an offset that wraps
      {44, 0xFFFFFFFF},       // a size that does
      {20, 1 + 2 * 4096 / 8}  // pages longer than the entry
  };
  for (const auto& [at, number] : cases) {
    Bytes bytes = EntryOf(kEntry);
    StoreU32(bytes, at, number);
    Rehash(bytes);
    EXPECT_THAT(DecodeLogEntry(bytes), FailsWith(ErrorCode::kDamaged)) << at << ' ' << number;
  }
}

}  // namespace
}  // namespace repoint::hive
