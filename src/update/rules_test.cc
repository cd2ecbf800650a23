// The rows of docs/update.md that act on an account's settings, each with the values before and
// after. Rows of stores: rules_stores_test.cc.
#include "update/rules.h"

#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

constexpr char kGone[] = "";

TEST(RulesTest, HomeServer) {
  constexpr char before[] = R"("001e6602"="EXSRC01")";
  EXPECT_EQ(Explicit("settings", before), Shown(R"("001e6602"="EXTGT02")"));
  EXPECT_EQ(Rediscover("settings", before), kGone);
}

TEST(RulesTest, UserDn) {
  constexpr char before[] = R"("001e6603"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob")";
  constexpr char after[] = R"("001e6603"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")";
  EXPECT_EQ(Explicit("settings", before), Shown(after));
  EXPECT_EQ(Rediscover("settings", before), Shown(after));
}

TEST(RulesTest, RediscoverDeletesUserDnWhenTargetDnIsUnknown) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = "";
  sample.With("settings", R"("001e6603"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob")");
  EXPECT_EQ(sample.After("settings"), kGone);
}

// Row 6607, explicit: "keeps its kind".

TEST(RulesTest, UnresolvedNameThatIsDnBecomesTargetDn) {
  EXPECT_EQ(Explicit("settings", R"("001f6607"=wide:"/o=Contoso/ou=HQ/cn=Recipients/cn=bob")"),
            Shown(R"("001f6607"=wide:"/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")"));
}

TEST(RulesTest, UnresolvedNameThatIsAddressBecomesTargetSmtp) {
  EXPECT_EQ(Explicit("settings", R"("001f6607"=wide:"bob@contoso.example")"),
            Shown(R"("001f6607"=wide:"bob.e@fabrikam.example")"));
}

TEST(RulesTest, UnresolvedNameThatIsAliasBecomesAlias) {
  EXPECT_EQ(Explicit("settings", R"("001f6607"=wide:"bob")"), Shown(R"("001f6607"=wide:"bob2")"));
}

TEST(RulesTest, UnresolvedNameBecomesDisplayNameWithoutAlias) {
  Sample sample;
  sample.rows[0].alias = "";
  sample.With("settings", R"("001f6607"=wide:"bob")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f6607"=wide:"Example, Bob")"));
}

TEST(RulesTest, UnresolvedAddressBecomesAliasWhenTargetSmtpIsUnknown) {
  Sample sample;
  sample.rows[0].target_smtp = "";
  sample.With("settings", R"("001f6607"=wide:"bob@contoso.example")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f6607"=wide:"bob2")"));
}

TEST(RulesTest, UnresolvedNameOfBothTypesIsChangedInBoth) {
  EXPECT_EQ(Explicit("settings", "\"001e6607\"=\"bob\"\n\"001f6607\"=wide:\"bob\""),
            Shown("\"001e6607\"=\"bob2\"\n\"001f6607\"=wide:\"bob2\""));
}

TEST(RulesTest, RediscoverPutsTargetSmtpIntoUnresolvedName) {
  constexpr char after[] = R"("001f6607"=wide:"bob.e@fabrikam.example")";
  EXPECT_EQ(Rediscover("settings", R"("001f6607"=wide:"bob")"), Shown(after));
  EXPECT_EQ(Rediscover("settings", R"("001f6607"=wide:"/o=Contoso/ou=HQ/cn=Recipients/cn=bob")"),
            Shown(after));
}

TEST(RulesTest, UnresolvedServer) {
  constexpr char before[] = R"("001e6608"="exsrc01.contoso.example")";
  EXPECT_EQ(Explicit("settings", before), Shown(R"("001e6608"="EXTGT02")"));
  EXPECT_EQ(Rediscover("settings", before), kGone);
}

// Rows 6610 and 6611.

constexpr char kOstPath[] = R"("001f6610"=wide:"C:\bob.ost")";
constexpr char kOstKey[] = R"("01026611"=bin:00112233445566778899aabbccddeeff)";

TEST(RulesTest, OstPathOfNewMailboxGoes) {
  EXPECT_EQ(Explicit("settings", kOstPath), kGone);
  EXPECT_EQ(Rediscover("settings", kOstPath), kGone);
}

TEST(RulesTest, OstKeyOfNewMailboxGoes) {
  EXPECT_EQ(Explicit("settings", kOstKey), kGone);
  EXPECT_EQ(Rediscover("settings", kOstKey), kGone);
}

TEST(RulesTest, OstValuesGoWhenTargetDnIsUnknown) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = "";
  sample.With("settings", std::string(kOstPath) + "\n" + kOstKey);
  EXPECT_EQ(sample.After("settings"), kGone);
}

TEST(RulesTest, OstValuesStayWhenMailboxKeepsItsDn) {
  Sample sample;
  sample.rows[0].target_dn = "/O=CONTOSO/OU=HQ/CN=RECIPIENTS/CN=BOB";
  const std::string lines = std::string(kOstPath) + "\n" + kOstKey;
  sample.With("settings", lines);
  EXPECT_EQ(sample.After("settings"), Shown(lines));
}

TEST(RulesTest, HomeServerDnIsMadeFromSiteOfTargetDn) {
  constexpr char before[] =
      R"("001e6612"="/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01")";
  EXPECT_EQ(Explicit("settings", before),
            Shown(R"("001e6612"="/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02")"));
  EXPECT_EQ(Rediscover("settings", before), kGone);
}

TEST(RulesTest, HomeServerDnIsTargetServerDnWhenGiven) {
  Sample sample;
  sample.rows[0].target_server_dn = "/o=Fabrikam/ou=Ulm/cn=Configuration/cn=Servers/cn=EXTGT02";
  sample.With("settings",
              R"("001e6612"="/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01")");
  EXPECT_EQ(sample.After("settings"),
            Shown(R"("001e6612"="/o=Fabrikam/ou=Ulm/cn=Configuration/cn=Servers/cn=EXTGT02")"));
}

// Row 6613.

constexpr char kBindings[] =
    R"('netbios:EXSRC01'|'ncacn_http:EXSRC01'|'ncacn_ip_tcp:exsrc01.contoso.example[1026]'|'ncalrpc:EXSRC01')";

TEST(RulesTest, BindingsGetNewHostsAndKeepProtocolAndOrder) {
  EXPECT_EQ(Explicit("settings", R"("101e6613"=multi4:)" + std::string(kBindings)),
            Shown("\"101e6613\"=multi4:'netbios:EXTGT02'|'ncacn_http:extgt02.fabrikam.example'|"
                  "'ncacn_ip_tcp:extgt02.fabrikam.example[1026]'|'ncalrpc:EXTGT02'"));
}

TEST(RulesTest, BindingsKeepTheirWidth) {
  EXPECT_EQ(Explicit("settings", R"("101e6613"=multi8:'ncacn_np:EXSRC01')"),
            Shown(R"("101e6613"=multi8:'ncacn_np:EXTGT02')"));
}

TEST(RulesTest, BindingsTakeTheServerWhenItsFqdnIsUnknown) {
  Sample sample;
  sample.rows[0].target_server_fqdn = "";
  sample.With("settings", R"("101e6613"=multi4:'ncacn_ip_tcp:EXSRC01')");
  EXPECT_EQ(sample.After("settings"), Shown(R"("101e6613"=multi4:'ncacn_ip_tcp:EXTGT02')"));
}

TEST(RulesTest, RediscoverDeletesBindings) {
  EXPECT_EQ(Rediscover("settings", R"("101e6613"=multi4:)" + std::string(kBindings)), kGone);
}

// Rows that both methods delete, wherever they stand in the account.

struct DeletedRow {
  const char* name;
  const char* line;
};
void PrintTo(const DeletedRow& row, std::ostream* out) { *out << row.name; }

class DeletedByBothTest : public testing::TestWithParam<DeletedRow> {};

TEST_P(DeletedByBothTest, IsDeletedFromSettings) {
  EXPECT_EQ(Explicit("settings", GetParam().line), kGone);
  EXPECT_EQ(Rediscover("settings", GetParam().line), kGone);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, DeletedByBothTest,
    testing::Values(
        DeletedRow{"ServerVersion", R"("0003661b"=bin:6a190000)"},
        DeletedRow{"ServerFullVersion", R"("0102663b"=bin:0e00010000010000)"},
        DeletedRow{"LastKnownGoodAutodiscover",
                   R"("001f664a"=wide:"https://autodiscover.contoso.example/a.xml")"},
        DeletedRow{"MapiHttpInternalStore", R"("001f6652"=wide:"https://mail.contoso.example/1")"},
        DeletedRow{"MapiHttpExternalStore", R"("001f6653"=wide:"https://mail.contoso.example/2")"},
        DeletedRow{"MapiHttpInternalBook", R"("001f6654"=wide:"https://mail.contoso.example/3")"},
        DeletedRow{"MapiHttpExternalBook", R"("001f6655"=wide:"https://mail.contoso.example/4")"},
        DeletedRow{"OabName", R"("001e667b"="\\Default OAB")"},
        DeletedRow{"OabGuid", R"("001e667c"="9a5ca50e-5e4d-4b0e-9d8a-2f9b3d1f4c11")"},
        DeletedRow{"OabSequence", R"("0003667d"=bin:2a000000)"},
        DeletedRow{"AddressCache", R"("01026687"=bin:01000000 'SMTP:bob@contoso.example' 00)"},
        DeletedRow{"MappingSignature", R"("01020ff8"=bin:0102030405060708090a0b0c0d0e0f10)"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(RulesTest, UrlsAndSignatureOfPrivateStoreGo) {
  constexpr char before[] = R"("01020ff8"=bin:0102030405060708090a0b0c0d0e0f10
"001f664a"=wide:"https://autodiscover.contoso.example/a.xml"
"001f6652"=wide:"https://mail.contoso.example/mapi/emsmdb/?MailboxId=x@contoso.example"
"001f6653"=wide:"https://mail.contoso.example/mapi/emsmdb/?MailboxId=x@contoso.example")";
  EXPECT_EQ(Explicit("private", before), kGone);
  EXPECT_EQ(Rediscover("private", before), kGone);
}

// Rows 6620, 663d, 6641.

TEST(RulesTest, AccountNameThatIsAddressBecomesTargetSmtp) {
  constexpr char before[] = R"("001f6620"=wide:"bob@contoso.example")";
  constexpr char after[] = R"("001f6620"=wide:"bob.e@fabrikam.example")";
  EXPECT_EQ(Explicit("settings", before), Shown(after));
  EXPECT_EQ(Rediscover("settings", before), Shown(after));
}

TEST(RulesTest, ExplicitKeepsAccountNameThatIsNoAddress) {
  EXPECT_EQ(Explicit("settings", R"("001f6620"=wide:"Microsoft Exchange")"),
            Shown(R"("001f6620"=wide:"Microsoft Exchange")"));
}

TEST(RulesTest, UserAddress) {
  constexpr char before[] = R"("001f663d"=wide:"bob@contoso.example")";
  constexpr char after[] = R"("001f663d"=wide:"bob.e@fabrikam.example")";
  EXPECT_EQ(Explicit("settings", before), Shown(after));
  EXPECT_EQ(Rediscover("settings", before), Shown(after));
}

TEST(RulesTest, SmtpAddressKeepsItsPrefix) {
  constexpr char before[] = R"("001f6641"=wide:"SMTP:bob@contoso.example")";
  constexpr char after[] = R"("001f6641"=wide:"SMTP:bob.e@fabrikam.example")";
  EXPECT_EQ(Explicit("settings", before), Shown(after));
  EXPECT_EQ(Rediscover("settings", before), Shown(after));
}

TEST(RulesTest, SmtpAddressWithoutPrefixGetsNone) {
  constexpr char before[] = R"("001f6641"=wide:"bob@contoso.example")";
  constexpr char after[] = R"("001f6641"=wide:"bob.e@fabrikam.example")";
  EXPECT_EQ(Explicit("settings", before), Shown(after));
  EXPECT_EQ(Rediscover("settings", before), Shown(after));
}

TEST(RulesTest, SmtpAddressIsReplacedInEverySectionOfTheAccount) {
  for (const char* section : {"settings", "private", "transport"}) {
    EXPECT_EQ(Explicit(section, R"("001f6641"=wide:"SMTP:--migrate--bob@contoso.example")"),
              Shown(R"("001f6641"=wide:"SMTP:bob.e@fabrikam.example")"))
        << section;
  }
}

TEST(RulesTest, AddressesThatNameTheSourceGoWhenTargetSmtpIsUnknown) {
  Sample sample;
  sample.rows[0].target_smtp = "";
  sample.With("settings", R"("001f6620"=wide:"bob@contoso.example"
"001f663d"=wide:"bob@contoso.example"
"001f6641"=wide:"SMTP:bob@contoso.example")");
  EXPECT_EQ(sample.After("settings"), kGone);
}

TEST(RulesTest, AddressThatDoesNotNameTheSourceStaysWhenTargetSmtpIsUnknown) {
  Sample sample;
  sample.rows[0].target_smtp = "";
  sample.With("settings", R"("001f663d"=wide:"robert@contoso.example")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f663d"=wide:"robert@contoso.example")"));
}

// Rows 6622, 6625, 6623: Outlook Anywhere.

constexpr char kProxyLines[] = R"("001f6622"=wide:"mail.contoso.example"
"001f6625"=wide:"msstd:mail.contoso.example"
"00036623"=bin:2f000000
"00036627"=bin:01000000)";

TEST(RulesTest, ProxyBecomesTargetProxyAndKeepsItsFlags) {
  Sample sample;
  sample.rows[0].target_proxy = "mail.fabrikam.example";
  sample.With("settings", kProxyLines);
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f6622"=wide:"mail.fabrikam.example"
"001f6625"=wide:"msstd:mail.fabrikam.example"
"00036623"=bin:2f000000
"00036627"=bin:01000000)"));
}

TEST(RulesTest, ProxyGoesWithItsFlagIntoAnotherOrganisation) {
  EXPECT_EQ(Explicit("settings", kProxyLines),
            Shown("\"00036623\"=bin:2e000000\n\"00036627\"=bin:01000000"));
}

TEST(RulesTest, ProxyStaysWithinOneOrganisation) {
  Sample sample;
  sample.rows[0].target_dn = "/o=CONTOSO/ou=Berlin/cn=Recipients/cn=bob2";
  sample.With("settings", kProxyLines);
  EXPECT_EQ(sample.After("settings"), Shown(kProxyLines));
}

TEST(RulesTest, ProxyThatNamesTheSourceServerGoesWithinOneOrganisation) {
  Sample sample;
  sample.rows[0].target_dn = "/o=Contoso/ou=Berlin/cn=Recipients/cn=bob2";
  sample.With("settings", R"("001f6622"=wide:"exsrc01"
"001f6625"=wide:"msstd:exsrc01"
"00036623"=bin:07000000)");
  EXPECT_EQ(sample.After("settings"), Shown(R"("00036623"=bin:06000000)"));
}

TEST(RulesTest, ProxyStaysWhenSourceOrganisationIsUnknown) {
  Sample sample;
  sample.rows[0].source_dn = "";
  sample.With("settings", "\"001e6603\"=-").With("settings", kProxyLines);
  EXPECT_EQ(sample.After("settings"),
            Shown(std::string(kProxyLines) +
                  "\n\"001e6603\"=\"/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2\""));
}

TEST(RulesTest, RediscoverDeletesProxyAndKeepsFlags) {
  EXPECT_EQ(Rediscover("settings", kProxyLines),
            Shown("\"00036623\"=bin:2f000000\n\"00036627\"=bin:01000000"));
}

TEST(RulesTest, ProxyIsMadeForServerThatIsReachedByProxyOnly) {
  Sample sample;
  sample.rows[0].target_server = "5a2f9d1c-3b7e-4c55-8d0a-6f1e2b3c4d5e@fabrikam.example";
  sample.rows[0].target_proxy = "mail.fabrikam.example";
  sample.With("settings", "");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f6622"=wide:"mail.fabrikam.example"
"001f6625"=wide:"msstd:mail.fabrikam.example"
"00036623"=bin:07000000
"00036627"=bin:02000000)"));
}

TEST(RulesTest, FlagsAreMadeForAProxyThatHasNone) {
  Sample sample;
  sample.rows[0].target_server = "5a2f9d1c-3b7e-4c55-8d0a-6f1e2b3c4d5e@fabrikam.example";
  sample.rows[0].target_proxy = "mail.fabrikam.example";
  sample.With("settings", R"("001f6622"=wide:"mail.contoso.example")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f6622"=wide:"mail.fabrikam.example"
"00036623"=bin:07000000
"00036627"=bin:02000000)"));
}

TEST(RulesTest, FlagsThatAreThereStayWhenAProxyIsMade) {
  Sample sample;
  sample.rows[0].target_server = "5a2f9d1c-3b7e-4c55-8d0a-6f1e2b3c4d5e@fabrikam.example";
  sample.rows[0].target_proxy = "mail.fabrikam.example";
  sample.With("settings", R"("00036623"=bin:2f000000
"00036627"=bin:01000000)");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f6622"=wide:"mail.fabrikam.example"
"001f6625"=wide:"msstd:mail.fabrikam.example"
"00036623"=bin:2f000000
"00036627"=bin:01000000)"));
}

TEST(RulesTest, FlagsAreNotMadeForServerWithName) {
  Sample sample;
  sample.rows[0].target_proxy = "mail.fabrikam.example";
  sample.With("settings", R"("001f6622"=wide:"mail.contoso.example")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f6622"=wide:"mail.fabrikam.example")"));
}

TEST(RulesTest, ProxyIsNotMadeForServerWithName) {
  Sample sample;
  sample.rows[0].target_proxy = "mail.fabrikam.example";
  sample.With("settings", "");
  EXPECT_EQ(sample.After("settings"), kGone);
}

// Rows 662a and 662b.

TEST(RulesTest, HomeServerFqdn) {
  constexpr char before[] = R"("001f662a"=wide:"exsrc01.contoso.example")";
  EXPECT_EQ(Explicit("settings", before), Shown(R"("001f662a"=wide:"extgt02.fabrikam.example")"));
  EXPECT_EQ(Rediscover("settings", before), kGone);
}

TEST(RulesTest, FqdnsGoWhenTheNewOneIsUnknown) {
  Sample sample;
  sample.rows[0].target_server_fqdn = "";
  sample.With("settings", R"("001f662a"=wide:"exsrc01.contoso.example")");
  sample.With("private", R"("001f662b"=wide:"exsrc01.contoso.example")");
  EXPECT_EQ(sample.After("settings"), kGone);
  EXPECT_EQ(sample.After("private"), kGone);
}

// Row 3001.

TEST(RulesTest, AddressInsideDisplayNameIsReplaced) {
  constexpr char before[] = R"("001f3001"=wide:"Mailbox - BOB@contoso.example / HQ")";
  const std::string after = Shown(R"("001f3001"=wide:"Mailbox - bob.e@fabrikam.example / HQ")");
  for (const char* section : {"service", "settings", "private"}) {
    EXPECT_EQ(Explicit(section, before), after) << section;
  }
  EXPECT_EQ(Rediscover("service", before), after);
  EXPECT_EQ(Rediscover("private", before), after);
}

TEST(RulesTest, DisplayNameStaysWithoutSourceAddress) {
  constexpr char before[] = R"("001f3001"=wide:"Mailbox - xbob@contoso.example")";
  EXPECT_EQ(Explicit("private", before), Shown(before));
}

TEST(RulesTest, DisplayNameStaysWhenTargetSmtpIsUnknown) {
  Sample sample;
  sample.rows[0].target_smtp = "";
  constexpr char before[] = R"("001f3001"=wide:"bob@contoso.example")";
  sample.With("private", before);
  EXPECT_EQ(sample.After("private"), Shown(before));
}

// "Values that are missing are made only where Outlook needs them".

TEST(MissingValuesTest, ExplicitMakesHomeServerAndUserDn) {
  Sample sample;
  sample.With("settings", "\"001e6602\"=-\n\"001e6603\"=-");
  sample.With("private", R"("001e660b"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001e6602"="EXTGT02"
"001e6603"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")"));
}

TEST(MissingValuesTest, RediscoverMakesSmtpAddress) {
  EXPECT_EQ(Rediscover("settings", R"("001f6641"=-)"),
            Shown(R"("001f6641"=wide:"SMTP:bob.e@fabrikam.example")"));
}

TEST(MissingValuesTest, RediscoverMakesNoSmtpAddressBesideUnresolvedOne) {
  for (const std::string prefix : {"", "SMTP:"}) {
    Sample sample(MethodChoice::kRediscover);
    sample.With("settings", R"("001f6641"=-)");
    sample.With("settings", "\"001f6607\"=wide:\"" + prefix + "bob@contoso.example\"");
    EXPECT_EQ(sample.After("settings"),
              Shown("\"001f6607\"=wide:\"" + prefix + "bob.e@fabrikam.example\""));
  }
}

TEST(MissingValuesTest, NothingElseIsMade) {
  Sample sample;
  EXPECT_EQ(sample.After("settings"), kGone);
  EXPECT_EQ(sample.After("private"), kGone);
  EXPECT_EQ(sample.After("transport"), kGone);
}

TEST(MissingValuesTest, Outlook97To2002GetsNoUnicodeValue) {
  Sample sample;
  sample.ansi_only = true;
  sample.rows[0].target_server = "5a2f9d1c-3b7e-4c55-8d0a-6f1e2b3c4d5e@fabrikam.example";
  sample.rows[0].target_proxy = "mail.fabrikam.example";
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan) << plan.error().ToString();
  EXPECT_FALSE(plan->edits.empty());
  for (const Edit& edit : plan->edits) {
    EXPECT_FALSE(edit.name.value_or("").starts_with("001f")) << *edit.name;
  }
}

}  // namespace
}  // namespace repoint
