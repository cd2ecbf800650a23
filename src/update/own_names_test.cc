// Rows that do not know everything: what the profile itself calls a mailbox that moves is the
// source's name, too. docs/update.md, "Verify".
#include "update/own_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

using testing::HasSubstr;

constexpr char kGone[] = "";
constexpr char kBobDn[] = "/o=Contoso/ou=HQ/cn=Recipients/cn=bob";
constexpr char kNewDn[] = "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2";
constexpr char kPerson[] = "00000000";
constexpr char kContainer[] = "00010000";
constexpr char kAccount[] = "manager\\00000002";
constexpr char kOfBob[] = "\"Service UID\"=bin:{service}\n";

// Bob's row with nothing but these columns, and what a method needs.
list::Row RowOf(std::initializer_list<std::string list::Row::*> columns) {
  list::Row row;
  for (const auto column : columns) row.*column = BobRow().*column;
  row.line = 1;
  return row;
}

list::Row AddressesOnly() { return RowOf({&list::Row::source_smtp, &list::Row::target_smtp}); }
list::Row DnsOnly() {
  return RowOf({&list::Row::source_dn, &list::Row::target_dn, &list::Row::target_server});
}

// Where the profile tells the DN, when the row does not.
struct Told {
  const char* name;
  std::string settings;
  std::string private_store;
};
void PrintTo(const Told& told, std::ostream* out) { *out << told.name; }

class DnToldByProfileTest : public testing::TestWithParam<Told> {
 protected:
  Sample Profile(MethodChoice method, list::Row row) const {
    Sample sample(method);
    sample.rows = {std::move(row)};
    sample.With("settings", GetParam().settings).With("private", GetParam().private_store);
    return sample;
  }
  Sample RowOfAddresses() const { return Profile(MethodChoice::kRediscover, AddressesOnly()); }
  Sample RowWithoutSourceDn() const {
    list::Row row = BobRow();
    row.source_dn = "";
    return Profile(MethodChoice::kExplicit, std::move(row));
  }
};

TEST_P(DnToldByProfileTest, StoreLeavesListsOfRecentFolders) {
  const std::string before = "\"1102039b\"=multi4:" + BobStore() + "|" + PstStore();
  const std::string after = Shown("\"1102039b\"=multi4:" + PstStore());
  EXPECT_EQ(RowOfAddresses().With("outlook", before).After("outlook"), after);
  EXPECT_EQ(RowWithoutSourceDn().With("outlook", before).After("outlook"), after);
}

TEST_P(DnToldByProfileTest, StoreLeavesContactFolders) {
  const std::string contab = "\"001f3d09\"=wide:\"CONTAB\"\n";
  const std::string before = contab + "\"11026620\"=multi4:" + ExchangeFolder(kUnknownKey) +
                             "\n\"11026626\"=multi4:" + BobStore();
  const std::string after = Shown(contab + "\"11026620\"=multi4:\n\"11026626\"=multi4:");
  EXPECT_EQ(RowOfAddresses().With("contacts", before).After("contacts"), after);
}

TEST_P(DnToldByProfileTest, NothingIsDeliveredIntoTheStore) {
  const std::string before = "\"Delivery Store EntryID\"=bin:" + BobStore();
  EXPECT_EQ(RowOfAddresses().With("manager\\00000003", before).After("manager\\00000003"), kGone);
}

TEST_P(DnToldByProfileTest, IdentityGoesWhenNoTargetDnIsKnown) {
  const std::string before =
      std::string(kOfBob) + "\"Identity Eid\"=bin:" + BookId(kPerson, kBobDn);
  EXPECT_EQ(RowOfAddresses().With(kAccount, before).After(kAccount), Shown(kOfBob));
}

TEST_P(DnToldByProfileTest, PersonIsMapped) {
  const std::string before = "\"01023e01\"=bin:" + BookId(kPerson, kBobDn);
  EXPECT_EQ(RowWithoutSourceDn().With("other", before).After("other"),
            Shown("\"01023e01\"=bin:" + BookId(kPerson, kNewDn)));
}

TEST_P(DnToldByProfileTest, PersonWithoutTargetDnIsLeft) {
  const std::string before = "\"01023e01\"=bin:" + BookId(kPerson, kBobDn);
  EXPECT_THAT(RowOfAddresses().With("other", before).Leftovers(), HasSubstr("/cn=bob"));
}

TEST_P(DnToldByProfileTest, ContainersOfItsSiteLeaveTheSearchPath) {
  const std::string before =
      "\"11023d05\"=multi4:" + BookId(kContainer, "/o=Contoso/ou=HQ/cn=Recipients") + "|" +
      BookId(kContainer, "/");
  const std::string after = Shown("\"11023d05\"=multi4:" + BookId(kContainer, "/"));
  EXPECT_EQ(RowOfAddresses().With("admin", before).After("admin"), after);
  EXPECT_EQ(RowWithoutSourceDn().With("admin", before).After("admin"), after);
}

TEST_P(DnToldByProfileTest, ProxyOfAnotherOrganisationGoes) {
  const std::string before = "\"001f6622\"=wide:\"mail.contoso.example\"";
  Sample sample = RowWithoutSourceDn().With("transport", before);
  EXPECT_EQ(sample.After("transport"), kGone);
}

TEST_P(DnToldByProfileTest, ItsNamesAreLeftInValuesThatStay) {
  const std::string before = "\"01026701\"=bin:'" + std::string(kBobDn) + "' 00";
  EXPECT_THAT(RowOfAddresses().With("other", before).Leftovers(), HasSubstr("01026701"));
}

INSTANTIATE_TEST_SUITE_P(
    Places, DnToldByProfileTest,
    testing::Values(
        Told{"UserDn", "", ""},
        Told{"MailboxDn", "\"001e6603\"=-", "\"001e660b\"=\"" + std::string(kBobDn) + "\""},
        Told{"UnresolvedName", "\"001e6603\"=-\n\"001f6607\"=wide:\"" + std::string(kBobDn) + "\"",
             ""},
        Told{"UserDnBesideAnX500One", "\"001e6603\"=\"/o=Contoso/ou=HQ/cn=Recipients/cn=old\"",
             "\"001e660b\"=\"" + std::string(kBobDn) + "\""}),
    [](const auto& tested) { return std::string(tested.param.name); });

// The entry id of its own store tells the DN; nothing is looked up by it.
TEST(DnToldByStoreIdTest, StoreLeavesListsOfRecentFolders) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows = {AddressesOnly()};
  sample.With("settings", R"("001e6603"=-)").With("private", "\"01020fff\"=bin:" + BobStore());
  sample.With("outlook", "\"1102039b\"=multi4:" + BobStore() + "|" + PstStore());
  EXPECT_EQ(sample.After("outlook"), Shown("\"1102039b\"=multi4:" + PstStore()));
}

TEST(DnToldByProfileTest, X500AddressInTheRowAndMailboxDnThatIsNot) {
  Sample sample;
  sample.rows[0].source_dn = "";
  sample.rows[0].proxies = {"X500:/o=Old/ou=S/cn=Recipients/cn=bob"};
  sample.With("settings", R"("001e6603"="/o=Old/ou=S/cn=Recipients/cn=bob")");
  sample.With("private", "\"001e660b\"=\"" + std::string(kBobDn) + "\"");
  sample.With("outlook", "\"1102039b\"=multi4:" + BobStore() + "|" + PstStore());
  EXPECT_EQ(sample.After("outlook"), Shown("\"1102039b\"=multi4:" + PstStore()));
}

TEST(DnToldByProfileTest, StoreOfSomebodyElseStays) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows = {AddressesOnly()};
  const std::string before = "\"1102039b\"=multi4:" + AnnaStore() + "|" + PstStore();
  EXPECT_EQ(sample.With("outlook", before).After("outlook"), Shown(before));
}

// Addresses.

constexpr char kAddresses[] = R"("001f6620"=wide:"bob@contoso.example"
"001f663d"=wide:"bob@contoso.example"
"001f6641"=wide:"SMTP:bob@contoso.example")";

TEST(AddressToldByProfileTest, GoesWhenTheRowHasNone) {
  Sample sample;
  sample.rows = {DnsOnly()};
  EXPECT_EQ(sample.With("settings", kAddresses).After("settings"), kGone);
}

TEST(AddressToldByProfileTest, IsReplacedInNames) {
  Sample sample;
  sample.rows = {DnsOnly()};
  sample.rows[0].target_smtp = BobRow().target_smtp;
  sample.With("private", R"("001f3001"=wide:"Mailbox - bob@contoso.example")");
  sample.With(kAccount, std::string(kOfBob) + R"("Email"="bob@contoso.example")");
  EXPECT_EQ(sample.After("private"),
            Shown(R"("001f3001"=wide:"Mailbox - bob.e@fabrikam.example")"));
  EXPECT_EQ(sample.After(kAccount),
            Shown(std::string(kOfBob) + R"("Email"="bob.e@fabrikam.example")"));
}

TEST(AddressToldByProfileTest, IsLeftInNamesWhenTargetSmtpIsUnknown) {
  Sample sample;
  sample.rows = {DnsOnly()};
  sample.With("private", R"("001f3001"=wide:"Mailbox - bob@contoso.example")");
  EXPECT_THAT(sample.Leftovers(), HasSubstr("001f3001: bob@contoso.example"));
}

// Each place that tells an address is one, with nothing else telling it.
TEST(AddressToldByProfileTest, InEachOfItsPlaces) {
  struct Place {
    const char* section;
    const char* line;
  };
  for (const Place& place : {Place{"settings", R"("001f6641"=wide:"SMTP:bob@contoso.example")"},
                             Place{"settings", R"("001f663d"=wide:"bob@contoso.example")"},
                             Place{"settings", R"("001f6620"=wide:"bob@contoso.example")"},
                             Place{"settings", R"("001f6607"=wide:"bob@contoso.example")"},
                             Place{"private", R"("001f6641"=wide:"bob@contoso.example")"}}) {
    Sample sample;
    sample.rows = {DnsOnly()};
    sample.rows[0].target_smtp = BobRow().target_smtp;
    sample.With("settings", R"("001f6641"=-)").With(place.section, place.line);
    sample.With("service", R"("001f3001"=wide:"bob@contoso.example")");
    EXPECT_EQ(sample.After("service"), Shown(R"("001f3001"=wide:"bob.e@fabrikam.example")"))
        << place.line;
  }
}

TEST(AddressToldByProfileTest, IsNotStaleWhenItIsTheTargets) {
  Sample sample;
  sample.rows = {DnsOnly()};
  sample.rows[0].target_smtp = "Bob@contoso.example";
  sample.With("private", R"("001f3001"=wide:"bob@contoso.example")");
  EXPECT_EQ(sample.After("private"), Shown(R"("001f3001"=wide:"bob@contoso.example")"));
  EXPECT_EQ(sample.Leftovers(), "");
}

// What somebody typed may be anybody's address; the row knows better.
TEST(AddressToldByProfileTest, TypedOneDoesNotCountBesideSourceSmtp) {
  Sample sample;
  sample.rows[0].target_smtp = "";
  sample.With("settings", R"("001f6620"=wide:"sales@contoso.example")");
  sample.With("service", R"("001f3001"=wide:"sales@contoso.example")");
  EXPECT_EQ(sample.Leftovers(), "");
}

// Servers.

TEST(ServerToldByProfileTest, InEachOfItsPlaces) {
  struct ServerLine {
    const char* section;
    const char* line;
  };
  for (const ServerLine& told :
       {ServerLine{"settings", R"("001e6602"="MAIL7")"},
        ServerLine{"settings", R"("001e6608"="MAIL7")"},
        ServerLine{"settings", R"("001f662a"=wide:"MAIL7")"},
        ServerLine{"settings", R"("001e6612"="/o=C/ou=H/cn=Configuration/cn=Servers/cn=MAIL7")"},
        ServerLine{"settings", R"("101e6613"=multi4:'netbios:EXSRC01'|'ncacn_ip_tcp:MAIL7[1026]')"},
        ServerLine{"private", R"("001e660c"="MAIL7")"},
        ServerLine{"private", R"("001f662b"=wide:"MAIL7")"},
        ServerLine{"private", R"("001e6614"="/o=C/ou=H/cn=Configuration/cn=Servers/cn=MAIL7")"},
        ServerLine{"transport", R"("001e660c"="MAIL7")"}}) {
    Sample sample;
    sample.With(told.section, told.line).With("other", R"("001f6791"=wide:"MAIL7")");
    EXPECT_THAT(sample.Leftovers(), HasSubstr("001f6791: mail7")) << told.line;
  }
}

// Additional mailboxes.

TEST(DelegateNamesTest, DnThatTheRowDoesNotKnow) {
  Sample sample;
  sample.ListAnna();
  sample.rows[1].source_dn = "";
  sample.With("delegate", R"("001f6641"=wide:"SMTP:anna@contoso.example")");
  sample.With("outlook", "\"1102039b\"=multi4:" + AnnaStore() + "|" + PstStore());
  const std::string anna = "/o=Contoso/ou=North Site/cn=Recipients/cn=anna";
  sample.With("other", "\"01023e01\"=bin:" + BookId(kPerson, anna));
  EXPECT_EQ(sample.After("outlook"), Shown("\"1102039b\"=multi4:" + PstStore()));
  EXPECT_EQ(
      sample.After("other"),
      Shown("\"01023e01\"=bin:" + BookId(kPerson, "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2")));
}

TEST(DelegateNamesTest, AddressThatTheRowDoesNotKnow) {
  Sample sample;
  sample.ListAnna();
  sample.rows[1].source_smtp = "";
  sample.With("delegate", R"("001f6641"=wide:"SMTP:anna@contoso.example"
"001f3001"=wide:"Mailbox - anna@contoso.example")");
  EXPECT_EQ(sample.After("delegate"), Shown(R"("001f6641"=wide:"SMTP:anna.e@fabrikam.example"
"001f3001"=wide:"Mailbox - anna.e@fabrikam.example")"));
}

// A value that names the mailbox by its new DN is not another mailbox's.
TEST(OwnStoreTest, WithTheNewDnHidesNoLeftover) {
  Sample sample;
  sample.With("other",
              "\"01026701\"=bin:" + std::string(kPrivateHead) + "'EXSRC01' 00 '" + kNewDn + "' 00");
  EXPECT_THAT(sample.Leftovers(), HasSubstr("01026701: exsrc01"));
}

}  // namespace
}  // namespace repoint
