#include "console/exchange55.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace repoint::console {
namespace {

using testing::ElementsAre;

struct Pair {
  const char* attribute;
  std::string value;
};
DirectoryObject Object(const std::string& dn, const std::vector<Pair>& pairs) {
  LdapEntry entry(dn);
  for (const Pair& pair : pairs) entry.Add(pair.attribute, pair.value);
  return Exchange55Object(entry);
}
DirectoryObject Object(const std::vector<Pair>& pairs) {
  return Object("cn=jdoe,cn=Recipients,ou=HQ,o=Contoso", pairs);
}

TEST(Exchange55Test, DnIsTurnedRound) {
  const DirectoryObject object = Object({});
  EXPECT_EQ(object.legacy_dn, "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe");
  EXPECT_EQ(object.key, "cn=jdoe,cn=recipients,ou=hq,o=contoso");
}

TEST(Exchange55Test, EscapesAndQuotesInTheDnAreUndone) {
  EXPECT_EQ(Object("cn=Doe\\, J\\C3\\B6hn\\2b,cn=Recipients,ou=HQ\\=1,o=Contoso", {}).legacy_dn,
            "/o=Contoso/ou=HQ=1/cn=Recipients/cn=Doe, J\xc3\xb6hn+");
  EXPECT_EQ(Object("cn=\"Doe, John\",cn=Recipients,ou=HQ,o=Contoso", {}).legacy_dn,
            "/o=Contoso/ou=HQ/cn=Recipients/cn=Doe, John");
}

TEST(Exchange55Test, DnOfAnotherFormCountsAsNone) {
  for (const char* dn : {"", "nonsense", "cn=a+sn=b,ou=HQ,o=Contoso", "o=Contoso", "cn=\\ff,o=C",
                         "cn=a\\0ab,ou=HQ,o=Contoso", "cn=a,dc=example"}) {
    EXPECT_EQ(Object(dn, {}).legacy_dn, "") << dn;
  }
}

TEST(Exchange55Test, TakesNames) {
  const DirectoryObject object = Object({{"cn", "John Doe"}, {"uid", "JohnD"}});
  EXPECT_EQ(object.display_name, "John Doe");
  EXPECT_EQ(object.alias, "JohnD");
}

TEST(Exchange55Test, DirectoryNameIsNoDisplayNameWhereThereIsAnother) {
  EXPECT_EQ(Object({{"cn", "jdoe"}, {"cn", "John Doe"}}).display_name, "John Doe");
  EXPECT_EQ(Object({{"cn", "jdoe"}}).display_name, "jdoe");
}

TEST(Exchange55Test, AddressesHaveATypeAndADollar) {
  const DirectoryObject object = Object({{"rfc822Mailbox", "john.doe@contoso.example"},
                                         {"otherMailbox", "smtp$jd@contoso.example"},
                                         {"otherMailbox", "SMTP$John.Doe@contoso.example"},
                                         {"otherMailbox", "X400$c=US;a= ;p=Contoso;o=HQ;s=Doe;"},
                                         {"otherMailbox", "X500$/o=Old/ou=HQ/cn=Recipients/cn=jd"},
                                         {"otherMailbox", "nothing"}});
  EXPECT_EQ(object.smtp, "john.doe@contoso.example");
  EXPECT_THAT(object.proxies,
              ElementsAre("smtp:jd@contoso.example", "X500:/o=Old/ou=HQ/cn=Recipients/cn=jd"));
}

TEST(Exchange55Test, MailOrThePrimaryProxyAreTheAddressToo) {
  EXPECT_EQ(Object({{"mail", "jd@contoso.example"}}).smtp, "jd@contoso.example");
  EXPECT_EQ(Object({{"otherMailbox", "SMTP$jd@contoso.example"}}).smtp, "jd@contoso.example");
}

TEST(Exchange55Test, ServerIsInTheHomeStore) {
  const DirectoryObject object =
      Object({{"Home-MDB",
               "cn=Microsoft Private MDB,cn=EXSRC01,cn=Servers,cn=Configuration,ou=HQ,o=Contoso"}});
  EXPECT_EQ(object.server, "EXSRC01");
  EXPECT_EQ(object.server_dn, "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01");
}

TEST(Exchange55Test, ServerByNameIsInTheMailboxesSite) {
  const DirectoryObject object = Object({{"Home-Server", "EXSRC01"}});
  EXPECT_EQ(object.server, "EXSRC01");
  EXPECT_EQ(object.server_dn, "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01");
}

TEST(Exchange55Test, ServerByDnOfEitherForm) {
  for (const char* dn : {"cn=EXSRC01,cn=Servers,cn=Configuration,ou=HQ,o=Contoso",
                         "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01"}) {
    const DirectoryObject object = Object({{"Home-Server", dn}});
    EXPECT_EQ(object.server, "EXSRC01");
    EXPECT_EQ(object.server_dn, "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01");
  }
}

TEST(Exchange55Test, MailboxesAreOrganizationalPersons) {
  EXPECT_TRUE(
      Object({{"objectClass", "person"}, {"objectClass", "organizationalPerson"}}).is_mailbox);
  EXPECT_FALSE(Object({{"objectClass", "organizationalPerson"}, {"objectClass", "Remote-Address"}})
                   .is_mailbox);
  EXPECT_FALSE(Object({{"objectClass", "custom-recipient"}}).is_mailbox);
}

TEST(Exchange55Test, AccountIsASidInHexOrBytes) {
  const std::string hex = "010500000000000515000000A065CF7E784B9B5FE77C8770091C0100";
  const char* sid = "S-1-5-21-2127521184-1604012920-1887927527-72713";
  EXPECT_EQ(Object({{"Assoc-NT-Account", hex}}).sid, sid);
  EXPECT_EQ(Object({{"Assoc-NT-Account", std::string(AsChars(*HexDecode(hex)))}}).sid, sid);
  EXPECT_EQ(Object({{"Assoc-NT-Account", "CONTOSO\\jdoe"}}).sid, "");
}

}  // namespace
}  // namespace repoint::console
