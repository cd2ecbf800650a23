#include "client/find_hives.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/testing/fake_files.h"
#include "base/testing/temp_folder.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> PathsOf(const FoundHives& found) {
  std::vector<std::string> paths;
  for (const FoundHive& hive : found.hives) paths.push_back(hive.path);
  return paths;
}

TEST(FindHivesTest, WalksAFolderForBothNamesInAnyCase) {
  FakeFiles files;
  for (const char* path : {"/p/zoe/NTUSER.DAT", "/p/amy/ntuser.man", "/p/x/y/NtUser.dat",
                           "/p/bob/other.dat", "/p/bob/NTUSER.DAT.LOG1"}) {
    files.Put(path, "");
  }
  const FoundHives found = FindHives(files, {"/p"});
  EXPECT_THAT(PathsOf(found),
              ElementsAre("/p/amy/ntuser.man", "/p/x/y/NtUser.dat", "/p/zoe/NTUSER.DAT"));
  EXPECT_TRUE(found.any_folder);
}

TEST(FindHivesTest, NamesAreBelowTheFolderInOneSpelling) {
  FakeFiles files;
  files.Put("/p/Amy/NTUSER.DAT", "");
  EXPECT_EQ(FindHives(files, {"/p/"}).hives.at(0).name, "amy/ntuser.dat");
  EXPECT_EQ(FindHives(files, {"/p/Amy/NTUSER.DAT"}).hives.at(0).name, "/p/amy/ntuser.dat");
}

TEST(FindHivesTest, BelowAPersonsFolderNothingMoreIsLookedFor) {
  FakeFiles files;
  for (const char* path : {"/p/NTUSER.DAT", "/p/amy/NTUSER.DAT", "/p/amy/backup/NTUSER.DAT"}) {
    files.Put(path, "");
  }
  EXPECT_THAT(PathsOf(FindHives(files, {"/p"})), ElementsAre("/p/NTUSER.DAT", "/p/amy/NTUSER.DAT"));
  EXPECT_THAT(PathsOf(FindHives(files, {"/p/amy"})),
              ElementsAre("/p/amy/NTUSER.DAT", "/p/amy/backup/NTUSER.DAT"));
}

TEST(FindHivesTest, AnyFileIsTakenWhenItIsNamedItself) {
  FakeFiles files;
  files.Put("/p/copy of jane.dat", "");
  EXPECT_THAT(PathsOf(FindHives(files, {"/p/copy of jane.dat", "/p/missing"})),
              ElementsAre("/p/copy of jane.dat", "/p/missing"));
}

TEST(FindHivesTest, EachIsFoundOnce) {
  FakeFiles files;
  files.Put("/p/amy/NTUSER.DAT", "");
  EXPECT_THAT(PathsOf(FindHives(files, {"/p", "/p/amy", "/p/amy/NTUSER.DAT", "/p"})),
              ElementsAre("/p/amy/NTUSER.DAT"));
}

TEST(FindHivesTest, AFolderThatCannotBeReadIsNamedAndTheOthersAreFound) {
  FakeFiles files;
  files.Put("/p/amy/NTUSER.DAT", "");
  files.Put("/p/zoe/NTUSER.DAT", "");
  files.SetError("/p/amy", Error{ErrorCode::kDenied, "made to fail", "/p/amy"});
  const FoundHives found = FindHives(files, {"/p"});
  EXPECT_THAT(PathsOf(found), ElementsAre("/p/amy", "/p/zoe/NTUSER.DAT"));
  EXPECT_TRUE(found.hives[0].error);
}

TEST(FindHivesTest, AFolderWithoutHivesHasNone) {
  FakeFiles files;
  files.PutFolder("/p");
  EXPECT_THAT(FindHives(files, {"/p"}).hives, IsEmpty());
}

TEST(FindHivesTest, LinksAreNotFollowed) {
  TempFolder folder;
  FileSystem& files = SystemFiles();
  ASSERT_TRUE(files.CreateFolders(folder / "p/amy", Access::kDefault));
  ASSERT_TRUE(files.CreateFolders(folder / "p/bob", Access::kDefault));
  ASSERT_TRUE(files.WriteWhole(folder / "p/amy/NTUSER.DAT", {}, Access::kDefault));
  ASSERT_EQ(symlink((folder / "p").c_str(), (folder / "p/loop").c_str()), 0);
  ASSERT_EQ(symlink("../amy/NTUSER.DAT", (folder / "p/bob/NTUSER.DAT").c_str()), 0);
  EXPECT_THAT(PathsOf(FindHives(files, {folder / "p"})), ElementsAre(folder / "p/amy/NTUSER.DAT"));
}

}  // namespace
}  // namespace repoint
