// Accounts that point at their target already, wholly or in part. docs/update.md, "Match".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "update/mark.h"
#include "update/testing/sample.h"

namespace repoint {
namespace {

using testing::HasSubstr;

constexpr char kBobDn[] = "/o=Contoso/ou=HQ/cn=Recipients/cn=bob";
constexpr char kOst[] = R"("001f6610"=wide:"C:\new.ost"
"01026611"=bin:00112233445566778899aabbccddeeff)";

// DN, server and address are the target's.
Sample Arrived(MethodChoice method = MethodChoice::kExplicit) {
  Sample sample(method);
  sample.With("settings", R"("001e6602"="EXTGT02"
"001e6603"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2"
"001f6641"=wide:"SMTP:bob.e@fabrikam.example")");
  return sample;
}

bool HasOst(const Plan& plan) {
  const KeyTree& settings = *plan.after.FindKey(SectionPath("settings"));
  return settings.FindValue("001f6610") != nullptr && settings.FindValue("01026611") != nullptr;
}

// Something of the source is left.

struct Remains {
  const char* name;
  const char* section;
  const char* before;
  const char* after;
};
void PrintTo(const Remains& remains, std::ostream* out) { *out << remains.name; }

class SourceLeftTest : public testing::TestWithParam<Remains> {};

TEST_P(SourceLeftTest, IsUpdatedAndKeepsItsOst) {
  Sample sample = Arrived();
  sample.With("settings", kOst).With(GetParam().section, GetParam().before);
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan) << plan.error().ToString();
  EXPECT_TRUE(plan->Moves());
  EXPECT_TRUE(plan->old_osts.empty());
  EXPECT_TRUE(HasOst(*plan));
  EXPECT_THAT(sample.After(GetParam().section), HasSubstr(Shown(GetParam().after)));
  EXPECT_EQ(sample.Leftovers(), "");
}

INSTANTIATE_TEST_SUITE_P(
    Places, SourceLeftTest,
    testing::Values(
        Remains{"ServerDn", "settings",
                R"("001e6612"="/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01")",
                R"("001e6612"="/o=Fabrikam/ou=Berlin/cn=Configuration/cn=Servers/cn=EXTGT02")"},
        Remains{"StoreServer", "private", R"("001e660c"="EXSRC01")", R"("001e660c"="EXTGT02")"},
        Remains{"DisplayName", "private", R"("001f3001"=wide:"bob@contoso.example")",
                R"("001f3001"=wide:"bob.e@fabrikam.example")"},
        Remains{"MailboxDn", "private", R"("001e660b"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob")",
                R"("001e660b"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(SourceLeftTest, ServersThatAnEarlierUpdateNotedCount) {
  Sample sample = Arrived();
  sample.rows[0].source_server = "";
  sample.options.known_servers = {"mail7"};
  sample.With("private", R"("001e660c"="MAIL7")");
  EXPECT_EQ(sample.After("private"), Shown(R"("001e660c"="EXTGT02")"));
}

TEST(SourceLeftTest, SecondUpdateIsCurrent) {
  Sample sample = Arrived();
  sample.With("private", R"("001e660c"="EXSRC01")");
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  const auto match = sample.Match();
  ASSERT_TRUE(match);
  const auto second = MakePlan(MakeProfile(plan->ref, plan->after, {}), *match, sample.options);
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->edits.empty());
  EXPECT_EQ(second->accounts.at(0).match.verdict, Verdict::kCurrent);
}

// What no rule changes is left once more, and is no reason to delete what Outlook has filled in.
TEST(SourceLeftTest, ThatNoRuleChangesIsReportedAndNothingIsWritten) {
  for (const MethodChoice method : {MethodChoice::kExplicit, MethodChoice::kRediscover}) {
    Sample sample = Arrived(method);
    sample.With("settings", R"("001e6791"="bob@contoso.example"
"001f664a"=wide:"https://autodiscover.fabrikam.example/")");
    const auto plan = sample.MakePlan();
    ASSERT_TRUE(plan);
    EXPECT_TRUE(plan->edits.empty());
    EXPECT_FALSE(plan->Moves());
    EXPECT_EQ(plan->accounts.at(0).match.verdict, Verdict::kCurrent);
    EXPECT_THAT(sample.Leftovers(), HasSubstr("001e6791: bob@contoso.example"));
  }
}

// The new mailbox's OST.

TEST(NewOstTest, StaysWhenTheRowsProxiesHoldTheNewDn) {
  Sample sample = Arrived();
  sample.rows[0].proxies = {"X500:/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2"};
  sample.With("settings", kOst).With("private", R"("001e660c"="EXSRC01")");
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->accounts.at(0).match.verdict, Verdict::kMove);
  EXPECT_TRUE(plan->old_osts.empty());
  EXPECT_TRUE(HasOst(*plan));
}

// The address stays and the list does not know the new DN: nothing in the profile tells before from
// after.
Sample SameAddress() {
  Sample sample(MethodChoice::kRediscover);
  sample.rows[0].target_smtp = sample.rows[0].source_smtp;
  sample.rows[0].target_dn = "";
  sample.With("settings", kOst);
  sample.With("settings", R"("001e6602"="5a2f9d1c@contoso.example"
"001e6603"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=new")");
  sample.rows[0].source_dn = "";
  return sample;
}

TEST(NewOstTest, GoesAtTheFirstUpdateOfAMailboxThatKeepsItsAddress) {
  const auto plan = SameAddress().MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->old_osts.size(), 1u);
  EXPECT_FALSE(HasOst(*plan));
}

TEST(NewOstTest, StaysWhenTheMarkHasTheRow) {
  Sample sample = SameAddress();
  sample.options.done_rows = {RowFingerprint(sample.Match()->accounts.at(0).move)};
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->old_osts.empty());
  EXPECT_TRUE(HasOst(*plan));
}

TEST(NewOstTest, StaysWhenAMailboxThatKeepsItsAddressIsDoneAgain) {
  Sample sample = SameAddress();
  sample.options.reprocess = true;
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->old_osts.empty());
  EXPECT_TRUE(HasOst(*plan));
}

TEST(NewOstTest, GoesWhenTheProfileStillHasTheServerOrDnOfTheSource) {
  for (const char* line :
       {R"("001e6602"="exsrc01")", R"("001e6603"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob")"}) {
    Sample sample = SameAddress();
    sample.rows[0].source_dn = kBobDn;
    sample.options.reprocess = true;
    sample.With("settings", line);
    const auto plan = sample.MakePlan();
    ASSERT_TRUE(plan);
    EXPECT_EQ(plan->old_osts.size(), 1u) << line;
  }
}

// -Verify takes the server that Outlook has found since for the target's.
TEST(VerifyTest, ServersOfAnAccountWhoseRowTheMarkHasAreTheTargets) {
  Sample sample = SameAddress();
  sample.rows[0].source_server = "";
  const auto match = sample.Match();
  ASSERT_TRUE(match);
  EXPECT_FALSE(VerifyProfile(sample.Read(), *match, sample.options).leftovers.empty());
  sample.options.done_rows = {RowFingerprint(match->accounts.at(0).move)};
  EXPECT_TRUE(VerifyProfile(sample.Read(), *match, sample.options).leftovers.empty());
}

// Somebody put the old values back.
TEST(NewOstTest, GoesWhenTheMarkHasTheRowButTheDnIsTheSources) {
  Sample sample;
  sample.options.done_rows = {RowFingerprint(sample.Match()->accounts.at(0).move)};
  sample.With("settings", kOst);
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->old_osts.size(), 1u);
}

}  // namespace
}  // namespace repoint
