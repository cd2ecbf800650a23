// The OST that 6610 names, on a drive that Windows sees. docs/update.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"
#include "wine/update_world.h"

namespace repoint {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;

class WineOstTest : public testing::Test {
 protected:
  WineOstTest() {
    world_.Install({FixturePath("ol2016-x64.reg")});
    std::filesystem::create_directories(folder_);
    WriteTestFile(folder_ + "/bobby@contoso.example.ost", "unsent mail");
    before_ = world_.Profiles();
  }

  std::vector<std::string> Files() { return SystemFiles().List(folder_).value(); }

  UpdateWorld world_;
  // 001f6610 of the main profile names the file here.
  std::string folder_ = world_.wine.drive_c() + "/Users/bgruenfeld/AppData/Local/Microsoft/Outlook";
  Values before_;
};

TEST_F(WineOstTest, IsRenamedAndComesBackWithARollback) {
  const Finished run = world_.Update();
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  ASSERT_THAT(Files(), ElementsAre(MatchesRegex("bobby@contoso.example.ost.20[0-9]+T[0-9]+Z.bak")));
  EXPECT_EQ(ReadTestFile(folder_ + "/" + Files()[0]), "unsent mail");
  EXPECT_THAT(run.out, HasSubstr(Files()[0]));
  EXPECT_THAT(run.out, HasSubstr("-Rollback"));
  const Finished back = world_.Run({"-Rollback"});
  EXPECT_EQ(back.exit_code, 0) << back.out << back.err;
  EXPECT_THAT(Files(), ElementsAre("bobby@contoso.example.ost"));
  EXPECT_THAT(Differences(before_, world_.Profiles()), IsEmpty());
}

TEST_F(WineOstTest, StaysWhenAskedFor) {
  EXPECT_EQ(world_.Update({"-OstFile", "keep"}).exit_code, 0);
  EXPECT_THAT(Files(), ElementsAre("bobby@contoso.example.ost"));
}

TEST_F(WineOstTest, HeldByAnotherProgramItDefersTheProfile) {
  const auto holder = world_.wine.Start(
      HoldFile(), {world_.wine.WindowsPath(folder_ + "/bobby@contoso.example.ost")});
  while (holder->OutputSoFar() != "held\n" && !holder->EndsWithin(milliseconds(10))) {
  }
  const Finished run = world_.Update();
  EXPECT_EQ(run.exit_code, 5) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("deferred"));
  EXPECT_THAT(run.out, HasSubstr("bobby@contoso.example.ost"));
  EXPECT_THAT(Differences(before_, world_.Profiles()), IsEmpty());
  EXPECT_THAT(Files(), ElementsAre("bobby@contoso.example.ost"));
  holder->Kill();
  holder->Wait(std::chrono::seconds(30));
  const Finished next = world_.Update();
  EXPECT_EQ(next.exit_code, 0) << next.out << next.err;
  EXPECT_THAT(Files(), ElementsAre(MatchesRegex(".*bak")));
}

}  // namespace
}  // namespace repoint
