// What is read of entries, and what becomes of a server that dies or stalls: a real slapd.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "console/testing/read_directory.h"
#include "console/testing/relay.h"
#include "console/testing/slapd.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string Raw(std::string_view hex) { return std::string(AsChars(*HexDecode(hex))); }

SlapdOptions Some(int users) {
  SlapdOptions options;
  options.ldif = ActiveDirectoryTree();
  for (int i = 0; i < users; ++i) {
    options.ldif +=
        ActiveDirectoryUser(std::to_string(i), {"mail: " + std::to_string(i) + "@contoso.example",
                                                LdifBytes("displayName", std::string(4000, 'x'))});
  }
  return options;
}

// Reads 2,000 users, page by page, from a server that gets the signal amid the third page.
Status ReadWhileItGets(int signal, int timeout_seconds) {
  Slapd slapd(Some(2000));
  EXPECT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = LdapSpec(slapd.ldap());
  spec.page_size = 100;
  spec.timeout_seconds = timeout_seconds;
  int seen = 0;
  const Status read = ReadAll(spec, [&](const DirectoryObject&) -> Status {
    if (++seen == 250) slapd.process().Signal(signal);
    return {};
  });
  EXPECT_GE(seen, 250);
  EXPECT_LT(seen, 2000);
  return read;
}

TEST(LdapReadingTest, ServerThatDiesInTheMiddleIsAnError) {
  const Status read = ReadWhileItGets(SIGKILL, 10);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kIo);
  EXPECT_THAT(read.error().message, HasSubstr("the directory ended the connection"));
}

TEST(LdapReadingTest, ServerThatStallsInTheMiddleIsAnErrorInTime) {
  const Status read = ReadWhileItGets(SIGSTOP, 1);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kIo);
  EXPECT_THAT(read.error().message, HasSubstr("did not answer in time"));
}

TEST(LdapReadingTest, NetworkThatStallsInTheMiddleOfATlsRecordIsAnErrorInTime) {
  CertificateAuthority authority;
  SlapdOptions options = Some(100);
  options.certificate = authority.Issue("IP:127.0.0.1");
  Slapd slapd(options);
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  Relay relay(slapd.tls_port(), 200'000);
  DirectorySpec spec = LdapSpec("ldaps://127.0.0.1:" + std::to_string(relay.port()));
  spec.ca_file = authority.file();
  spec.timeout_seconds = 1;
  const auto objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
  EXPECT_THAT(objects.error().message, HasSubstr("did not answer in time"));
}

TEST(LdapReadingTest, TakesEveryAttributeOfActiveDirectory) {
  SlapdOptions options;
  const std::string sid = Raw("010500000000000515000000a065cf7e784b9b5fe77c8770091c0100");
  const std::string guid = Raw("3d2c1b0a5f4e71608293a4b5c6d7e8f9");
  options.ldif =
      ActiveDirectoryTree() +
      ActiveDirectoryUser(
          "John Doe",
          {LdifBytes("objectGUID", guid), LdifBytes("objectSid", sid), LdifBytes("sIDHistory", sid),
           "legacyExchangeDN: /o=Contoso/ou=HQ/cn=Recipients/cn=jdoe",
           "proxyAddresses: SMTP:john.doe@contoso.example",
           "proxyAddresses: smtp:jd@contoso.example", "mail: john.doe@contoso.example",
           "mailNickname: jdoe", LdifBytes("displayName", "J\xc3\xb6hn Doe"),
           "msExchHomeServerName: /o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01",
           "homeMDB: CN=DB01,CN=Databases,DC=contoso,DC=example",
           LdifBytes("msExchMailboxGuid", guid), "msExchRecipientTypeDetails: 2",
           LdifBytes("msExchMasterAccountSid", sid)});
  Slapd slapd(options);
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  const auto objects = Objects(LdapSpec(slapd.ldap()));
  ASSERT_TRUE(objects) << objects.error().ToString();
  DirectoryObject john;
  john.key = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";
  john.legacy_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe";
  john.smtp = "john.doe@contoso.example";
  john.proxies = {"smtp:jd@contoso.example"};
  john.alias = "jdoe";
  john.display_name = "J\xc3\xb6hn Doe";
  john.server = "EXSRC01";
  john.server_dn = "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01";
  john.mailbox_guid = john.key;
  john.is_mailbox = true;
  john.sid = john.master_sid = "S-1-5-21-2127521184-1604012920-1887927527-72713";
  john.sid_history = {john.sid};
  EXPECT_THAT(*objects, ElementsAre(john));
}

TEST(LdapReadingTest, TakesWhatHasAnAddressAndIsNoGroup) {
  SlapdOptions options;
  options.ldif = ActiveDirectoryTree() + ActiveDirectoryUser("nothing", {"mailNickname: x"}) +
                 ActiveDirectoryUser("junk", {"legacyExchangeDN: ADCDisabledMail"}) +
                 ActiveDirectoryUser("mail", {"mail: a@contoso.example"}) +
                 ActiveDirectoryUser("dn", {"legacyExchangeDN: /o=Contoso/cn=a"}) +
                 "dn: cn=group,dc=contoso,dc=example\nobjectClass: group\ncn: group\n"
                 "mail: all@contoso.example\n\n"
                 "dn: cn=contact,dc=contoso,dc=example\nobjectClass: contact\ncn: contact\n"
                 "proxyAddresses: SMTP:b@fabrikam.example\n\n";
  Slapd slapd(options);
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  EXPECT_THAT(Keys(LdapSpec(slapd.ldap())),
              UnorderedElementsAre("cn=mail,ou=people,dc=contoso,dc=example",
                                   "cn=dn,ou=people,dc=contoso,dc=example",
                                   "cn=contact,dc=contoso,dc=example"));
}

TEST(LdapReadingTest, HostileValuesAreReadOver) {
  SlapdOptions options;
  options.ldif = ActiveDirectoryTree() +
                 ActiveDirectoryUser(
                     "evil", {"mail: evil@contoso.example", LdifBytes("displayName", "\xff\xfe"),
                              LdifBytes("proxyAddresses", std::string(1 << 20, ':')),
                              LdifBytes("proxyAddresses", "smtp:\xc3"),
                              LdifBytes("proxyAddresses", std::string_view("smtp:a\0b", 8)),
                              "proxyAddresses: smtp:", LdifBytes("objectSid", "\x01\xff"),
                              LdifBytes("objectGUID", "x"), LdifBytes("sIDHistory", "\x01")});
  Slapd slapd(options);
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  const auto objects = Objects(LdapSpec(slapd.ldap()));
  DirectoryObject evil;
  evil.key = "cn=evil,ou=people,dc=contoso,dc=example";
  evil.smtp = "evil@contoso.example";
  ASSERT_TRUE(objects) << objects.error().ToString();
  EXPECT_THAT(*objects, ElementsAre(evil));
}

TEST(LdapReadingTest, ReadsExchange55) {
  SlapdOptions options;
  options.suffix = "o=Contoso";
  options.ldif =
      "dn: o=Contoso\nobjectClass: organization\no: Contoso\n\n"
      "dn: ou=HQ,o=Contoso\nobjectClass: organizationalUnit\nou: HQ\n\n"
      "dn: cn=Recipients,ou=HQ,o=Contoso\nobjectClass: container\ncn: Recipients\n\n"
      "dn: cn=jdoe,cn=Recipients,ou=HQ,o=Contoso\nobjectClass: organizationalPerson\ncn: jdoe\n"
      "cn: John Doe\nuid: JohnD\nrfc822Mailbox: john.doe@contoso.example\n"
      "otherMailbox: smtp$jd@contoso.example\notherMailbox: X400$c=US;a= ;p=Contoso;s=Doe;\n"
      "Home-MDB: cn=Microsoft Private MDB,cn=EXSRC01,cn=Servers,cn=Configuration,ou=HQ,o=Contoso\n"
      "Assoc-NT-Account: 010500000000000515000000A065CF7E784B9B5FE77C8770091C0100\n\n"
      "dn: cn=partner,cn=Recipients,ou=HQ,o=Contoso\nobjectClass: remote-address\ncn: partner\n"
      "rfc822Mailbox: partner@fabrikam.example\n\n"
      "dn: cn=all,cn=Recipients,ou=HQ,o=Contoso\nobjectClass: groupOfNames\ncn: all\n"
      "rfc822Mailbox: all@contoso.example\n\n";
  Slapd slapd(options);
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = LdapSpec(slapd.ldap());
  spec.kind = DirectoryKind::kExchange55;
  spec.base = "";
  const auto objects = Objects(spec);
  ASSERT_TRUE(objects) << objects.error().ToString();
  DirectoryObject john;
  john.key = "cn=jdoe,cn=recipients,ou=hq,o=contoso";
  john.legacy_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe";
  john.smtp = "john.doe@contoso.example";
  john.proxies = {"smtp:jd@contoso.example"};
  john.alias = "JohnD";
  john.display_name = "John Doe";
  john.server = "EXSRC01";
  john.server_dn = "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01";
  john.is_mailbox = true;
  john.sid = "S-1-5-21-2127521184-1604012920-1887927527-72713";
  DirectoryObject partner;
  partner.key = "cn=partner,cn=recipients,ou=hq,o=contoso";
  partner.legacy_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=partner";
  partner.smtp = "partner@fabrikam.example";
  partner.display_name = "partner";
  EXPECT_THAT(*objects, UnorderedElementsAre(john, partner));
}

}  // namespace
}  // namespace repoint::console
