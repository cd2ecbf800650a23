// What a run reads and leaves beside the registry: list, log, report, journal; and what it says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "list/testing/sample_keys.h"
#include "list/writer.h"
#include "wine/update_world.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::SizeIs;

// Of another pair than the sample keys.
constexpr std::string_view kOtherPublic =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1UT0F+c0ty7WcUOTRhrJ/VJbBSs5\n"
    "FPtv+WnXhhJtdq0AaQuWAFRpFMe67mJfxqH4IeN0AK5DjVQE8oBOZnh07A==\n"
    "-----END PUBLIC KEY-----\n";

std::vector<std::string> FilesIn(const std::string& folder) {
  return SystemFiles().List(folder).value();
}

int ModeOf(const std::string& path) {
  struct stat info = {};
  EXPECT_EQ(lstat(path.c_str(), &info), 0) << path;
  return static_cast<int>(info.st_mode & 0777);
}

// A path of more than 260 characters below a folder.
std::string LongFolder(const std::string& folder) {
  std::string path = folder;
  for (int i = 0; i < 6; ++i) path += "/" + std::string(60, static_cast<char>('a' + i));
  return path;
}

class WineOutputsTest : public testing::Test {
 protected:
  void Install() { world_.Install({FixturePath("ol2016-x64.reg")}); }

  Finished Must(Finished run, int exit_code) {
    EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
    return run;
  }

  // The list of the fixtures, elsewhere.
  std::string CopyList(const std::string& path) {
    fs::create_directories(fs::path(path).parent_path());
    fs::copy_file(ListPath(), path);
    return path;
  }

  std::string drive() const { return world_.wine.drive_c(); }
  std::string Windows(const std::string& path) { return world_.wine.WindowsPath(path); }

  UpdateWorld world_;
};

TEST_F(WineOutputsTest, LogAndJournalLieInLocalAppDataForThisUserAlone) {
  Install();
  Must(world_.Update({"-Report", "C:\\"}), 0);
  const std::string state = world_.StateFolder();
  EXPECT_THAT(ReadTestFile(state + "/EMProfileUpdate.log"), HasSubstr("1 updated"));
  ASSERT_THAT(world_.Journals(), SizeIs(1));
  // Wine keeps an ACL as a mode in which the user's group has what the user has. Others have
  // nothing, unlike with the report, which is made as its folder has it.
  EXPECT_EQ(ModeOf(state + "/EMProfileUpdate.log") & 07, 0);
  EXPECT_EQ(ModeOf(state + "/Journals") & 07, 0);
  for (const std::string& name : FilesIn(state + "/Journals")) {
    EXPECT_EQ(ModeOf(state + "/Journals/" + name) & 07, 0) << name;
  }
  int reports = 0;
  for (const std::string& name : FilesIn(drive())) {
    if (!name.ends_with(".json")) continue;
    ++reports;
    EXPECT_EQ(ModeOf(drive() + "/" + name) & 07, 04) << name;
  }
  EXPECT_EQ(reports, 1);
}

TEST_F(WineOutputsTest, LogAndReportGoWhereTheyAreAskedFor) {
  Install();
  fs::create_directories(drive() + "/reports");
  Must(world_.Update({"-Log", "C:\\my log.txt", "-Report", "C:\\reports"}), 0);
  Must(world_.Update({"-Log", "C:\\my log.txt", "-NoFiles"}), 0);
  const std::string log = ReadTestFile(drive() + "/my log.txt");
  EXPECT_THAT(log, HasSubstr("1 updated"));
  EXPECT_THAT(log, HasSubstr("1 done-before"));
  EXPECT_FALSE(fs::exists(world_.StateFolder() + "/EMProfileUpdate.log"));
  ASSERT_THAT(FilesIn(drive() + "/reports"),
              ElementsAre(MatchesRegex(".+_.+_20[0-9]+T[0-9]+Z.json")));
  const auto report = ReadTestFile(drive() + "/reports/" + FilesIn(drive() + "/reports")[0]);
  EXPECT_THAT(report, HasSubstr("\"updated\""));
}

TEST_F(WineOutputsTest, AReportGoesToAShare) {
  Install();
  const std::string share = fs::path(drive()).parent_path().string() + "/dosdevices/unc/srv/share";
  fs::create_directories(share);
  Must(world_.Update({"-Report", "\\\\srv\\share"}), 0);
  EXPECT_THAT(FilesIn(share), ElementsAre(EndsWith(".json")));
}

TEST_F(WineOutputsTest, AReportThatCannotBeWrittenIsExit6AndTheUpdateIsDone) {
  Install();
  const Finished run = Must(world_.Update({"-Report", "C:\\not there"}), 6);
  EXPECT_THAT(run.out, HasSubstr("1 updated"));
  EXPECT_THAT(run.out, HasSubstr("could not be written"));
}

TEST_F(WineOutputsTest, PathsMayBeLongerThan260Characters) {
  Install();
  const std::string journals = LongFolder(drive() + "/j");
  const std::string reports = LongFolder(drive() + "/r");
  fs::create_directories(reports);
  ASSERT_GT(Windows(reports).size(), 300u);
  Must(world_.Update({"-JournalDir", Windows(journals), "-Report", Windows(reports)}), 0);
  EXPECT_THAT(FilesIn(journals), Not(IsEmpty()));
  EXPECT_THAT(FilesIn(reports), ElementsAre(EndsWith(".json")));
  EXPECT_THAT(world_.Journals(), IsEmpty());
  Must(world_.Run({"-Rollback", "-JournalDir", Windows(journals)}), 0);
}

TEST_F(WineOutputsTest, JsonIsUtf8) {
  const std::string name = "\xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0";
  world_.InstallRenamed("ol2016-x64.reg", "Outlook", name);
  const Finished run = Must(world_.Update({"-Json"}), 0);
  std::vector<std::string> profiles;
  nlohmann::json last;
  for (std::string_view line : Split(run.out, '\n')) {
    if (Trim(line).empty()) continue;
    last = nlohmann::json::parse(line, nullptr, false);
    ASSERT_FALSE(last.is_discarded()) << line;
    if (last["event"] == "profile" && last["result"] == "updated") {
      profiles.push_back(last["profile"]);
    }
  }
  EXPECT_THAT(profiles, ElementsAre(name));
  EXPECT_EQ(last["event"], "summary");
  EXPECT_EQ(last["profiles"]["updated"], 1);
  EXPECT_EQ(last["exit"], 0);
  EXPECT_THAT(run.err, testing::StartsWith("EMProfileUpdate "));
}

TEST_F(WineOutputsTest, TheListMayLieInAFolderOfAnyName) {
  Install();
  const std::string list = CopyList(
      drive() +
      "/My Lists/\xD0\x9F\xD0\xBE\xD1\x87\xD1\x82\xD0\xB0 \xE8\xA1\xA8, J\xC3\xB6/a b.tab");
  EXPECT_THAT(Must(world_.Run({Windows(list)}), 0).out, HasSubstr("1 updated"));
}

TEST_F(WineOutputsTest, AListThatIsNotThereIsExit3) {
  Install();
  const Finished run = Must(world_.Run({"C:\\none.tab"}), 3);
  EXPECT_THAT(run.out + run.err, HasSubstr("none.tab"));
  // Without a name, EMAMappings.tab beside the program.
  EXPECT_THAT(Must(world_.Run({}), 3).out, HasSubstr("EMAMappings.tab"));
}

TEST_F(WineOutputsTest, ASignatureIsCheckedByWindows) {
  Install();
  const Values before = world_.Profiles();
  const std::string list = CopyList(drive() + "/signed.tab");
  ASSERT_TRUE(list::SignList(SystemFiles(), list, std::string(list::kSamplePrivateKey)));
  WriteTestFile(drive() + "/good.pem", list::kSamplePublicKey);
  WriteTestFile(drive() + "/other.pem", kOtherPublic);
  Must(world_.Run({Windows(list), "-PublicKey", "C:\\other.pem"}), 3);
  EXPECT_THAT(Differences(before, world_.Profiles()), IsEmpty());
  const Finished good = Must(world_.Run({Windows(list), "-PublicKey", "C:\\good.pem"}), 0);
  EXPECT_THAT(good.out, HasSubstr("1 updated"));
}

TEST_F(WineOutputsTest, AListWithoutItsSignatureIsRefused) {
  Install();
  const std::string list = CopyList(drive() + "/unsigned.tab");
  WriteTestFile(drive() + "/good.pem", list::kSamplePublicKey);
  const Finished run = Must(world_.Run({Windows(list), "-PublicKey", "C:\\good.pem"}), 3);
  EXPECT_THAT(run.out, HasSubstr("signature"));
}

TEST_F(WineOutputsTest, AUserWithoutProfilesIsTold) {
  const Finished run = Must(world_.Update(), 0);
  EXPECT_THAT(run.out, HasSubstr("no MAPI profiles found for "));
  EXPECT_THAT(run.out, Not(HasSubstr("not-listed")));
  EXPECT_THAT(world_.Journals(), IsEmpty());
}

TEST_F(WineOutputsTest, HelpHasEverySpelling) {
  for (const char* help : {"/help", "-?", "/?", "--HELP", "-Help"}) {
    EXPECT_THAT(Must(world_.Run({help}), 0).out, HasSubstr("-RunOutlookAll")) << help;
  }
  EXPECT_THAT(Must(world_.Run({"/nonsense"}), 2).err, HasSubstr("nonsense"));
}

}  // namespace
}  // namespace repoint
