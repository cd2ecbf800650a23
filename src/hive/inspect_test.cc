#include "hive/inspect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "hive/testing/hive_builder.h"

namespace repoint::hive {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr char kPath[] = "home/NTUSER.DAT";

std::string Fixture(std::string_view folder) {
  return std::string(REPOINT_FIXTURES "/hives/").append(folder) + "/NTUSER.DAT";
}

TEST(InspectTest, OfACleanHiveNothingIsTakenFromItsLogs) {
  FakeFiles files;
  files.Put(kPath, BuildHive({.name = u"ROOT"}, {.garbage = 100}));
  files.Put("home/ntuser.dat.log1", "anything");
  const Inspection seen = Inspect(files, kPath, 10).value();
  EXPECT_TRUE(seen.IsSound());
  EXPECT_FALSE(seen.base.IsDirty());
  EXPECT_EQ(seen.report.keys, 1);
  EXPECT_EQ(seen.file_size, 4096 + seen.base.bins_size + 100);
  EXPECT_THAT(seen.logs, ElementsAre(Pair("ntuser.dat.log1", 8)));
  EXPECT_THAT(seen.applied, IsEmpty());
  EXPECT_EQ(seen.read_only, std::nullopt);
}

TEST(InspectTest, SaysWhatWouldBeTakenOfWhichLog) {
  const Inspection one = Inspect(SystemFiles(), Fixture("chain"), 10).value();
  EXPECT_TRUE(one.base.IsDirty());
  EXPECT_THAT(one.applied, ElementsAre(AppliedLog{"NTUSER.DAT.LOG1", 2, 1}));
  const Inspection two = Inspect(SystemFiles(), Fixture("two-logs"), 10).value();
  EXPECT_THAT(two.applied, ElementsAre(AppliedLog{"NTUSER.DAT.LOG1", 1, 1},
                                       AppliedLog{"NTUSER.DAT.LOG2", 1, 2}));
  const Inspection old = Inspect(SystemFiles(), Fixture("old-log"), 10).value();
  EXPECT_THAT(old.applied, ElementsAre(testing::Field(&AppliedLog::name, "NTUSER.DAT.LOG")));
  EXPECT_TRUE(one.IsSound() && two.IsSound() && old.IsSound());
}

TEST(InspectTest, OfADirtyHiveWithoutLogsThereIsItsBaseBlockAndTheReason) {
  FakeFiles files;
  files.Put(kPath, BuildHive({.name = u"ROOT"}, {.primary_sequence = 8}));
  const Inspection seen = Inspect(files, kPath, 10).value();
  EXPECT_FALSE(seen.IsSound());
  EXPECT_EQ(seen.base.primary_sequence, 8);
  ASSERT_TRUE(seen.unreadable);
  EXPECT_THAT(seen.unreadable->message, HasSubstr("has no logs"));
}

TEST(InspectTest, SoundHiveMayStillBeOneThatIsOnlyRead) {
  FakeFiles files;
  files.Put(kPath, BuildHive({.name = u"ROOT"}, {.base_flags = base_block::kFlagLocked}));
  const Inspection seen = Inspect(files, kPath, 10).value();
  EXPECT_TRUE(seen.IsSound());
  ASSERT_TRUE(seen.read_only);
  EXPECT_THAT(seen.read_only->message, HasSubstr("transaction"));
}

TEST(InspectTest, KeepsAsManyFindingsAsItWasAskedFor) {
  SampleKey root{.name = u"ROOT"};
  KeyAt(root, u"A\\B\\C");
  Bytes hive = BuildHive(root, {.free_every = 2});
  FakeFiles files;
  // Free cells become allocated ones, to which nothing leads.
  uint32_t lost = 0;
  for (size_t at = kPage + bin::kHeader; at < hive.size();) {
    const auto size = static_cast<int32_t>(*LoadU32(hive, at));
    if (size > 0) {
      const Bytes word = ByteWriter().U32(static_cast<uint32_t>(-size)).Release();
      std::ranges::copy(word, hive.begin() + static_cast<std::ptrdiff_t>(at));
      ++lost;
    }
    at += static_cast<size_t>(std::abs(size));
  }
  ASSERT_GT(lost, 2);
  files.Put(kPath, hive);
  EXPECT_EQ(Inspect(files, kPath, 1)->report.oddities.size(), 1);
  EXPECT_EQ(Inspect(files, kPath, 1000)->report.oddities.size(), lost);
  EXPECT_EQ(Inspect(files, kPath, 1)->report.oddity_count, lost);
}

TEST(InspectTest, FailsForWhatIsNoHive) {
  FakeFiles files;
  files.Put("x", "no hive");
  EXPECT_THAT(Inspect(files, "x", 10), FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(Inspect(files, "y", 10), FailsWith(ErrorCode::kNotFound));
  files.PutFolder("z");
  EXPECT_THAT(Inspect(files, "z", 10), FailsWith(ErrorCode::kConflict));
}

}  // namespace
}  // namespace repoint::hive
