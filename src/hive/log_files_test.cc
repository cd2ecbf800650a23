// Finding the logs of a hive, and the number of the next write.
#include <gmock/gmock.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "hive/log.h"
#include "hive/testing/log_hive.h"

namespace repoint::hive {
namespace {

using testing::ElementsAre;

std::vector<std::string> Names(const std::vector<LogFile>& logs) {
  std::vector<std::string> names;
  for (const LogFile& log : logs) names.push_back(log.name);
  return names;
}

TEST(FindLogsTest, FindsThemInAnyCaseAndEmptyOnes) {
  FakeFiles files;
  for (const char* name : {"NTUSER.DAT", "ntuser.dat.LOG2", "NTUSER.DAT.Log1", "NTUSER.DAT.LOG",
                           "NTUSER.DAT.LOG3", "NTUSER.DAT.LOG1.bak", "USRCLASS.DAT.LOG1"}) {
    files.Put("home/" + std::string(name), "");
  }
  files.Put("home/NTUSER.DAT.Log1", "abc");
  const auto logs = FindLogs(files, "home/NTUSER.DAT");
  ASSERT_THAT(logs, IsOk());
  EXPECT_THAT(Names(*logs), ElementsAre("NTUSER.DAT.LOG", "NTUSER.DAT.Log1", "ntuser.dat.LOG2"));
  EXPECT_EQ((*logs)[1].bytes, ToBytes("abc"));
  EXPECT_TRUE((*logs)[2].bytes.empty());
}

TEST(FindLogsTest, FindsNoneBesideABareName) {
  FakeFiles files;
  files.Put("NTUSER.DAT", "");
  const auto logs = FindLogs(files, "NTUSER.DAT");
  ASSERT_THAT(logs, IsOk());
  EXPECT_THAT(*logs, testing::IsEmpty());
}

TEST(FindLogsTest, TwoNamesThatDifferInCaseAreRefused) {
  FakeFiles files;
  files.Put("home/NTUSER.DAT.LOG1", "a");
  files.Put("home/ntuser.dat.log1", "b");
  EXPECT_THAT(FindLogs(files, "home/NTUSER.DAT"), FailsWith(ErrorCode::kConflict));
}

TEST(FindLogsTest, LogThatCannotBeReadIsAnError) {
  FakeFiles files;
  files.Put("home/NTUSER.DAT.LOG1", "a");
  files.SetError("home/NTUSER.DAT.LOG1", Error{ErrorCode::kDenied, "no", ""});
  EXPECT_THAT(FindLogs(files, "home/NTUSER.DAT"), FailsWith(ErrorCode::kDenied));
}

uint32_t Highest(const Bytes& hive, const std::vector<LogFile>& logs) {
  return HighestSequence(*BaseBlock::Decode(hive), logs);
}

TEST(SequenceTest, HighestIsThatOfTheHiveWithoutLogs) {
  EXPECT_EQ(Highest(HiveOf("a", 5, 4), {}), 5);
  EXPECT_EQ(Highest(HiveOf("a", 4, 5), {}), 5);
}

TEST(SequenceTest, HighestCountsEveryEntryOfEveryLog) {
  const Bytes hive = HiveOf("ab", 5, 5);
  const Bytes log = LogOf(hive, {{4, 2, {{0, 'X'}}}, {9, 2, {{1, 'Y'}}}, {8, 2, {{1, 'Z'}}}});
  EXPECT_EQ(Highest(hive, Logs({}, log)), 9);
}

TEST(SequenceTest, HighestCountsStaleTornAndDamagedEntries) {
  const Bytes hive = HiveOf("ab", 5, 5);
  Bytes log = LogOf(hive, {{4, 2, {{0, 'X'}}}, {9, 2, {{1, 'Y'}}}});
  log[512 + 24] ^= 1;                // the hash of the first
  log[0] = 'x';                      // the base block
  log.resize(log.size() - 512 * 8);  // the end of the second
  EXPECT_EQ(Highest(hive, Logs(log)), 9);
}

TEST(SequenceTest, HighestCountsTheBaseBlockOfALog) {
  const Bytes hive = HiveOf("ab", 5, 5);
  EXPECT_EQ(Highest(hive, Logs(EncodeLogBase(hive, 12, 8192))), 12);
}

TEST(SequenceTest, NextIsOneHigher) {
  EXPECT_THAT(NextSequence(*BaseBlock::Decode(HiveOf("a", 5, 5)), {}), IsOkAndHolds(6));
  EXPECT_THAT(NextSequence(*BaseBlock::Decode(HiveOf("a", 0xFFFFFFFF, 5)), {}),
              FailsWith(ErrorCode::kConflict));
}

}  // namespace
}  // namespace repoint::hive
