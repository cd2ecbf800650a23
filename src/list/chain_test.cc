// Chains, duplicates and recycled addresses. docs/list-format.md, "Looking up".
#include <gmock/gmock.h>

#include "list/testing/list_world.h"

namespace repoint::list {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr std::string_view kDns = "SourceDN\tTargetDN\n";
constexpr std::string_view kAll = "SourceDN\tTargetDN\tSourceSmtp\tTargetSmtp\tProxies\n";

std::string Steps(int count) {
  std::string text(kDns);
  for (int i = 0; i < count; ++i) {
    text += "/o=A/cn=" + std::to_string(i) + "\t/o=A/cn=" + std::to_string(i + 1) + "\n";
  }
  return text;
}

TEST(ChainTest, AToBAndBToCMeanAToC) {
  ListWorld world(std::string(kDns) + "/o=A/cn=x\t/o=B/cn=x\n/o=B/cn=x\t/o=C/cn=x\n");
  const Answer answer = world.AskOne(DnKey("/o=A/cn=x"));
  ASSERT_TRUE(answer.source);
  EXPECT_EQ(answer.source->first->target_dn, "/o=B/cn=x");
  EXPECT_EQ(answer.source->last->target_dn, "/o=C/cn=x");
}

TEST(ChainTest, EightMovesAreFollowed) {
  ListWorld world(Steps(8));
  EXPECT_EQ(world.AskOne(DnKey("/o=A/cn=0")).source->last->target_dn, "/o=A/cn=8");
}

TEST(ChainTest, NineMovesAreAFault) {
  ListWorld world(Steps(9));
  const Answer answer = world.AskOne(DnKey("/o=A/cn=0"));
  EXPECT_FALSE(answer.source);
  ASSERT_TRUE(answer.fault);
  EXPECT_THAT(answer.fault->message, AllOf(HasSubstr("more than 8"), HasSubstr("line 2")));
}

TEST(ChainTest, CircleIsAFaultOfThoseInItOnly) {
  ListWorld world(std::string(kDns) +
                  "/o=A/cn=x\t/o=B/cn=x\n/o=B/cn=x\t/o=A/cn=x\n/o=A/cn=y\t/o=B/cn=y\n");
  const auto answers = world.Ask({{DnKey("/o=A/cn=x"), {}}, {DnKey("/o=A/cn=y"), {}}});
  ASSERT_TRUE((*answers)[0].fault);
  EXPECT_THAT((*answers)[0].fault->message,
              AllOf(HasSubstr("circle"), HasSubstr("line 2"), HasSubstr("line 3")));
  EXPECT_FALSE((*answers)[1].fault);
  EXPECT_TRUE((*answers)[1].source);
}

TEST(ChainTest, RowWhoseSourceIsItsTargetEndsAChain) {
  ListWorld world(std::string(kDns) + "/o=A/cn=x\t/o=B/cn=x\n/o=B/cn=x\t/o=B/cn=x\n");
  const Answer answer = world.AskOne(DnKey("/o=A/cn=x"));
  EXPECT_FALSE(answer.fault);
  EXPECT_EQ(answer.source->last->target_dn, "/o=B/cn=x");
}

TEST(ChainTest, UnchangedAddressIsNoCircle) {
  ListWorld world("SourceSmtp\tTargetSmtp\tTargetServer\na@a.example\ta@a.example\tEX2\n");
  const Answer answer = world.AskOne(SmtpKey("a@a.example"));
  EXPECT_FALSE(answer.fault);
  EXPECT_EQ(answer.source->last->target_server, "EX2");
}

TEST(ChainTest, AddressesAreFollowedWhereNoRowHasADn) {
  ListWorld world("SourceSmtp\tTargetSmtp\na@a.example\tb@a.example\nb@a.example\tc@a.example\n");
  EXPECT_EQ(world.AskOne(SmtpKey("a@a.example")).source->last->target_smtp, "c@a.example");
}

TEST(ChainTest, AddressesAreNotFollowedWhereARowHasADn) {
  // sales@ becomes info@, and what was info@ becomes info-old@.
  ListWorld world(std::string(kAll) +
                  "/o=A/cn=sales\t/o=B/cn=sales\tsales@a.example\tinfo@a.example\t\n"
                  "/o=A/cn=info\t/o=B/cn=info\tinfo@a.example\tinfo-old@a.example\t\n");
  EXPECT_EQ(world.AskOne(SmtpKey("sales@a.example")).source->last->target_smtp, "info@a.example");
}

TEST(ChainTest, RecycledAddressCountsOnlyForTheMailboxWithItsDn) {
  ListWorld world(std::string(kAll) +
                  "/o=A/cn=info\t/o=B/cn=info\tinfo@a.example\tinfo-old@a.example\t\n");
  const Key key = SmtpKey("info@a.example");
  EXPECT_TRUE(world.AskOne(key).source);
  EXPECT_TRUE(world.AskOne(key, "/o=a/cn=INFO").source);
  EXPECT_FALSE(world.AskOne(key, "/o=A/cn=sales").source);
}

TEST(ChainTest, RowFoundByAddressMayHoldTheDnAsProxy) {
  ListWorld world(std::string(kAll) +
                  "/o=A/cn=a\t/o=B/cn=a\ta@a.example\ta@b.example\tX500:/o=Old/cn=a\n");
  EXPECT_TRUE(world.AskOne(SmtpKey("a@a.example"), "/o=Old/cn=a").source);
}

TEST(ChainTest, RowWithoutSourceDnCountsForEveryDn) {
  ListWorld world("SourceSmtp\tTargetSmtp\na@a.example\ta@b.example\n");
  EXPECT_TRUE(world.AskOne(SmtpKey("a@a.example"), "/o=A/cn=a").source);
}

TEST(ChainTest, RowsOfOneKeyThatAgreeAreMerged) {
  ListWorld world(std::string(kAll) +
                  "/o=A/cn=a\t/o=B/cn=a\t\t\t\n/o=a/cn=A\t\ta@a.example\ta@b.example\t\n");
  const Answer answer = world.AskOne(DnKey("/o=A/cn=a"));
  ASSERT_TRUE(answer.source);
  EXPECT_EQ(answer.source->last->target_dn, "/o=B/cn=a");
  EXPECT_EQ(answer.source->last->target_smtp, "a@b.example");
}

TEST(ChainTest, RowsOfOneKeyThatDisagreeAreAFaultNamingTheirLines) {
  ListWorld world(std::string(kDns) +
                  "/o=A/cn=a\t/o=B/cn=a\n/o=A/cn=b\t/o=B/cn=b\n/o=A/cn=a\t/o=B/cn=c\n");
  const auto answers = world.Ask({{DnKey("/o=A/cn=a"), {}}, {DnKey("/o=A/cn=b"), {}}});
  ASSERT_TRUE((*answers)[0].fault);
  EXPECT_THAT((*answers)[0].fault->message,
              AllOf(HasSubstr("disagree"), HasSubstr("line 2"), HasSubstr("line 4")));
  EXPECT_TRUE((*answers)[1].source);
}

TEST(ChainTest, LaterMoveThatKeepsTheFirstDnAsProxyIsNoDisagreement) {
  ListWorld world(std::string(kAll) +
                  "/o=A/cn=a\t/o=B/cn=a\t\t\t\n/o=B/cn=a\t/o=C/cn=a\t\t\tX500:/o=A/cn=a\n");
  const Answer answer = world.AskOne(DnKey("/o=A/cn=a"));
  ASSERT_FALSE(answer.fault);
  EXPECT_EQ(answer.source->last->target_dn, "/o=C/cn=a");
}

TEST(ChainTest, RowThatHasItsTargetAsProxyDoesNotEndTheChain) {
  ListWorld world(std::string(kAll) +
                  "/o=A/cn=a\t/o=B/cn=a\t\t\tX500:/o=B/cn=a\n/o=B/cn=a\t/o=C/cn=a\t\t\t\n");
  for (const char* dn : {"/o=A/cn=a", "/o=B/cn=a"}) {
    const Answer answer = world.AskOne(DnKey(dn));
    ASSERT_FALSE(answer.fault) << answer.fault->message;
    EXPECT_EQ(answer.source->last->target_dn, "/o=C/cn=a") << dn;
  }
}

TEST(ChainTest, RowThatHasItsTargetAsProxyIsNoCircle) {
  ListWorld world(std::string(kAll) + "/o=A/cn=a\t/o=B/cn=a\t\t\tX500:/o=B/cn=a\n");
  const Answer answer = world.AskOne(DnKey("/o=A/cn=a"));
  ASSERT_FALSE(answer.fault) << answer.fault->message;
  EXPECT_EQ(answer.source->last->target_dn, "/o=B/cn=a");
}

TEST(ChainTest, CircleOfAddressesIsAFault) {
  ListWorld world("SourceSmtp\tTargetSmtp\na@a.example\tb@a.example\nb@a.example\ta@a.example\n");
  const Answer answer = world.AskOne(SmtpKey("a@a.example"));
  ASSERT_TRUE(answer.fault);
  EXPECT_THAT(answer.fault->message, HasSubstr("circle"));
}

TEST(ChainTest, ControlCharacterInAFieldIsAFaultOfItsOwnPeople) {
  ListWorld world(
      "SourceDN\tTargetDN\tTargetServer\n/o=A/cn=a\t/o=B/cn=a\tEX\rGT\n/o=A/cn=b\t/o=B/cn=b\tEX\n");
  const auto answers = world.Ask({{DnKey("/o=A/cn=a"), {}}, {DnKey("/o=A/cn=b"), {}}});
  ASSERT_TRUE((*answers)[0].fault);
  EXPECT_THAT((*answers)[0].fault->message,
              AllOf(HasSubstr("control character in TargetServer"), HasSubstr("line 2")));
  EXPECT_FALSE((*answers)[1].fault);
}

TEST(ChainTest, RowWithoutTargetIsAFaultOfItsOwnPeople) {
  ListWorld world(std::string(kDns) + "/o=A/cn=a\t\n/o=A/cn=b\t/o=B/cn=b\n");
  const auto answers = world.Ask({{DnKey("/o=A/cn=a"), {}}, {DnKey("/o=A/cn=b"), {}}});
  ASSERT_TRUE((*answers)[0].fault);
  EXPECT_THAT((*answers)[0].fault->message, AllOf(HasSubstr("nowhere"), HasSubstr("line 2")));
  EXPECT_FALSE((*answers)[1].fault);
}

}  // namespace
}  // namespace repoint::list
