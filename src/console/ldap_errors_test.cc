#include "console/ldap_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace repoint::console {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kAddress = "ldap://dc1.contoso.example";

Error ActiveDirectoryRefuses(const std::string& data) {
  return LdapBindError(LDAP_INVALID_CREDENTIALS,
                       "80090308: LdapErr: DSID-0C090446, comment: AcceptSecurityContext error, "
                       "data " +
                           data + ", v2580",
                       kAddress);
}

TEST(LdapErrorsTest, ActiveDirectorysReasonForRefusingAnAccountIsTold) {
  struct {
    const char* data;
    const char* message;
  } const kCases[] = {
      {"52e", "does not accept this name and password"},
      {"525", "does not know this account"},
      {"532", "password has expired"},
      {"533", "disabled"},
      {"701", "account has expired"},
      {"773", "set a new password"},
      {"775", "locked out"},
      {"8ab", "does not accept this name and password"},
  };
  for (const auto& [data, message] : kCases) {
    const Error error = ActiveDirectoryRefuses(data);
    EXPECT_EQ(error.code, ErrorCode::kDenied);
    EXPECT_THAT(error.message, HasSubstr(message));
    EXPECT_EQ(error.where, kAddress);
  }
}

TEST(LdapErrorsTest, WordsAfterABindAreNotQuoted) {
  for (const int code : {LDAP_INVALID_CREDENTIALS, LDAP_OTHER, LDAP_UNWILLING_TO_PERFORM}) {
    EXPECT_THAT(LdapBindError(code, "no such password: Tr0ub4dor", kAddress).message,
                Not(HasSubstr("Tr0ub4dor")));
  }
}

TEST(LdapErrorsTest, DomainControllerThatAsksForSigningIsUnderstood) {
  const Error error = LdapBindError(LDAP_STRONG_AUTH_REQUIRED, "00002028: LdapErr", kAddress);
  EXPECT_EQ(error.code, ErrorCode::kDenied);
  EXPECT_THAT(error.message, HasSubstr("bind with GSSAPI, or use StartTLS or ldaps"));
}

TEST(LdapErrorsTest, SearchWithoutBindIsUnderstood) {
  const Error error = LdapError(LDAP_OPERATIONS_ERROR, "000004DC: LdapErr", kAddress);
  EXPECT_EQ(error.code, ErrorCode::kDenied);
  EXPECT_THAT(error.message, HasSubstr("give an account"));
}

TEST(LdapErrorsTest, OtherWordsAreQuotedShortAndPrintable) {
  EXPECT_EQ(LdapError(LDAP_BUSY, "line 1\r\nline 2", kAddress).message,
            "the directory is busy: try again later (line 1  line 2)");
  EXPECT_EQ(LdapError(LDAP_BUSY, std::string(5000, 'x'), kAddress).message.size(),
            std::string("the directory is busy: try again later ()").size() + 200);
  EXPECT_EQ(LdapError(12345, "", kAddress).code, ErrorCode::kIo);
}

}  // namespace
}  // namespace repoint::console
