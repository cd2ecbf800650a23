// Reading entries, page after page: against a real slapd, and against one that misbehaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <memory>
#include <set>

#include "base/testing/fake_files.h"
#include "console/directory.h"
#include "console/testing/relay.h"
#include "console/testing/scripted_server.h"
#include "console/testing/slapd.h"

namespace repoint::console {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr int kMany = 20'000;

DirectorySpec Spec(const std::string& address) {
  DirectorySpec spec;
  spec.address = address;
  spec.base = "dc=contoso,dc=example";
  spec.timeout_seconds = 10;
  return spec;
}

Status ReadAll(const DirectorySpec& spec, const ObjectVisitor& visit) {
  FakeFiles files;
  REPOINT_ASSIGN(const auto directory, OpenDirectory(spec, files, nullptr));
  return directory->Read(visit);
}

Result<std::vector<DirectoryObject>> Objects(const DirectorySpec& spec) {
  std::vector<DirectoryObject> objects;
  REPOINT_TRY(ReadAll(spec, [&](DirectoryObject object) -> Status {
    objects.push_back(std::move(object));
    return {};
  }));
  return objects;
}

std::vector<std::string> Keys(const Result<std::vector<DirectoryObject>>& objects) {
  EXPECT_TRUE(objects) << objects.error().ToString();
  std::vector<std::string> keys;
  if (!objects) return keys;
  for (const DirectoryObject& object : *objects) keys.push_back(object.key);
  return keys;
}

std::string Raw(std::string_view hex) { return std::string(AsChars(*HexDecode(hex))); }

std::string ManyUsers() {
  std::string ldif = ActiveDirectoryTree();
  for (int i = 0; i < kMany; ++i) {
    ldif +=
        ActiveDirectoryUser(std::to_string(i), {"mail: " + std::to_string(i) + "@contoso.example"});
  }
  return ldif;
}

// 20,000 users, and never more than 500 in an answer.
class LdapPagesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SlapdOptions options;
    options.ldif = ManyUsers();
    options.database = {"sizelimit size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited"};
    slapd_ = new Slapd(options);
  }
  static void TearDownTestSuite() { delete slapd_; }
  void SetUp() override { ASSERT_TRUE(slapd_->ready()) << slapd_->Log(); }

  static DirectorySpec Pages(int size) {
    DirectorySpec spec = Spec(slapd_->ldap());
    spec.page_size = size;
    return spec;
  }
  static Slapd* slapd_;
};
Slapd* LdapPagesTest::slapd_ = nullptr;

TEST_F(LdapPagesTest, ReadsEveryoneOnce) {
  std::set<std::string> addresses;
  const Status read = ReadAll(Pages(500), [&](const DirectoryObject& object) -> Status {
    EXPECT_TRUE(addresses.insert(object.smtp).second) << object.smtp;
    return {};
  });
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_THAT(addresses, SizeIs(kMany));
}

// This is what an unpaged search would meet as well.
TEST_F(LdapPagesTest, PageAboveTheServersLimitIsAnError) {
  const auto objects = Objects(Pages(kMany + 1));
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
  EXPECT_THAT(objects.error().message, HasSubstr("use smaller pages"));
}

TEST_F(LdapPagesTest, ErrorOfTheVisitorEndsTheReading) {
  int seen = 0;
  FakeFiles files;
  const auto directory = OpenDirectory(Pages(500), files, nullptr);
  ASSERT_TRUE(directory);
  const Status read = (*directory)->Read([&](const DirectoryObject&) -> Status {
    return ++seen < 700 ? Status() : Fail(ErrorCode::kConflict, "enough");
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "enough");
  EXPECT_EQ(seen, 700);
  // The connection is as good as before.
  EXPECT_TRUE((*directory)->Read([](const DirectoryObject&) -> Status { return {}; }));
}

TEST_F(LdapPagesTest, FilterNarrowsTheReading) {
  DirectorySpec spec = Pages(500);
  spec.filter = "(|(cn=17)(cn=4711))";
  EXPECT_THAT(Keys(Objects(spec)), UnorderedElementsAre("cn=17,ou=people,dc=contoso,dc=example",
                                                        "cn=4711,ou=people,dc=contoso,dc=example"));
}

TEST_F(LdapPagesTest, WrongFilterIsSaid) {
  DirectorySpec spec = Pages(500);
  spec.filter = "(mail=";
  const auto objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kUsage);
  EXPECT_THAT(objects.error().message, HasSubstr("not an LDAP filter"));
}

TEST_F(LdapPagesTest, WrongBaseIsSaid) {
  DirectorySpec spec = Pages(500);
  spec.base = "ou=Nowhere,dc=contoso,dc=example";
  auto objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(objects.error().message, HasSubstr("check the base"));
  spec.base = "contoso.example";
  objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kUsage);
  EXPECT_THAT(objects.error().message, HasSubstr("write it like dc="));
}

TEST_F(LdapPagesTest, EmptyBaseIsTheOnlyNamingContext) {
  DirectorySpec spec = Pages(500);
  spec.base = "";
  spec.filter = "(cn=17)";
  EXPECT_THAT(Keys(Objects(spec)), ElementsAre("cn=17,ou=people,dc=contoso,dc=example"));
}

// A slapd with a second database, which finds nothing.
SlapdOptions WithAnother(const std::string& suffix) {
  SlapdOptions options;
  options.ldif = ActiveDirectoryTree() + ActiveDirectoryUser("jdoe", {"mail: j@contoso.example"});
  options.global = {"moduleload back_null"};
  options.database = {"database null", "suffix \"" + suffix + "\""};
  return options;
}

TEST(LdapReadingTest, BaseMustBeGivenWhereThereAreSeveralTrees) {
  Slapd slapd(WithAnother("o=Other"));
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = Spec(slapd.ldap());
  spec.base = "";
  const auto objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kUsage);
  EXPECT_THAT(objects.error().message, HasSubstr("several trees"));
  EXPECT_THAT(objects.error().message, HasSubstr("o=Other"));
}

TEST(LdapReadingTest, EmptyBaseIsTheTreeThatHoldsTheOthers) {
  Slapd slapd(WithAnother("dc=example"));
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = Spec(slapd.ldap());
  EXPECT_THAT(Keys(Objects(spec)), SizeIs(1));
  spec.base = "";
  EXPECT_THAT(Keys(Objects(spec)), SizeIs(0));
}

TEST(LdapReadingTest, EmptyBaseIsTheDefaultNamingContext) {
  SlapdOptions options = WithAnother("o=Other");
  options.root_ldif = "defaultNamingContext: dc=contoso,dc=example\n";
  Slapd slapd(options);
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = Spec(slapd.ldap());
  spec.base = "";
  EXPECT_THAT(Keys(Objects(spec)), SizeIs(1));
}

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

TEST(LdapReadingTest, ServerThatDiesInTheMiddleIsAnError) {
  Slapd slapd(Some(2000));
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = Spec(slapd.ldap());
  spec.page_size = 100;
  int seen = 0;
  const Status read = ReadAll(spec, [&](const DirectoryObject&) -> Status {
    if (++seen == 250) slapd.process().Signal(SIGKILL);
    return {};
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kIo);
  EXPECT_THAT(read.error().message, HasSubstr("the directory ended the connection"));
  EXPECT_GE(seen, 250);
  EXPECT_LT(seen, 2000);
}

TEST(LdapReadingTest, ServerThatStallsInTheMiddleIsAnErrorInTime) {
  Slapd slapd(Some(2000));
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = Spec(slapd.ldap());
  spec.page_size = 100;
  spec.timeout_seconds = 1;
  int seen = 0;
  const Status read = ReadAll(spec, [&](const DirectoryObject&) -> Status {
    if (++seen == 250) slapd.process().Signal(SIGSTOP);
    return {};
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kIo);
  EXPECT_THAT(read.error().message, HasSubstr("did not answer in time"));
  EXPECT_LT(seen, 2000);
}

TEST(LdapReadingTest, NetworkThatStallsInTheMiddleOfATlsRecordIsAnErrorInTime) {
  CertificateAuthority authority;
  SlapdOptions options = Some(100);
  options.certificate = authority.Issue("IP:127.0.0.1");
  Slapd slapd(options);
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  StallingRelay relay(slapd.tls_port(), 200'000);
  DirectorySpec spec = Spec("ldaps://127.0.0.1:" + std::to_string(relay.port()));
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
  const auto objects = Objects(Spec(slapd.ldap()));
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
  EXPECT_THAT(Keys(Objects(Spec(slapd.ldap()))),
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
  const auto objects = Objects(Spec(slapd.ldap()));
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
  DirectorySpec spec = Spec(slapd.ldap());
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

// BER as far as RFC 4511's messages need it: contents below 128 bytes, numbers below 32768.
std::string Ber(int tag, const std::string& content) {
  return std::string{static_cast<char>(tag), static_cast<char>(content.size())} + content;
}
std::string Number(int value) {
  return Ber(0x02, {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)});
}
std::string Text(const std::string& text) { return Ber(0x04, text); }
const std::string kSuccess = Ber(0x0a, std::string(1, '\0')) + Text("") + Text("");
// The answer to the first message, a bind.
const std::string kBound = Ber(0x30, Number(1) + Ber(0x61, kSuccess));
// An entry in the answer to the second message, a search.
std::string Entry(const std::string& attributes) {
  return Ber(0x30, Number(2) + Ber(0x64, Text("cn=a") + Ber(0x30, attributes)));
}
std::string Attribute(const std::string& name, const std::string& value) {
  return Ber(0x30, Text(name) + Ber(0x31, Text(value)));
}
// The end of the page that message `id` asked for, with a cookie for the next one.
std::string PageEnd(int id, const std::string& cookie) {
  return Ber(0x30, Number(id) + Ber(0x65, kSuccess) +
                       Ber(0xa0, Ber(0x30, Text("1.2.840.113556.1.4.319") +
                                               Text(Ber(0x30, Number(0) + Text(cookie))))));
}

Result<std::vector<DirectoryObject>> FromScript(std::vector<std::string> answers,
                                                bool close_after = false) {
  ScriptedServer server(std::move(answers), close_after);
  DirectorySpec spec = Spec("ldap://127.0.0.1:" + std::to_string(server.port()));
  spec.timeout_seconds = 1;
  return Objects(spec);
}

TEST(LdapReadingTest, AttributeThatComesTwiceHasTheValuesOfBoth) {
  const auto objects =
      FromScript({kBound, Entry(Attribute("mail", "a@contoso.example") + Attribute("mail", "b")) +
                              PageEnd(2, "")});
  ASSERT_TRUE(objects) << objects.error().ToString();
  DirectoryObject object;
  object.key = "cn=a";
  object.smtp = "a@contoso.example";
  EXPECT_THAT(*objects, ElementsAre(object));
}

TEST(LdapReadingTest, EmptyPagesHaveAnEnd) {
  std::vector<std::string> answers = {kBound};
  for (int id = 2; id < 1100; ++id) answers.push_back(PageEnd(id, "more"));
  const auto objects = FromScript(answers);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
  EXPECT_THAT(objects.error().message, HasSubstr("empty pages without end"));
}

TEST(LdapReadingTest, MessageThatStopsInItsMiddleIsAnErrorInTime) {
  const std::string entry = Entry(Attribute("mail", "a@contoso.example"));
  const auto objects = FromScript({kBound, entry + entry.substr(0, 10)});
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
  EXPECT_THAT(objects.error().message, HasSubstr("did not answer in time"));
}

TEST(LdapReadingTest, EndOfTheConnectionIsNotTheEndOfTheReading) {
  const auto objects = FromScript({kBound, Entry(Attribute("mail", "a@contoso.example"))}, true);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
}

TEST(LdapReadingTest, WhatIsNotLdapIsAnError) {
  const std::string answers[] = {
      "HTTP/1.1 400 Bad Request\r\n\r\n",
      std::string(100, '\0'),
      Raw("3084ffffffff0202000264"),             // a message of 4 GiB
      Ber(0x30, Number(2) + Ber(0x64, "\xff")),  // an entry of one byte
      Entry("\x30\x20\x04\x01"),                 // an attribute that is longer than its entry
  };
  for (const std::string& answer : answers) {
    const auto objects = FromScript({kBound, answer}, true);
    ASSERT_FALSE(objects) << HexEncode(AsBytes(answer));
    EXPECT_THAT(objects.error().code, AnyOf(ErrorCode::kIo, ErrorCode::kDamaged));
  }
}

}  // namespace
}  // namespace repoint::console
