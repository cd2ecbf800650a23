// Which method writes a target. docs/update.md, "Method".
#include "update/method.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry/memory.h"
#include "update/testing/sample.h"

namespace repoint {
namespace {

using testing::HasSubstr;

constexpr char kGuidServer[] = "5a2f9d1c-3b7e-4c55-8d0a-6f1e2b3c4d5e@fabrikam.example";

// "explicit", "rediscover", or the message; with " (warned)" behind it.
std::string Chosen(const MethodFacts& facts, const list::Row& row) {
  std::vector<std::string> warnings;
  const auto method = ChooseMethod(facts, row, warnings);
  if (!method) return method.error().ToString();
  return std::string(MethodName(*method)) + (warnings.empty() ? "" : " (warned)");
}

MethodFacts Facts(RootKind root, MethodChoice choice = MethodChoice::kAuto) {
  MethodFacts facts;
  facts.root = root;
  facts.choice = choice;
  facts.knows_2007 = true;
  return facts;
}

list::Row Without(std::string list::Row::* field) {
  list::Row row = BobRow();
  (row.*field).clear();
  return row;
}

TEST(AutoMethodTest, IsExplicitInTheWindowsMessagingRoots) {
  EXPECT_EQ(Chosen(Facts(RootKind::kNt), BobRow()), "explicit");
  EXPECT_EQ(Chosen(Facts(RootKind::kWin9x), BobRow()), "explicit");
}

TEST(AutoMethodTest, IsRediscoverFromOutlook2013On) {
  EXPECT_EQ(Chosen(Facts(RootKind::kOffice15), BobRow()), "rediscover");
  EXPECT_EQ(Chosen(Facts(RootKind::kOffice16), BobRow()), "rediscover");
}

TEST(AutoMethodTest, IsTheOtherWhenTheRowLacksServerOrDn) {
  EXPECT_EQ(Chosen(Facts(RootKind::kNt), Without(&list::Row::target_server)), "rediscover");
  EXPECT_EQ(Chosen(Facts(RootKind::kNt), Without(&list::Row::target_dn)), "rediscover");
}

TEST(AutoMethodTest, IsRediscoverForGuidServers) {
  list::Row row = BobRow();
  row.target_server = kGuidServer;
  EXPECT_EQ(Chosen(Facts(RootKind::kNt), row), "rediscover");
  row.target_smtp = "";
  EXPECT_EQ(Chosen(Facts(RootKind::kNt), row), "explicit");
}

TEST(AutoMethodTest, FailsWithTheColumnWhenNeitherIsPossible) {
  list::Row row = Without(&list::Row::target_server);
  row.target_smtp = "";
  EXPECT_THAT(Chosen(Facts(RootKind::kNt), row), HasSubstr("TargetServer"));
}

TEST(AutoMethodTest, FailsFromOutlook2013OnWithoutTargetSmtp) {
  const list::Row row = Without(&list::Row::target_smtp);
  EXPECT_THAT(Chosen(Facts(RootKind::kOffice15), row), HasSubstr("TargetSmtp"));
  EXPECT_THAT(Chosen(Facts(RootKind::kOffice16), row), HasSubstr("TargetSmtp"));
}

TEST(ExplicitMethodTest, IsPossibleFromOutlook2013OnWhenAskedFor) {
  const MethodFacts facts = Facts(RootKind::kOffice16, MethodChoice::kExplicit);
  EXPECT_EQ(Chosen(facts, Without(&list::Row::target_smtp)), "explicit");
}

TEST(ExplicitMethodTest, NeedsTargetDnAndTargetServer) {
  const MethodFacts facts = Facts(RootKind::kNt, MethodChoice::kExplicit);
  EXPECT_THAT(Chosen(facts, Without(&list::Row::target_dn)), HasSubstr("TargetDN"));
  EXPECT_THAT(Chosen(facts, Without(&list::Row::target_server)), HasSubstr("TargetServer"));
}

TEST(RediscoverMethodTest, NeedsTargetSmtp) {
  EXPECT_THAT(
      Chosen(Facts(RootKind::kNt, MethodChoice::kRediscover), Without(&list::Row::target_smtp)),
      HasSubstr("TargetSmtp"));
}

TEST(RediscoverMethodTest, IsRefusedForOutlook97To2002) {
  MethodFacts facts = Facts(RootKind::kNt, MethodChoice::kRediscover);
  facts.ansi_only = true;
  EXPECT_THAT(Chosen(facts, BobRow()), HasSubstr("Autodiscover"));
  facts.choice = MethodChoice::kAuto;
  EXPECT_THAT(Chosen(facts, Without(&list::Row::target_server)), HasSubstr("TargetServer"));
}

TEST(RediscoverMethodTest, WarnsBetween2003And2007WhenNothingTellsTheVersion) {
  MethodFacts facts = Facts(RootKind::kNt, MethodChoice::kRediscover);
  facts.knows_2007 = false;
  EXPECT_EQ(Chosen(facts, BobRow()), "rediscover (warned)");
  facts.knows_2007 = true;
  EXPECT_EQ(Chosen(facts, BobRow()), "rediscover");
}

TEST(RediscoverMethodTest, DoesNotWarnFromOutlook2013On) {
  for (const RootKind root : {RootKind::kOffice15, RootKind::kOffice16}) {
    MethodFacts facts = Facts(root, MethodChoice::kRediscover);
    facts.knows_2007 = false;
    EXPECT_EQ(Chosen(facts, BobRow()), "rediscover");
  }
}

TEST(AutoMethodTest, StaysExplicitForGuidServersWhenTheOutlookIsUnknown) {
  MethodFacts facts = Facts(RootKind::kNt);
  facts.knows_2007 = false;
  list::Row row = BobRow();
  row.target_server = kGuidServer;
  EXPECT_EQ(Chosen(facts, row), "explicit");
}

TEST(MethodFactsTest, AnsiServiceNamesTellOutlook97To2002) {
  Sample sample;
  EXPECT_FALSE(FactsOf(sample.Read(), MethodChoice::kAuto, false).ansi_only);
  sample.ansi_only = true;
  EXPECT_TRUE(FactsOf(sample.Read(), MethodChoice::kAuto, false).ansi_only);
}

TEST(MethodFactsTest, SettingsOfItsOwnTellOutlook2010) {
  Sample sample;
  EXPECT_TRUE(FactsOf(sample.Read(), MethodChoice::kAuto, false).knows_2007);
  sample.With("service", R"("01023d15"=-)");
  EXPECT_FALSE(FactsOf(sample.Read(), MethodChoice::kAuto, false).knows_2007);
  EXPECT_TRUE(FactsOf(sample.Read(), MethodChoice::kAuto, true).knows_2007);
}

TEST(MethodFactsTest, OfficeKeysFrom2007OnTellOutlook2007) {
  MemoryRegistry registry;
  ASSERT_TRUE(registry.CreateKey("Software\\Microsoft\\Office\\11.0\\Outlook"));
  EXPECT_FALSE(*ShowsOutlook2007(registry));
  for (const char* version : {"12.0", "14.0", "15.0", "16.0"}) {
    MemoryRegistry newer;
    ASSERT_TRUE(
        newer.CreateKey("Software\\Microsoft\\Office\\" + std::string(version) + "\\Outlook"));
    EXPECT_TRUE(*ShowsOutlook2007(newer)) << version;
  }
}

TEST(DelegateMethodTest, IsTheAccountsElseTheOther) {
  const MethodFacts facts = Facts(RootKind::kNt);
  EXPECT_EQ(ChooseDelegateMethod(facts, Method::kExplicit, AnnaRow()), Method::kExplicit);
  EXPECT_EQ(ChooseDelegateMethod(facts, Method::kRediscover, AnnaRow()), Method::kRediscover);
  list::Row row = AnnaRow();
  row.target_server = "";
  EXPECT_EQ(ChooseDelegateMethod(facts, Method::kExplicit, row), Method::kRediscover);
  row.target_smtp = "";
  EXPECT_EQ(ChooseDelegateMethod(facts, Method::kExplicit, row), std::nullopt);
}

TEST(DelegateMethodTest, IsNeverRediscoverForOutlook97To2002) {
  MethodFacts facts = Facts(RootKind::kNt);
  facts.ansi_only = true;
  list::Row row = AnnaRow();
  row.target_server = "";
  EXPECT_EQ(ChooseDelegateMethod(facts, Method::kExplicit, row), std::nullopt);
}

}  // namespace
}  // namespace repoint
