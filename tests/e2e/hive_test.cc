// Hives through the real program: the interrupted ones of tests/fixtures/hives, which hold the
// profiles of ol2010-x64.
#include <filesystem>

#include "base/files.h"
#include "e2e/program.h"

namespace repoint {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class HiveTest : public ProgramTest {
 protected:
  HiveTest() {
    for (const char* name : {"one-log", "two-logs", "chain", "old-log", "bad-checksum"}) {
      Copy(name, std::string("p/") + name);
    }
  }

  void Copy(const std::string& fixture, const std::string& folder) {
    FileSystem& files = SystemFiles();
    const std::string from = FixturePath("hives/" + fixture);
    ASSERT_TRUE(files.CreateFolders(Path(folder), Access::kDefault));
    const std::vector<std::string> names = files.List(from).value();
    for (const std::string& name : names) {
      WriteTestFile(Path(folder + "/" + name), ReadTestFile(from + "/" + name));
    }
  }

  std::string list_ = FixturePath("EMAMappings.tab");
  std::string hive_ = Path("p/one-log/NTUSER.DAT");
};

TEST_F(HiveTest, OneIsUpdatedVerifiedAndRolledBack) {
  for (const std::vector<std::string>& more : {std::vector<std::string>{}, {"-HiveLog"}}) {
    const auto with = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.end(), {"-Hive", hive_, "-CodePage", "1252"});
      arguments.insert(arguments.end(), more.begin(), more.end());
      return Run(arguments);
    };
    const std::string before = with({"-Inspect"}).out;
    const Finished updated = with({list_});
    EXPECT_EQ(updated.exit_code, 0) << updated.out << updated.err;
    EXPECT_THAT(updated.out, HasSubstr("updated       Outlook  bobby@contoso.example -> "));
    EXPECT_THAT(updated.out, HasSubstr("rename the old OST by hand"));
    EXPECT_THAT(with({list_, "-Verify"}).out, HasSubstr("current       Outlook"));
    EXPECT_THAT(with({"-Journals"}).out, HasSubstr("in force"));
    EXPECT_NE(with({"-Inspect"}).out, before);
    EXPECT_EQ(with({"-Rollback"}).exit_code, 0);
    EXPECT_EQ(with({"-Inspect"}).out, before);
  }
}

// The fixture's user on this computer: C:\\Users\\bgruenfeld is the folder of -ProfileDir.
TEST_F(HiveTest, FilesInTheUsersFolderGoWithItAndComeBack) {
  FileSystem& files = SystemFiles();
  const std::string outlook = Path("home/AppData/Local/microsoft/Outlook");
  const std::string roaming = Path("home/AppData/Roaming/Microsoft/Outlook");
  for (const std::string& folder : {outlook, roaming}) {
    ASSERT_TRUE(files.CreateFolders(folder, Access::kDefault));
  }
  WriteTestFile(outlook + "/Bobby@Contoso.example.ost", "unsent mail");
  WriteTestFile(outlook + "/bobby - Autodiscover.xml", "<Server>EXSRC01</Server>");
  WriteTestFile(outlook + "/other - Autodiscover.xml", "<Server>EXSRC010</Server>");
  WriteTestFile(roaming + "/Outlook.srs", "groups");
  WriteTestFile(roaming + "/Outlook.xml", "favourites");
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"-Hive", hive_, "-CodePage", "1252"});
    return Run(arguments);
  };
  const Finished planned = with({list_, "-DryRun", "-ProfileDir", Path("home")});
  EXPECT_THAT(planned.out, HasSubstr("Outlook.srs will be renamed to "));
  EXPECT_THAT(files.List(roaming).value(), testing::ElementsAre("Outlook.srs", "Outlook.xml"));

  const Finished updated = with({list_, "-ProfileDir", Path("home"), "-Json"});
  EXPECT_EQ(updated.exit_code, 0) << updated.out << updated.err;
  const auto events = updated.Events("profile");
  const auto moved =
      std::ranges::find_if(events, [](const auto& e) { return !e["files"].empty(); });
  ASSERT_NE(moved, events.end()) << updated.out;
  EXPECT_EQ((*moved)["files"].size(), 3u);
  EXPECT_EQ((*moved)["files"][0]["kind"], "ost");
  const std::vector<std::string> now = files.List(outlook).value();
  EXPECT_THAT(now, testing::UnorderedElementsAre(
                       testing::MatchesRegex("Bobby@Contoso.example.ost.20[0-9]+T[0-9]+Z.bak"),
                       testing::MatchesRegex("bobby - Autodiscover.xml.20[0-9]+T[0-9]+Z.bak"),
                       "other - Autodiscover.xml"));
  EXPECT_THAT(files.List(roaming).value(), testing::Contains("Outlook.xml"));

  EXPECT_EQ(with({"-Rollback"}).exit_code, 0);
  EXPECT_EQ(ReadTestFile(outlook + "/Bobby@Contoso.example.ost"), "unsent mail");
  EXPECT_EQ(ReadTestFile(outlook + "/bobby - Autodiscover.xml"), "<Server>EXSRC01</Server>");
  EXPECT_THAT(files.List(roaming).value(), testing::ElementsAre("Outlook.srs", "Outlook.xml"));
}

// Whoever runs this may write more than the user may, who can put a link there meanwhile.
TEST_F(HiveTest, ARollbackMovesNothingThroughALink) {
  namespace fs = std::filesystem;
  const std::string vendor = Path("home/AppData/Roaming/Microsoft");
  fs::create_directories(vendor + "/Outlook");
  WriteTestFile(vendor + "/Outlook/Outlook.srs", "groups");
  const auto with = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"-Hive", hive_, "-CodePage", "1252"});
    return Run(arguments);
  };
  ASSERT_EQ(with({list_, "-ProfileDir", Path("home")}).exit_code, 0);
  const std::string hive = ReadTestFile(hive_);
  fs::rename(vendor, Path("elsewhere"));
  fs::create_directory_symlink(Path("elsewhere"), vendor);
  const auto names = SystemFiles().List(Path("elsewhere/Outlook")).value();

  const Finished refused = with({"-Rollback"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.out + refused.err, HasSubstr("is a link now"));
  EXPECT_EQ(SystemFiles().List(Path("elsewhere/Outlook")).value(), names);
  EXPECT_EQ(ReadTestFile(hive_), hive);

  fs::remove(vendor);
  fs::rename(Path("elsewhere"), vendor);
  EXPECT_EQ(with({"-Rollback"}).exit_code, 0);
  EXPECT_EQ(ReadTestFile(vendor + "/Outlook/Outlook.srs"), "groups");
}

TEST_F(HiveTest, AProfileDirThatIsNotThereChangesNothing) {
  const std::string before = ReadTestFile(hive_);
  const Finished run =
      Run({list_, "-Hive", hive_, "-CodePage", "1252", "-ProfileDir", Path("typo")});
  EXPECT_EQ(run.exit_code, 4) << run.out;
  EXPECT_THAT(run.out + run.err, HasSubstr("there is no such folder"));
  EXPECT_EQ(ReadTestFile(hive_), before);
}

TEST_F(HiveTest, AProfileDirIsThatOfOneHive) {
  EXPECT_EQ(Run({list_, "-Hive", Path("p"), "-ProfileDir", Path("p")}).exit_code, 2);
  EXPECT_EQ(Run({list_, "-ProfileDir", Path("p")}).exit_code, 2);
}

TEST_F(HiveTest, AFolderOfThemIsUpdatedWithOneThatIsNone) {
  WriteTestFile(Path("p/zz.txt"), "no hive");
  Copy("one-log", "p/broken");
  WriteTestFile(Path("p/broken/NTUSER.DAT"), "no hive");
  const Finished updated = Run({list_, "-Hive", Path("p"), "-Jobs", "3", "-CodePage", "1252"});
  EXPECT_EQ(updated.exit_code, 4);
  EXPECT_THAT(updated.out, HasSubstr("error: " + Path("p/broken/NTUSER.DAT")));
  EXPECT_THAT(updated.out, EndsWith("hives: 5 updated, 0 unchanged, 1 failed\n"));
  EXPECT_THAT(updated.err, testing::IsEmpty());
  const Finished again = Run({list_, "-Hive", Path("p"), "-CodePage", "1252", "-Json"});
  EXPECT_THAT(again.Events("summary"), SizeIs(6));
  ASSERT_THAT(again.Events("fleet"), SizeIs(1));
  EXPECT_EQ(again.Events("fleet")[0]["hives"]["unchanged"], 5);
}

TEST_F(HiveTest, ThatIsNotThereIsExit4AndTheListComesFirstOfMany) {
  EXPECT_EQ(Run({list_, "-Hive", Path("none")}).exit_code, 4);
  EXPECT_EQ(Run({Path("none.tab"), "-Hive", hive_}).exit_code, 3);
  EXPECT_EQ(Run({Path("none.tab"), "-Hive", hive_, "-Hive", Path("none")}).exit_code, 3);
}

TEST_F(HiveTest, DirtyWithoutItsLogIsRefused) {
  ASSERT_TRUE(SystemFiles().Remove(hive_ + ".LOG1"));
  const std::string bytes = ReadTestFile(hive_);
  const Finished refused = Run({list_, "-Hive", hive_});
  EXPECT_EQ(refused.exit_code, 4) << refused.out;
  EXPECT_EQ(ReadTestFile(hive_), bytes);
}

}  // namespace
}  // namespace repoint
