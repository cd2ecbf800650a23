#include "outlook/user_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/testing/temp_folder.h"
#include "registry/memory.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kUserShell =
    "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders";
constexpr std::string_view kShell =
    "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Shell Folders";
constexpr OutlookVersions kAny = {8, 16};

RegValue ExpandValue(std::string_view text) {
  RegValue value = SzValue(text);
  value.type = kRegExpandSz;
  return value;
}

std::optional<std::string> NoVariable(std::string_view) { return std::nullopt; }

class UserFilesTest : public testing::Test {
 protected:
  void SetFolder(std::string_view key, std::string_view name, std::string_view path) {
    ASSERT_THAT(user_.SetValue(key, name, ExpandValue(path)), IsOk());
  }
  UserFiles OfHive() { return UserFiles::OfHive(user_, files_, "/srv/bob").value(); }
  std::vector<std::string> PathsOf(UserFiles user_files, FileKind kind,
                                   OutlookVersions versions = kAny) {
    std::vector<std::string> paths;
    for (const FoundFile& file : user_files.Find(kind, "Outlook", versions)) {
      paths.push_back(file.path);
    }
    return paths;
  }

  MemoryRegistry user_;
  FakeFiles files_;
};

TEST_F(UserFilesTest, FoldersAreThoseOfTheRegistryWithTheUsersVariables) {
  SetFolder(kUserShell, "AppData", "%USERPROFILE%/Anwendungsdaten");
  SetFolder(kShell, "AppData", "/elsewhere");
  files_.Put("/home/bob/Anwendungsdaten/Microsoft/Outlook/Outlook.srs", "x");
  const auto variables = [](std::string_view name) -> std::optional<std::string> {
    return name == "USERPROFILE" ? std::optional<std::string>("/home/bob") : std::nullopt;
  };
  EXPECT_THAT(
      PathsOf(UserFiles::OfThisComputer(user_, files_, variables).value(), FileKind::kSendReceive),
      ElementsAre("/home/bob/Anwendungsdaten/Microsoft/Outlook/Outlook.srs"));
}

TEST_F(UserFilesTest, ShellFoldersCountWhereUserShellFoldersDoNotTell) {
  SetFolder(kUserShell, "AppData", "%UNKNOWN%/x");
  SetFolder(kShell, "AppData", "/home/bob/Roaming");
  files_.Put("/home/bob/Roaming/Microsoft/Outlook/Outlook.srs", "x");
  EXPECT_THAT(
      PathsOf(UserFiles::OfThisComputer(user_, files_, NoVariable).value(), FileKind::kSendReceive),
      ElementsAre("/home/bob/Roaming/Microsoft/Outlook/Outlook.srs"));
}

TEST_F(UserFilesTest, WithoutBothTheSystemsOwnFoldersCount) {
  const auto variables = [](std::string_view) { return std::optional<std::string>("/home/bob"); };
  files_.Put("/home/bob/Application Data/Microsoft/Outlook/Outlook.srs", "x");
  EXPECT_THAT(
      PathsOf(UserFiles::OfThisComputer(user_, files_, variables).value(), FileKind::kSendReceive),
      ElementsAre("/home/bob/Application Data/Microsoft/Outlook/Outlook.srs"));
  files_.Put("/srv/bob/AppData/Roaming/Microsoft/Outlook/Outlook.srs", "x");
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kSendReceive),
              ElementsAre("/srv/bob/AppData/Roaming/Microsoft/Outlook/Outlook.srs"));
}

TEST_F(UserFilesTest, OfAHivePathsAreReRootedWithoutCase) {
  SetFolder(kUserShell, "Local AppData", "%USERPROFILE%\\Lokale Einstellungen\\Anwendungsdaten");
  SetFolder(kShell, "Local AppData", "D:\\Profile\\x\\bob\\Lokale Einstellungen\\Anwendungsdaten");
  const std::string ost = "/srv/bob/lokale einstellungen/anwendungsdaten/microsoft/OUTLOOK/a.OST";
  files_.Put(ost, "x");
  UserFiles user_files = OfHive();
  EXPECT_EQ(
      user_files.Locate("D:\\PROFILE\\x\\Bob\\Lokale Einstellungen\\Anwendungsdaten\\Microsoft"
                        "\\Outlook\\a.ost"),
      ost);
  EXPECT_EQ(user_files.Locate(
                "%userprofile%\\Lokale Einstellungen\\Anwendungsdaten\\Microsoft\\Outlook\\a.ost"),
            ost);
  EXPECT_THAT(PathsOf(user_files, FileKind::kUnnamedOst), ElementsAre(ost));
  EXPECT_EQ(user_files.Locate("D:\\Profile\\x\\bob\\b.ost"), std::nullopt);
  EXPECT_THAT(user_files.warnings(), IsEmpty());
}

// Hives that were collected in one folder, away from their users' files.
TEST_F(UserFilesTest, OfAHiveWithoutAnyFolderOfOutlooksIsSaid) {
  files_.Put("/srv/bob/NTUSER.DAT", "x");
  EXPECT_THAT(OfHive().warnings(),
              ElementsAre(testing::AllOf(HasSubstr("/srv/bob"), HasSubstr("-ProfileDir"))));
  files_.Put("/srv/bob/AppData/Roaming/Microsoft/Outlook/Outlook.srs", "x");
  EXPECT_THAT(OfHive().warnings(), IsEmpty());
}

TEST_F(UserFilesTest, OfAHiveAPathElsewhereIsNotReachedAndNamed) {
  SetFolder(kUserShell, "AppData", "\\\\server\\home$\\bob\\AppData");
  SetFolder(kUserShell, "Desktop", "%USERPROFILE%\\Desktop");
  SetFolder(kShell, "Desktop", "C:\\Users\\bob\\Desktop");
  files_.Put("/srv/bob/AppData/Roaming/Microsoft/Outlook/Outlook.srs", "stale");
  files_.Put("/srv/bob/x.ost", "x");
  UserFiles user_files = OfHive();
  EXPECT_THAT(PathsOf(user_files, FileKind::kSendReceive), IsEmpty());
  EXPECT_THAT(user_files.warnings(), ElementsAre(HasSubstr("\\\\server\\home$\\bob\\AppData")));
  EXPECT_EQ(user_files.Locate("C:\\Users\\bobby\\x.ost"), std::nullopt) << "another user's";
  EXPECT_EQ(user_files.Locate("C:\\Users\\bob\\..\\x.ost"), std::nullopt);
  EXPECT_EQ(user_files.Locate("C:\\Users\\bob\\x.ost"), "/srv/bob/x.ost");
  EXPECT_THAT(user_files.warnings(),
              ElementsAre(HasSubstr("home$"), HasSubstr("C:\\Users\\bobby\\x.ost"),
                          HasSubstr("C:\\Users\\bob\\..\\x.ost")));
}

TEST_F(UserFilesTest, OfAHiveAPathThatLeavesTheUsersFolderIsNamed) {
  files_.Put("/srv/x.ost", "x");
  files_.Put("/srv/shared/Microsoft/Outlook/Outlook.srs", "x");
  SetFolder(kUserShell, "AppData", "%USERPROFILE%\\..\\shared");
  UserFiles user_files = OfHive();
  EXPECT_THAT(PathsOf(user_files, FileKind::kSendReceive), IsEmpty());
  EXPECT_EQ(user_files.Locate("%USERPROFILE%\\..\\x.ost"), std::nullopt);
  EXPECT_THAT(user_files.warnings(), ElementsAre(HasSubstr("%USERPROFILE%\\..\\shared may lie"),
                                                 HasSubstr("%USERPROFILE%\\..\\x.ost may lie")));
}

// Neither key tells where the user's folder was, and a path with a drive is no default of Windows.
TEST_F(UserFilesTest, OfAHiveAFolderOnAnotherDriveIsNotTakenForTheUsers) {
  for (const char* folder : {"D:\\Users\\bob\\AppData", "D:\\Users\\bob\\AppData\\Roaming",
                             "D:\\Redirected\\x\\bob\\Application Data"}) {
    SetFolder(kUserShell, "AppData", folder);
    for (const char* here : {"AppData", "AppData/Roaming", "Application Data"}) {
      files_.Put(std::string("/srv/bob/") + here + "/Microsoft/Outlook/Outlook.srs", "stale");
    }
    UserFiles user_files = OfHive();
    EXPECT_THAT(PathsOf(user_files, FileKind::kSendReceive), IsEmpty()) << folder;
    EXPECT_EQ(user_files.Locate(std::string(folder) + "\\Microsoft\\Outlook\\Outlook.srs"),
              std::nullopt);
    EXPECT_THAT(user_files.warnings(),
                testing::Contains(testing::AllOf(testing::StartsWith(std::string(folder) + " may"),
                                                 HasSubstr("files there stay as they are"))));
  }
}

TEST_F(UserFilesTest, OfAHiveThatNamesNoFolderOnlyUsualPlacesAreTaken) {
  files_.Put("/srv/bob/mail/a.ost", "x");
  files_.Put("/srv/bob/a.ost", "x");
  UserFiles user_files = OfHive();
  for (const char* path : {"D:\\Outlook\\bob\\mail\\a.ost", "D:\\Outlook\\bob\\a.ost",
                           "D:\\Users\\bob\\mail\\a.ost", "C:\\a.ost"}) {
    EXPECT_EQ(user_files.Locate(path), std::nullopt) << path;
    ASSERT_FALSE(user_files.warnings().empty()) << path;
    EXPECT_THAT(user_files.warnings().back(), testing::StartsWith(std::string(path) + " may lie"));
  }
  EXPECT_EQ(user_files.Locate("c:\\users\\bob\\mail\\a.ost"), "/srv/bob/mail/a.ost");
  EXPECT_EQ(user_files.Locate("C:\\Documents and Settings\\bob\\a.ost"), "/srv/bob/a.ost");
}

TEST_F(UserFilesTest, OfAHiveItsOwnNamesOfOutlooksFoldersTellWhereAPathLed) {
  SetFolder(kUserShell, "Local AppData", "%USERPROFILE%\\Lokale Einstellungen\\Anwendungsdaten");
  const std::string ost = "/srv/bob/Lokale Einstellungen/Anwendungsdaten/Microsoft/Outlook/a.ost";
  files_.Put(ost, "x");
  UserFiles user_files = OfHive();
  EXPECT_EQ(user_files.Locate("C:\\Dokumente und Einstellungen\\bob\\Lokale Einstellungen"
                              "\\Anwendungsdaten\\Microsoft\\Outlook\\a.ost"),
            ost);
  EXPECT_EQ(user_files.Locate("%localappdata%\\Microsoft\\Outlook\\a.ost"), ost);
  EXPECT_THAT(user_files.warnings(), IsEmpty());
}

TEST_F(UserFilesTest, OfAHiveThatNamesNoFolderTheFormOfThePathTells) {
  files_.Put("/srv/bob/AppData/Local/Microsoft/Outlook/a.ost", "x");
  EXPECT_EQ(OfHive().Locate("C:\\Benutzer\\bob\\AppData\\Local\\Microsoft\\Outlook\\a.ost"),
            "/srv/bob/AppData/Local/Microsoft/Outlook/a.ost");
  EXPECT_EQ(OfHive().Locate("C:\\WINNT\\Profiles\\bob\\AppData\\Local\\Microsoft\\Outlook\\a.ost"),
            "/srv/bob/AppData/Local/Microsoft/Outlook/a.ost");
  EXPECT_EQ(OfHive().Locate("C:\\a.ost"), std::nullopt);
}

TEST_F(UserFilesTest, OfAHiveLinksAreNotFollowed) {
  TempFolder outside, home;
  const std::string roaming = home / "AppData/Roaming/Microsoft/Outlook";
  FileSystem& disk = SystemFiles();
  ASSERT_THAT(disk.CreateFolders(roaming, Access::kDefault), IsOk());
  ASSERT_THAT(disk.CreateFolders(outside / "Microsoft/Outlook", Access::kDefault), IsOk());
  const std::string secret = outside / "Microsoft/Outlook/Outlook.srs";
  ASSERT_THAT(disk.WriteWhole(secret, AsBytes("x"), Access::kDefault), IsOk());
  ASSERT_EQ(symlink(secret.c_str(), (roaming + "/Outlook.srs").c_str()), 0);
  ASSERT_EQ(symlink(outside.path().c_str(), (home / "AppData/Local").c_str()), 0);
  ASSERT_EQ(symlink(secret.c_str(), (home / "a.ost").c_str()), 0);
  UserFiles user_files = UserFiles::OfHive(user_, disk, home.path()).value();
  EXPECT_THAT(PathsOf(user_files, FileKind::kSendReceive), IsEmpty());
  EXPECT_EQ(user_files.Locate("C:\\Users\\bob\\a.ost"), std::nullopt);
  EXPECT_EQ(user_files.Locate("C:\\Users\\bob\\AppData\\Local\\Microsoft\\Outlook\\Outlook.srs"),
            std::nullopt);
  EXPECT_EQ(user_files.Locate("C:\\Users\\bob\\..\\" + FileNameOf(outside.path()) +
                              "\\Microsoft\\Outlook\\Outlook.srs"),
            std::nullopt);
  EXPECT_THAT(user_files.warnings(),
              testing::Contains(HasSubstr("AppData/Local is a link; what it leads to")));
}

TEST_F(UserFilesTest, AFileThatIsALinkIsNamedAndNeverFound) {
  TempFolder home;
  const std::string roaming = home / "AppData/Roaming/Microsoft/Outlook";
  const std::string local = home / "AppData/Local/Microsoft/Outlook";
  FileSystem& disk = SystemFiles();
  for (const std::string& folder : {roaming, local, home / "elsewhere"}) {
    ASSERT_THAT(disk.CreateFolders(folder, Access::kDefault), IsOk());
  }
  const std::string there = home / "elsewhere/x";
  ASSERT_THAT(disk.WriteWhole(there, AsBytes("x"), Access::kDefault), IsOk());
  for (const std::string& link : {roaming + "/Outlook.nk2", roaming + "/Outlook.srs",
                                  roaming + "/other.txt", local + "/bob - Autodiscover.xml"}) {
    ASSERT_EQ(symlink(there.c_str(), link.c_str()), 0);
  }
  ASSERT_EQ(symlink((home / "elsewhere").c_str(), (local + "/16").c_str()), 0);
  const auto variables = [&](std::string_view) { return std::optional(home.path()); };
  for (const bool of_hive : {true, false}) {
    UserFiles user_files = of_hive ? UserFiles::OfHive(user_, disk, home.path()).value()
                                   : UserFiles::OfThisComputer(user_, disk, variables).value();
    for (const FileKind kind :
         {FileKind::kNicknames, FileKind::kSendReceive, FileKind::kAutodiscover}) {
      EXPECT_THAT(user_files.Find(kind, "Outlook", kAny), IsEmpty());
    }
    EXPECT_THAT(user_files.warnings(),
                ElementsAre(HasSubstr("Outlook.nk2 is a link; what it leads to is not looked at"),
                            HasSubstr("Outlook.srs is a link"), HasSubstr("/16 is a link"),
                            HasSubstr("bob - Autodiscover.xml is a link")));
  }
}

TEST_F(UserFilesTest, FilesAreThoseOfTheVersionAndTheProfile) {
  const std::string roaming = "/srv/bob/AppData/Roaming/Microsoft/Outlook/";
  for (const char* name : {"Outlook.nick", "outlook.NK2", "Other.nk2", "Outlook.fav", "Outlook.xml",
                           "Outlook.srs", "Other.srs", "my.rwz"}) {
    files_.Put(roaming + name, "x");
  }
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kNicknames, {8, 9}),
              ElementsAre(roaming + "Outlook.nick"));
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kNicknames, {11, 11}),
              ElementsAre(roaming + "outlook.NK2"));
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kNicknames, {14, 16}), IsEmpty());
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kFavorites, {9, 9}),
              ElementsAre(roaming + "Outlook.fav"));
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kFavorites, {12, 12}),
              ElementsAre(roaming + "Outlook.xml"));
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kRules), ElementsAre(roaming + "my.rwz"));
}

TEST_F(UserFilesTest, AutodiscoverCachesLieAtAnyDepthAndOabFoldersByTheirGuid) {
  const std::string local = "/srv/bob/AppData/Local/Microsoft/Outlook/";
  const std::string guid = "57721566-4901-4532-8606-065120900824";
  files_.Put(local + "bob@x.example - Autodiscover.xml", "x");
  files_.Put(local + "16/b/AutoDiscover-1.xml", "x");
  files_.Put(local + "16/b/other.xml", "x");
  files_.Put(local + "Offline Address Books/" + guid + "/udetails.oab", "x");
  files_.Put(local + "RoamCache/Stream_Autocomplete_0_A.dat", "x");
  files_.Put(local + "RoamCache/Stream_Calendar_0_A.dat", "x");
  files_.Put(local + "browse.oab", "x");
  EXPECT_THAT(
      PathsOf(OfHive(), FileKind::kAutodiscover),
      ElementsAre(local + "16/b/AutoDiscover-1.xml", local + "bob@x.example - Autodiscover.xml"));
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kOabFolder),
              ElementsAre(local + "Offline Address Books/" + guid));
  EXPECT_THAT(PathsOf(OfHive(), FileKind::kAutocomplete),
              ElementsAre(local + "RoamCache/Stream_Autocomplete_0_A.dat"));
  EXPECT_THAT(OfHive().FindBeside(FileKind::kOab, local + "a.ost", {11, 11}),
              ElementsAre(FoundFile{FileKind::kOab, local + "browse.oab"}));
  EXPECT_THAT(OfHive().FindBeside(FileKind::kOab, local + "a.ost", {12, 16}), IsEmpty());
}

TEST_F(UserFilesTest, AFolderThatCannotBeListedIsAWarning) {
  const std::string roaming = "/srv/bob/AppData/Roaming/Microsoft/Outlook";
  files_.Put(roaming + "/Outlook.srs", "x");
  UserFiles user_files = OfHive();
  files_.SetError(roaming, Error{ErrorCode::kDenied, "no permission", roaming});
  EXPECT_THAT(PathsOf(user_files, FileKind::kSendReceive), IsEmpty());
  (void)user_files.Find(FileKind::kSendReceive, "Outlook", kAny);
  EXPECT_THAT(user_files.warnings(),
              ElementsAre(testing::StartsWith(roaming + ": no permission; it stays as it is: ")));
}

}  // namespace
}  // namespace repoint
