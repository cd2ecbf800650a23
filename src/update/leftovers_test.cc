// What an update leaves, and how it is reported. docs/update.md, step "Verify".
#include "update/leftovers.h"

#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

// Leftovers of an update of a profile with these lines.
std::string Left(std::string_view section, std::string_view lines) {
  return Sample().With(section, lines).Leftovers();
}

std::string Place(std::string_view section, std::string_view rest) {
  return SectionPath(section) + "\\" + std::string(rest) + "\n";
}

TEST(LeftoversTest, NoneInWhatTheRulesChange) {
  EXPECT_EQ(Sample().Leftovers(), "");
  EXPECT_EQ(Left("settings", R"("001e6608"="EXSRC01")"), "");
}

TEST(LeftoversTest, UnknownValueIsNamedWithWhatItNames) {
  EXPECT_EQ(Left("settings", R"("001e6791"="EXSRC01")"), Place("settings", "001e6791: exsrc01"));
  EXPECT_EQ(Left("other", R"("data"=bin:00 w'bob@contoso.example')"),
            Place("other", "data: bob@contoso.example"));
  EXPECT_EQ(Left("other", R"("01026701"=bin:'/o=Contoso/ou=HQ/cn=Recipients/cn=bob' 00)"),
            Place("other", "01026701: /o=contoso/ou=hq/cn=recipients/cn=bob"));
}

TEST(LeftoversTest, SubkeysAreScanned) {
  EXPECT_EQ(Left("manager\\00000009", R"("LDAP Server"="exsrc01")"),
            Place("manager\\00000009", "LDAP Server: exsrc01"));
}

TEST(LeftoversTest, ServersThatOnlyTheProfileNamesCount) {
  Sample sample;
  sample.rows[0].source_server = "";
  sample.With("settings", R"("001e6602"="MAIL7"
"001f662a"=wide:"mail7.contoso.example"
"001f6791"=wide:"MAIL7 and mail7.contoso.example")");
  EXPECT_EQ(sample.Leftovers(), Place("settings", "001f6791: mail7, mail7.contoso.example"));
}

TEST(LeftoversTest, ServersOfTheTargetDoNotCount) {
  Sample sample;
  sample.rows[0].source_server = "";
  sample.With("settings", R"("001e6602"="EXTGT02"
"001f6791"=wide:"EXTGT02")");
  EXPECT_EQ(sample.Leftovers(), "");
}

TEST(LeftoversTest, SectionsOfMailboxesThatStayAreLeftOut) {
  EXPECT_EQ(Left("delegate", R"("001e660c"="EXSRC01"
"001f6791"=wide:"bob@contoso.example")"),
            "");
}

// Anna's mailbox is on Bob's server and does not move.
TEST(LeftoversTest, ListElementsOfMailboxesThatStayAreLeftOut) {
  const std::string anna = std::string(kPrivateHead) +
                           "'EXSRC01' 00 '/o=Contoso/ou=North Site/cn=Recipients/cn=anna' 00";
  EXPECT_EQ(Left("outlook", "\"1102039b\"=multi4:" + anna), "");
  EXPECT_EQ(Left("other", "\"11026701\"=multi4:" + anna + "|'EXSRC01'"),
            Place("other", "11026701: exsrc01"));
}

TEST(LeftoversTest, ProfileAsItIsIsScannedForVerify) {
  const Sample sample;
  const auto match = sample.Match();
  ASSERT_TRUE(match);
  std::vector<std::string> places;
  for (const Leftover& leftover : VerifyProfile(sample.Read(), *match, {}).leftovers) {
    places.push_back(leftover.place);
  }
  const std::string settings = SectionPath("settings");
  EXPECT_EQ(places, (std::vector<std::string>{settings + "\\001e6602", settings + "\\001e6603",
                                              settings + "\\001f6641"}));
}

TEST(LeftoversTest, NothingIsReportedForProfilesThatAreNotListed) {
  Sample sample;
  sample.rows = {};
  EXPECT_EQ(sample.Leftovers(), "");
}

TEST(OldOstTest, PathOfNewMailboxIsPartOfThePlan) {
  Sample sample;
  sample.With("settings", R"("001e6610"="C:\\bob.ost"
"001f6610"=wide:"c:\BOB.ost")");
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->old_osts, std::vector<std::string>{"C:\\bob.ost"});
}

TEST(OldOstTest, EitherTypeOfThePathCounts) {
  for (const char* line : {R"("001e6610"="C:/bob.ost")", R"("001f6610"=wide:"C:/bob.ost")"}) {
    Sample sample;
    sample.With("settings", line);
    const auto plan = sample.MakePlan();
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->old_osts, std::vector<std::string>{"C:/bob.ost"}) << line;
  }
}

TEST(OldOstTest, PathOfMailboxThatKeepsItsDnIsNot) {
  Sample sample;
  sample.rows[0].target_dn = sample.rows[0].source_dn;
  sample.With("settings", R"("001f6610"=wide:"C:\bob.ost")");
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->old_osts.empty());
}

}  // namespace
}  // namespace repoint
