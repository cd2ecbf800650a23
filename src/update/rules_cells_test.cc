// Cells of the table in docs/update.md that a value of the usual kind does not reach, each with the
// values before and after.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

using testing::HasSubstr;

constexpr char kGone[] = "";
constexpr char kOneOrganisation[] = "/o=Contoso/ou=Berlin/cn=Recipients/cn=bob2";

// 6602 and 6603.

TEST(ServerAndDnTest, KeepTheTypeThatTheyHave) {
  for (const auto& [before, after] :
       {std::pair("\"001e6602\"=-\n\"001f6602\"=wide:\"EXSRC01\"", R"("001f6602"=wide:"EXTGT02")"),
        std::pair("\"001e6602\"=-\n\"001f6602\"=\"EXSRC01\"", R"("001f6602"="EXTGT02")"),
        std::pair(R"("001e6602"=bin:'EXSRC01' 00)", R"("001e6602"=bin:'EXTGT02' 00)"),
        std::pair("\"001e6603\"=-\n"
                  R"("001f6603"=wide:"/o=Contoso/ou=HQ/cn=Recipients/cn=bob")",
                  R"("001f6603"=wide:"/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")"),
        std::pair(R"("001e6603"=bin:'/o=Contoso/ou=HQ/cn=Recipients/cn=bob' 00)",
                  R"("001e6603"=bin:'/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2' 00)")}) {
    EXPECT_EQ(Explicit("settings", before), Shown(after)) << before;
  }
}

TEST(ServerAndDnTest, MadeOnesMustFitTheCodePage) {
  for (const char* missing : {R"("001e6602"=-)", R"("001e6603"=-)"}) {
    Sample sample;
    sample.rows[0].target_server = "EXTGTÖ2";
    sample.rows[0].target_dn = "/o=Fabrikam/ou=Köln/cn=Recipients/cn=bob2";
    // What is there already is no text that is written.
    sample.With("settings",
                "\"001e6602\"=-\n\"001e6603\"=-\n\"001f6602\"=wide:\"EXSRC01\"\n"
                "\"001f6603\"=wide:\"/o=Contoso/ou=HQ/cn=Recipients/cn=bob\"");
    EXPECT_EQ(sample.Failure(), "");
    std::string wide(missing);
    wide.replace(wide.find("001e"), 4, "001f");
    sample.With("settings", wide);
    EXPECT_THAT(sample.Failure(), HasSubstr("-CodePage")) << missing;
  }
}

// 6607.

TEST(UnresolvedNameTest, BecomesTargetDnWhenNothingElseIsKnown) {
  Sample sample;
  sample.rows[0].alias = sample.rows[0].display_name = sample.rows[0].target_smtp = "";
  sample.With("settings", R"("001f6607"=wide:"bob@contoso.example")");
  EXPECT_EQ(sample.After("settings"),
            Shown(R"("001f6607"=wide:"/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")"));
}

// 6610 and 6611.

TEST(OstTest, RediscoverKeepsThatOfAMailboxThatKeepsItsDn) {
  constexpr char before[] = R"("001f6610"=wide:"C:\bob.ost"
"01026611"=bin:00112233445566778899aabbccddeeff)";
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = sample.rows[0].source_dn;
  EXPECT_EQ(sample.With("settings", before).After("settings"), Shown(before));
}

TEST(OstTest, StaysWhenTargetDnIsTheProfilesAndSourceDnIsUnknown) {
  constexpr char before[] = R"("001f6610"=wide:"C:\bob.ost")";
  Sample sample;
  sample.rows[0].target_dn = sample.rows[0].source_dn;
  sample.rows[0].source_dn = "";
  EXPECT_EQ(sample.With("settings", before).After("settings"), Shown(before));
}

TEST(OstTest, GoesWhenNobodyKnowsAnyDn) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = sample.rows[0].source_dn = "";
  sample.With("settings", "\"001e6603\"=-\n\"001f6610\"=wide:\"C:/bob.ost\"");
  EXPECT_EQ(sample.After("settings"), kGone);
  EXPECT_EQ(sample.MakePlan()->old_osts, std::vector<std::string>{"C:/bob.ost"});
}

// 6620, 663d, 6641.

TEST(AddressCellsTest, RediscoverWritesTargetSmtpOverWhatIsNoAddress) {
  for (const std::string id : {"001f6620", "001f663d", "001f6641"}) {
    EXPECT_EQ(Rediscover("settings", "\"" + id + "\"=wide:\"Bob Example\""),
              Shown("\"" + id + "\"=wide:\"bob.e@fabrikam.example\""));
  }
}

TEST(AddressCellsTest, AccountNameThatIsNoAddressStaysAlsoWhenItNamesTheSource) {
  constexpr char before[] = R"("001f6620"=wide:"Bob on EXSRC01")";
  Sample sample;
  EXPECT_EQ(sample.With("settings", before).After("settings"), Shown(before));
  EXPECT_THAT(sample.Leftovers(), HasSubstr("001f6620: exsrc01"));
}

TEST(AddressCellsTest, OtherTextsThatAreNoAddressGoWhenTheyNameTheSource) {
  for (const std::string id : {"001f663d", "001f6641"}) {
    EXPECT_EQ(Explicit("private", "\"" + id + "\"=wide:\"Bob on EXSRC01\""), kGone);
    const std::string other = "\"" + id + "\"=wide:\"Bob Example\"";
    EXPECT_EQ(Explicit("private", other), Shown(other));
  }
}

TEST(AddressCellsTest, PrefixStaysAsItIsSpelled) {
  EXPECT_EQ(Explicit("private", R"("001f6641"=wide:"smtp:bob@contoso.example")"),
            Shown(R"("001f6641"=wide:"smtp:bob.e@fabrikam.example")"));
}

// 6622, 6625, 6623.

constexpr char kProxy[] = R"("001f6622"=wide:"mail.contoso.example"
"001f6625"=wide:"msstd:mail.contoso.example"
"00036623"=bin:07000000)";

TEST(ProxyCellsTest, RediscoverDeletesItWithinOneOrganisationToo) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_dn = kOneOrganisation;
  EXPECT_EQ(sample.With("settings", kProxy).After("settings"), Shown(R"("00036623"=bin:07000000)"));
}

TEST(ProxyCellsTest, RediscoverDeletesItWithTargetProxyToo) {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_proxy = "mail.fabrikam.example";
  EXPECT_EQ(sample.With("settings", kProxy).After("settings"), Shown(R"("00036623"=bin:07000000)"));
}

TEST(ProxyCellsTest, GoesWhenEitherOfItsNamesIsTheSourceServer) {
  for (const char* before : {R"("001f6622"=wide:"exsrc01"
"001f6625"=wide:"msstd:mail.contoso.example"
"00036623"=bin:07000000)",
                             R"("001f6622"=wide:"mail.contoso.example"
"001f6625"=wide:"msstd:exsrc01"
"00036623"=bin:07000000)"}) {
    Sample sample;
    sample.rows[0].target_dn = kOneOrganisation;
    EXPECT_EQ(sample.With("settings", before).After("settings"),
              Shown(R"("00036623"=bin:06000000)"))
        << before;
  }
}

TEST(ProxyCellsTest, OnlyServersOfTheSourceCount) {
  constexpr char before[] = R"("001f6622"=wide:"bob@contoso.example"
"00036623"=bin:07000000)";
  Sample sample;
  sample.rows[0].target_dn = kOneOrganisation;
  EXPECT_EQ(sample.With("settings", before).After("settings"), Shown(before));
}

// 7cff.

TEST(ServerDnTest, DatabaseDnGoesWhenTheNewServersDnIsUnknown) {
  Sample sample;
  sample.rows[0].target_dn = "/o=Fabrikam/cn=bob2";  // in no site
  const std::string dn = "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01";
  sample.With("private", "\"001e7cff\"=\"" + dn + "/cn=Microsoft Private MDB\"");
  sample.With("settings", "\"001e6612\"=\"" + dn + "\"");
  EXPECT_EQ(sample.After("private"), kGone);
  EXPECT_EQ(sample.After("settings"), kGone);
}

// Numbers of another size are opaque.

TEST(OpaqueNumberTest, StaysAlsoWhenTheRowDeletes) {
  for (const char* before :
       {R"("0003661b"=bin:6a1900)", R"("0003667d"=bin:2a00000000)", R"("00036623"=bin:0700)"}) {
    EXPECT_EQ(Explicit("settings", before), Shown(before));
    EXPECT_EQ(Rediscover("settings", before), Shown(before));
  }
}

}  // namespace
}  // namespace repoint
