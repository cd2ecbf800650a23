#include "registry/regfile_root.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace repoint {
namespace {

using testing::ElementsAre;

Result<UserRoot> RootOf(std::string_view keys) {
  return FindUserRoot(
      *regtext::Parse(AsBytes("Windows Registry Editor Version 5.00\n" + std::string(keys))));
}

TEST(FindUserRoot, FindsTheCurrentUser) {
  EXPECT_EQ(RootOf("[hkey_current_user\\Software]")->key, "hkey_current_user");
}

TEST(FindUserRoot, FindsAUserBelowHkeyUsers) {
  EXPECT_EQ(RootOf("[HKEY_USERS]\n[HKEY_USERS\\S-1-5-21-7\\Software]")->key,
            "HKEY_USERS\\S-1-5-21-7");
  EXPECT_EQ(RootOf("[HKEY_USERS\\.DEFAULT]")->key, "HKEY_USERS\\.DEFAULT");
}

TEST(FindUserRoot, DoesNotTakeClassesForAUser) {
  EXPECT_EQ(RootOf("[HKEY_USERS\\S-1\\A]\n[HKEY_USERS\\S-1_Classes\\A]")->key, "HKEY_USERS\\S-1");
}

TEST(FindUserRoot, FindsALoadedHive) {
  EXPECT_EQ(RootOf("[HKEY_LOCAL_MACHINE\\SOFTWARE\\Software]\n"
                   "[HKEY_LOCAL_MACHINE\\old\\Console]\n"
                   "[HKEY_LOCAL_MACHINE\\old\\Software\\X]")
                ->key,
            "HKEY_LOCAL_MACHINE\\old");
}

TEST(FindUserRoot, IsNotFoundWithoutAUser) {
  EXPECT_EQ(RootOf("[HKEY_LOCAL_MACHINE\\SOFTWARE\\X]").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(RootOf("[HKEY_LOCAL_MACHINE\\old\\Console]").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(RootOf("").error().code, ErrorCode::kNotFound);
}

TEST(FindUserRoot, NamesTheUsersWhenThereAreSeveral) {
  const auto root = RootOf("[HKEY_USERS\\S-1\\A]\n[HKEY_USERS\\S-2\\A]\n[HKEY_USERS\\s-1]");
  ASSERT_FALSE(root.has_value());
  EXPECT_EQ(root.error().code, ErrorCode::kConflict);
  EXPECT_EQ(root.error().message,
            "the export holds more than one user: HKEY_USERS\\S-1, HKEY_USERS\\S-2");
}

TEST(UserRoot, GivesTheNamesBelow) {
  const UserRoot root{"HKEY_USERS\\S-1"};
  EXPECT_THAT(*root.Names("HKEY_USERS\\s-1\\A\\B b"), ElementsAre("A", "B b"));
  EXPECT_THAT(*root.Names("HKEY_USERS\\S-1"), ElementsAre());
  EXPECT_EQ(root.Names("HKEY_USERS\\S-10\\A"), std::nullopt);
  EXPECT_EQ(root.Names("HKEY_USERS"), std::nullopt);
}

TEST(UserRoot, SkipsEmptyNames) {
  EXPECT_THAT(*UserRoot{"HKEY_CURRENT_USER"}.Names("HKEY_CURRENT_USER\\A\\\\B\\"),
              ElementsAre("A", "B"));
}

}  // namespace
}  // namespace repoint
