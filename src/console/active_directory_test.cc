#include "console/active_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kServer = "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01";

std::string Raw(std::string_view hex) { return std::string(AsChars(*HexDecode(hex))); }

struct Pair {
  const char* attribute;
  std::string value;
};
LdapEntry Entry(const std::vector<Pair>& pairs) {
  LdapEntry entry("CN=John Doe,OU=People,DC=contoso,DC=example");
  for (const Pair& pair : pairs) entry.Add(pair.attribute, pair.value);
  return entry;
}
DirectoryObject Object(const std::vector<Pair>& pairs) {
  return ActiveDirectoryObject(Entry(pairs));
}

TEST(ActiveDirectoryTest, TakesNamesAsTheyAre) {
  const DirectoryObject object = Object({{"legacyExchangeDN", "/o=Contoso/ou=HQ/cn=R/cn=jdoe"},
                                         {"mailNickname", "jdoe"},
                                         {"displayName", "J\xc3\xb6hn Doe"}});
  EXPECT_EQ(object.legacy_dn, "/o=Contoso/ou=HQ/cn=R/cn=jdoe");
  EXPECT_EQ(object.alias, "jdoe");
  EXPECT_EQ(object.display_name, "J\xc3\xb6hn Doe");
}

TEST(ActiveDirectoryTest, NamesOfAttributesHaveNoCaseAndNoOptions) {
  EXPECT_EQ(Object({{"MAILNICKNAME", "jdoe"}}).alias, "jdoe");
  EXPECT_THAT(Object({{"proxyAddresses;range=0-1499", "smtp:jd@contoso.example"}}).proxies,
              ElementsAre("smtp:jd@contoso.example"));
}

TEST(ActiveDirectoryTest, LegacyDnOfAnotherFormCountsAsNone) {
  EXPECT_EQ(Object({{"legacyExchangeDN", "ADCDisabledMail"}}).legacy_dn, "");
}

TEST(ActiveDirectoryTest, KeyIsTheGuid) {
  EXPECT_EQ(Object({{"objectGUID", Raw("3d2c1b0a5f4e71608293a4b5c6d7e8f9")}}).key,
            "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
}

TEST(ActiveDirectoryTest, KeyIsTheFoldedDnWithoutGuid) {
  EXPECT_EQ(Object({}).key, "cn=john doe,ou=people,dc=contoso,dc=example");
  EXPECT_EQ(Object({{"objectGUID", "short"}}).key, "cn=john doe,ou=people,dc=contoso,dc=example");
}

TEST(ActiveDirectoryTest, PrimaryAddressIsTheOneInCapitals) {
  const DirectoryObject object =
      Object({{"proxyAddresses", "smtp:jd@contoso.example"},
              {"proxyAddresses", "SMTP:john.doe@contoso.example"},
              {"proxyAddresses", "smtp:john.doe@CONTOSO.example"},
              {"proxyAddresses", "x500:/o=Old/ou=HQ/cn=Recipients/cn=jd"},
              {"proxyAddresses", "X400:C=US;A= ;P=Contoso;O=HQ;S=Doe;"},
              {"mail", "other@contoso.example"}});
  EXPECT_EQ(object.smtp, "john.doe@contoso.example");
  EXPECT_THAT(object.proxies,
              ElementsAre("smtp:jd@contoso.example", "X500:/o=Old/ou=HQ/cn=Recipients/cn=jd"));
}

TEST(ActiveDirectoryTest, MailIsTheAddressWithoutPrimaryProxy) {
  const DirectoryObject object = Object(
      {{"mail", "john.doe@contoso.example"}, {"proxyAddresses", "smtp:John.Doe@contoso.example"}});
  EXPECT_EQ(object.smtp, "john.doe@contoso.example");
  EXPECT_THAT(object.proxies, IsEmpty());
}

TEST(ActiveDirectoryTest, ServerIsInItsDn) {
  const DirectoryObject object = Object({{"msExchHomeServerName", kServer}});
  EXPECT_EQ(object.server, "EXSRC01");
  EXPECT_EQ(object.server_dn, kServer);
}

TEST(ActiveDirectoryTest, ServerIsInTheStoreWithoutServerDn) {
  const DirectoryObject object = Object(
      {{"homeMDB",
        "CN=Mailbox Store (EXSRC01),CN=First Storage Group,CN=InformationStore,CN=EXSRC01,"
        "CN=Servers,CN=HQ,CN=Administrative Groups,CN=Contoso,CN=Microsoft Exchange,CN=Services,"
        "CN=Configuration,DC=contoso,DC=example"}});
  EXPECT_EQ(object.server, "EXSRC01");
  EXPECT_EQ(object.server_dn, "");
  EXPECT_TRUE(object.is_mailbox);
}

TEST(ActiveDirectoryTest, StoreOfExchange2010NamesNoServer) {
  const DirectoryObject object =
      Object({{"homeMDB", "CN=DB01,CN=Databases,CN=HQ,CN=Administrative Groups,DC=example"}});
  EXPECT_EQ(object.server, "");
  EXPECT_TRUE(object.is_mailbox);
}

TEST(ActiveDirectoryTest, MailboxGuidIsText) {
  EXPECT_EQ(Object({{"msExchMailboxGuid", Raw("3d2c1b0a5f4e71608293a4b5c6d7e8f9")}}).mailbox_guid,
            "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9");
}

struct Type {
  const char* value;
  bool is_mailbox;
};
class RecipientTypeTest : public testing::TestWithParam<Type> {};
TEST_P(RecipientTypeTest, SaysWhetherTheMailboxIsHere) {
  EXPECT_EQ(
      Object({{"msExchRecipientTypeDetails", GetParam().value}, {"homeMDB", "CN=DB01"}}).is_mailbox,
      GetParam().is_mailbox)
      << GetParam().value;
}
INSTANTIATE_TEST_SUITE_P(Documented, RecipientTypeTest,
                         testing::Values(Type{"1", true}, Type{"2", true}, Type{"4", true},
                                         Type{"8", true}, Type{"16", true}, Type{"32", true},
                                         Type{"64", false}, Type{"128", false},
                                         Type{"32768", false}, Type{"8388608", false},
                                         Type{"2147483648", false}, Type{"8589934592", false},
                                         Type{"17179869184", false}, Type{"34359738368", false},
                                         Type{"2199023255552", true}, Type{"3", false}));

TEST(ActiveDirectoryTest, WithoutTypeTheHomeSaysIt) {
  EXPECT_TRUE(Object({{"msExchHomeServerName", kServer}}).is_mailbox);
  EXPECT_TRUE(Object({{"homeMDB", "CN=DB01,DC=example"}}).is_mailbox);
  EXPECT_TRUE(Object({{"homeMDB", "CN=DB01"}, {"msExchRecipientTypeDetails", "0"}}).is_mailbox);
  EXPECT_TRUE(Object({{"homeMDB", "CN=DB01"}, {"msExchRecipientTypeDetails", "1x"}}).is_mailbox);
  EXPECT_FALSE(Object({{"mail", "jd@contoso.example"}}).is_mailbox);
}

TEST(ActiveDirectoryTest, SidsAreText) {
  const std::string sid = Raw("010500000000000515000000a065cf7e784b9b5fe77c8770091c0100");
  const DirectoryObject object = Object({{"objectSid", sid},
                                         {"sIDHistory", Raw("01020000000000052000000020020000")},
                                         {"sIDHistory", "no SID"},
                                         {"sIDHistory", sid},
                                         {"msExchMasterAccountSid", sid}});
  EXPECT_EQ(object.sid, "S-1-5-21-2127521184-1604012920-1887927527-72713");
  EXPECT_THAT(object.sid_history,
              ElementsAre("S-1-5-32-544", "S-1-5-21-2127521184-1604012920-1887927527-72713"));
  EXPECT_EQ(object.master_sid, "S-1-5-21-2127521184-1604012920-1887927527-72713");
}

TEST(ActiveDirectoryTest, SelfIsNoMasterAccount) {
  EXPECT_EQ(Object({{"msExchMasterAccountSid", Raw("01010000000000050a000000")}}).master_sid, "");
}

TEST(ActiveDirectoryTest, BadSidsCountAsNone) {
  for (const char* hex : {"", "01", "0101000000000005", "01010000000000050a00000000",
                          "02010000000000050a000000", "0110000000000005"}) {
    EXPECT_EQ(Object({{"objectSid", Raw(hex)}}).sid, "") << hex;
  }
  EXPECT_EQ(SidText(*HexDecode("0100010000000000")), "S-1-0x010000000000");
}

TEST(ActiveDirectoryTest, TextThatIsNoneCountsAsAbsent) {
  EXPECT_EQ(Object({{"displayName", "J\xf6hn"}}).display_name, "");
  EXPECT_EQ(Object({{"displayName", "John\tDoe"}}).display_name, "");
  EXPECT_EQ(Object({{"displayName", std::string("J\0hn", 4)}}).display_name, "");
  EXPECT_EQ(Object({{"displayName", std::string(5000, 'x')}}).display_name, "");
  EXPECT_EQ(Object({{"displayName", "  "}}).display_name, "");
}

TEST(ActiveDirectoryTest, OfSeveralValuesWhereOneIsDueTheFirstCounts) {
  EXPECT_EQ(Object({{"mailNickname", "jdoe"}, {"mailNickname", "other"}}).alias, "jdoe");
}

TEST(ActiveDirectoryTest, ProxiesHaveAnEnd) {
  std::vector<Pair> pairs;
  for (int i = 0; i < 1600; ++i) {
    pairs.push_back({"proxyAddresses", "smtp:" + std::to_string(i) + "@contoso.example"});
  }
  EXPECT_THAT(Object(pairs).proxies, SizeIs(1500));
}

}  // namespace
}  // namespace repoint::console
