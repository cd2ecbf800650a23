// Replay of old logs. docs/hive.md.
#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"
#include "hive/log.h"
#include "hive/testing/log_hive.h"

namespace repoint::hive {
namespace {

using testing::HasSubstr;

const Bytes kHive = HiveOf("ab", 4, 3);

Bytes WithTime(Bytes file, uint32_t low) {
  StoreU32(file, base_block::kLastWritten, low);
  SetChecksum(file);
  return file;
}

std::string WhyNot(const Bytes& hive, const std::vector<LogFile>& logs) {
  const auto replay = ReplayLogs(hive, logs);
  if (replay) return "recovered";
  return std::string(ErrorCodeName(replay.error().code)) + ": " + replay.error().message;
}

TEST(OldLogTest, AppliesThePagesOfTheBitmap) {
  const auto replay = ReplayLogs(kHive, Logs(OldLogOf(kHive, 4, 3, {{1, 'X'}, {2, 'Y'}})));
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(FillingsOf(replay->hive), "aXY");
  const auto base = BaseBlock::Decode(replay->hive);
  EXPECT_FALSE(base->IsDirty());
  EXPECT_EQ(base->primary_sequence, 4);
  EXPECT_EQ(base->bins_size, 3 * 4096);
  EXPECT_EQ(replay->entries, 1);
}

TEST(OldLogTest, AppliesSinglePagesOf512Bytes) {
  Bytes log = OldLogOf(kHive, 4, 2, {{1, 'X'}});
  log[512 + 4 + 1] = 0x80;  // the last of the second bin alone
  log.erase(log.begin() + 1024, log.end() - 512);
  const auto replay = ReplayLogs(kHive, Logs(log));
  ASSERT_THAT(replay, IsOk());
  const size_t written = replay->hive.size() - 512;
  EXPECT_TRUE(Equal(ByteView(replay->hive).subspan(4096, written - 4096),
                    ByteView(kHive).subspan(4096, written - 4096)));
  EXPECT_THAT(ByteView(replay->hive).subspan(written), testing::Each('X'));
}

// Until Windows Server 2003 the log has the number before that of the hive.
TEST(OldLogTest, NumberIsThatOfTheWriteOrTheOneBefore) {
  EXPECT_THAT(ReplayLogs(kHive, Logs(OldLogOf(kHive, 3, 2, {{1, 'X'}}))), IsOk());
  for (const uint32_t other : {2, 5}) {
    EXPECT_THAT(WhyNot(kHive, Logs(OldLogOf(kHive, other, 2, {{1, 'X'}}))),
                HasSubstr("belong to another write"));
  }
}

TEST(OldLogTest, TimeMustBeThatOfTheHive) {
  const Bytes log = OldLogOf(kHive, 4, 2, {{1, 'X'}});
  EXPECT_THAT(WhyNot(kHive, Logs(WithTime(log, 1))), HasSubstr("conflict: "));
  EXPECT_THAT(WhyNot(kHive, Logs(WithTime(log, 1))), HasSubstr("belong to another write"));
  EXPECT_THAT(WhyNot(kHive, Logs(log, WithTime(log, 0xFFFFFFFF))),
              HasSubstr("NTUSER.DAT.LOG2 is newer than the hive"));
}

TEST(OldLogTest, LogOfAnotherWriteIsIgnored) {
  const Bytes log = OldLogOf(kHive, 4, 2, {{1, 'X'}});
  const Bytes older = WithTime(OldLogOf(kHive, 4, 2, {{0, 'Y'}}), 1);
  const auto replay = ReplayLogs(kHive, Logs(older, log));
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(FillingsOf(replay->hive), "aX");
}

TEST(OldLogTest, TwoThatFitAreRefused) {
  const Bytes log = OldLogOf(kHive, 4, 2, {{1, 'X'}});
  EXPECT_THAT(WhyNot(kHive, Logs(log, log)), HasSubstr("both of its logs fit"));
}

TEST(OldLogTest, LogThatWasBeingWrittenIsRefused) {
  Bytes log = OldLogOf(kHive, 4, 2, {{1, 'X'}});
  StoreU32(log, base_block::kSecondarySequence, 3);
  SetChecksum(log);
  EXPECT_THAT(WhyNot(kHive, Logs(log)), HasSubstr("belong to another write"));
}

TEST(OldLogTest, LogThatIsCutShortIsRefused) {
  const Bytes log = OldLogOf(kHive, 4, 2, {{1, 'X'}});
  for (const size_t size : {size_t{512}, size_t{515}, size_t{600}, log.size() - 1}) {
    EXPECT_THAT(WhyNot(kHive, Logs(ToBytes(ByteView(log).first(size)))),
                HasSubstr("NTUSER.DAT.LOG1 cannot be used"))
        << size;
  }
}

TEST(OldLogTest, GrowthThatBringsNotEveryByteIsRefused) {
  EXPECT_THAT(WhyNot(kHive, Logs(OldLogOf(kHive, 4, 4, {{2, 'X'}}))), HasSubstr("damaged: "));
}

TEST(OldLogTest, ClaimOf4GiBIsRefused) {
  for (const uint32_t size : {0xFFFFF000U, 0xFFFFFFFFU, 0x00000200U, 0U}) {
    Bytes log = OldLogOf(kHive, 4, 2, {{1, 'X'}});
    StoreU32(log, base_block::kBinsSize, size);
    SetChecksum(log);
    EXPECT_NE(WhyNot(kHive, Logs(log)), "recovered") << size;
  }
}

TEST(OldLogTest, NewLogBesideItCounts) {
  const Bytes old_log = OldLogOf(kHive, 4, 2, {{0, 'X'}});
  const auto replay = ReplayLogs(kHive, Logs(old_log, LogOf(kHive, {{4, 2, {{1, 'Y'}}}})));
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(FillingsOf(replay->hive), "aY");
}

TEST(OldLogTest, BadBaseBlockIsReplacedWhenTheFirstBinHasTheTime) {
  const Bytes log = OldLogOf(kHive, 4, 2, {{1, 'X'}});
  Bytes hive = kHive;
  hive[200] ^= 1;
  EXPECT_THAT(WhyNot(hive, Logs(log)), HasSubstr("newer than the hive"));
  for (size_t i = 0; i < 8; ++i) hive[4096 + 20 + i] = hive[12 + i];
  const auto replay = ReplayLogs(hive, Logs(log));
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(FillingsOf(replay->hive), "aX");
  const auto base = BaseBlock::Decode(replay->hive);
  EXPECT_FALSE(base->IsDirty());
  EXPECT_EQ(base->type, base_block::kTypePrimary);
  EXPECT_EQ(base->primary_sequence, 4);
}

}  // namespace
}  // namespace repoint::hive
