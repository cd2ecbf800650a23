#include "mapi/tags.h"

#include <gtest/gtest.h>

namespace repoint::mapi {
namespace {

TEST(PropNameTest, TypeStandsBeforeId) {
  EXPECT_EQ(ParsePropName("001e6602"), (PropName{.type = kPtString8, .id = 0x6602}));
}

TEST(PropNameTest, ReadsEitherCase) {
  EXPECT_EQ(ParsePropName("001F660A"), (PropName{.type = kPtUnicode, .id = 0x660a}));
}

TEST(PropNameTest, MultiValueFlagIsPartOfTheType) {
  EXPECT_EQ(ParsePropName("11023d05"), (PropName{.type = kPtMvBinary, .id = 0x3d05}));
}

TEST(PropNameTest, LeadingSMeansSecure) {
  EXPECT_EQ(ParsePropName("S001e67f1"),
            (PropName{.type = kPtString8, .id = 0x67f1, .secure = true}));
}

TEST(PropNameTest, OtherFormsAreNoPropertyNames) {
  for (const char* name : {"", "S", "001e660", "001e66020", "x001e6602", "Account Name", "001e660g",
                           " 01e6602", "SS01e6602", "001e6602S"}) {
    EXPECT_EQ(ParsePropName(name), std::nullopt) << name;
  }
}

TEST(PropNameTest, FormatsInLowerCaseWithCapitalS) {
  EXPECT_EQ(FormatPropName({.type = kPtBinary, .id = 0x67f0, .secure = true}), "S010267f0");
  EXPECT_EQ(FormatPropName({.type = kPtMvUnicode, .id = 0x662a}), "101f662a");
}

TEST(PropIdNameTest, KnowsTheIdsOfAnExchangeProfile) {
  EXPECT_EQ(PropIdName(0x6602), "PR_PROFILE_HOME_SERVER");
  EXPECT_EQ(PropIdName(0x6603), "PR_PROFILE_USER");
  EXPECT_EQ(PropIdName(0x6641), "PR_PROFILE_USER_SMTP_EMAIL_ADDRESS");
  EXPECT_EQ(PropIdName(0x0ff8), "PR_MAPPING_SIGNATURE");  // the first of the table
  EXPECT_EQ(PropIdName(0x7cff), "PR_PROFILE_MDB_DN");     // the last
}

TEST(PropIdNameTest, UnknownIdsHaveNoName) {
  EXPECT_EQ(PropIdName(0x0000), "");
  EXPECT_EQ(PropIdName(0x6750), "");
  EXPECT_EQ(PropIdName(0xffff), "");
}

}  // namespace
}  // namespace repoint::mapi
