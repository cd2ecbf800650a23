// Which row an account belongs to. docs/update.md, steps "Match" and "Plan".
#include "update/match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "update/testing/sample.h"

namespace repoint {
namespace {

using testing::HasSubstr;

constexpr char kBobDn[] = "/o=Contoso/ou=HQ/cn=Recipients/cn=bob";
constexpr char kNoClue[] = "\"001e6603\"=-\n\"001f6641\"=-";

AccountMatch FirstAccount(const Sample& sample) {
  const auto match = sample.Match();
  EXPECT_TRUE(match) << match.error().ToString();
  return match ? match->accounts.at(0) : AccountMatch();
}

Verdict VerdictOf(const Sample& sample) { return FirstAccount(sample).verdict; }

std::string Text(std::string_view name, std::string_view text) {
  return "\"" + std::string(name) + "\"=\"" + std::string(text) + "\"";
}

// "by the first of these that has a row: 6603, the private store's 660b, 6641, 6607".

TEST(MatchTest, ByUserDn) {
  const AccountMatch match = FirstAccount(Sample());
  EXPECT_EQ(match.verdict, Verdict::kMove);
  EXPECT_EQ(match.clue, "6603");
  EXPECT_EQ(match.dn, kBobDn);
  EXPECT_TRUE(match.by_dn);
}

TEST(MatchTest, ByMailboxDnOfPrivateStore) {
  Sample sample;
  sample.With("settings", kNoClue).With("private", Text("001e660b", kBobDn));
  EXPECT_EQ(FirstAccount(sample).clue, "660b");
  EXPECT_EQ(VerdictOf(sample), Verdict::kMove);
}

TEST(MatchTest, BySmtpAddressWithMarkOfTheMigration) {
  Sample sample;
  sample.With("settings", kNoClue);
  sample.With("settings", R"("001f6641"=wide:"SMTP:--migrate--Bob@contoso.example")");
  EXPECT_EQ(FirstAccount(sample).clue, "6641");
  EXPECT_FALSE(FirstAccount(sample).by_dn);
}

TEST(MatchTest, BySmtpAddressOfPrivateStore) {
  Sample sample;
  sample.With("settings", kNoClue);
  sample.With("private", R"("001f6641"=wide:"bob@contoso.example")");
  EXPECT_EQ(FirstAccount(sample).clue, "6641");
}

TEST(MatchTest, ByUnresolvedNameThatIsDnOrAddress) {
  for (const char* name : {kBobDn, "bob@contoso.example"}) {
    Sample sample;
    sample.With("settings", kNoClue).With("settings", Text("001f6607", name));
    EXPECT_EQ(FirstAccount(sample).clue, "6607") << name;
  }
}

TEST(MatchTest, NotByUnresolvedNameThatIsAnAlias) {
  Sample sample;
  sample.With("settings", kNoClue).With("settings", Text("001f6607", "bob"));
  EXPECT_EQ(VerdictOf(sample), Verdict::kNotListed);
}

TEST(MatchTest, ByTheFirstClueThatHasARow) {
  Sample sample;
  sample.With("settings", Text("001e6603", "/o=Contoso/ou=HQ/cn=Recipients/cn=nobody"));
  sample.With("private", Text("001e660b", kBobDn));
  EXPECT_EQ(FirstAccount(sample).clue, "660b");
}

TEST(MatchTest, ByProxyDn) {
  Sample sample;
  sample.rows[0].proxies = {"X500:/o=Old/ou=Site/cn=Recipients/cn=bob"};
  sample.With("settings", "\"001f6641\"=-");
  sample.With("settings", Text("001e6603", "/o=old/ou=site/cn=recipients/cn=BOB"));
  EXPECT_EQ(VerdictOf(sample), Verdict::kMove);
}

TEST(MatchTest, WholeDnsOnly) {
  Sample sample;
  sample.With("settings", kNoClue).With("settings", Text("001e6603", std::string(kBobDn) + "by"));
  EXPECT_EQ(VerdictOf(sample), Verdict::kNotListed);
}

TEST(MatchTest, RowsThatDisagreeFail) {
  Sample sample;
  sample.ListAnna();
  sample.With("private", Text("001e660b", AnnaRow().source_dn));
  EXPECT_THAT(sample.Failure(), HasSubstr("disagree"));
  EXPECT_THAT(sample.Failure(), HasSubstr("line 1"));
  EXPECT_THAT(sample.Failure(), HasSubstr("line 2"));
}

TEST(MatchTest, RowsThatAgreeDoNotFail) {
  Sample sample;
  sample.rows.push_back(BobRow());
  sample.rows[1].source_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=robert";
  sample.rows[1].source_smtp = "";
  sample.With("private", Text("001e660b", sample.rows[1].source_dn));
  EXPECT_EQ(VerdictOf(sample), Verdict::kMove);
}

// A row by DN and one by address: neither knows what the other does.
Sample TwoRows() {
  Sample sample;
  sample.rows[0].source_smtp = sample.rows[0].target_smtp = "";
  list::Row row;
  row.source_smtp = BobRow().source_smtp;
  row.target_smtp = BobRow().target_smtp;
  row.line = 5;
  sample.rows.push_back(row);
  return sample;
}

TEST(MatchTest, RowsThatKnowDifferentThingsAreMerged) {
  const AccountMatch match = FirstAccount(TwoRows());
  EXPECT_EQ(match.clue, "6603");
  EXPECT_EQ(match.move.first.source_smtp, BobRow().source_smtp);
  EXPECT_EQ(match.move.last.target_dn, BobRow().target_dn);
  EXPECT_EQ(match.move.last.target_smtp, BobRow().target_smtp);
}

TEST(MatchTest, MergedRowsKeepEachSource) {
  Sample sample;
  sample.rows.push_back(BobRow());
  sample.rows[1].source_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=robert";
  sample.rows[1].source_smtp = "robert@contoso.example";
  sample.rows[1].line = 2;
  sample.With("private", Text("001e660b", sample.rows[1].source_dn));
  const SourceNames names =
      NamesOfRow(FirstAccount(sample).move.first, FirstAccount(sample).move.last);
  EXPECT_TRUE(names.HasDn(kBobDn));
  EXPECT_TRUE(names.HasDn(sample.rows[1].source_dn));
  EXPECT_TRUE(names.HasAddress("bob@contoso.example"));
  EXPECT_TRUE(names.HasAddress("robert@contoso.example"));
}

TEST(MatchTest, RowsThatDisagreeInAnyTargetColumnFail) {
  struct Column {
    std::string list::Row::* member;
    const char* other;
  };
  for (const Column& column :
       {Column{&list::Row::target_dn, "/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob9"},
        Column{&list::Row::target_smtp, "bob9@fabrikam.example"},
        Column{&list::Row::target_server, "EXTGT99"},
        Column{&list::Row::target_server_fqdn, "extgt99.fabrikam.example"},
        Column{&list::Row::target_server_dn, "/o=F/ou=B/cn=Configuration/cn=Servers/cn=EX9"},
        Column{&list::Row::target_public_server, "EXPF99"},
        Column{&list::Row::target_proxy, "mail99.fabrikam.example"}}) {
    Sample sample = TwoRows();
    for (list::Row& row : sample.rows) row.*column.member = column.other;
    EXPECT_EQ(sample.Failure(), "") << column.other;
    sample.rows[0].*column.member = std::string("x") + column.other;
    EXPECT_THAT(sample.Failure(), HasSubstr("disagree")) << column.other;
  }
}

TEST(MatchTest, AddressesOfTargetsAgreeWithAndWithoutPrefix) {
  Sample sample = TwoRows();
  sample.rows[0].target_smtp = "SMTP:" + BobRow().target_smtp;
  EXPECT_EQ(sample.Failure(), "");
}

TEST(MatchTest, ListedMailboxOpenAsAdditionalOneIsNoReasonToWrite) {
  Sample sample;
  sample.rows = {AnnaRow()};
  const auto match = sample.Match();
  ASSERT_TRUE(match);
  EXPECT_EQ(match->accounts[0].verdict, Verdict::kNotListed);
  EXPECT_FALSE(match->AnyMove());
  EXPECT_EQ(match->delegates.size(), 1u);
}

TEST(MatchTest, ConsumerAccountAsksNothing) {
  Sample sample;
  sample.With("settings", R"("000b665e"=bin:0100)");
  Answers answers;
  EXPECT_TRUE(QuestionsOf(sample.Read(), answers).accounts[0].clues.empty());
  EXPECT_EQ(VerdictOf(sample), Verdict::kNotListed);
}

TEST(MatchTest, BadRowFailsItsOwnAccountOnly) {
  Answers answers;
  const ProfileQuestions questions = QuestionsOf(Sample().Read(), answers);
  std::vector<list::Answer> found(answers.queries().size());
  const size_t anna = questions.delegates.at(0).clues.at(0).question;
  const auto fault =
      std::make_shared<const Error>(Error{ErrorCode::kConflict, "lines 2 and 3 disagree", ""});
  found[anna].fault = fault;
  answers.Set(found);
  EXPECT_TRUE(MatchProfile(questions, answers));
  found[questions.accounts.at(0).clues.at(0).question].fault = fault;
  answers.Set(found);
  EXPECT_FALSE(MatchProfile(questions, answers));
}

TEST(MatchTest, IsAtTargetWithTheTargetsDnThatIsNotTheSources) {
  Sample sample;
  EXPECT_FALSE(FirstAccount(sample).at_target);
  sample.rows[0].target_dn = kBobDn;  // keeps its DN
  EXPECT_FALSE(FirstAccount(sample).at_target);
  sample = Sample();
  sample.With("settings", Text("001e6603", BobRow().target_dn));
  EXPECT_EQ(VerdictOf(sample), Verdict::kMove);  // by its address
  EXPECT_TRUE(FirstAccount(sample).at_target);
}

// "Addresses get recycled: when a profile tells a DN, a row found by SMTP counts only if ...".

TEST(MatchTest, AddressIsAskedForWithTheDnThatTheProfileTells) {
  Answers answers;
  QuestionsOf(Sample().Read(), answers);
  bool asked = false;
  for (const list::Query& query : answers.queries()) {
    if (query.key != "smtp:bob@contoso.example") continue;
    EXPECT_EQ(query.holder_dn, kBobDn);
    asked = true;
  }
  EXPECT_TRUE(asked);
}

TEST(MatchTest, TargetAddressAloneDoesNotTellWhenTheDnIsAnother) {
  Sample sample;
  sample.With("settings", Text("001e6603", "/o=Contoso/ou=HQ/cn=Recipients/cn=other"));
  sample.With("settings", R"("001f6641"=wide:"SMTP:bob.e@fabrikam.example")");
  EXPECT_EQ(VerdictOf(sample), Verdict::kNotListed);
}

// "The row's target already there and nothing of the source left: current."

Sample Arrived() {
  Sample sample;
  sample.With("settings", R"("001e6602"="EXTGT02"
"001e6603"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2"
"001f6641"=wide:"SMTP:bob.e@fabrikam.example")");
  return sample;
}

TEST(CurrentTest, AccountAtItsTargetIsCurrent) {
  const auto plan = Arrived().MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->accounts.at(0).match.verdict, Verdict::kCurrent);
  EXPECT_TRUE(plan->edits.empty());
  EXPECT_FALSE(plan->Moves());
}

TEST(CurrentTest, AccountAtItsTargetWithSourceInItsStoreMoves) {
  Sample sample = Arrived();
  sample.With("private", Text("001e660b", kBobDn));
  EXPECT_EQ(sample.After("private"),
            Shown(R"("001e660b"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2")"));
}

TEST(CurrentTest, SourceThatIsTheTargetIsNotLeft) {
  Sample sample;
  sample.rows[0].target_dn = sample.rows[0].source_dn;
  sample.rows[0].target_smtp = sample.rows[0].source_smtp;
  sample.With("private", R"("001f3001"=wide:"bob@contoso.example"
"001f6641"=wide:"SMTP:bob@contoso.example")");
  EXPECT_EQ(sample.Leftovers(), "");
  EXPECT_EQ(sample.After("private"), Shown(R"("001f3001"=wide:"bob@contoso.example"
"001f6641"=wide:"SMTP:bob@contoso.example")"));
}

TEST(ReprocessTest, ArrivedAccountKeepsItsNewOst) {
  Sample sample = Arrived();
  sample.options.reprocess = true;
  sample.With("settings", R"("001f6610"=wide:"C:\new.ost"
"01026611"=bin:00112233445566778899aabbccddeeff
"001e6608"="EXSRC01")");
  const auto plan = sample.MakePlan();
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->Moves());
  EXPECT_TRUE(plan->old_osts.empty());
  const KeyTree& settings = *plan->after.FindKey(SectionPath("settings"));
  EXPECT_NE(settings.FindValue("001f6610"), nullptr);
  EXPECT_NE(settings.FindValue("01026611"), nullptr);
  EXPECT_EQ(SzText(*settings.FindValue("001e6608")), "EXTGT02");
}

// A -> B -> C.

Sample Chain() {
  Sample sample;
  list::Row next = BobRow();
  next.source_dn = BobRow().target_dn;
  next.source_smtp = BobRow().target_smtp;
  next.target_dn = "/o=Tailspin/ou=One/cn=Recipients/cn=bob3";
  next.target_smtp = "bob@tailspin.example";
  next.target_server = "EXEND03";
  next.target_server_fqdn = "exend03.tailspin.example";
  next.source_server = "EXTGT02";
  next.line = 3;
  sample.rows.push_back(next);
  return sample;
}

TEST(ChainTest, SourceNamesAreOfTheFirstRowAndTargetsOfTheLast) {
  Sample sample = Chain();
  sample.With("settings", R"("001e6602"="EXSRC01"
"001e6603"="/o=Contoso/ou=HQ/cn=Recipients/cn=bob")");
  sample.With("private", R"("001f3001"=wide:"bob@contoso.example")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001e6602"="EXEND03"
"001e6603"="/o=Tailspin/ou=One/cn=Recipients/cn=bob3")"));
  EXPECT_EQ(sample.After("private"), Shown(R"("001f3001"=wide:"bob@tailspin.example")"));
}

TEST(ChainTest, AccountInTheMiddleMovesOn) {
  Sample sample = Chain();
  sample.With("settings", R"("001e6602"="EXTGT02"
"001e6603"="/o=Fabrikam/ou=Berlin/cn=Recipients/cn=bob2"
"001f6641"=wide:"SMTP:bob.e@fabrikam.example")");
  EXPECT_EQ(sample.After("settings"), Shown(R"("001e6602"="EXEND03"
"001e6603"="/o=Tailspin/ou=One/cn=Recipients/cn=bob3"
"001f6641"=wide:"SMTP:bob@tailspin.example")"));
}

}  // namespace
}  // namespace repoint
