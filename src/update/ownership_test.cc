// Whose is what: public stores, archives, and what belongs to accounts that stay. docs/update.md,
// "The source store".
#include "update/ownership.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kBobDn[] = "/o=Contoso/ou=HQ/cn=Recipients/cn=bob";
constexpr char kCarlaDn[] = "/o=Contoso/ou=HQ/cn=Recipients/cn=carla";
constexpr char kPerson[] = "00000000";

std::string PublicStore(std::string_view server) {
  return std::string(kPublicHead) + "'" + std::string(server) + "' 00";
}

std::string Recent(const std::string& elements) { return "\"1102039b\"=multi4:" + elements; }

// Each way to know the public store, with nothing else that tells it.

TEST(PublicStoreTest, IsKnownByEachOfItsNames) {
  struct Way {
    std::string line;  // in the section of the public store
    const char* server;
  };
  for (const Way& way : {Way{R"("001e660c"="EXPF01")", "expf01"},
                         Way{R"("001f662b"=wide:"pf.contoso.example")", "pf.contoso.example"},
                         Way{"\"01020fff\"=bin:" + PublicStore("EXPF01"), "EXPF01"},
                         Way{"", "EXSRC01"}, Way{"", "bob@contoso.example"}}) {
    Sample sample;
    sample.With("public", way.line);
    sample.With("outlook", Recent(PublicStore(way.server) + "|" + PstStore()));
    EXPECT_EQ(sample.After("outlook"), Shown(Recent(PstStore()))) << way.line << way.server;
  }
}

TEST(PublicStoreTest, OnAnotherServerStays) {
  Sample sample;
  sample.With("public", R"("001e660c"="EXPF01")");
  sample.With("private", R"("001f662b"=wide:"pf.contoso.example")");
  const std::string before =
      Recent(PublicStore("EXPF02") + "|" + PublicStore("carla@contoso.example"));
  sample.With("outlook", before);
  EXPECT_EQ(sample.After("outlook"), Shown(before));
}

TEST(ArchiveTest, FoldersAreKnownByItsRecordKey) {
  constexpr char key[] = "acac0000000000000000000000000007";
  Sample sample;
  sample.With("archive", R"("00033e03"=bin:21000000
"01023d0c"=bin:{service}
"001f65d0"=wide:"Archive"
"01020ff9"=bin:acac0000000000000000000000000007)");
  sample.With("outlook", Recent(ExchangeFolder(key) + "|" + PstStore()));
  EXPECT_EQ(sample.After("outlook"), Shown(Recent(PstStore())));
}

// What belongs to an account that is not listed.

Sample WithCarla() {
  Sample sample;
  sample.With("admin", R"("01023d0e"=bin:{service}{service2})");
  sample.With("service2", "\"001f3d09\"=wide:\"MSEMS\"\n\"01023d15\"=bin:{settings2}");
  sample.With("settings2",
              "\"001e6602\"=\"EXSRC01\"\n\"001e6603\"=\"" + std::string(kCarlaDn) + "\"");
  return sample;
}

constexpr char kOfCarla[] = "\"Service UID\"=bin:{service2}\n";

TEST(AccountThatStaysTest, ItsManagerKeyStaysAndIsNoLeftover) {
  Sample sample = WithCarla();
  const std::string before = std::string(kOfCarla) + "\"Email\"=\"bob@contoso.example\"\n" +
                             "\"Identity Eid\"=bin:" + BookId(kPerson, kBobDn) + "\n" +
                             "\"Delivery Store EntryID\"=bin:" + BobStore();
  sample.With("manager\\00000004", before);
  EXPECT_EQ(sample.After("manager\\00000004"), Shown(before));
  EXPECT_EQ(sample.Leftovers(), "");
}

TEST(AccountThatStaysTest, ItsPreferencesStayAndAreNoLeftover) {
  Sample sample = WithCarla();
  sample.With("manager\\00000004", std::string(kOfCarla) + "\"Preferences UID\"=bin:{other}");
  const std::string before =
      "\"001f0418\"=wide:\"on EXSRC01\"\n\"01023e01\"=bin:" + BookId(kPerson, kBobDn);
  sample.With("other", before);
  EXPECT_EQ(sample.After("other"), Shown(before));
  EXPECT_EQ(sample.Leftovers(), "");
}

TEST(AccountThatStaysTest, PreferencesThatItSharesAreNotItsAlone) {
  Sample sample = WithCarla();
  sample.With("manager\\00000004", std::string(kOfCarla) + "\"Preferences UID\"=bin:{other}");
  sample.With("manager\\00000002",
              "\"Service UID\"=bin:{service}\n\"Preferences UID\"=bin:{other}");
  sample.With("other", R"("001f0418"=wide:"on EXSRC01")");
  EXPECT_THAT(sample.Leftovers(), HasSubstr("001f0418: exsrc01"));
}

TEST(AccountThatMovesTest, ItsPreferencesAreSearched) {
  Sample sample;
  sample.With("manager\\00000002",
              "\"Service UID\"=bin:{service}\n\"Preferences UID\"=bin:{other}");
  sample.With("other", R"("001f0418"=wide:"on EXSRC01")");
  EXPECT_THAT(sample.Leftovers(), HasSubstr("001f0418: exsrc01"));
}

// Up to 2007 one settings section serves every account.
TEST(AccountThatStaysTest, GlobalSettingsAreNotItsAlone) {
  Sample sample;
  sample.With("admin", R"("01023d0e"=bin:{service}{service2})");
  sample.With("service", R"("01023d15"=-)");
  sample.With("service2", "\"001f3d09\"=wide:\"MSEMS\"\n\"01023d00\"=bin:{private2}");
  sample.With("private", "\"001e660b\"=\"" + std::string(kBobDn) + "\"");
  sample.With("private2", R"("00033e03"=bin:21000000
"01023d0c"=bin:{service2}
"01023414"=bin:5494a1c0297f101ba58708002b2a2517
"001e660b"="/o=Contoso/ou=HQ/cn=Recipients/cn=carla")");
  sample.With("global", "\"001e6602\"=\"EXSRC01\"\n\"001e6791\"=\"EXSRC01\"");
  EXPECT_THAT(sample.Leftovers(), HasSubstr("001e6791: exsrc01"));
}

}  // namespace
}  // namespace repoint
