#include "client/all_users.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "registry/testing/reg_text.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kList = "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

class FindUsersTest : public testing::Test {
 protected:
  void Put(std::string_view name, const std::string& folder, uint32_t state = 0) {
    RegValue path = SzValue(folder);
    path.type = kRegExpandSz;
    const std::string key = JoinKey(kList, name);
    ASSERT_THAT(machine_.SetValue(key, "ProfileImagePath", path), IsOk());
    ASSERT_THAT(machine_.SetValue(key, "State", DwordValue(state)), IsOk());
  }

  std::vector<ComputerUser> Find() {
    const auto users =
        FindUsers({machine_, users_, files_, [](std::string_view name) {
                     return name == "SystemDrive" ? std::optional<std::string>("C:") : std::nullopt;
                   }});
    EXPECT_THAT(users, IsOk());
    return users.value_or(std::vector<ComputerUser>());
  }

  std::vector<std::string> Sids() {
    std::vector<std::string> sids;
    for (const ComputerUser& user : Find()) sids.push_back(user.sid);
    return sids;
  }

  MemoryRegistry machine_, users_;
  FakeFiles files_;
};

TEST_F(FindUsersTest, TheOrderIsThatOfProfileList) {
  Put("S-1-5-21-1-2-3-1009", "/u/zoe");
  Put("S-1-5-21-1-2-3-1001", "/u/amy");
  Put("S-1-12-1-7-8-9-10", "/u/bob");
  EXPECT_THAT(Sids(),
              ElementsAre("S-1-5-21-1-2-3-1009", "S-1-5-21-1-2-3-1001", "S-1-12-1-7-8-9-10"));
}

TEST_F(FindUsersTest, AccountsOfWindowsAndItsServicesAreLeftOut) {
  for (const char* sid : {"S-1-5-18", "S-1-5-19", "S-1-5-20", "S-1-5-80-1-2-3-4-5",
                          "S-1-5-82-1-2-3-4-5", "S-1-5-90-0-1", "S-1-5-96-0-1", "x"}) {
    Put(sid, "/u/x");
  }
  EXPECT_THAT(Sids(), IsEmpty());
}

TEST_F(FindUsersTest, WhatWindowsHasPutAsideIsLeftOut) {
  Put("S-1-5-21-1-2-3-1001.bak", "/u/amy");
  Put("S-1-5-21-1-2-3-1001_Classes", "/u/amy");
  EXPECT_THAT(Sids(), IsEmpty());
}

TEST_F(FindUsersTest, TemporaryProfilesAreLeftOut) {
  Put("S-1-5-21-1-2-3-1001", "/u/TEMP", 0x804);
  Put("S-1-5-21-1-2-3-1002", "/u/amy", 0x100);
  EXPECT_THAT(Sids(), ElementsAre("S-1-5-21-1-2-3-1002"));
}

TEST_F(FindUsersTest, ALoadedUserIsOneWhoseSidHkeyUsersHas) {
  Put("S-1-5-21-1-2-3-1001", "/u/amy");
  Put("S-1-5-21-1-2-3-1002", "/u/bob");
  ASSERT_THAT(users_.CreateKey("s-1-5-21-1-2-3-1002"), IsOk());
  ASSERT_THAT(users_.CreateKey("S-1-5-21-1-2-3-1001_Classes"), IsOk());
  const auto users = Find();
  ASSERT_EQ(users.size(), 2u);
  EXPECT_FALSE(users[0].loaded);
  EXPECT_TRUE(users[1].loaded);
}

TEST_F(FindUsersTest, VariablesInTheFolderAreReplaced) {
  Put("S-1-5-21-1-2-3-1001", "%SystemDrive%/u/amy");
  EXPECT_EQ(Find().at(0).folder, "C:/u/amy");
  EXPECT_EQ(Find().at(0).hive, "C:/u/amy/NTUSER.DAT");
}

TEST_F(FindUsersTest, TheHiveOfAMandatoryProfileComesFirst) {
  files_.Put("/u/amy/NTUSER.DAT", "");
  files_.Put("/u/amy/NTUSER.MAN", "");
  files_.Put("/u/bob/NTUSER.DAT", "");
  Put("S-1-5-21-1-2-3-1001", "/u/amy");
  Put("S-1-5-21-1-2-3-1002", "/u/bob");
  EXPECT_EQ(Find().at(0).hive, "/u/amy/NTUSER.MAN");
  EXPECT_EQ(Find().at(1).hive, "/u/bob/NTUSER.DAT");
}

TEST_F(FindUsersTest, AHiveThatIsMissingIsNamedAllTheSame) {
  Put("S-1-5-21-1-2-3-1001", "/u/amy");
  EXPECT_EQ(Find().at(0).hive, "/u/amy/NTUSER.DAT");
  EXPECT_FALSE(Find().at(0).error);
}

TEST_F(FindUsersTest, WithoutAFolderThereIsNoUserUnlessHeIsLoaded) {
  ASSERT_THAT(machine_.CreateKey(JoinKey(kList, "S-1-5-21-1-2-3-1001")), IsOk());
  ASSERT_THAT(machine_.CreateKey(JoinKey(kList, "S-1-5-21-1-2-3-1002")), IsOk());
  ASSERT_THAT(users_.CreateKey("S-1-5-21-1-2-3-1002"), IsOk());
  const auto users = Find();
  ASSERT_EQ(users.size(), 1u);
  EXPECT_EQ(users[0].sid, "S-1-5-21-1-2-3-1002");
  EXPECT_TRUE(users[0].error);
}

TEST_F(FindUsersTest, WithoutAProfileListNobodyIsFound) {
  EXPECT_THAT(FindUsers({machine_, users_, files_, {}}), FailsWith(ErrorCode::kNotFound));
}

}  // namespace
}  // namespace repoint
