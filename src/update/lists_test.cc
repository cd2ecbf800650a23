// Lists that name stores, folders and containers: search path, contact folders, last used folders.
// docs/update.md.
#include "update/lists.h"

#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

constexpr char kGone[] = "";
constexpr char kContainer[] = "00010000";
constexpr char kContactsUid[] = "c0ab0000000000000000000000000001";

// An address list of the Outlook Address Book: a contact folder.
std::string ContactList(std::string_view folder) {
  return "00000000 fe42aa0a18c71a10e8850b651c240000 03000000 03000000" + std::string(kContactsUid) +
         std::string(folder);
}

std::string Line(std::string_view name, std::string_view kind,
                 const std::vector<std::string>& elements) {
  std::string line = "\"" + std::string(name) + "\"=" + std::string(kind) + ":";
  for (size_t i = 0; i < elements.size(); ++i) line += (i == 0 ? "" : "|") + elements[i];
  return line + "\n";
}

// Values of a section after an explicit and after a rediscovering update, which must not differ.
std::string AfterEither(Sample sample, std::string_view section) {
  sample.options.method = MethodChoice::kExplicit;
  const std::string after = sample.After(section);
  sample.options.method = MethodChoice::kRediscover;
  EXPECT_EQ(sample.After(section), after);
  return after;
}

// The search path.

TEST(SearchPathTest, DropsContainersWithGuidAndThoseOfTheSourceSite) {
  Sample sample;
  sample.With("admin",
              Line("11023d05", "multi4",
                   {BookId(kContainer, "/guid=0102030405060708090a0b0c0d0e0f10"),
                    BookId(kContainer, "/"), BookId(kContainer, "/o=Contoso/ou=HQ/cn=Recipients"),
                    BookId(kContainer, "/o=Contoso/ou=North Site/cn=Recipients")}));
  EXPECT_EQ(AfterEither(sample, "admin"),
            Shown(Line("11023d05", "multi4",
                       {BookId(kContainer, "/"),
                        BookId(kContainer, "/o=Contoso/ou=North Site/cn=Recipients")})));
}

TEST(SearchPathTest, DropsContactFoldersOfTheSourceAndKeepsOthers) {
  Sample sample;
  sample.With("admin",
              Line("11023d05", "multi8",
                   {ContactList(PstFolder("0a000000000000000000000000000001")),
                    ContactList(ExchangeFolder(kBobKey)), ContactList(ExchangeFolder(kAnnaKey))}));
  EXPECT_EQ(AfterEither(sample, "admin"),
            Shown(Line("11023d05", "multi8",
                       {ContactList(PstFolder("0a000000000000000000000000000001")),
                        ContactList(ExchangeFolder(kAnnaKey))})));
}

TEST(SearchPathTest, DropsContactFoldersOfListedDelegates) {
  Sample sample;
  sample.ListAnna();
  sample.With("admin", Line("11023d05", "multi4",
                            {ContactList(ExchangeFolder(kAnnaKey)), BookId(kContainer, "/")}));
  EXPECT_EQ(AfterEither(sample, "admin"),
            Shown(Line("11023d05", "multi4", {BookId(kContainer, "/")})));
}

TEST(SearchPathTest, KeepsContainersOfAccountsThatAreNotListed) {
  constexpr char uid2[] = "ab000000000000000000000000000002";
  Sample sample;
  sample.With("admin", R"("01023d0e"=bin:{service}{service2})");
  sample.With("service2", "\"001f3d09\"=wide:\"MSEMS\"\n\"01023d15\"=bin:{settings2}");
  sample.With("settings2", R"("001e6603"="/o=Contoso/ou=HQ/cn=Recipients/cn=carla"
"01023d1a"=bin:ab000000000000000000000000000002)");
  const std::string line = Line(
      "11023d05", "multi4", {BookId(kContainer, "/guid=0102030405060708090a0b0c0d0e0f10", uid2)});
  sample.With("admin", line);
  EXPECT_NE(AfterEither(sample, "admin").find(Shown(line)), std::string::npos);
}

// The account's address book has a uid of its own, and the standard one as well.
Sample WithOwnBook() {
  Sample sample;
  sample.With("settings", R"("01023d1a"=bin:ab000000000000000000000000000001)");
  sample.With("admin", Line("11023d05", "multi4",
                            {BookId(kContainer, "/guid=0102030405060708090a0b0c0d0e0f10"),
                             BookId(kContainer, "/"),
                             BookId(kContainer, "/guid=0102030405060708090a0b0c0d0e0f10",
                                    "ab000000000000000000000000000001")}));
  return sample;
}

TEST(SearchPathTest, DropsContainersWithTheStandardUidOfAnAccountThatHasItsOwn) {
  EXPECT_EQ(AfterEither(WithOwnBook(), "admin"),
            Shown(Line("11023d05", "multi4", {BookId(kContainer, "/")})));
}

TEST(SearchPathTest, KeepsContainersWithTheStandardUidWhenItIsThatOfAnAccountThatStays) {
  Sample sample = WithOwnBook();
  sample.With("admin", R"("01023d0e"=bin:{service}{service2})");
  sample.With("service2", "\"001f3d09\"=wide:\"MSEMS\"\n\"01023d15\"=bin:{settings2}");
  sample.With("settings2", R"("001e6603"="/o=Contoso/ou=HQ/cn=Recipients/cn=carla")");
  const std::string path =
      Line("11023d05", "multi4",
           {BookId(kContainer, "/guid=0102030405060708090a0b0c0d0e0f10"), BookId(kContainer, "/")});
  EXPECT_NE(AfterEither(sample, "admin").find(Shown(path)), std::string::npos);
}

TEST(SearchPathTest, OnlyContainersAreDropped) {
  const std::string path =
      Line("11023d05", "multi4", {BookId("01000000", "/o=Contoso/ou=HQ/cn=Recipients/cn=list")});
  Sample sample;
  sample.With("admin", path);
  EXPECT_EQ(AfterEither(sample, "admin"), Shown(path));
}

TEST(SearchPathTest, ThatRunsEmptyIsFourZeroBytes) {
  Sample sample;
  sample.With("admin", Line("11023d05", "multi8",
                            {BookId(kContainer, "/guid=0102030405060708090a0b0c0d0e0f10")}));
  EXPECT_EQ(AfterEither(sample, "admin"), Shown(R"("11023d05"=bin:00000000)"));
}

TEST(SearchPathTest, ThatDoesNotDecodeStays) {
  Sample sample;
  sample.With("admin", R"("11023d05"=bin:02000000 '/guid=')");
  EXPECT_EQ(AfterEither(sample, "admin"), Shown(R"("11023d05"=bin:02000000 '/guid=')"));
}

TEST(DefaultDirectoryTest, OfTheSourceIsDeleted) {
  for (const char* name : {"01023d06", "01023d07"}) {
    Sample sample;
    const std::string start = "\"" + std::string(name) + "\"=bin:";
    sample.With("admin", start + BookId(kContainer, "/guid=0102030405060708090a0b0c0d0e0f10"));
    EXPECT_EQ(AfterEither(sample, "admin"), kGone) << name;
    sample.With("admin", start + ContactList(ExchangeFolder(kBobKey)));
    EXPECT_EQ(AfterEither(sample, "admin"), kGone) << name;
    const std::string portable = start + BookId(kContainer, "/");
    sample.With("admin", portable);
    EXPECT_EQ(AfterEither(sample, "admin"), Shown(portable)) << name;
  }
}

// Contact folders: ten arrays of one length; here a folder of a PST, Bob's, and Anna's.

constexpr char kContab[] = "\"001f3d09\"=wide:\"CONTAB\"\n";

std::string ContactArrays(std::string_view width, const std::vector<int>& which) {
  const std::string pst = PstFolder("0a000000000000000000000000000001");
  const std::vector<std::string> arrays[] = {
      {pst, ExchangeFolder(kUnknownKey), ExchangeFolder(kAnnaKey)},
      {"01000000", "02000000", "03000000"},
      {"'PST'", "'Bob'", "'Anna'"},
      {"w'PST'", "w'Bob'", "w'Anna'"},
      {"'Contacts'", "'Contacts 2'", "'Contacts 3'"},
      {"w'Contacts'", "w'Contacts 2'", "w'Contacts 3'"},
      {"'Shown'", "'Shown 2'", "'Shown 3'"},
      {"w'Shown'", "w'Shown 2'", "w'Shown 3'"},
      {"0a000000", "0b000000", "0c000000"},
      {PstStore(), BobStore(), AnnaStore()}};
  const std::string_view names[] = {"11026620", "10036621", "101e6622", "101f6627", "101e6623",
                                    "101f6628", "101e6624", "101f6629", "10036625", "11026626"};
  std::string lines;
  for (size_t i = 0; i < std::size(names); ++i) {
    std::vector<std::string> elements;
    for (const int place : which) elements.push_back(arrays[i][static_cast<size_t>(place)]);
    if (!names[i].starts_with("1003")) {
      lines += Line(names[i], width, elements);
      continue;
    }
    std::string packed;
    for (const std::string& element : elements) packed += element;
    lines += Line(names[i], "bin", {packed});
  }
  return lines;
}

TEST(ContactFoldersTest, SourceIsDroppedInAllTenArrays) {
  for (const char* width : {"multi4", "multi8"}) {
    Sample sample;
    sample.With("contacts", kContab + ContactArrays(width, {0, 1, 2}));
    EXPECT_EQ(AfterEither(sample, "contacts"), Shown(kContab + ContactArrays(width, {0, 2})));
  }
}

TEST(ContactFoldersTest, ListedDelegateIsDroppedToo) {
  Sample sample;
  sample.ListAnna().With("contacts", kContab + ContactArrays("multi4", {0, 1, 2}));
  EXPECT_EQ(AfterEither(sample, "contacts"), Shown(kContab + ContactArrays("multi4", {0})));
}

TEST(ContactFoldersTest, EmptyListsStayAsEmptyLists) {
  Sample sample;
  sample.With("contacts", kContab + ContactArrays("multi8", {1}));
  const std::string after = AfterEither(sample, "contacts");
  EXPECT_EQ(after, Shown(kContab + ContactArrays("multi8", {})));
  EXPECT_NE(after.find("\"11026626\"=bin:00000000"), std::string::npos) << after;
}

TEST(ContactFoldersTest, ArrayOfAnotherLengthIsNotTouched) {
  const std::string odd = Line("101f6627", "multi4", {"w'PST'", "w'Bob'"});
  Sample sample;
  sample.With("contacts", kContab + ContactArrays("multi4", {0, 1, 2}) + odd);
  EXPECT_EQ(AfterEither(sample, "contacts"),
            Shown(kContab + ContactArrays("multi4", {0, 2}) + odd));
}

TEST(ContactFoldersTest, PackedArrayOfAnotherLengthIsNotTouched) {
  const std::string odd = Line("10036621", "bin", {"0100000002000000"});
  Sample sample;
  sample.With("contacts", kContab + ContactArrays("multi4", {0, 1, 2}) + odd);
  EXPECT_EQ(AfterEither(sample, "contacts"),
            Shown(kContab + ContactArrays("multi4", {0, 2}) + odd));
}

TEST(ContactFoldersTest, ProviderIsKnownByTheNameOfItsService) {
  Sample sample;
  sample.With("admin", R"("01023d0e"=bin:{service}{other})");
  sample.With("other", kContab);
  const std::string owner = "\"01023d0c\"=bin:{other}\n";
  sample.With("contacts", owner + ContactArrays("multi4", {0, 1, 2}));
  EXPECT_EQ(AfterEither(sample, "contacts"), Shown(owner + ContactArrays("multi4", {0, 2})));
}

TEST(ContactFoldersTest, SectionOfAMailboxThatStaysIsNotTouched) {
  Sample sample;
  const std::string lines = kContab + ContactArrays("multi4", {0, 1, 2});
  sample.With("delegate", lines);
  EXPECT_EQ(AfterEither(sample, "delegate"), Shown(lines));
}

TEST(ContactFoldersTest, NoneIsTouchedWhenTheStoresDoNotDecode) {
  const std::string lines = kContab + ContactArrays("multi4", {0, 1, 2}) +
                            Line("11026626", "bin", {"03000000" + BobStore()});
  Sample sample;
  sample.With("contacts", lines);
  EXPECT_EQ(AfterEither(sample, "contacts"), Shown(lines));
}

TEST(ContactFoldersTest, SameIdsOfAnotherServiceAreNotTouched) {
  const std::string lines = "\"001f3d09\"=wide:\"EMABLT\"\n" + ContactArrays("multi4", {0, 1, 2});
  Sample sample;
  sample.With("contacts", lines);
  EXPECT_EQ(AfterEither(sample, "contacts"), Shown(lines));
}

// "or to its neighbour in CONTAB's store list": the record key of the folder is in no section.
TEST(ContactFoldersTest, FolderWithUnknownKeyLeavesTheSearchPathWithItsStore) {
  Sample sample;
  sample.With("contacts", kContab + ContactArrays("multi4", {0, 1, 2}));
  sample.With("admin", Line("11023d05", "multi4",
                            {ContactList(ExchangeFolder(kUnknownKey)), BookId(kContainer, "/")}));
  EXPECT_EQ(AfterEither(sample, "admin"),
            Shown(Line("11023d05", "multi4", {BookId(kContainer, "/")})));
}

TEST(ContactFoldersTest, FolderWithUnknownKeyStaysWithAStoreThatStays) {
  Sample sample;
  const std::string path = Line("11023d05", "multi4", {ContactList(ExchangeFolder(kUnknownKey))});
  sample.With("admin", path);
  EXPECT_EQ(AfterEither(sample, "admin"), Shown(path));
}

// Last used folders.

TEST(RecentFoldersTest, ElementsOfTheSourceAreDropped) {
  Sample sample;
  const std::string pst = PstFolder("0a000000000000000000000000000001");
  sample.With("outlook", Line("1102039b", "multi4",
                              {BobStore(), ExchangeFolder(kBobKey), PstStore(), pst, AnnaStore(),
                               ExchangeFolder(kAnnaKey)}));
  EXPECT_EQ(
      AfterEither(sample, "outlook"),
      Shown(Line("1102039b", "multi4", {PstStore(), pst, AnnaStore(), ExchangeFolder(kAnnaKey)})));
}

TEST(RecentFoldersTest, EveryListOfOutlooksSectionIsCleaned) {
  for (const char* name : {"1102032f", "1102039b", "11020434", "1102044e"}) {
    Sample sample;
    sample.With("outlook", Line(name, "multi8", {PstStore(), BobStore()}));
    EXPECT_EQ(AfterEither(sample, "outlook"), Shown(Line(name, "multi8", {PstStore()}))) << name;
  }
}

TEST(RecentFoldersTest, ListThatRunsEmptyIsDeleted) {
  Sample sample;
  sample.With("outlook", Line("1102039b", "multi4", {BobStore(), ExchangeFolder(kBobKey)}));
  EXPECT_EQ(AfterEither(sample, "outlook"), kGone);
}

TEST(RecentFoldersTest, FolderWithUnknownKeyGoesWithTheStoreBeforeIt) {
  Sample sample;
  sample.With("outlook", Line("1102039b", "multi4",
                              {BobStore(), ExchangeFolder(kUnknownKey), AnnaStore(),
                               ExchangeFolder(kUnknownKey)}));
  EXPECT_EQ(AfterEither(sample, "outlook"),
            Shown(Line("1102039b", "multi4", {AnnaStore(), ExchangeFolder(kUnknownKey)})));
}

constexpr char kUnknownKey2[] = "c0c00000000000000000000000000008";

TEST(RecentFoldersTest, FoldersWithUnknownKeysGoWithTheLastStoreBeforeThem) {
  Sample sample;
  sample.With("outlook",
              Line("1102039b", "multi4",
                   {ExchangeFolder(kUnknownKey), BobStore(), ExchangeFolder(kUnknownKey),
                    ExchangeFolder(kAnnaKey), ExchangeFolder(kUnknownKey2), PstStore()}));
  EXPECT_EQ(AfterEither(sample, "outlook"),
            Shown(Line("1102039b", "multi4",
                       {ExchangeFolder(kUnknownKey), ExchangeFolder(kAnnaKey), PstStore()})));
}

TEST(RecentFoldersTest, StoreIdBeginsItsElement) {
  // A structure of Outlook's with a store id inside is no store; what follows is not in it.
  Sample sample;
  sample.With("outlook",
              Line("1102039b", "multi4",
                   {"0a000000 00" + BobStore(), ExchangeFolder(kUnknownKey), PstStore()}));
  EXPECT_EQ(AfterEither(sample, "outlook"),
            Shown(Line("1102039b", "multi4", {ExchangeFolder(kUnknownKey), PstStore()})));
}

TEST(RecentFoldersTest, FolderOfAKnownStoreStaysBehindAStoreOfTheSource) {
  Sample sample;
  sample.With("outlook", Line("1102039b", "multi4", {BobStore(), ExchangeFolder(kAnnaKey)}));
  EXPECT_EQ(AfterEither(sample, "outlook"),
            Shown(Line("1102039b", "multi4", {ExchangeFolder(kAnnaKey)})));
}

TEST(RecentFoldersTest, ListThatDoesNotDecodeStays) {
  const std::string line = Line("1102039b", "bin", {"02000000" + BobStore()});
  Sample sample;
  sample.With("outlook", line);
  EXPECT_EQ(AfterEither(sample, "outlook"), Shown(line));
}

TEST(RecentFoldersTest, TenPlacesAndTheirNamesStayTen) {
  std::vector<std::string> places(10);
  std::vector<std::string> names(10);
  places[0] = PstStore();
  names[0] = "w'Archive'";
  places[1] = BobStore();
  names[1] = "w'Inbox of Bob'";
  places[2] = AnnaStore();
  names[2] = "w'Inbox of Anna'";
  Sample sample;
  sample.With("outlook", Line("1102022a", "multi8", places) + Line("101f031e", "multi8", names));
  places[1] = "";
  names[1] = "";
  EXPECT_EQ(AfterEither(sample, "outlook"),
            Shown(Line("1102022a", "multi8", places) + Line("101f031e", "multi8", names)));
}

TEST(RecentFoldersTest, NamesOfPlacesInAnsiAreEmptiedToo) {
  Sample sample;
  sample.With("outlook", Line("1102022a", "multi4", {PstStore(), BobStore()}) +
                             Line("101e031e", "multi4", {"'Archive'", "'Inbox of Bob'"}));
  EXPECT_EQ(AfterEither(sample, "outlook"), Shown(Line("1102022a", "multi4", {PstStore(), ""}) +
                                                  Line("101e031e", "multi4", {"'Archive'", ""})));
}

TEST(RecentFoldersTest, NamesOfAnotherNumberThanPlacesStay) {
  for (const char* name : {"101e031e", "101f031e"}) {
    const std::string odd = Line(name, "multi4", {"'abcd'", "'efgh'", "'ijkl'"});
    Sample sample;
    sample.With("outlook", Line("1102022a", "multi4", {PstStore(), BobStore()}) + odd);
    EXPECT_EQ(AfterEither(sample, "outlook"),
              Shown(Line("1102022a", "multi4", {PstStore(), ""}) + odd));
  }
}

TEST(RecentFoldersTest, LastFolderGoesWithItsStore) {
  for (const bool by_folder : {true, false}) {
    Sample sample;
    sample.With("outlook",
                Line("01020408", "bin", {ExchangeFolder(by_folder ? kBobKey : kUnknownKey)}) +
                    Line("01020409", "bin", {by_folder ? PstStore() : BobStore()}));
    EXPECT_EQ(AfterEither(sample, "outlook"), kGone);
  }
}

TEST(RecentFoldersTest, LastFolderOfAnotherStoreStays) {
  const std::string lines =
      Line("01020408", "bin", {ExchangeFolder(kAnnaKey)}) + Line("01020409", "bin", {AnnaStore()});
  Sample sample;
  sample.With("outlook", lines);
  EXPECT_EQ(AfterEither(sample, "outlook"), Shown(lines));
}

TEST(RecentFoldersTest, PublicStoreOnTheSourceServerIsOfTheSource) {
  Sample sample;
  sample.With("public", R"("001e660c"="EXSRC01")");
  sample.With("outlook", Line("1102039b", "multi4",
                              {std::string(kPublicHead) + "'EXSRC01' 00",
                               ExchangeFolder("0f0f0000000000000000000000000001"), PstStore()}));
  EXPECT_EQ(AfterEither(sample, "outlook"), Shown(Line("1102039b", "multi4", {PstStore()})));
}

TEST(RecentFoldersTest, OtherValuesWithSourceStoresStay) {
  const std::string line = Line("01020402", "bin", {BobStore()});
  Sample sample;
  sample.With("outlook", line);
  EXPECT_EQ(AfterEither(sample, "outlook"), Shown(line));
}

}  // namespace
}  // namespace repoint
