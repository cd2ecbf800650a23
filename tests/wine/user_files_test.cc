// Files in the user's folders, as Windows names and holds them. docs/update.md, "Files".
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/files.h"
#include "mapi/testing/nickname_stream.h"
#include "wine/update_world.h"

namespace repoint {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;

class WineUserFilesTest : public testing::Test {
 protected:
  WineUserFilesTest() {
    world_.Install({FixturePath("ol2016-x64.reg")});
    for (const std::string& folder : {local_, roaming_}) {
      std::filesystem::create_directories(folder);
    }
    WriteTestFile(roaming_ + "/Outlook.srs", "groups");
    WriteTestFile(local_ + "/bobby - Autodiscover.xml", "<Server>EXSRC01</Server>");
    before_ = world_.Profiles();
  }

  static std::vector<std::string> FilesIn(const std::string& folder) {
    return SystemFiles().List(folder).value();
  }
  // Once the program answers, the file is held without sharing.
  std::unique_ptr<RunningProgram> Hold(const std::string& path) {
    auto holder = world_.wine.Start(HoldFile(), {world_.wine.WindowsPath(path)});
    while (holder->OutputSoFar() != "held\n" && !holder->EndsWithin(milliseconds(10))) {
    }
    return holder;
  }

  UpdateWorld world_;
  // As this Windows' User Shell Folders name them: ...\AppData\Local and ...\AppData\Roaming.
  std::string data_ = FolderOf(FolderOf(world_.StateFolder()));
  std::string local_ = data_ + "/Local/Microsoft/Outlook";
  std::string roaming_ = data_ + "/Roaming/Microsoft/Outlook";
  Values before_;
};

TEST_F(WineUserFilesTest, AreRenamedAndComeBackWithARollback) {
  const Finished run = world_.Update();
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(FilesIn(roaming_), ElementsAre(MatchesRegex("Outlook.srs.20[0-9]+T[0-9]+Z.bak")));
  EXPECT_THAT(FilesIn(local_),
              ElementsAre(MatchesRegex("bobby - Autodiscover.xml.20[0-9]+T[0-9]+Z.bak")));
  const Finished back = world_.Run({"-Rollback"});
  EXPECT_EQ(back.exit_code, 0) << back.out << back.err;
  EXPECT_THAT(FilesIn(roaming_), ElementsAre("Outlook.srs"));
  EXPECT_THAT(FilesIn(local_), ElementsAre("bobby - Autodiscover.xml"));
  EXPECT_EQ(ReadTestFile(roaming_ + "/Outlook.srs"), "groups");
}

TEST_F(WineUserFilesTest, HeldByAnotherProgramTheyStayAndTheRegistryIsUpdated) {
  const auto srs = Hold(roaming_ + "/Outlook.srs");
  const auto cache = Hold(local_ + "/bobby - Autodiscover.xml");
  const Finished run = world_.Update();
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(run.out, HasSubstr("the send/receive groups stay as they are"));
  EXPECT_THAT(run.out, HasSubstr("the Autodiscover cache stays as it is"));
  EXPECT_THAT(FilesIn(roaming_), ElementsAre("Outlook.srs"));
  EXPECT_THAT(Differences(before_, world_.Profiles()), Not(IsEmpty()));
  for (const auto& holder : {srs.get(), cache.get()}) {
    holder->Kill();
    holder->Wait(std::chrono::seconds(30));
  }
}

constexpr const char* kSourceDn = "/o=Contoso/ou=HQ/cn=Recipients/cn=bobby";
constexpr const char* kTargetDn =
    "/o=Fabrikam/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/"
    "cn=4d1a77c0e2f94b3d8a65-bobby";

// A cache with one recipient of Exchange.
std::string StreamOf(const char* dn) {
  mapi::NicknameStream stream;
  mapi::AddExRow(stream, {.name = "Bobby", .dn = dn});
  return std::string(AsChars(stream.Build()));
}

TEST_F(WineUserFilesTest, NicknamesAreReaddressedAndComeBackWithARollback) {
  const std::string folder = local_ + "/RoamCache";
  const std::string stream = folder + "/Stream_Autocomplete_0_A.dat";
  const std::string before = StreamOf(kSourceDn);
  std::filesystem::create_directories(folder);
  WriteTestFile(stream, before);
  const Finished run = world_.Update({"-Autocomplete", "update"});
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(FilesIn(folder),
              ElementsAre("Stream_Autocomplete_0_A.dat", MatchesRegex(".*[.]dat[.]20.*Z[.]bak")));
  EXPECT_EQ(ReadTestFile(stream), StreamOf(kTargetDn));
  EXPECT_EQ(world_.Run({"-Rollback"}).exit_code, 0);
  EXPECT_EQ(ReadTestFile(stream), before);
  EXPECT_THAT(FilesIn(folder), ElementsAre("Stream_Autocomplete_0_A.dat"));
}

TEST_F(WineUserFilesTest, ReadOnlyOnesAreRenamedLikeOthers) {
  ASSERT_EQ(chmod((roaming_ + "/Outlook.srs").c_str(), 0444), 0);
  const Finished run = world_.Update();
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_THAT(FilesIn(roaming_), ElementsAre(MatchesRegex("Outlook.srs.*bak")));
  EXPECT_EQ(world_.Run({"-Rollback"}).exit_code, 0);
  EXPECT_THAT(FilesIn(roaming_), ElementsAre("Outlook.srs"));
}

}  // namespace
}  // namespace repoint
