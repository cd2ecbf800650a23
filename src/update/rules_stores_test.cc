// The rows of docs/update.md that act on stores and transports, each with the values before and
// after.
#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

constexpr char kGone[] = "";

TEST(StoreRulesTest, MailboxDnOfPrivateStoreAndTransport) {
  constexpr char before[] = R"("001e660b"="/O=CONTOSO/OU=HQ/CN=RECIPIENTS/CN=BOB")";
  const std::string after = Shown(R"("001e660b"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")");
  EXPECT_EQ(Explicit("private", before), after);
  EXPECT_EQ(Explicit("transport", before), after);
  EXPECT_EQ(Rediscover("private", before), after);
  EXPECT_EQ(Rediscover("transport", before), after);
}

TEST(StoreRulesTest, RediscoverDeletesMailboxDnWhenTargetDnIsUnknown) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = "";
  sample.With("private", R"("001e660b"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob")");
  EXPECT_EQ(sample.After("private"), kGone);
}

TEST(StoreRulesTest, ServerOfPrivateStoreAndTransport) {
  constexpr char before[] = R"("001e660c"="EXSRC01")";
  EXPECT_EQ(Explicit("private", before), Shown(R"("001e660c"="EXTGT02")"));
  EXPECT_EQ(Explicit("transport", before), Shown(R"("001e660c"="EXTGT02")"));
  EXPECT_EQ(Rediscover("private", before), kGone);
  EXPECT_EQ(Rediscover("transport", before), kGone);
}

TEST(StoreRulesTest, ServerDnOfPrivateStoreAndTransport) {
  constexpr char before[] =
      R"("001e6614"="/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01")";
  const std::string after =
      Shown(R"("001e6614"="/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02")");
  EXPECT_EQ(Explicit("private", before), after);
  EXPECT_EQ(Explicit("transport", before), after);
  EXPECT_EQ(Rediscover("private", before), kGone);
  EXPECT_EQ(Rediscover("transport", before), kGone);
}

TEST(StoreRulesTest, ServerFqdnOfPrivateStoreAndTransport) {
  constexpr char before[] = R"("001f662b"=wide:"exsrc01.contoso.example")";
  EXPECT_EQ(Explicit("private", before), Shown(R"("001f662b"=wide:"extgt02.fabrikam.example")"));
  EXPECT_EQ(Explicit("transport", before), Shown(R"("001f662b"=wide:"extgt02.fabrikam.example")"));
  EXPECT_EQ(Rediscover("private", before), kGone);
}

TEST(StoreRulesTest, DatabaseDnKeepsItsTail) {
  constexpr char before[] =
      R"("001e7cff"="/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01/cn=Microsoft Private MDB")";
  EXPECT_EQ(
      Explicit("private", before),
      Shown(
          R"("001e7cff"="/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02/cn=Microsoft Private MDB")"));
  EXPECT_EQ(Rediscover("private", before), kGone);
}

// Delegates.

constexpr char kAnnaBefore[] = R"("001e660b"="/o=Contoso/ou=North Site/cn=Recipients/cn=anna"
"001e660c"="EXSRC03"
"001e6614"="/o=Contoso/ou=North Site/cn=Configuration/cn=Servers/cn=EXSRC03"
"001f662b"=wide:"exsrc03.contoso.example"
"001f3001"=wide:"anna@contoso.example")";

TEST(DelegateRulesTest, FollowsItsOwnRow) {
  Sample sample;
  sample.ListAnna().With("delegate", kAnnaBefore);
  EXPECT_EQ(sample.After("delegate"),
            Shown(R"("001e660b"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2"
"001e660c"="EXTGT04"
"001e6614"="/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT04"
"001f662b"=wide:"extgt04.fabrikam.example"
"001f3001"=wide:"anna.e@fabrikam.example")"));
}

TEST(DelegateRulesTest, IsRediscoveredByItsOwnRow) {
  Sample sample(MethodChoice::kRediscover);
  sample.ListAnna().With("delegate", kAnnaBefore);
  EXPECT_EQ(sample.After("delegate"),
            Shown(R"("001e660b"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2"
"001f3001"=wide:"anna.e@fabrikam.example")"));
}

TEST(DelegateRulesTest, StaysUntouchedAndIsNoLeftoverWhenNotListed) {
  for (const MethodChoice method : {MethodChoice::kExplicit, MethodChoice::kRediscover}) {
    Sample sample(method);
    // Her mailbox lies on the same server as Bob's, and her store names his address.
    const std::string lines = R"("001e660b"="/o=Contoso/ou=North Site/cn=Recipients/cn=anna"
"001e660c"="EXSRC01"
"001f664a"=wide:"https://exsrc01/bob@contoso.example"
"001f3001"=wide:"bob@contoso.example")";
    sample.With("delegate", lines);
    EXPECT_EQ(sample.After("delegate"), Shown(lines));
    EXPECT_EQ(sample.Leftovers(), "");
  }
}

TEST(DelegateRulesTest, GetsTheOtherMethodWhenItsRowLacksWhatTheMethodNeeds) {
  Sample sample;
  sample.ListAnna().With("delegate", kAnnaBefore);
  sample.rows[1].target_server = "";
  EXPECT_EQ(sample.After("delegate"),
            Shown(R"("001e660b"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2"
"001f3001"=wide:"anna.e@fabrikam.example")"));
}

TEST(DelegateRulesTest, StaysAsLeftoverWhenItsRowLacksWhatBothMethodsNeed) {
  Sample sample;
  sample.ListAnna().With("delegate", kAnnaBefore);
  sample.rows[1].target_server = "";
  sample.rows[1].target_smtp = "";
  EXPECT_EQ(sample.After("delegate"), Shown(kAnnaBefore));
  EXPECT_NE(sample.Leftovers().find("cn=anna"), std::string::npos) << sample.Leftovers();
}

TEST(DelegateRulesTest, IsNotWrittenToWhenTheAccountIsNotListed) {
  Sample sample;
  sample.rows = {AnnaRow()};
  sample.With("delegate", kAnnaBefore);
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->edits.empty());
}

TEST(DelegateRulesTest, IsFoundByItsAddressAlone) {
  Sample sample;
  sample.ListAnna().With("delegate", R"("001e660b"=-
"001f6641"=wide:"SMTP:anna@contoso.example"
"001e660c"="EXSRC03")");
  EXPECT_EQ(sample.After("delegate"), Shown(R"("001f6641"=wide:"SMTP:anna.e@fabrikam.example"
"001e660c"="EXTGT04")"));
}

TEST(DelegateRulesTest, StoreOfUnknownRoleGoesByItsOwnRow) {
  Sample sample;
  sample.ListAnna().With("delegate", "\"01023414\"=-\n" + std::string(kAnnaBefore));
  EXPECT_NE(sample.After("delegate").find("EXTGT04"), std::string::npos);
}

TEST(DelegateRulesTest, ThatCannotBeDoneIsALeftoverAndAWarning) {
  Sample sample;
  sample.ListAnna().With("delegate", R"("001e660b"=-
"001f6641"=wide:"SMTP:anna@contoso.example")");
  sample.rows[1].source_dn = sample.rows[1].target_server = sample.rows[1].target_smtp = "";
  EXPECT_EQ(sample.Leftovers(), SectionPath("delegate") + ": anna@contoso.example\n");
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->warnings.size(), 1u);
  EXPECT_NE(plan->warnings[0].find("anna@contoso.example"), std::string::npos);
}

TEST(DelegateRulesTest, ServersThatItsSectionNamesAreTheSources) {
  Sample sample;
  sample.ListAnna().With("delegate", R"("001e660c"="MAIL3")");
  sample.rows[1].source_server = "";
  sample.With("other", R"("001f6791"=wide:"MAIL3")");
  EXPECT_NE(sample.Leftovers().find("001f6791: mail3"), std::string::npos) << sample.Leftovers();
}

// Public folders.

constexpr char kPublicBefore[] = R"("001e660c"="EXSRC01"
"001e6614"="/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01"
"001f662b"=wide:"exsrc01.contoso.example")";

TEST(PublicStoreRulesTest, FollowsTargetPublicServer) {
  Sample sample;
  sample.rows[0].target_public_server = "EXPF09";
  sample.With("public", kPublicBefore);
  EXPECT_EQ(sample.After("public"), Shown(R"("001e660c"="EXPF09"
"001e6614"="/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXPF09")"));
}

TEST(PublicStoreRulesTest, FollowsTargetServerWithoutTargetPublicServer) {
  EXPECT_EQ(Explicit("public", kPublicBefore), Shown(R"("001e660c"="EXTGT02"
"001e6614"="/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02")"));
}

TEST(PublicStoreRulesTest, DatabaseDnFollowsThePublicServer) {
  constexpr char before[] =
      R"("001e7cff"="/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01/cn=Public MDB")";
  Sample sample;
  sample.rows[0].target_public_server = "EXPF09";
  sample.With("public", before);
  EXPECT_EQ(
      sample.After("public"),
      Shown(
          R"("001e7cff"="/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXPF09/cn=Public MDB")"));
  EXPECT_EQ(Rediscover("public", before), kGone);
}

TEST(PublicStoreRulesTest, RediscoverDeletesItsServer) {
  EXPECT_EQ(Rediscover("public", kPublicBefore), kGone);
}

// Archive.

constexpr char kArchive[] = R"("00033e03"=bin:21000000
"01023d0c"=bin:{service}
"01023414"=bin:9eb4770074e411ce8c5e00aa004254e2
"001f65d0"=wide:"Archive"
"001e660b"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob")";
constexpr char kListWithArchive[] = R"("01023d00"=bin:{private}{archive}{delegate}{public})";

Sample WithArchive(MethodChoice method) {
  Sample sample(method);
  sample.With("archive", kArchive);
  for (const char* section : {"admin", "service", "settings"}) {
    sample.With(section, kListWithArchive);
  }
  return sample;
}

TEST(ArchiveRulesTest, SectionIsDeletedAndTakenOutOfEveryList) {
  for (const MethodChoice method : {MethodChoice::kExplicit, MethodChoice::kRediscover}) {
    const Sample sample = WithArchive(method);
    EXPECT_EQ(sample.After("archive"), "(no section)");
    for (const char* section : {"admin", "service", "settings"}) {
      EXPECT_EQ(sample.After(section), Shown(R"("01023d00"=bin:{private}{delegate}{public})"))
          << section;
    }
  }
}

TEST(ArchiveRulesTest, IsTakenOutOfTheListsOfEveryKindOfProvider) {
  for (const std::string list : {"01023d01", "01023d02"}) {
    Sample sample = WithArchive(MethodChoice::kExplicit);
    sample.With("admin", "\"" + list + "\"=bin:{transport}{archive}");
    EXPECT_NE(sample.After("admin").find(Shown("\"" + list + "\"=bin:{transport}")),
              std::string::npos)
        << list;
  }
}

TEST(ArchiveRulesTest, StaysWhenTheAccountIsNotListed) {
  Sample sample = WithArchive(MethodChoice::kExplicit);
  sample.rows = {AnnaRow()};
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->edits.empty());
}

// 0fff.

std::string PrivateId(std::string_view rest) {
  return "\"01020fff\"=bin:" + std::string(kPrivateHead) + std::string(rest);
}
std::string PublicId(std::string_view rest) {
  return "\"01020fff\"=bin:" + std::string(kPublicHead) + std::string(rest);
}

constexpr char kV1Before[] = "'EXSRC01' 00 '/o=Contoso/ou=HQ/cn=Recipients/cn=bob' 00";
constexpr char kV1After[] = "'EXTGT02' 00 '/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2' 00";

TEST(StoreIdRulesTest, V1GetsServerAndDnBehindTheSameHead) {
  EXPECT_EQ(Explicit("private", PrivateId(kV1Before)), Shown(PrivateId(kV1After)));
}

TEST(StoreIdRulesTest, ServerFieldThatIsAnAddressStaysOne) {
  EXPECT_EQ(Explicit("private", PrivateId("'bob@contoso.example' 00 "
                                          "'/o=Contoso/ou=HQ/cn=Recipients/cn=bob' 00")),
            Shown(PrivateId("'bob.e@fabrikam.example' 00 "
                            "'/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2' 00")));
}

TEST(StoreIdRulesTest, DelegateIdFollowsItsOwnRow) {
  Sample sample;
  sample.ListAnna().With(
      "delegate", PrivateId("'EXSRC03' 00 '/o=Contoso/ou=North Site/cn=Recipients/cn=anna' 00"));
  EXPECT_EQ(sample.After("delegate"),
            Shown(PrivateId("'EXTGT04' 00 '/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2' 00")));
}

// V2 block: 0x14 head, DN, FQDN in UTF-16, 2 reserved bytes; its size counts everything.
std::string V2(std::string_view dn, std::string_view fqdn) {
  const size_t fqdn_at = 0x14 + dn.size() + 1;
  const size_t size = fqdn.empty() ? fqdn_at + 2 : fqdn_at + 2 * fqdn.size() + 2 + 2;
  ByteWriter numbers;
  numbers.U32(static_cast<uint32_t>(size)).U32(1).U32(0x14);
  numbers.U32(fqdn.empty() ? 0 : static_cast<uint32_t>(fqdn_at));
  std::string text = " d83521f3 " + HexEncode(numbers.bytes()) + " '" + std::string(dn) + "' 00 ";
  if (!fqdn.empty()) text += "w'" + std::string(fqdn) + "' 0000 ";
  return text + "0000";
}
// V3 block: 0x10 head, address in UTF-16, 2 reserved bytes.
std::string V3(std::string_view address) {
  ByteWriter numbers;
  numbers.U32(static_cast<uint32_t>(0x10 + 2 * (address.size() + 1) + 2)).U32(2).U32(0x10);
  return " e94632f4 " + HexEncode(numbers.bytes()) + " w'" + std::string(address) + "' 0000 0000";
}

TEST(StoreIdRulesTest, V2GetsServerDnWithTheOldTailAndFqdn) {
  EXPECT_EQ(
      Explicit("private",
               PrivateId(kV1Before + V2("/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01"
                                        "/cn=Microsoft Private MDB",
                                        "exsrc01.contoso.example"))),
      Shown(PrivateId(kV1After + V2("/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02"
                                    "/cn=Microsoft Private MDB",
                                    "extgt02.fabrikam.example"))));
}

TEST(StoreIdRulesTest, V2WithoutTailGetsNone) {
  EXPECT_EQ(
      Explicit("private",
               PrivateId(kV1Before + V2("/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01",
                                        "exsrc01.contoso.example"))),
      Shown(PrivateId(kV1After + V2("/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02",
                                    "extgt02.fabrikam.example"))));
}

TEST(StoreIdRulesTest, V2IsDroppedWhenTheNewFqdnIsUnknown) {
  Sample sample;
  sample.rows[0].target_server_fqdn = "";
  sample.With("private",
              PrivateId(kV1Before + V2("/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01",
                                       "exsrc01.contoso.example")));
  EXPECT_EQ(sample.After("private"), Shown(PrivateId(kV1After)));
}

TEST(StoreIdRulesTest, V2WithoutFqdnGetsNone) {
  EXPECT_EQ(
      Explicit(
          "private",
          PrivateId(kV1Before + V2("/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01", ""))),
      Shown(PrivateId(kV1After +
                      V2("/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02", ""))));
}

TEST(StoreIdRulesTest, RediscoverDropsV2) {
  EXPECT_EQ(
      Rediscover("private",
                 PrivateId(kV1Before + V2("/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01",
                                          "exsrc01.contoso.example"))),
      Shown(PrivateId(kV1After + V3("bob.e@fabrikam.example"))));
}

TEST(StoreIdRulesTest, V2OfPublicStoreHasTheDnOfThePublicServer) {
  Sample sample;
  sample.rows[0].target_server_dn = "/o=Fabrikam/ou=Ulm/cn=Configuration/cn=Servers/cn=NODE7";
  sample.With("public",
              PublicId("'EXSRC01' 00" +
                       V2("/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01/cn=Public MDB",
                          "exsrc01.contoso.example")));
  EXPECT_EQ(
      sample.After("public"),
      Shown(PublicId("'EXTGT02' 00" +
                     V2("/o=Fabrikam/ou=Ulm/cn=Configuration/cn=Servers/cn=EXTGT02/cn=Public MDB",
                        "extgt02.fabrikam.example"))));
}

TEST(StoreIdRulesTest, ServerFieldOfTheFormGuidAtDomainIsNoAddress) {
  EXPECT_EQ(Explicit("private", PrivateId("'5a2f9d1c-3b7e-4c55-8d0a-6f1e2b3c4d5e@contoso.example' "
                                          "00 '/o=Contoso/ou=HQ/cn=Recipients/cn=bob' 00")),
            Shown(PrivateId(kV1After)));
}

TEST(StoreIdRulesTest, DelegateWithoutTargetSmtpIsNotRediscovered) {
  Sample sample(MethodChoice::kRediscover);
  sample.ListAnna().With(
      "delegate", PrivateId("'EXSRC03' 00 '/o=Contoso/ou=North Site/cn=Recipients/cn=anna' 00" +
                            V3("anna@contoso.example")));
  sample.rows[1].target_smtp = "";
  EXPECT_EQ(sample.After("delegate"),
            Shown(PrivateId("'EXTGT04' 00 '/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2' 00")));
}

TEST(StoreIdRulesTest, V3GetsTargetSmtp) {
  EXPECT_EQ(Explicit("private", PrivateId(kV1Before + V3("bob@contoso.example"))),
            Shown(PrivateId(kV1After + V3("bob.e@fabrikam.example"))));
}

TEST(StoreIdRulesTest, V3IsDroppedWhenTargetSmtpIsUnknown) {
  Sample sample;
  sample.rows[0].target_smtp = "";
  sample.With("private", PrivateId(kV1Before + V3("bob@contoso.example")));
  EXPECT_EQ(sample.After("private"), Shown(PrivateId(kV1After)));
}

TEST(StoreIdRulesTest, RediscoverRebuildsWithV3) {
  EXPECT_EQ(Rediscover("private", PrivateId(kV1Before)),
            Shown(PrivateId(kV1After + V3("bob.e@fabrikam.example"))));
}

TEST(StoreIdRulesTest, RediscoverPutsTargetSmtpIntoServerFieldThatWasAnAddress) {
  EXPECT_EQ(Rediscover("private", PrivateId("'bob@contoso.example' 00 "
                                            "'/o=Contoso/ou=HQ/cn=Recipients/cn=bob' 00")),
            Shown(PrivateId("'bob.e@fabrikam.example' 00 "
                            "'/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2' 00" +
                            V3("bob.e@fabrikam.example"))));
}

TEST(StoreIdRulesTest, RediscoverPutsTargetSmtpIntoServerFieldWhenTargetServerIsUnknown) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_server = "";
  sample.With("private", PrivateId(kV1Before));
  EXPECT_EQ(sample.After("private"),
            Shown(PrivateId("'bob.e@fabrikam.example' 00 "
                            "'/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2' 00" +
                            V3("bob.e@fabrikam.example"))));
}

TEST(StoreIdRulesTest, RediscoverDeletesTheIdWhenTargetDnIsUnknown) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = "";
  sample.With("private", PrivateId(kV1Before));
  EXPECT_EQ(sample.After("private"), kGone);
}

TEST(StoreIdRulesTest, PublicStoreGetsTargetPublicServer) {
  Sample sample;
  sample.rows[0].target_public_server = "EXPF09";
  sample.With("public", PublicId("'EXSRC01' 00"));
  EXPECT_EQ(sample.After("public"), Shown(PublicId("'EXPF09' 00")));
}

TEST(StoreIdRulesTest, PublicStoreWithoutKnownFqdnGetsNoV2) {
  for (const std::string fqdn : {"exsrc01.contoso.example", ""}) {
    Sample sample;
    sample.rows[0].target_public_server = "EXPF09";  // whose FQDN no column tells
    sample.With("public",
                PublicId("'EXSRC01' 00" +
                         V2("/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01", fqdn)));
    EXPECT_EQ(sample.After("public"), Shown(PublicId("'EXPF09' 00")));
  }
}

TEST(StoreIdRulesTest, RediscoverDeletesIdOfPublicStore) {
  EXPECT_EQ(Rediscover("public", PublicId("'EXSRC01' 00")), kGone);
}

TEST(StoreIdRulesTest, IdThatDoesNotDecodeStays) {
  constexpr char before[] = R"("01020fff"=bin:00000000 'EXSRC01')";
  EXPECT_EQ(Explicit("private", before), Shown(before));
  EXPECT_EQ(Rediscover("private", before), Shown(before));
}

}  // namespace
}  // namespace repoint
