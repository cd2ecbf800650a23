#include "hive/recovered_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/testing/temp_folder.h"
#include "hive/file.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/read_hive.h"

namespace repoint::hive {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RecoveredCopyTest : public testing::Test {
 protected:
  RecoveredCopyTest() {
    const std::string folder = REPOINT_FIXTURES "/hives/two-logs/";
    for (const std::string name : {"NTUSER.DAT", "NTUSER.DAT.LOG1", "NTUSER.DAT.LOG2"}) {
      const Bytes bytes = ReadWhole(SystemFiles(), folder + name).value();
      files_.Put("home/" + name, bytes);
    }
    files_.PutFolder("out");
    before_ = All();
  }
  std::vector<std::string> All() const {
    std::vector<std::string> all;
    for (const std::string& path : files_.AllFiles()) all.push_back(path + *files_.Text(path));
    return all;
  }

  FakeFiles files_;
  std::string path_ = "home/NTUSER.DAT";
  std::vector<std::string> before_;
};

TEST_F(RecoveredCopyTest, HoldsWhatTheHiveHoldsWithItsLogs) {
  const auto copy = CopyRecovered(files_, path_, "out/copy");
  ASSERT_THAT(copy, IsOk());
  EXPECT_TRUE(copy->was_dirty);
  EXPECT_EQ(copy->entries, 2);
  EXPECT_EQ(copy->sequence, 2);
  EXPECT_THAT(copy->logs, ElementsAre(AppliedLog{"NTUSER.DAT.LOG1", 1, 1},
                                      AppliedLog{"NTUSER.DAT.LOG2", 1, 2}));
  const HiveFile there = HiveFile::Open(files_, "out/copy").value();
  EXPECT_FALSE(there.replayed());
  EXPECT_EQ(EngineText(there.image()).value(),
            EngineText(HiveFile::Open(files_, path_)->image()).value());
  EXPECT_EQ(files_.Text("out/copy")->size(), copy->bytes);
}

TEST_F(RecoveredCopyTest, LeavesHiveAndLogsAlone) {
  files_.ClearCalls();
  ASSERT_THAT(CopyRecovered(files_, path_, "out/copy"), IsOk());
  std::erase_if(before_, [](const std::string& file) { return file.starts_with("out/"); });
  std::vector<std::string> after = All();
  std::erase_if(after, [](const std::string& file) { return file.starts_with("out/"); });
  EXPECT_EQ(after, before_);
  for (const std::string& call : files_.calls()) {
    if (call.find("out/copy") != std::string::npos) continue;
    EXPECT_THAT(call, testing::MatchesRegex("(Stat|Open|List) .*"));
  }
}

TEST_F(RecoveredCopyTest, CopiesACleanHiveAsItIs) {
  const Bytes clean = BuildHive({.name = u"ROOT"}, {.garbage = 50});
  files_.Put(path_, clean);
  const auto copy = CopyRecovered(files_, path_, "out/copy");
  ASSERT_THAT(copy, IsOk());
  EXPECT_FALSE(copy->was_dirty);
  EXPECT_EQ(copy->entries, 0);
  EXPECT_EQ(files_.Text("out/copy"), AsChars(clean));
}

TEST_F(RecoveredCopyTest, ReplacesNothingUnlessToldTo) {
  files_.Put("out/copy", "mine");
  EXPECT_THAT(CopyRecovered(files_, path_, "out/copy"), FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(files_.Text("out/copy"), "mine");
  EXPECT_THAT(CopyRecovered(files_, path_, "out/copy", {.replace = true}), IsOk());
  EXPECT_NE(files_.Text("out/copy"), "mine");
}

TEST_F(RecoveredCopyTest, IsNeverTheHiveNorOneOfItsLogs) {
  for (const char* out :
       {"home/NTUSER.DAT", "home/NTUSER.DAT.LOG1", "home/ntuser.dat.log", "home/NTUSER.DAT.LOG2"}) {
    EXPECT_THAT(CheckOutput(files_, path_, out, true), FailsWith(ErrorCode::kUsage)) << out;
  }
  EXPECT_THAT(CheckOutput(files_, path_, "home/NTUSER.DAT.copy", false), IsOk());
  EXPECT_THAT(CheckOutput(files_, path_, "out", true), FailsWith(ErrorCode::kConflict));
}

TEST_F(RecoveredCopyTest, IsNotWrittenWhenItWouldNotBeSound) {
  Bytes damaged = BuildHive({.name = u"ROOT"});
  damaged[kPage + bin::kHeader] ^= 0x04;  // the size of the first cell
  files_.Put(path_, damaged);
  const auto copy = CopyRecovered(files_, path_, "out/copy");
  ASSERT_THAT(copy, FailsWith(ErrorCode::kDamaged));
  EXPECT_EQ(copy.error().where, path_);
  EXPECT_EQ(files_.Text("out/copy"), std::nullopt);
}

TEST_F(RecoveredCopyTest, SaysWhyLogsCannotBeUsed) {
  ASSERT_THAT(files_.Remove("home/NTUSER.DAT.LOG1"), IsOk());
  const auto copy = CopyRecovered(files_, path_, "out/copy");
  ASSERT_THAT(copy, FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(copy.error().message, HasSubstr(".LOG1 is missing"));
}

// Clean but for its sequence numbers: every page had been written when the power failed.
Bytes LeftDirty() {
  return BuildHive({.name = u"ROOT", .subkeys = {{.name = u"Software"}}},
                   {.primary_sequence = 8, .secondary_sequence = 7});
}

TEST_F(RecoveredCopyTest, TakesAHiveWhoseLogsAreLostOnlyWhenToldTo) {
  FakeFiles files;
  files.PutFolder("out");
  files.Put(path_, LeftDirty());
  const auto refused = CopyRecovered(files, path_, "out/copy");
  ASSERT_THAT(refused, FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(refused.error().message, HasSubstr("emhive recover --without-logs"));
  EXPECT_EQ(files.Text("out/copy"), std::nullopt);

  const auto copy = CopyRecovered(files, path_, "out/copy", {.without_logs = true});
  ASSERT_THAT(copy, IsOk());
  EXPECT_TRUE(copy->was_dirty);
  EXPECT_EQ(copy->entries, 0);
  const HiveFile there = HiveFile::Open(files, "out/copy").value();
  EXPECT_FALSE(there.replayed());
  EXPECT_EQ(there.image().base().primary_sequence, 8);
  EXPECT_TRUE(FindKey(there.image(), u"Software").value());
}

TEST_F(RecoveredCopyTest, WithoutLogsIsRefusedWhereOnlyALogCouldMendIt) {
  Bytes torn = LeftDirty();
  torn[base_block::kChecksum] ^= 1;
  Bytes cut = LeftDirty();
  cut.resize(cut.size() - kPage);
  Bytes half_written = LeftDirty();
  half_written[kPage + bin::kHeader] ^= 0x04;
  for (const Bytes& hive : {torn, cut, half_written}) {
    files_.Put(path_, hive);
    EXPECT_THAT(CopyRecovered(files_, path_, "out/copy", {.without_logs = true}),
                FailsWith(ErrorCode::kDamaged));
    EXPECT_EQ(files_.Text("out/copy"), std::nullopt);
  }
}

TEST(RecoveredCopyOnDiskTest, IsNotWrittenToADeviceNorToAnotherNameOfTheHive) {
  const TempFolder folder;
  const std::string path = folder / "NTUSER.DAT";
  const Bytes hive = BuildHive({.name = u"ROOT"});
  FileSystem& files = SystemFiles();
  ASSERT_THAT(files.WriteWhole(path, hive, Access::kDefault), IsOk());
  ASSERT_EQ(link(path.c_str(), (folder / "hard").c_str()), 0);
  ASSERT_EQ(symlink(path.c_str(), (folder / "soft").c_str()), 0);
  EXPECT_THAT(CopyRecovered(files, path, folder / "hard", {.replace = true}),
              FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(CopyRecovered(files, path, folder / "soft", {.replace = true}),
              FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(CopyRecovered(files, path, folder / "./NTUSER.DAT.LOG1", {.replace = true}),
              FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(CopyRecovered(files, path, "/dev/null", {.replace = true}),
              FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(ReadWhole(files, path).value(), hive);
}

}  // namespace
}  // namespace repoint::hive
