// The account manager's keys, the directory section, and people's entry ids. docs/update.md.
#include "update/manager.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "update/testing/sample.h"
#include "update/users.h"

namespace repoint {
namespace {

using testing::HasSubstr;

constexpr char kGone[] = "";
constexpr char kAccount[] = "manager\\00000002";
constexpr char kPop[] = "manager\\00000003";
constexpr char kOfBob[] = "\"Service UID\"=bin:{service}\n";
constexpr char kPerson[] = "00000000";

TEST(AccountManagerTest, NamesAndAddressBecomeTargetSmtp) {
  const std::string before = std::string(kOfBob) + R"("Account Name"=bin:w'bob@contoso.example' 0000
"Display Name"="Bob / bob@contoso.example"
"Email"="--migrate--bob@contoso.example")";
  const std::string after =
      std::string(kOfBob) + R"("Account Name"=bin:w'bob.e@fabrikam.example' 0000
"Display Name"="Bob / bob.e@fabrikam.example"
"Email"="bob.e@fabrikam.example")";
  EXPECT_EQ(Explicit(kAccount, before), Shown(after));
  EXPECT_EQ(Rediscover(kAccount, before), Shown(after));
}

TEST(AccountManagerTest, NamesWithoutSourceAddressStay) {
  const std::string before = std::string(kOfBob) + R"("Account Name"="Microsoft Exchange"
"Email"="robert@contoso.example"
"New Signature"="bob@contoso.example")";
  EXPECT_EQ(Explicit(kAccount, before), Shown(before));
}

TEST(AccountManagerTest, NamesStayWhenTargetSmtpIsUnknown) {
  Sample sample;
  sample.rows[0].target_smtp = "";
  const std::string before = std::string(kOfBob) + R"("Email"="bob@contoso.example")";
  EXPECT_EQ(sample.With(kAccount, before).After(kAccount), Shown(before));
}

TEST(AccountManagerTest, AccountsOfOtherServicesStay) {
  constexpr char before[] = R"("Account Name"="bob@contoso.example"
"Email"="bob@contoso.example"
"POP3 User"="bob@contoso.example")";
  EXPECT_EQ(Explicit(kPop, before), Shown(before));
  EXPECT_EQ(Rediscover(kPop, before), Shown(before));
}

// Identity Eid.

std::string Identity(std::string_view dn) {
  return std::string(kOfBob) + "\"Identity Eid\"=bin:" + BookId(kPerson, dn);
}

TEST(IdentityTest, DnIsMapped) {
  const std::string before = Identity("/o=Contoso/ou=HQ/cn=Recipients/cn=bob");
  const std::string after = Identity("/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2");
  EXPECT_EQ(Explicit(kAccount, before), Shown(after));
  EXPECT_EQ(Rediscover(kAccount, before), Shown(after));
}

TEST(IdentityTest, IsDeletedByRediscoverWhenNoDnIsKnown) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = "";
  sample.With(kAccount, Identity("/o=Contoso/ou=HQ/cn=Recipients/cn=bob"));
  EXPECT_EQ(sample.After(kAccount), Shown(kOfBob));
}

TEST(IdentityTest, IsDeletedWithTheUidOfItsAddressBookToo) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = "";
  sample.With("settings", R"("01023d1a"=bin:ab000000000000000000000000000001)");
  for (const char* uid : {"ab000000000000000000000000000001", "dca740c8c042101ab4b908002b2fe182"}) {
    sample.With(kAccount, std::string(kOfBob) + "\"Identity Eid\"=bin:" +
                              BookId(kPerson, "/o=Contoso/ou=HQ/cn=Recipients/cn=bob", uid));
    EXPECT_EQ(sample.After(kAccount), Shown(kOfBob)) << uid;
  }
}

TEST(IdentityTest, OfAnotherPersonStays) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = "";
  const std::string before = Identity("/o=Contoso/ou=HQ/cn=Recipients/cn=carla");
  EXPECT_EQ(sample.With(kAccount, before).After(kAccount), Shown(before));
}

// People anywhere in the profile.

TEST(UsersTest, DnOfListedPersonIsMappedAnywhere) {
  const std::string before =
      "\"01023e01\"=bin:" + BookId(kPerson, "/O=CONTOSO/ou=hq/cn=Recipients/cn=BOB");
  const std::string after =
      "\"01023e01\"=bin:" + BookId(kPerson, "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2");
  for (const char* section : {"other", "private", "outlook", kPop}) {
    EXPECT_EQ(Explicit(section, before), Shown(after)) << section;
    EXPECT_EQ(Rediscover(section, before), Shown(after)) << section;
  }
}

TEST(UsersTest, ElementsOfListsAreMapped) {
  Sample sample;
  sample.ListAnna();
  const std::string carla = BookId(kPerson, "/o=Contoso/ou=HQ/cn=Recipients/cn=carla");
  sample.With("other", "\"11026700\"=multi8:" +
                           BookId(kPerson, "/o=Contoso/ou=North Site/cn=Recipients/cn=anna") + "|" +
                           carla);
  EXPECT_EQ(sample.After("other"),
            Shown("\"11026700\"=multi8:" +
                  BookId(kPerson, "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2") + "|" + carla));
}

TEST(UsersTest, OnlyPeopleAreMapped) {
  for (const char* type : {"01000000", "00010000"}) {
    const std::string line =
        "\"01026701\"=bin:" + BookId(type, "/o=Contoso/ou=HQ/cn=Recipients/cn=bob");
    EXPECT_EQ(Explicit("other", line), Shown(line)) << type;
  }
}

TEST(UsersTest, PersonWithoutTargetDnStaysAndIsLeftover) {
  Sample sample;
  sample.ListAnna();
  sample.rows[1].target_dn = "";
  const std::string line =
      "\"01026701\"=bin:" + BookId(kPerson, "/o=Contoso/ou=North Site/cn=Recipients/cn=anna");
  sample.With("other", line);
  EXPECT_EQ(sample.After("other"), Shown(line));
  EXPECT_THAT(
      sample.Leftovers(),
      HasSubstr("address book entry ids: /o=contoso/ou=north site/cn=recipients/cn=anna\n"));
}

TEST(UsersTest, IdsOfTheAccountsOwnAddressBookAreMapped) {
  constexpr char uid[] = "ab000000000000000000000000000001";
  Sample sample;
  sample.With("settings", R"("01023d1a"=bin:ab000000000000000000000000000001)");
  sample.With("other",
              "\"01023e01\"=bin:" + BookId(kPerson, "/o=Contoso/ou=HQ/cn=Recipients/cn=bob", uid));
  EXPECT_EQ(sample.After("other"),
            Shown("\"01023e01\"=bin:" +
                  BookId(kPerson, "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2", uid)));
}

TEST(UsersTest, IdsWithTheStandardUidAreMappedBesideOwnOnes) {
  Sample sample;
  sample.With("settings", R"("01023d1a"=bin:ab000000000000000000000000000001)");
  sample.With("other",
              "\"01023e01\"=bin:" + BookId(kPerson, "/o=Contoso/ou=HQ/cn=Recipients/cn=bob"));
  EXPECT_EQ(
      sample.After("other"),
      Shown("\"01023e01\"=bin:" + BookId(kPerson, "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")));
}

TEST(UsersTest, DnThatIsTheTargetsStaysAsItIsSpelled) {
  Sample sample;
  sample.rows[0].target_dn = sample.rows[0].source_dn;
  const std::string line =
      "\"01023e01\"=bin:" + BookId(kPerson, "/O=CONTOSO/OU=HQ/CN=RECIPIENTS/CN=BOB");
  EXPECT_EQ(sample.With("other", line).After("other"), Shown(line));
  EXPECT_EQ(sample.Leftovers(), "");
}

TEST(UsersTest, SecureValuesAndSectionsOfOthersStay) {
  const std::string data = BookId(kPerson, "/o=Contoso/ou=HQ/cn=Recipients/cn=bob");
  EXPECT_EQ(Explicit("other", "\"S010267f0\"=bin:" + data), Shown("\"S010267f0\"=bin:" + data));
  EXPECT_EQ(Explicit("delegate", "\"01023e01\"=bin:" + data), Shown("\"01023e01\"=bin:" + data));
}

// Delivery into the mailbox.

std::string Delivery(std::string_view store, std::string_view folder) {
  std::string lines;
  if (!store.empty()) lines += "\"Delivery Store EntryID\"=bin:" + std::string(store) + "\n";
  if (!folder.empty()) lines += "\"Delivery Folder EntryID\"=bin:" + std::string(folder) + "\n";
  return lines;
}

TEST(DeliveryTest, IntoTheSourceIsDeletedWithAWarning) {
  for (const MethodChoice method : {MethodChoice::kExplicit, MethodChoice::kRediscover}) {
    Sample sample(method);
    sample.With(kPop, Delivery(BobStore(), ExchangeFolder(kBobKey)));
    EXPECT_EQ(sample.After(kPop), kGone);
    const auto plan = sample.MakePlan();
    ASSERT_TRUE(plan);
    EXPECT_THAT(plan->warnings, testing::ElementsAre(HasSubstr("00000003")));
  }
}

TEST(DeliveryTest, FolderAloneThatIsOfTheSourceIsDeletedToo) {
  Sample sample;
  sample.With(kPop, Delivery("", ExchangeFolder(kBobKey)));
  EXPECT_EQ(sample.After(kPop), kGone);
}

TEST(DeliveryTest, StoreAloneThatIsTheSourceIsDeletedWithTheFolder) {
  Sample sample;
  sample.With(kPop, Delivery(BobStore(), ExchangeFolder(kUnknownKey)));
  EXPECT_EQ(sample.After(kPop), kGone);
}

TEST(DeliveryTest, IntoAnotherStoreStays) {
  const std::string lines = Delivery(PstStore(), PstFolder("0a000000000000000000000000000001"));
  EXPECT_EQ(Explicit(kPop, lines), Shown(lines));
}

// dca740c8...

TEST(DirectoryTest, FqdnIsDeleted) {
  constexpr char before[] = R"("001f662a"=wide:"dc1.contoso.example")";
  EXPECT_EQ(Explicit("directory", before), kGone);
  EXPECT_EQ(Rediscover("directory", before), kGone);
}

TEST(DirectoryTest, SourceServerBecomesTargetServerOrGoes) {
  constexpr char before[] = R"("001e6602"="exsrc01")";
  EXPECT_EQ(Explicit("directory", before), Shown(R"("001e6602"="EXTGT02")"));
  EXPECT_EQ(Rediscover("directory", before), kGone);
}

TEST(DirectoryTest, OpaqueValuesStay) {
  for (const char* before : {R"("001f662a"=bin:w'dc1' 0000 w'x')", R"("001f662a"=bin:w'dc1' 00)",
                             R"("001f6602"=bin:w'EXSRC01' 0000 w'x')"}) {
    EXPECT_EQ(Explicit("directory", before), Shown(before));
    EXPECT_EQ(Rediscover("directory", before), Shown(before));
  }
}

TEST(DirectoryTest, SecureAndOtherValuesStay) {
  for (const char* before : {R"("S001f662a"=wide:"dc1")", R"("0102662a"=bin:01020304)",
                             R"("001f6603"=wide:"exsrc01")"}) {
    EXPECT_EQ(Explicit("directory", before), Shown(before));
    EXPECT_EQ(Rediscover("directory", before), Shown(before));
  }
}

TEST(DirectoryTest, AnotherServerStays) {
  constexpr char before[] = R"("001e6602"="DC1")";
  EXPECT_EQ(Explicit("directory", before), Shown(before));
  EXPECT_EQ(Rediscover("directory", before), Shown(before));
}

TEST(DirectoryTest, StaysWhenNoAccountMoves) {
  Sample sample;
  sample.rows = {AnnaRow()};
  constexpr char before[] = R"("001f662a"=wide:"dc1.contoso.example")";
  EXPECT_EQ(sample.With("directory", before).After("directory"), Shown(before));
}

}  // namespace
}  // namespace repoint
