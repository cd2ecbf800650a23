// Replay of new logs: which log and which entry counts. docs/hive.md.
#include "hive/log.h"

#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"
#include "hive/testing/log_hive.h"

namespace repoint::hive {
namespace {

using testing::HasSubstr;

MATCHER_P(Refuses, why, "") {
  return !arg && ExplainMatchResult(FailsWith(ErrorCode::kConflict), arg, result_listener) &&
         ExplainMatchResult(HasSubstr(why), arg.error().message, result_listener) &&
         ExplainMatchResult(HasSubstr("log on and off once"), arg.error().message, result_listener);
}

// A recovered hive: clean, and with these bins.
MATCHER_P3(Recovers, fillings, sequence, entries, "") {
  if (!ExplainMatchResult(IsOk(), arg, result_listener)) return false;
  const auto base = BaseBlock::Decode(arg->hive);
  *result_listener << "bins " << FillingsOf(arg->hive) << ", sequence " << base->primary_sequence
                   << ", entries " << arg->entries;
  return !base->IsDirty() && base->primary_sequence == static_cast<uint32_t>(sequence) &&
         arg->sequence == static_cast<uint32_t>(sequence) &&
         arg->entries == static_cast<uint32_t>(entries) &&
         base->bins_size == arg->hive.size() - 4096 && FillingsOf(arg->hive) == fillings;
}

Bytes Broken(Bytes bytes, size_t at) {
  bytes[at] ^= 0x40;
  return bytes;
}

// The last sequence that reached the hive is 3.
const Bytes kHive = HiveOf("ab", 4, 3);
constexpr size_t kFirstEntry = 512;

TEST(LogTest, AppliesAnEntry) {
  EXPECT_THAT(ReplayLogs(kHive, Logs(LogOf(kHive, {{4, 2, {{1, 'X'}}}}))), Recovers("aX", 4, 1));
}

TEST(LogTest, SequenceOfTheHiveItselfMayComeAgain) {
  EXPECT_THAT(ReplayLogs(kHive, Logs(LogOf(kHive, {{3, 2, {{1, 'X'}}}}))), Recovers("aX", 3, 1));
}

TEST(LogTest, FirstEntryMayBeFarAhead) {
  EXPECT_THAT(ReplayLogs(kHive, Logs(LogOf(kHive, {{229, 2, {{1, 'X'}}}}))),
              Recovers("aX", 229, 1));
}

TEST(LogTest, GrowsTheHive) {
  const Bytes log = LogOf(kHive, {{4, 4, {{2, 'X'}, {3, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log)), Recovers("abXY", 4, 1));
}

TEST(LogTest, HiveThatShrankLosesItsEnd) {
  const Bytes log = LogOf(kHive, {{4, 1, {{0, 'X'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log)), Recovers("X", 4, 1));
}

TEST(LogTest, WhatLiesBehindTheBinsIsNoPartOfTheHive) {
  Bytes padded = kHive;
  padded.resize(padded.size() + 10000, 0xEE);
  const Bytes log = LogOf(kHive, {{4, 3, {{2, 'X'}}}});
  EXPECT_THAT(ReplayLogs(padded, Logs(log)), Recovers("abX", 4, 1));
}

TEST(LogTest, CleanHiveStaysAsItIs) {
  const Bytes hive = HiveOf("ab", 4, 4);
  const auto replay = ReplayLogs(hive, Logs(LogOf(hive, {{5, 2, {{1, 'X'}}}})));
  EXPECT_THAT(replay, Recovers("ab", 4, 0));
  EXPECT_EQ(replay->hive, hive);
}

// --- Which entries count

TEST(LogTest, AppliesEntriesInTheirOrder) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}, {1, 'X'}}}, {5, 2, {{1, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log)), Recovers("XY", 5, 2));
}

TEST(LogTest, StaleEntryBehindTheOthersIsIgnored) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}, {3, 2, {{1, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log)), Recovers("Xb", 4, 1));
}

TEST(LogTest, StopsWhereANumberIsMissing) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}, {6, 2, {{1, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log)), Recovers("Xb", 4, 1));
}

TEST(LogTest, StopsAtABadHash) {
  const Bytes first = EntryOf({4, 2, {{0, 'X'}}});
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}, {5, 2, {{1, 'Y'}}}});
  const size_t second = kFirstEntry + first.size();
  for (const size_t at : {second + 24, second + 32, second + 1000, second + 8}) {
    EXPECT_THAT(ReplayLogs(kHive, Logs(Broken(log, at))), Recovers("Xb", 4, 1)) << at - second;
  }
}

TEST(LogTest, StopsAtATornEntry) {
  Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}, {5, 2, {{1, 'Y'}}}});
  log.resize(log.size() - 512);
  EXPECT_THAT(ReplayLogs(kHive, Logs(log)), Recovers("Xb", 4, 1));
}

TEST(LogTest, BadFirstEntryIsRefused) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(Broken(log, kFirstEntry + 24))),
              Refuses("the first entry of NTUSER.DAT.LOG1 is damaged"));
}

TEST(LogTest, FirstEntryWithAnotherNumberThanTheLogIsRefused) {
  Bytes log = EncodeLogBase(kHive, 4, 2 * kPage);
  Append(log, EntryOf({5, 2, {{0, 'X'}}}));
  EXPECT_THAT(ReplayLogs(kHive, Logs(log)), Refuses("first entry"));
}

// --- Which log counts

TEST(LogTest, LogsFollowEachOther) {
  const Bytes log1 = LogOf(kHive, {{4, 3, {{0, 'X'}, {2, 'X'}}}, {5, 3, {{0, 'Y'}}}});
  const Bytes log2 = LogOf(kHive, {{6, 3, {{0, 'Z'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log1, log2)), Recovers("ZbX", 6, 3));
}

TEST(LogTest, LowerLogIsFirstWhateverItsName) {
  const Bytes log1 = LogOf(kHive, {{5, 2, {{0, 'Y'}}}});
  const Bytes log2 = LogOf(kHive, {{4, 2, {{0, 'X'}, {1, 'X'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log1, log2)), Recovers("YX", 5, 2));
}

TEST(LogTest, LogThatDoesNotContinueTheFirstIsIgnored) {
  const Bytes log1 = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  const Bytes log2 = LogOf(kHive, {{6, 2, {{0, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log1, log2)), Recovers("Xb", 4, 1));
}

TEST(LogTest, LogOlderThanTheHiveIsIgnored) {
  const Bytes log1 = LogOf(kHive, {{2, 2, {{0, 'X'}, {1, 'X'}}}});
  const Bytes log2 = LogOf(kHive, {{4, 2, {{0, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log1, log2)), Recovers("Yb", 4, 1));
  EXPECT_THAT(ReplayLogs(kHive, Logs(log1)), Refuses("its logs are older than the hive"));
}

TEST(LogTest, BadFirstEntryOfTheLowerLogRulesOutTheOther) {
  const Bytes log1 = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  const Bytes log2 = LogOf(kHive, {{5, 2, {{0, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(Broken(log1, kFirstEntry + 32), log2)),
              Refuses("first entry of NTUSER.DAT.LOG1"));
}

TEST(LogTest, TwoLogsWithOneNumberAreRefused) {
  const Bytes log1 = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  const Bytes log2 = LogOf(kHive, {{4, 2, {{0, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log1, log2)), Refuses("begin with the same number"));
}

TEST(LogTest, DirtyHiveWithoutLogsIsRefused) {
  EXPECT_THAT(ReplayLogs(kHive, {}), Refuses("it has no logs"));
  EXPECT_THAT(ReplayLogs(kHive, Logs({})), Refuses("it has no logs"));
  EXPECT_THAT(ReplayLogs(kHive, Logs(Bytes(8192))), Refuses("it has no logs"));
}

TEST(LogTest, OneLogOfThePairIsRefused) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  EXPECT_THAT(ReplayLogs(kHive, std::vector<LogFile>{{"NTUSER.DAT.LOG1", log}}),
              Refuses(".LOG2 is missing"));
  EXPECT_THAT(ReplayLogs(kHive, std::vector<LogFile>{{"ntuser.dat.log2", log}}),
              Refuses(".LOG1 is missing"));
}

TEST(LogTest, DamagedLogIsAsGoodAsMissing) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log, Broken(log, 100))),
              Refuses("NTUSER.DAT.LOG2 is damaged"));
  EXPECT_THAT(ReplayLogs(kHive, Logs(log, kHive)), Refuses("NTUSER.DAT.LOG2 is damaged"));
  EXPECT_THAT(ReplayLogs(kHive, Logs(log, Bytes{1})), Refuses("NTUSER.DAT.LOG2 is damaged"));
}

TEST(LogTest, SingleLogIsUsedOnlyWithoutAPair) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  EXPECT_THAT(ReplayLogs(kHive, std::vector<LogFile>{{"NTUSER.DAT.LOG", log}}),
              Recovers("Xb", 4, 1));
  auto logs = Logs({});
  logs.push_back({"NTUSER.DAT.LOG", log});
  EXPECT_THAT(ReplayLogs(kHive, logs), Recovers("Xb", 4, 1));
  logs[1].bytes = LogOf(kHive, {{2, 2, {{0, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, logs), Refuses("older than the hive"));
}

// --- Sizes that a log claims

TEST(LogTest, GrowthThatBringsNotEveryByteIsRefused) {
  const TestEntry entries[] = {
      {4, 4, {{2, 'X'}}},            // the end is missing
      {4, 4, {{3, 'X'}}},            // the beginning
      {4, 5, {{2, 'X'}, {4, 'X'}}},  // the middle
      {4, 0x7FFFF, {{2, 'X'}}},      // 2 GiB
      {4, 0xFFFFF, {{0, 'X'}}},
  };
  for (const TestEntry& entry : entries) {
    EXPECT_THAT(ReplayLogs(kHive, Logs(LogOf(kHive, {entry}))), FailsWith(ErrorCode::kDamaged));
  }
}

TEST(LogTest, GrowthWithoutItsBytesIsRefusedBehindAGoodEntry) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}, {5, 4, {{2, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(kHive, Logs(log)), FailsWith(ErrorCode::kDamaged));
}

TEST(LogTest, BinsMissingInTheFileMustComeFromTheLog) {
  Bytes cut = kHive;
  cut.resize(2 * kPage + 100);
  EXPECT_THAT(ReplayLogs(cut, Logs(LogOf(kHive, {{4, 2, {{1, 'X'}}}}))), Recovers("aX", 4, 1));
  EXPECT_THAT(ReplayLogs(cut, Logs(LogOf(kHive, {{4, 2, {{0, 'X'}}}}))),
              FailsWith(ErrorCode::kDamaged));
  cut.resize(600);
  EXPECT_THAT(ReplayLogs(cut, Logs(LogOf(kHive, {{4, 2, {{0, 'X'}}}}))),
              FailsWith(ErrorCode::kDamaged));
}

// --- The base block

TEST(LogTest, TransactionFlagIsThatOfTheLastEntry) {
  const auto flags = [](const Bytes& hive, uint32_t entry_flags) {
    const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}, entry_flags}});
    return *LoadU32(ReplayLogs(hive, Logs(log))->hive, base_block::kFlags);
  };
  Bytes hive = kHive;
  StoreU32(hive, base_block::kFlags, 0x13);
  SetChecksum(hive);
  EXPECT_EQ(flags(hive, 0), 0x12);
  EXPECT_EQ(flags(kHive, 1), 1);
  // Windows XP has something else there.
  StoreU32(hive, base_block::kTransactions, 0x12345678);
  SetChecksum(hive);
  EXPECT_EQ(flags(hive, 0), 0x13);
}

TEST(LogTest, BadBaseBlockIsReplacedByThatOfTheNewerLog) {
  const Bytes log1 = LogOf(kHive, {{4, 3, {{0, 'X'}, {2, 'X'}}}});
  const Bytes log2 = LogOf(kHive, {{5, 4, {{1, 'Y'}, {2, 'Y'}, {3, 'Y'}}}});
  Bytes hive = kHive;
  StoreU32(hive, base_block::kMinor, 1);
  StoreU32(hive, base_block::kBinsSize, 0x40000000);
  const auto replay = ReplayLogs(hive, Logs(log1, log2));
  EXPECT_THAT(replay, Recovers("aYYY", 5, 1));
  EXPECT_EQ(BaseBlock::Decode(replay->hive)->minor, 5);
  EXPECT_EQ(BaseBlock::Decode(replay->hive)->type, base_block::kTypePrimary);
}

TEST(LogTest, BadBaseBlockAndBadNewerLogAreRefused) {
  const Bytes log1 = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  const Bytes log2 = LogOf(kHive, {{5, 2, {{0, 'Y'}}}});
  EXPECT_THAT(ReplayLogs(Broken(kHive, 200), Logs(log1, Broken(log2, kFirstEntry + 24))),
              Refuses("first entry of NTUSER.DAT.LOG2"));
}

TEST(LogTest, WhatIsNoHiveIsRefused) {
  const Bytes log = LogOf(kHive, {{4, 2, {{0, 'X'}}}});
  EXPECT_THAT(ReplayLogs({}, Logs(log)), FailsWith(ErrorCode::kDamaged));
  Bytes dirty_log = kHive;
  StoreU32(dirty_log, base_block::kType, base_block::kTypeNewLog);
  SetChecksum(dirty_log);
  EXPECT_THAT(ReplayLogs(dirty_log, Logs(log)), FailsWith(ErrorCode::kUnsupported));
}

}  // namespace
}  // namespace repoint::hive
