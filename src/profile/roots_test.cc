#include "profile/roots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry/memory.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "root/name", with a star behind the default profile.
std::vector<std::string> Found(Registry& user) {
  std::vector<std::string> lines;
  const auto profiles = FindProfiles(user);
  if (!profiles) return {profiles.error().ToString()};
  for (const ProfileRef& ref : *profiles) {
    lines.push_back(std::string(RootOf(ref.root).name) + "/" + ref.name +
                    (ref.is_default ? "*" : ""));
  }
  return lines;
}

constexpr std::string_view kNt =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";

TEST(FindProfilesTest, ARegistryWithoutRootsHasNone) {
  MemoryRegistry user;
  EXPECT_THAT(Found(user), IsEmpty());
}

TEST(FindProfilesTest, EveryRootIsLookedAt) {
  MemoryRegistry user;
  for (const std::string& key :
       {std::string("Software\\Microsoft\\Windows Messaging Subsystem\\Profiles\\Nine"),
        std::string(kNt) + "\\Four",
        std::string("Software\\Microsoft\\Office\\15.0\\Outlook\\Profiles\\Fifteen"),
        std::string("Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\Sixteen")}) {
    ASSERT_TRUE(user.CreateKey(key));
  }
  EXPECT_THAT(Found(user), ElementsAre("9x/Nine", "NT/Four", "15.0/Fifteen", "16.0/Sixteen"));
}

TEST(FindProfilesTest, TheDefaultProfileComesFirstWhateverItsCase) {
  MemoryRegistry user;
  for (const std::string_view name : {"Archiv", "Bob - Büro", "Outlook"}) {
    ASSERT_TRUE(user.CreateKey(JoinKey(kNt, name)));
  }
  ASSERT_TRUE(user.SetValue(kNt, "DefaultProfile", SzValue("OUTLOOK")));
  EXPECT_THAT(Found(user), ElementsAre("NT/Outlook*", "NT/Archiv", "NT/Bob - Büro"));
}

TEST(FindProfilesTest, Outlook2013AndLaterNameTheDefaultBesideTheProfilesKey) {
  MemoryRegistry user;
  const std::string office = "Software\\Microsoft\\Office\\16.0\\Outlook";
  ASSERT_TRUE(user.CreateKey(office + "\\Profiles\\A"));
  ASSERT_TRUE(user.CreateKey(office + "\\Profiles\\B"));
  ASSERT_TRUE(user.SetValue(office + "\\Profiles", "DefaultProfile", SzValue("A")));
  ASSERT_TRUE(user.SetValue(office, "DefaultProfile", SzValue("B")));
  EXPECT_THAT(Found(user), ElementsAre("16.0/B*", "16.0/A"));
}

}  // namespace
}  // namespace repoint
