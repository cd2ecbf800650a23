#include "console/import.h"

#include <fmt/core.h>

#include <ranges>

#include "console/testing/console_fixture.h"

namespace repoint::console {
namespace {

using testing::HasSubstr;

std::vector<DirectoryObject> Mailboxes(int count) {
  std::vector<DirectoryObject> objects;
  for (int i = 0; i < count; ++i) objects.push_back(SourceObject(fmt::format("user{}", i)));
  return objects;
}

class ImportTest : public ConsoleFixture {
 protected:
  // A column of the object with that key.
  std::string Of(const std::string& key, const std::string& column) {
    return Value(fmt::format("SELECT {} FROM object WHERE key = '{}'", column, key));
  }
  // "kind=value ..." of the object with that key, in order.
  std::string KeysOf(const std::string& key) {
    std::string keys;
    const Status done = database_->InSnapshot([&](soci::session& sql) -> Status {
      std::string kind, value;
      soci::statement rows =
          (sql.prepare << "SELECT kind, value FROM object_key JOIN object ON id = object_id "
                          "WHERE key = :key ORDER BY kind, value",
           soci::use(key), soci::into(kind), soci::into(value));
      for (rows.execute(); rows.fetch();) keys += kind + "=" + value + " ";
      return {};
    });
    EXPECT_THAT(done, IsOk());
    return keys;
  }
};
REPOINT_ON_BOTH_ENGINES(ImportTest);

TEST_P(ImportTest, StoresWhatTheDirectoryTold) {
  Import(Side::kSource, {{.key = "k1",
                          .legacy_dn = "/o=Contoso/cn=JDoe",
                          .smtp = "JDoe@contoso.example",
                          .proxies = {"smtp:jd@contoso.example", "X500:/o=Old/cn=jd"},
                          .alias = "JDoe",
                          .display_name = "Doe, \"John\" Ünï 😀",
                          .server = "EXSRC01",
                          .server_fqdn = "exsrc01.contoso.example",
                          .server_dn = "/o=Contoso/cn=EXSRC01",
                          .mailbox_guid = "0a1b",
                          .is_mailbox = true,
                          .sid = "S-1-5-21-1",
                          .master_sid = "S-1-5-21-2",
                          .sid_history = {"S-1-5-21-3"}}});
  for (const auto& [column, value] :
       {std::pair{"side", "s"},
        {"legacy_dn", "/o=Contoso/cn=JDoe"},
        {"legacy_dn_folded", "/o=contoso/cn=jdoe"},
        {"smtp", "JDoe@contoso.example"},
        {"smtp_folded", "jdoe@contoso.example"},
        {"proxies", R"(["smtp:jd@contoso.example","X500:/o=Old/cn=jd"])"},
        {"alias", "JDoe"},
        {"alias_folded", "jdoe"},
        {"display_name", "Doe, \"John\" Ünï 😀"},
        {"server", "EXSRC01"},
        {"server_fqdn", "exsrc01.contoso.example"},
        {"server_dn", "/o=Contoso/cn=EXSRC01"},
        {"mailbox_guid", "0a1b"},
        {"is_mailbox", "1"},
        {"was_mailbox", "1"},
        {"sid", "S-1-5-21-1"},
        {"master_sid", "S-1-5-21-2"},
        {"gone", "0"}}) {
    EXPECT_EQ(Of("k1", column), value) << column;
  }
  EXPECT_EQ(KeysOf("k1"),
            "alias=jdoe dn=/o=contoso/cn=jdoe master-sid=s-1-5-21-2 old-sid=s-1-5-21-3 "
            "sid=s-1-5-21-1 smtp=jd@contoso.example smtp=jdoe@contoso.example x500=/o=old/cn=jd ");
}

TEST_P(ImportTest, CountsWhatIsNewChangedGoneAndBack) {
  const DirectoryObject a = SourceObject("a"), b = SourceObject("b"), c = SourceObject("c");
  ImportCounts counts = Import(Side::kSource, {a, b, c});
  EXPECT_EQ(counts, (ImportCounts{.read = 3, .added = 3}));

  DirectoryObject changed = b;
  changed.display_name = "B the second";
  counts = Import(Side::kSource, {a, changed, SourceObject("d")});
  EXPECT_EQ(counts, (ImportCounts{.read = 3, .added = 1, .changed = 1, .gone = 1, .before = 3}));
  EXPECT_EQ(Of("b", "display_name"), "B the second");
  EXPECT_EQ(Of("c", "gone"), "1");
  EXPECT_EQ(Of("c", "smtp"), "c@contoso.example");

  counts = Import(Side::kSource, {a, changed, c});
  EXPECT_EQ(counts, (ImportCounts{.read = 3, .gone = 1, .returned = 1, .before = 3}));
  EXPECT_EQ(Of("c", "gone"), "0");
}

TEST_P(ImportTest, CountsNothingWhenNothingChanged) {
  Import(Side::kSource, Mailboxes(2001));
  EXPECT_EQ(Import(Side::kSource, Mailboxes(2001)), (ImportCounts{.read = 2001, .before = 2001}));
}

TEST_P(ImportTest, CountsTheGoneOnlyWhenTheyGo) {
  Import(Side::kSource, Mailboxes(3));
  Import(Side::kSource, Mailboxes(1));
  EXPECT_EQ(Import(Side::kSource, Mailboxes(1)), (ImportCounts{.read = 1, .before = 1}));
}

TEST_P(ImportTest, CountsAcrossManyStatements) {
  Import(Side::kSource, Mailboxes(2001));
  auto objects = Mailboxes(2301);
  objects.erase(objects.begin(), objects.begin() + 100);
  for (int i = 0; i < 1500; ++i) objects[static_cast<size_t>(i)].alias = "changed";
  EXPECT_EQ(
      Import(Side::kSource, objects),
      (ImportCounts{.read = 2201, .added = 300, .changed = 1500, .gone = 100, .before = 2001}));
}

TEST_P(ImportTest, KeepsTheSidesAndProjectsApart) {
  const Project other = Must(CreateProject(*database_, {.name = "Other"}));
  Import(Side::kSource, {SourceObject("a")});
  Import(Side::kTarget, {SourceObject("a")});
  FakeDirectory nothing({});
  Must(ImportSide(*database_, other, Side::kSource, nothing, {}, {}));
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object WHERE gone = 0"), "2");
}

TEST_P(ImportTest, TakesTheLaterOfTwoObjectsWithOneKey) {
  auto objects = Mailboxes(1001);
  objects.insert(objects.begin() + 5, SourceObject("user3"));  // in one statement with its twin
  objects.push_back(SourceObject("user7"));                    // in another than its twin
  objects[5].display_name = "three";
  objects.back().display_name = "seven";
  EXPECT_EQ(Import(Side::kSource, objects), (ImportCounts{.read = 1003, .added = 1001}));
  EXPECT_EQ(Of("user3", "display_name"), "three");
  EXPECT_EQ(Of("user7", "display_name"), "seven");
}

TEST_P(ImportTest, ReplacesTheKeysOfWhatChanged) {
  DirectoryObject a = SourceObject("a");
  a.proxies = {"smtp:old@contoso.example"};
  Import(Side::kSource, {a});
  a.proxies = {"smtp:new@contoso.example"};
  Import(Side::kSource, {a});
  EXPECT_EQ(KeysOf("a"),
            "dn=/o=contoso/ou=hq/cn=recipients/cn=a smtp=a@contoso.example "
            "smtp=new@contoso.example ");
}

TEST_P(ImportTest, KeepsServerAndGuidOfAMailboxThatBecameAContact) {
  Import(Side::kSource, {SourceObject("a")});
  EXPECT_EQ(Import(Side::kSource, {{.key = "a", .smtp = "a@fabrikam.example"}}).changed, 1u);
  EXPECT_EQ(Of("a", "legacy_dn"), "/o=Contoso/ou=HQ/cn=Recipients/cn=a");
  EXPECT_EQ(Of("a", "smtp"), "a@contoso.example");
  EXPECT_EQ(Of("a", "server"), "EXSRC01");
  EXPECT_EQ(Of("a", "mailbox_guid"), "guid-of-a");
  EXPECT_EQ(Of("a", "is_mailbox"), "0");
  EXPECT_EQ(Of("a", "was_mailbox"), "1");
  EXPECT_EQ(KeysOf("a"),
            "dn=/o=contoso/ou=hq/cn=recipients/cn=a smtp=a@contoso.example "
            "smtp=a@fabrikam.example ");
}

TEST_P(ImportTest, OfWhatStillIsAContactCountsNoChange) {
  const DirectoryObject contact = {.key = "a", .smtp = "a@fabrikam.example"};
  Import(Side::kSource, {SourceObject("a")});
  Import(Side::kSource, {contact});
  EXPECT_EQ(Import(Side::kSource, {contact}).changed, 0u);
}

TEST_P(ImportTest, PassesOverWhatHasNoAddress) {
  EXPECT_EQ(Import(Side::kSource, {{.key = "a", .display_name = "A"}}), (ImportCounts{.read = 1}));
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object"), "0");
}

TEST_P(ImportTest, TakesHostileText) {
  const std::string nul("a\0b", 3);
  Import(Side::kSource, {{.key = nul, .smtp = "a@contoso.example", .display_name = "A\tB\r\nC\xff"},
                         {.key = std::string(100'000, 'k'), .smtp = "b@contoso.example"},
                         {.key = "c",
                          .legacy_dn = "/o=" + std::string(100'000, 'x'),
                          .smtp = "'; DROP TABLE object; --@contoso.example",
                          .proxies = {"X500:/o=" + std::string(100'000, 'y'), ":$1\\\"{}"}}});
  EXPECT_EQ(Of("a b", "display_name"), "A B  C\xEF\xBF\xBD");
  EXPECT_EQ(Of("c", "smtp"), "'; DROP TABLE object; --@contoso.example");
  EXPECT_EQ(Of("c", "legacy_dn"), "");
}

TEST_P(ImportTest, StoresNothingWhenTheDirectoryBreaksOff) {
  Import(Side::kSource, Mailboxes(3));
  FakeDirectory broken(Mailboxes(2001));
  broken.FailAtEnd({ErrorCode::kIo, "the directory broke off", {}});
  const auto counts = ImportSide(*database_, project_, Side::kSource, broken, {}, {});
  ASSERT_THAT(counts, FailsWith(ErrorCode::kIo));
  EXPECT_EQ(counts.error().message, "the directory broke off");
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object"), "3");
  EXPECT_EQ(Import(Side::kSource, Mailboxes(3)), (ImportCounts{.read = 3, .before = 3}));
}

TEST_P(ImportTest, RefusesADirectoryThatShrankByMoreThanItMay) {
  Import(Side::kSource, Mailboxes(100));
  FakeDirectory small(Mailboxes(89));
  const auto counts = ImportSide(*database_, project_, Side::kSource, small, 10, {});
  ASSERT_THAT(counts, FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(counts.error().message, HasSubstr("89 of the 100 objects"));
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object WHERE gone = 0"), "100");
}

TEST_P(ImportTest, RefusesADirectoryOfStrangers) {
  Import(Side::kSource, Mailboxes(10));
  std::vector<DirectoryObject> others;
  for (int i = 0; i < 10; ++i) others.push_back(SourceObject(fmt::format("other{}", i)));
  FakeDirectory strangers(others);
  EXPECT_THAT(ImportSide(*database_, project_, Side::kSource, strangers, 10, {}),
              FailsWith(ErrorCode::kConflict));
}

TEST_P(ImportTest, BelievesADirectoryThatShrankAsMuchAsItMay) {
  Import(Side::kSource, Mailboxes(100));
  FakeDirectory smaller(Mailboxes(90));
  EXPECT_EQ(Must(ImportSide(*database_, project_, Side::kSource, smaller, 10, {})).gone, 10u);
}

TEST_P(ImportTest, CountsTwinsOnceForTheShrinking) {
  Import(Side::kSource, Mailboxes(2));
  FakeDirectory twins({SourceObject("user0"), SourceObject("user0")});
  EXPECT_THAT(ImportSide(*database_, project_, Side::kSource, twins, 10, {}),
              FailsWith(ErrorCode::kConflict));
}

TEST_P(ImportTest, RefusesAnEmptyDirectoryWhereAnyMayShrink) {
  Import(Side::kSource, Mailboxes(1));
  FakeDirectory empty({});
  EXPECT_THAT(ImportSide(*database_, project_, Side::kSource, empty, 99, {}),
              FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(Must(ImportSide(*database_, project_, Side::kSource, empty, 100, {})).gone, 1u);
}

TEST_P(ImportTest, TellsHowFarItIs) {
  FakeDirectory directory(Mailboxes(2001));
  std::vector<uint64_t> told;
  Must(ImportSide(*database_, project_, Side::kSource, directory, {},
                  [&](uint64_t objects) { told.push_back(objects); }));
  EXPECT_THAT(told, testing::ElementsAre(1000, 2000, 2001));
}

}  // namespace
}  // namespace repoint::console
