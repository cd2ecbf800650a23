// What no update touches, and how values that change keep their form. docs/update.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Kept {
  const char* name;
  const char* section;
  const char* line;
};
void PrintTo(const Kept& kept, std::ostream* out) { *out << kept.name; }

class NeverTouchedTest : public testing::TestWithParam<Kept> {};

TEST_P(NeverTouchedTest, StaysWithEitherMethod) {
  EXPECT_EQ(Explicit(GetParam().section, GetParam().line), Shown(GetParam().line));
  EXPECT_EQ(Rediscover(GetParam().section, GetParam().line), Shown(GetParam().line));
}

INSTANTIATE_TEST_SUITE_P(
    Values, NeverTouchedTest,
    testing::Values(
        Kept{"SecureString", "settings", R"("S001e67f1"=bin:01000000d08c9ddf 'EXSRC01')"},
        Kept{"SecureOfKnownId", "settings", R"("S001e6602"="EXSRC01")"},
        Kept{"AuthUser", "settings", R"("001f66a0"=wide:"bob@contoso.example")"},
        Kept{"RecordKey", "private", R"("01020ff9"=bin:b0b00000000000000000000000000001)"},
        Kept{"ProfileVersion", "settings", R"("00036600"=bin:01050000)"},
        Kept{"UnknownText", "settings", R"("001e6791"="EXSRC01")"},
        Kept{"UnknownBinary", "private", R"("010267aa"=bin:'bob@contoso.example' 00)"},
        Kept{"NoPropertyName", "settings", R"("GroupsStore"="bob@contoso.example")"},
        Kept{"OtherTypeOfKnownId", "settings", R"("00036602"=bin:01000000)"},
        Kept{"HomeServerIdInHook", "hook", R"("001e6602"="EXSRC01")"},
        Kept{"SettingsIdInUnknownSection", "other", R"("001e6602"="EXSRC01")"},
        Kept{"SearchListOfOutlook", "outlook",
             R"("01020343"=bin:0100000010000000 b0b00000000000000000000000000001 2a000000)"},
        Kept{"ManagerChangeCount", "manager", R"("LastChangeVer"=bin:0500000000000000)"},
        Kept{"ManagerPassword", "manager\\00000002", R"("POP3 Password"=bin:0201000000d08c)"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(ConsumerAccountTest, IsNeverTouched) {
  Sample sample;
  sample.With("settings", R"("000b665e"=bin:0100)");
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->edits.empty());
}

TEST(ConsumerAccountTest, HoldsUpNoAccountBesideIt) {
  Sample sample;
  sample.With("admin", R"("01023d0e"=bin:{service2}{service})");
  sample.With("service2", "\"001f3d09\"=wide:\"MSEMS\"\n\"01023d15\"=bin:{settings2}");
  const std::string consumer = R"("000b665e"=bin:0100
"001e6602"="EXSRC01"
"001f6641"=wide:"SMTP:bob@contoso.example")";
  sample.With("settings2", consumer);
  sample.With("settings", R"("001e6608"="EXSRC01")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001e6608"="EXTGT02"
"001e6602"="EXTGT02"
"001f6641"=wide:"SMTP:bob.e@fabrikam.example")"));
  EXPECT_EQ(sample.After("settings2"), Shown(consumer));
  EXPECT_EQ(sample.Leftovers(), "");
}

TEST(SecondAccountTest, StaysUntouchedWhenNotListed) {
  Sample sample;
  sample.With("admin", R"("01023d0e"=bin:{service}{service2})");
  sample.With("service2", R"("001f3d09"=wide:"MSEMS"
"01023d15"=bin:{settings2}
"01023d00"=bin:{private2}
"001f3001"=wide:"bob@contoso.example")");
  sample.With("settings2", R"("001e6602"="EXSRC01"
"001e6603"="/o=Contoso/ou=HQ/cn=Recipients/cn=carla"
"001f664a"=wide:"https://autodiscover.contoso.example/")");
  sample.With("private2", R"("00033e03"=bin:21000000
"01023d0c"=bin:{service2}
"01023414"=bin:5494a1c0297f101ba58708002b2a2517
"001e660c"="EXSRC01")");
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  const Profile before = sample.Read();
  for (const char* section : {"service2", "settings2", "private2"}) {
    EXPECT_EQ(*plan->after.FindKey(SectionPath(section)), *before.Section(SectionPath(section)))
        << section;
  }
  EXPECT_FALSE(plan->edits.empty());
  EXPECT_EQ(sample.Leftovers(), "");
}

TEST(SecondAccountTest, IsUpdatedByItsOwnRow) {
  Sample sample;
  sample.ListAnna();
  sample.With("admin", R"("01023d0e"=bin:{service}{service2})");
  sample.With("service2", "\"001f3d09\"=wide:\"MSEMS\"\n\"01023d15\"=bin:{settings2}");
  sample.With("settings2", R"("001e6602"="EXSRC03"
"001e6603"="/o=Contoso/ou=North Site/cn=Recipients/cn=anna")");
  EXPECT_EQ(sample.After("settings2"), Shown(R"("001e6602"="EXTGT04"
"001e6603"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=anna2")"));
  EXPECT_THAT(sample.After("settings"), HasSubstr("EXTGT02"));
}

TEST(SecondAccountTest, FailsTheWholeProfileWhenItCannotBeDone) {
  Sample sample;
  sample.ListAnna();
  sample.rows[1].target_server = "";
  sample.With("admin", R"("01023d0e"=bin:{service}{service2})");
  sample.With("service2", "\"001f3d09\"=wide:\"MSEMS\"\n\"01023d15\"=bin:{settings2}");
  sample.With("settings2", R"("001e6603"="/o=Contoso/ou=North Site/cn=Recipients/cn=anna")");
  EXPECT_THAT(sample.Failure(), HasSubstr("TargetServer"));
}

// "Types stay as found".

TEST(FormTest, TextTypeAndRegistryTypeStay) {
  EXPECT_EQ(Explicit("settings", R"("001f6608"=wide:"EXSRC01")"),
            Shown(R"("001f6608"=wide:"EXTGT02")"));
  EXPECT_EQ(Explicit("settings", R"("001f6608"="EXSRC01")"), Shown(R"("001f6608"="EXTGT02")"));
  EXPECT_EQ(Explicit("settings", R"("001e6608"=bin:'EXSRC01' 00)"),
            Shown(R"("001e6608"=bin:'EXTGT02' 00)"));
}

TEST(FormTest, TerminatorsStay) {
  EXPECT_EQ(Explicit("settings", R"("001f6608"=bin:w'EXSRC01')"),
            Shown(R"("001f6608"=bin:w'EXTGT02')"));
  EXPECT_EQ(Explicit("settings", R"("001f6608"=bin:w'EXSRC01' 0000 0000)"),
            Shown(R"("001f6608"=bin:w'EXTGT02' 0000 0000)"));
  EXPECT_EQ(Explicit("settings", R"("001e6608"=bin:'EXSRC01')"),
            Shown(R"("001e6608"=bin:'EXTGT02')"));
}

// Opaque values: "never rewritten, only scanned".

TEST(OpaqueTest, TextWithZeroInsideStaysAndIsLeftover) {
  constexpr char before[] = R"("001f6608"=bin:w'EXSRC01' 0000 w'x')";
  for (const MethodChoice method : {MethodChoice::kExplicit, MethodChoice::kRediscover}) {
    Sample sample(method);
    sample.With("settings", before);
    EXPECT_EQ(sample.After("settings"), Shown(before));
    EXPECT_THAT(sample.Leftovers(), HasSubstr("001f6608: exsrc01"));
  }
}

TEST(OpaqueTest, TextOfOddLengthStaysAlsoWhenTheRowDeletes) {
  constexpr char before[] = R"("001f664a"=bin:w'exsrc01' 00)";
  EXPECT_EQ(Explicit("settings", before), Shown(before));
  EXPECT_EQ(Rediscover("settings", before), Shown(before));
}

TEST(OpaqueTest, BindingsThatDoNotDecodeStay) {
  constexpr char before[] = R"("101e6613"=bin:02000000 09000000 'EXSRC01' 00)";
  EXPECT_EQ(Explicit("settings", before), Shown(before));
  EXPECT_EQ(Rediscover("settings", before), Shown(before));
}

TEST(OpaqueTest, UserDnThatDoesNotDecodeFailsTheProfile) {
  Sample sample;
  sample.With("settings", R"("001f6603"=bin:w'bob' 00)");
  EXPECT_THAT(sample.Failure(), HasSubstr("001f6603"));
}

// "A string that does not fit the code page of an ANSI value fails the profile".

TEST(CodePageTest, NonAsciiTargetOfAnsiValueFailsWithoutCodePage) {
  Sample sample;
  sample.rows[0].alias = "böb";
  sample.With("settings", R"("001e6607"="bob")");
  EXPECT_THAT(sample.Failure(), HasSubstr("-CodePage"));
}

TEST(CodePageTest, NonAsciiBytesToBeReplacedFailWithoutCodePage) {
  Sample sample;
  sample.With("settings", R"("001e6607"=bin:'b' f6 'b' 00)");
  EXPECT_THAT(sample.Failure(), HasSubstr("-CodePage"));
}

TEST(CodePageTest, NonAsciiNameWithSourceAddressFailsWithoutCodePage) {
  Sample sample;
  sample.With("private", R"("001e3001"=bin:'Postf' e4 'cher bob@contoso.example' 00)");
  EXPECT_THAT(sample.Failure(), HasSubstr("-CodePage"));
}

TEST(CodePageTest, NonAsciiBindingFailsWithoutCodePage) {
  Sample sample;
  sample.With("settings", R"("101e6613"=multi4:'netbios:S' fc 'd')");
  EXPECT_THAT(sample.Failure(), HasSubstr("-CodePage"));
}

TEST(CodePageTest, NonAsciiStoreIdFailsWithoutCodePage) {
  Sample sample;
  sample.With(
      "private",
      R"("01020fff"=bin:00000000 38a1bb1005e5101aa1bb08002b2a56c2 0000 'EMSMDB.DLL' 00000000 00000000 1b55fa20aa6611cd9bc800aa002fc45a 0c000000 'EXSRC01' 00 '/o=Contoso/ou=HQ/cn=Recipients/cn=b' f6 'b' 00)");
  EXPECT_THAT(sample.Failure(), HasSubstr("-CodePage"));
}

TEST(CodePageTest, NonAsciiBytesThatStayAreNotLookedAt) {
  Sample sample;
  constexpr char before[] = R"("001e3001"=bin:'Postf' e4 'cher' 00)";
  sample.With("private", before);
  EXPECT_EQ(sample.After("private"), Shown(before));
}

TEST(CodePageTest, NonAsciiTextIsWrittenInTheCodePage) {
  Sample sample;
  sample.ansi = *CodePage::Find(1252);
  sample.rows[0].alias = "böb";
  sample.With("settings", R"("001e6607"=bin:'b' e4 'b' 00)");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001e6607"=bin:'b' f6 'b' 00)"));
}

TEST(CodePageTest, TextOutsideTheCodePageFailsAndIsNamed) {
  Sample sample;
  sample.ansi = *CodePage::Find(1252);
  sample.rows[0].alias = "боб";
  sample.With("settings", R"("001e6607"="bob")");
  EXPECT_THAT(sample.Failure(), HasSubstr("боб"));
  EXPECT_THAT(sample.Failure(), HasSubstr("1252"));
}

TEST(CodePageTest, UnicodeValueTakesAnyText) {
  Sample sample;
  sample.rows[0].alias = "боб";
  sample.With("settings", R"("001f6607"=wide:"bob")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001f6607"=wide:"боб")"));
}

// Values made in an old export's 001e text, whose code page nobody told.
TEST(CodePageTest, GuessedTextOfOldExportFails) {
  Sample sample;
  sample.options.ansi_export = true;
  sample.With("settings", R"("001e6607"="böb")");
  EXPECT_THAT(sample.Failure(), HasSubstr("-CodePage"));
}

TEST(IdempotenceTest, SecondUpdateChangesNothing) {
  for (const MethodChoice method : {MethodChoice::kExplicit, MethodChoice::kRediscover}) {
    Sample sample(method);
    sample.rows[0].target_proxy = "mail.fabrikam.example";
    sample.With("settings", R"("001e6608"="EXSRC01"
"001f6607"=wide:"bob"
"101e6613"=multi4:'netbios:EXSRC01'
"001f6622"=wide:"mail.contoso.example"
"00036623"=bin:07000000)");
    const auto plan = sample.MakePlan();
    ASSERT_TRUE(plan) << plan.error().ToString();
    const auto match = sample.Match();
    ASSERT_TRUE(match);
    const Profile again = MakeProfile(plan->ref, plan->after, {});
    const auto second = MakePlan(again, *match, sample.options);
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->edits.empty());
  }
}

}  // namespace
}  // namespace repoint
