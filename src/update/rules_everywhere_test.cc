// "Wherever it stands in the account": every property of the table in docs/update.md, put into each
// kind of section, with the value before and after. Where the table does not name the section, the
// value stays.
#include <gtest/gtest.h>

#include "update/rules.h"
#include "update/testing/sample.h"

namespace repoint {
namespace {

constexpr unsigned kAll = kSettingsSection | kServiceSection | kPrivateSection | kTransportSection |
                          kDelegateSection | kPublicSection | kOtherSection;
constexpr unsigned kMailbox = kPrivateSection | kTransportSection | kDelegateSection;
constexpr unsigned kNotPublic = kAll & ~static_cast<unsigned>(kPublicSection);
constexpr unsigned kNamed =
    kSettingsSection | kServiceSection | kPrivateSection | kDelegateSection | kPublicSection;

// The additional mailbox is Bob's own, so that his row decides there, too.
struct Place {
  std::string_view section;
  unsigned kind;
  std::string_view beside;        // what makes the section what it is,
  std::string_view beside_after;  // and what becomes of it
};
constexpr std::string_view kHook = "\"00033e03\"=bin:28000000\n\"01023d0c\"=bin:{service}\n";
constexpr std::string_view kBob = "\"001e660b\"=\"/o=Contoso/ou=HQ/cn=Recipients/cn=bob\"\n";
constexpr std::string_view kBob2 = "\"001e660b\"=\"/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2\"\n";
constexpr Place kPlaces[] = {
    {"settings", kSettingsSection, "", ""},      {"service", kServiceSection, "", ""},
    {"private", kPrivateSection, "", ""},        {"transport", kTransportSection, "", ""},
    {"delegate", kDelegateSection, kBob, kBob2}, {"public", kPublicSection, "", ""},
    {"hook", kOtherSection, kHook, kHook},
};

constexpr char kGone[] = "";

struct Cells {
  const char* id;
  unsigned sections;
  std::string before;
  std::string after_explicit;
  std::string after_rediscover;
};
void PrintTo(const Cells& cells, std::ostream* out) { *out << cells.id; }

const std::string kServersDn = "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01";
const std::string kServersNewDn = "/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02";

std::string Narrow(std::string_view id, const std::string& text) {
  return "\"001e" + std::string(id) + "\"=\"" + text + "\"\n";
}
std::string Wide(std::string_view id, const std::string& text) {
  return "\"001f" + std::string(id) + "\"=wide:\"" + text + "\"\n";
}
std::string StoreId(std::string_view head, std::string_view rest) {
  return "\"01020fff\"=bin:" + std::string(head) + std::string(rest) + "\n";
}
const std::string kOldStore =
    StoreId(kPrivateHead, "'EXSRC01' 00 '/o=Contoso/ou=HQ/cn=Recipients/cn=bob' 00");
constexpr char kNewStore[] = "'EXTGT02' 00 '/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2' 00";
// With the block of the address: its size, version and offset, the address, and two bytes.
const std::string kNewStoreWithAddress =
    std::string(kNewStore) +
    " e94632f4 40000000 02000000 10000000 w'bob.e@fabrikam.example' 0000 0000";

std::vector<Cells> MakeTable() {
  const std::string alias = Wide("6607", "bob2");
  const std::string target = "bob.e@fabrikam.example";
  const std::string mdb = "/cn=Microsoft Private MDB";
  const std::string dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=bob";
  const std::string new_dn = "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2";
  const std::string ost_key = "\"01026611\"=bin:00112233445566778899aabbccddeeff\n";
  const std::string flags = "\"00036623\"=bin:07000000\n";
  const unsigned g = kSettingsSection;
  const auto url = [](std::string_view id) { return Wide(id, "https://mail.contoso.example/1"); };
  const auto gone = [](const char* id, unsigned sections, const std::string& before) {
    return Cells{id, sections, before, kGone, kGone};
  };
  return {
      {"6602", g, Narrow("6602", "EXSRC01"), Narrow("6602", "EXTGT02"), kGone},
      {"6603", g, Narrow("6603", dn), Narrow("6603", new_dn), Narrow("6603", new_dn)},
      {"6607", g, Wide("6607", "bob"), alias, Wide("6607", target)},
      {"6608", g, Narrow("6608", "EXSRC01"), Narrow("6608", "EXTGT02"), kGone},
      gone("6610", g, Wide("6610", "C:/bob.ost")),
      gone("6611", g, ost_key),
      {"6612", g, Narrow("6612", kServersDn), Narrow("6612", kServersNewDn), kGone},
      {"6613", g, "\"101e6613\"=multi4:'ncacn_np:EXSRC01'",
       "\"101e6613\"=multi4:'ncacn_np:EXTGT02'", kGone},
      gone("661b", g, "\"0003661b\"=bin:6a190000"),
      gone("663b", g, "\"0102663b\"=bin:0e00010000010000"),
      {"6620", kAll, Wide("6620", "bob@contoso.example"), Wide("6620", target),
       Wide("6620", target)},
      {"663d", kAll, Wide("663d", "bob@contoso.example"), Wide("663d", target),
       Wide("663d", target)},
      {"6641", kAll, Wide("6641", "bob@contoso.example"), Wide("6641", target),
       Wide("6641", target)},
      gone("6622", kAll, Wide("6622", "mail.contoso.example")),
      gone("6625", kAll, Wide("6625", "msstd:mail.contoso.example")),
      {"6623", kAll, flags, "\"00036623\"=bin:06000000", flags},
      {"662a", kAll, Wide("662a", "exsrc01.contoso.example"),
       Wide("662a", "extgt02.fabrikam.example"), kGone},
      {"662b", kNotPublic, Wide("662b", "exsrc01.contoso.example"),
       Wide("662b", "extgt02.fabrikam.example"), kGone},
      gone("662b", kPublicSection, Wide("662b", "exsrc01.contoso.example")),
      gone("664a", kAll, url("664a")),
      gone("6652", kAll, url("6652")),
      gone("6653", kAll, url("6653")),
      gone("6654", kAll, url("6654")),
      gone("6655", kAll, url("6655")),
      gone("667b", kAll, Narrow("667b", "Default OAB")),
      gone("667c", kAll, Narrow("667c", "9a5ca50e-5e4d-4b0e-9d8a-2f9b3d1f4c11")),
      gone("667d", kAll, "\"0003667d\"=bin:2a000000"),
      gone("6687", kAll, "\"01026687\"=bin:01000000 'SMTP:bob@contoso.example' 00"),
      gone("0ff8", kAll, "\"01020ff8\"=bin:0102030405060708090a0b0c0d0e0f10"),
      {"660b", kMailbox, std::string(kBob), std::string(kBob2), std::string(kBob2)},
      {"660c", kMailbox | kPublicSection, Narrow("660c", "EXSRC01"), Narrow("660c", "EXTGT02"),
       kGone},
      {"6614", kMailbox | kPublicSection, Narrow("6614", kServersDn), Narrow("6614", kServersNewDn),
       kGone},
      {"7cff", kAll, Narrow("7cff", kServersDn + mdb), Narrow("7cff", kServersNewDn + mdb), kGone},
      {"3001", kNamed, Wide("3001", "bob@contoso.example"), Wide("3001", target),
       Wide("3001", target)},
      {"0fff", kPrivateSection | kDelegateSection, kOldStore, StoreId(kPrivateHead, kNewStore),
       StoreId(kPrivateHead, kNewStoreWithAddress)},
      {"0fff", kPublicSection, StoreId(kPublicHead, "'EXSRC01' 00"),
       StoreId(kPublicHead, "'EXTGT02' 00"), kGone},
  };
}

const std::vector<Cells>& Table() {
  static const std::vector<Cells> table = MakeTable();
  return table;
}

// The sections in which the table has something for a property.
unsigned SectionsOf(std::string_view id) {
  unsigned sections = 0;
  for (const Cells& cells : Table()) {
    if (cells.id == id) sections |= cells.sections;
  }
  return sections;
}

std::string After(MethodChoice method, const Place& place, const std::string& before) {
  Sample sample(method);
  if (place.kind != kDelegateSection) sample.With("delegate", kBob);
  sample.With(place.section, place.beside).With(place.section, before);
  return sample.After(place.section);
}

class EverywhereTest : public testing::TestWithParam<Cells> {};

TEST_P(EverywhereTest, IsTreatedInTheSectionsOfTheTableAndStaysInOthers) {
  const Cells& cells = GetParam();
  for (const Place& place : kPlaces) {
    SCOPED_TRACE(std::string(cells.id) + " in " + std::string(place.section));
    const bool named = (cells.sections & place.kind) != 0;
    if (!named && (SectionsOf(cells.id) & place.kind) != 0) continue;  // another line's
    const bool is_mailbox_dn = cells.before == place.beside;
    const std::string kept = std::string(place.beside_after) + cells.before;
    const auto expected = [&](const std::string& after) {
      return Shown(!named ? kept : is_mailbox_dn ? after : std::string(place.beside_after) + after);
    };
    EXPECT_EQ(After(MethodChoice::kExplicit, place, cells.before), expected(cells.after_explicit));
    EXPECT_EQ(After(MethodChoice::kRediscover, place, cells.before),
              expected(cells.after_rediscover));
  }
}

INSTANTIATE_TEST_SUITE_P(Properties, EverywhereTest, testing::ValuesIn(Table()),
                         [](const auto& tested) {
                           return "P" + std::string(tested.param.id) + "_" +
                                  std::to_string(tested.param.sections);
                         });

// The table of this test and that of the code name the same properties.
TEST(EverywhereTest, NoPropertyIsForgotten) {
  for (const Rule& rule : Rules()) {
    const std::string id =
        HexEncode(Bytes{static_cast<uint8_t>(rule.id >> 8), static_cast<uint8_t>(rule.id & 0xff)});
    EXPECT_NE(SectionsOf(id) & rule.sections, 0u) << id;
    EXPECT_EQ(rule.sections & ~SectionsOf(id), 0u) << id;
  }
}

}  // namespace
}  // namespace repoint
