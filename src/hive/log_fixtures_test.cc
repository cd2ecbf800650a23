// Replay of the interrupted hives in tests/fixtures/hives, whose logs another program wrote.
#include <gmock/gmock.h>

#include <map>

#include "base/testing/result_matchers.h"
#include "hive/log.h"

namespace repoint::hive {
namespace {

Result<Replay> ReplayFolder(const std::string& folder) {
  const std::string path = REPOINT_FIXTURES "/hives/" + folder + "/NTUSER.DAT";
  REPOINT_ASSIGN(Bytes primary, ReadWhole(SystemFiles(), path));
  REPOINT_ASSIGN(const auto logs, FindLogs(SystemFiles(), path));
  return ReplayLogs(std::move(primary), logs);
}

ByteView BinsOf(const Replay& replay) { return ByteView(replay.hive).subspan(kPage); }

struct Folder {
  const char* name;
  uint32_t entries;
  uint32_t sequence;
  uint32_t bins_size;
};

class LogFixtureTest : public testing::TestWithParam<Folder> {};

TEST_P(LogFixtureTest, IsCleanAfterwards) {
  const auto replay = ReplayFolder(GetParam().name);
  ASSERT_THAT(replay, IsOk());
  EXPECT_EQ(replay->entries, GetParam().entries);
  EXPECT_EQ(replay->sequence, GetParam().sequence);
  const auto base = BaseBlock::Decode(replay->hive);
  ASSERT_THAT(base, IsOk());
  EXPECT_FALSE(base->IsDirty());
  EXPECT_EQ(base->type, base_block::kTypePrimary);
  EXPECT_EQ(base->primary_sequence, GetParam().sequence);
  EXPECT_EQ(base->bins_size, GetParam().bins_size);
  EXPECT_EQ(replay->hive.size(), kPage + GetParam().bins_size);
  EXPECT_THAT(Image::FromBytes(replay->hive), IsOk());
}

TEST_P(LogFixtureTest, BinsAndCellsFollowEachOtherWithoutAGap) {
  const auto replay = ReplayFolder(GetParam().name);
  ASSERT_THAT(replay, IsOk());
  const ByteView bins = BinsOf(*replay);
  for (size_t at = 0; at < bins.size();) {
    ASSERT_EQ(AsChars(bins.subspan(at, 4)), "hbin") << at;
    ASSERT_EQ(*LoadU32(bins, at + bin::kOffset), at);
    const size_t end = at + *LoadU32(bins, at + bin::kLength);
    ASSERT_LE(end, bins.size());
    for (at += bin::kHeader; at < end;) {
      const auto size = static_cast<int32_t>(*LoadU32(bins, at));
      ASSERT_NE(size, 0) << at;
      at += static_cast<size_t>(std::abs(size));
    }
    ASSERT_EQ(at, end);
  }
}

INSTANTIATE_TEST_SUITE_P(Hives, LogFixtureTest,
                         testing::Values(Folder{"one-log", 1, 1, 167936},
                                         Folder{"two-logs", 2, 2, 167936},
                                         Folder{"chain", 2, 2, 151552},
                                         Folder{"old-log", 1, 2, 151552},
                                         Folder{"bad-checksum", 1, 1, 167936}),
                         [](const auto& folder) {
                           std::string name = folder.param.name;
                           std::erase(name, '-');
                           return name;
                         });

TEST(LogFixturesTest, SameTreeHasTheSameBins) {
  const auto one = ReplayFolder("one-log");
  ASSERT_THAT(one, IsOk());
  EXPECT_TRUE(Equal(BinsOf(*one), BinsOf(*ReplayFolder("two-logs"))));
  EXPECT_TRUE(Equal(BinsOf(*one), BinsOf(*ReplayFolder("bad-checksum"))));
  EXPECT_TRUE(Equal(BinsOf(*ReplayFolder("chain")), BinsOf(*ReplayFolder("old-log"))));
}

// The names of keys and values, each with its count: those of version 1.3 and 1.5 agree.
std::map<Bytes, int> NamesIn(const Replay& replay) {
  std::map<Bytes, int> names;
  const ByteView bins = BinsOf(replay);
  for (size_t at = 0; at < bins.size();) {
    const size_t end = at + *LoadU32(bins, at + bin::kLength);
    for (at += bin::kHeader; at < end;) {
      const uint32_t word = *LoadU32(bins, at);
      const uint32_t size = word >> 31 != 0 ? 0 - word : word;
      const ByteView cell = bins.subspan(at + 4, size - 4);
      at += size;
      if (word >> 31 == 0) continue;
      const uint16_t magic = *LoadU16(cell, 0);
      if (magic == nk::kMagic) {
        ++names[ToBytes(cell.subspan(nk::kName, *LoadU16(cell, nk::kNameLength)))];
      } else if (magic == vk::kMagic) {
        ++names[ToBytes(cell.subspan(vk::kName, *LoadU16(cell, vk::kNameLength)))];
      }
    }
  }
  return names;
}

TEST(LogFixturesTest, SameTreeHasTheSameNames) {
  const auto names = NamesIn(*ReplayFolder("one-log"));
  EXPECT_GT(names.size(), 100);
  EXPECT_EQ(names, NamesIn(*ReplayFolder("chain")));
}

}  // namespace
}  // namespace repoint::hive
