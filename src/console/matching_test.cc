// MatchObjects and StoreMappings: which rule finds which target, and what is nobody's to guess.
#include <fmt/core.h>

#include "console/testing/console_fixture.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

DirectoryObject With(DirectoryObject object, std::vector<std::string> proxies) {
  object.proxies = std::move(proxies);
  return object;
}

std::string X500Of(const std::string& name) {
  return "X500:/o=Contoso/ou=HQ/cn=Recipients/cn=" + name;
}

class MatchingTest : public ConsoleFixture {
 protected:
  MatchCounts Match() { return Must(MatchObjects(*database_, project_)); }

  void Map(const MappingPairs& pairs) {
    ASSERT_THAT(StoreMappings(*database_, project_, pairs), IsOk());
  }

  // "source -> target by rule", "source ? target by rule" for what is ambiguous; by key.
  std::vector<std::string> Matches() {
    std::vector<std::string> matches;
    const Status done = database_->InSnapshot([&](soci::session& sql) -> Status {
      std::string source, target, rule;
      int ambiguous = 0;
      soci::statement rows =
          (sql.prepare << "SELECT s.key, t.key, m.rule, m.ambiguous FROM match m "
                          "JOIN object s ON s.id = m.source_id "
                          "JOIN object t ON t.id = m.target_id "
                          "ORDER BY s.key, t.key",
           soci::into(source), soci::into(target), soci::into(rule), soci::into(ambiguous));
      for (rows.execute(); rows.fetch();) {
        matches.push_back(
            fmt::format("{} {} {} by {}", source, ambiguous ? "?" : "->", target, rule));
      }
      return {};
    });
    EXPECT_THAT(done, IsOk());
    return matches;
  }
};
REPOINT_ON_BOTH_ENGINES(MatchingTest);

TEST_P(MatchingTest, FindsTheTargetWithTheX500AddressOfTheSource) {
  Import(Side::kSource, {SourceObject("a"), SourceObject("b")});
  Import(Side::kTarget, {With(TargetObject("x"), {"x500:/o=CONTOSO/ou=HQ/cn=Recipients/cn=A"})});
  EXPECT_EQ(Match(), (MatchCounts{.matched = 1, .unmatched = 1, .migrated = 1}));
  EXPECT_THAT(Matches(), ElementsAre("a -> x by x500"));
}

TEST_P(MatchingTest, TakesAWholeDnOnly) {
  Import(Side::kSource, {SourceObject("bob")});
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("bobby")})});
  EXPECT_EQ(Match().unmatched, 1u);
}

TEST_P(MatchingTest, FindsTheTargetWhoseSidHistoryHoldsTheSid) {
  DirectoryObject source = SourceObject("a"), target = TargetObject("x");
  source.sid = "S-1-5-21-1";
  target.sid_history = {"S-1-5-21-9", "S-1-5-21-1"};
  Import(Side::kSource, {source});
  Import(Side::kTarget, {target});
  Match();
  EXPECT_THAT(Matches(), ElementsAre("a -> x by sid"));
}

TEST_P(MatchingTest, FindsTheTargetWhoseMasterAccountIsTheSource) {
  DirectoryObject source = SourceObject("a"), target = TargetObject("x");
  source.sid = target.master_sid = "S-1-5-21-1";
  Import(Side::kSource, {source});
  Import(Side::kTarget, {target});
  Match();
  EXPECT_THAT(Matches(), ElementsAre("a -> x by sid"));
}

TEST_P(MatchingTest, FindsTheTargetThatIsTheSourcesMasterAccount) {
  DirectoryObject source = SourceObject("a"), target = TargetObject("x");
  source.master_sid = target.sid = "S-1-5-21-1";
  Import(Side::kSource, {source});
  Import(Side::kTarget, {target});
  Match();
  EXPECT_THAT(Matches(), ElementsAre("a -> x by sid"));
}

TEST_P(MatchingTest, FindsTheTargetByAnySmtpAddress) {
  Import(Side::kSource, {With(SourceObject("a"), {"smtp:--migrate--Shared@contoso.example"})});
  Import(Side::kTarget, {With(TargetObject("x"), {"SMTP:shared@contoso.example"})});
  Match();
  EXPECT_THAT(Matches(), ElementsAre("a -> x by smtp"));
}

TEST_P(MatchingTest, AsksForTheAliasOnlyWhenTheProjectDoes) {
  DirectoryObject source = SourceObject("a"), target = TargetObject("x");
  source.alias = "JDoe";
  target.alias = "jdoe";
  Import(Side::kSource, {source});
  Import(Side::kTarget, {target});
  EXPECT_EQ(Match().unmatched, 1u);
  project_.options.match_alias = true;
  EXPECT_EQ(Match().matched, 1u);
  EXPECT_THAT(Matches(), ElementsAre("a -> x by alias"));
}

TEST_P(MatchingTest, AsksTheRulesInTheirOrder) {
  DirectoryObject source = SourceObject("a"), by_sid = TargetObject("by-sid");
  source.sid = "S-1-5-21-1";
  source.alias = "a";
  by_sid.sid_history = {"S-1-5-21-1"};
  DirectoryObject by_alias = TargetObject("by-alias");
  by_alias.alias = "a";
  project_.options.match_alias = true;
  std::vector<DirectoryObject> targets = {
      TargetObject("by-mapping"), With(TargetObject("by-x500"), {X500Of("a")}), by_sid,
      With(TargetObject("by-smtp"), {"smtp:a@contoso.example"}), by_alias};
  Import(Side::kSource, {source});
  Map({{"a@contoso.example", "by-mapping@fabrikam.example"}});
  for (const char* rule : {"mapping", "x500", "sid", "smtp", "alias"}) {
    Import(Side::kTarget, targets);
    EXPECT_EQ(Match().matched, 1u);
    EXPECT_THAT(Matches(), ElementsAre(fmt::format("a -> by-{} by {}", rule, rule)));
    targets.erase(targets.begin());
    Map({});
  }
}

TEST_P(MatchingTest, MapsByDnsAndByAnyAddress) {
  Import(Side::kSource, {SourceObject("a"), With(SourceObject("b"), {"smtp:bee@contoso.example"})});
  Import(Side::kTarget, {TargetObject("x"), TargetObject("y")});
  Map({{"/o=CONTOSO/ou=hq/cn=Recipients/cn=a", "X500:/o=Fabrikam/ou=AG/cn=Recipients/cn=x"},
       {"SMTP:Bee@contoso.example", "y@fabrikam.example"}});
  Match();
  EXPECT_THAT(Matches(), ElementsAre("a -> x by mapping", "b -> y by mapping"));
}

TEST_P(MatchingTest, GuessesNothingForASourceMappedToATargetThatIsNotThere) {
  Import(Side::kSource, {SourceObject("a")});
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("a")})});
  Map({{"a@contoso.example", "later@fabrikam.example"}});
  EXPECT_EQ(Match(), (MatchCounts{.unmatched = 1}));
}

TEST_P(MatchingTest, TakesASourceThatIsMappedTwiceForAmbiguous) {
  Import(Side::kSource, {SourceObject("a")});
  Import(Side::kTarget, {TargetObject("x"), TargetObject("y")});
  Map({{"a@contoso.example", "x@fabrikam.example"}, {"a@contoso.example", "y@fabrikam.example"}});
  EXPECT_EQ(Match(), (MatchCounts{.ambiguous = 1}));
  EXPECT_THAT(Matches(), ElementsAre("a ? x by mapping", "a ? y by mapping"));
}

TEST_P(MatchingTest, TakesASourceWithTwoTargetsForAmbiguousAndAsksNoLaterRule) {
  Import(Side::kSource, {SourceObject("a")});
  Import(Side::kTarget,
         {With(TargetObject("x"), {X500Of("a")}), With(TargetObject("y"), {X500Of("a")}),
          With(TargetObject("z"), {"smtp:a@contoso.example"})});
  EXPECT_EQ(Match(), (MatchCounts{.ambiguous = 1}));
  EXPECT_THAT(Matches(), ElementsAre("a ? x by x500", "a ? y by x500"));
}

TEST_P(MatchingTest, TakesTwoSourcesWithOneTargetForAmbiguousBoth) {
  Import(Side::kSource, {SourceObject("a"), SourceObject("b")});
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("a"), X500Of("b")})});
  EXPECT_EQ(Match(), (MatchCounts{.ambiguous = 2}));
  EXPECT_THAT(Matches(), ElementsAre("a ? x by x500", "b ? x by x500"));
}

TEST_P(MatchingTest, GivesNoTargetAwayTwiceByALaterRule) {
  Import(Side::kSource, {SourceObject("a"), SourceObject("b")});
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("a"), "smtp:b@contoso.example"})});
  EXPECT_EQ(Match(), (MatchCounts{.matched = 1, .ambiguous = 1, .migrated = 1}));
  EXPECT_THAT(Matches(), ElementsAre("a -> x by x500", "b ? x by smtp"));
}

TEST_P(MatchingTest, GivesNoAmbiguousTargetToALaterRule) {
  Import(Side::kSource, {SourceObject("a"), SourceObject("b")});
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("a"), "smtp:b@contoso.example"}),
                         With(TargetObject("y"), {X500Of("a")})});
  EXPECT_EQ(Match(), (MatchCounts{.ambiguous = 2}));
  EXPECT_THAT(Matches(), ElementsAre("a ? x by x500", "a ? y by x500", "b ? x by smtp"));
}

TEST_P(MatchingTest, MakesFewPairsOfAKeyThatManyTargetsHave) {
  std::vector<DirectoryObject> sources, targets;
  for (int i = 0; i < 200; ++i) {
    sources.push_back(SourceObject(fmt::format("s{}", i)));
    targets.push_back(TargetObject(fmt::format("t{}", i)));
    sources.back().alias = targets.back().alias = "info";
  }
  Import(Side::kSource, sources);
  Import(Side::kTarget, targets);
  project_.options.match_alias = true;
  EXPECT_EQ(Match(), (MatchCounts{.ambiguous = 200}));
  EXPECT_EQ(Matches().size(), 400u);
}

TEST_P(MatchingTest, LeavesTargetsThatAreGoneOutOfACrowd) {
  std::vector<DirectoryObject> targets;
  for (int i = 0; i < 20; ++i) {
    targets.push_back(TargetObject(fmt::format("t{}", i)));
    targets.back().alias = "info";
  }
  DirectoryObject source = SourceObject("a");
  source.alias = "info";
  Import(Side::kSource, {source});
  Import(Side::kTarget, targets);
  Import(Side::kTarget, {targets[7]});
  project_.options.match_alias = true;
  Match();
  EXPECT_THAT(Matches(), ElementsAre("a -> t7 by alias"));
}

TEST_P(MatchingTest, IsDecidedWhenSeveralAddressesLeadToOneTarget) {
  DirectoryObject target = TargetObject("x");
  target.sid_history = {"S-1-5-21-1"};
  target.master_sid = "S-1-5-21-1";
  DirectoryObject source = SourceObject("a");
  source.sid = "S-1-5-21-1";
  Import(Side::kSource, {source, With(SourceObject("b"), {"smtp:b2@contoso.example"})});
  Import(Side::kTarget,
         {target, With(TargetObject("y"), {"smtp:b@contoso.example", "smtp:b2@contoso.example"})});
  EXPECT_EQ(Match().matched, 2u);
}

TEST_P(MatchingTest, CountsAsMigratedOnlyWhatHasAMailboxAtTheTarget) {
  DirectoryObject contact = With(TargetObject("x"), {X500Of("a")});
  contact.is_mailbox = false;
  Import(Side::kSource, {SourceObject("a")});
  Import(Side::kTarget, {contact});
  EXPECT_EQ(Match(), (MatchCounts{.matched = 1}));
}

TEST_P(MatchingTest, LeavesSourcesThatNeverWereMailboxesAlone) {
  DirectoryObject contact = SourceObject("a");
  contact.is_mailbox = false;
  Import(Side::kSource, {contact});
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("a")})});
  EXPECT_EQ(Match(), MatchCounts{});
  EXPECT_THAT(Matches(), IsEmpty());
}

TEST_P(MatchingTest, MatchesMailboxesThatAreGoneOrContactsNow) {
  Import(Side::kSource, {SourceObject("a"), SourceObject("b")});
  Import(Side::kSource, {{.key = "b", .smtp = "b@fabrikam.example"}});
  Import(Side::kTarget,
         {With(TargetObject("x"), {X500Of("a")}), With(TargetObject("y"), {X500Of("b")})});
  EXPECT_EQ(Match(), (MatchCounts{.matched = 2, .migrated = 2}));
}

TEST_P(MatchingTest, MatchesNoTargetThatIsGone) {
  Import(Side::kSource, {SourceObject("a")});
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("a")}), TargetObject("y")});
  Import(Side::kTarget, {TargetObject("y")});
  EXPECT_EQ(Match().unmatched, 1u);
}

TEST_P(MatchingTest, StartsAllOver) {
  Import(Side::kSource, {SourceObject("a"), SourceObject("b")});
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("a"), X500Of("b")})});
  Match();
  Import(Side::kTarget, {With(TargetObject("x"), {X500Of("b")})});
  EXPECT_EQ(Match(), (MatchCounts{.matched = 1, .unmatched = 1, .migrated = 1}));
  EXPECT_THAT(Matches(), ElementsAre("b -> x by x500"));
}

TEST_P(MatchingTest, KeepsProjectsApart) {
  const Project other = Must(CreateProject(*database_, {.name = "Other"}));
  Import(Side::kSource, {SourceObject("a")});
  FakeDirectory target({With(TargetObject("x"), {X500Of("a")})});
  Must(ImportSide(*database_, other, Side::kTarget, target, {}, {}));
  EXPECT_EQ(Match().unmatched, 1u);
}

TEST_P(MatchingTest, ReplacesTheMappings) {
  MappingPairs pairs;
  for (int i = 0; i < 2500; ++i) {
    pairs.emplace_back(fmt::format("user{}@contoso.example", i), "x@fabrikam.example");
  }
  Map(pairs);
  EXPECT_EQ(Value("SELECT COUNT(*) FROM mapping"), "2500");
  Map({{"a@contoso.example", "x@fabrikam.example"}, {"A@contoso.example", "X@fabrikam.example"}});
  EXPECT_EQ(Value("SELECT COUNT(*) FROM mapping"), "1");
}

TEST_P(MatchingTest, KeepsTheMappingsWhenOneIsNone) {
  Map({{"a@contoso.example", "x@fabrikam.example"}});
  EXPECT_THAT(StoreMappings(*database_, project_, {{"b@contoso.example", "jdoe"}}),
              FailsWith(ErrorCode::kUsage));
  EXPECT_EQ(Value("SELECT source_value FROM mapping"), "a@contoso.example");
}

TEST_P(MatchingTest, CountsStayTrueWhenTargetsGo) {
  std::vector<DirectoryObject> targets;
  for (const char* name : {"a", "b", "c"}) {
    targets.push_back(TargetObject(name));
    targets.back().proxies = {std::string("smtp:") + name + "@contoso.example"};
  }
  targets[1].is_mailbox = false;
  Import(Side::kSource,
         {SourceObject("a"), SourceObject("b"), SourceObject("c"), SourceObject("d")});
  Import(Side::kTarget, targets);
  const MatchCounts matched = Must(MatchObjects(*database_, project_));
  EXPECT_EQ(matched, (MatchCounts{.matched = 3, .ambiguous = 0, .unmatched = 1, .migrated = 2}));
  EXPECT_THAT(CountMatches(*database_, project_), IsOkAndHolds(matched));
  targets.pop_back();
  Import(Side::kTarget, targets);
  EXPECT_EQ(Must(CountMatches(*database_, project_)).migrated, 1u);
}

class UnmetMappingsTest : public ConsoleFixture {
 protected:
  // "3 s", "4 t", "5 st": the line and which side lacks.
  std::vector<std::string> Unmet(const MappingPairs& pairs) {
    std::vector<std::string> lines;
    const UnmetMappings unmet = Must(FindUnmetMappings(*database_, project_, pairs));
    for (const UnmetMapping& each : unmet.first) {
      lines.push_back(std::to_string(each.pair.line) + (each.source_missing ? " s" : " ") +
                      (each.target_missing ? "t" : ""));
    }
    return lines;
  }
};
REPOINT_ON_BOTH_ENGINES(UnmetMappingsTest);

TEST_P(UnmetMappingsTest, AreThoseWithoutASourceMailboxOrATargetObject) {
  DirectoryObject contact = SourceObject("contact");
  contact.is_mailbox = false;
  DirectoryObject mail_user = TargetObject("user");
  mail_user.is_mailbox = false;
  Import(Side::kSource, {SourceObject("a"), contact, SourceObject("left")});
  Import(Side::kSource, {SourceObject("a"), contact});
  Import(Side::kTarget, {TargetObject("x"), TargetObject("gone"), mail_user});
  Import(Side::kTarget, {TargetObject("x"), mail_user});
  const std::string a = "a@contoso.example", x = "x@fabrikam.example";
  EXPECT_THAT(Unmet({{a, x, 1},
                     {"A@contoso.example", TargetObject("x").legacy_dn, 2},
                     {"nobody@contoso.example", x, 3},
                     {a, "/o=Fabrikam/cn=nobody", 4},
                     {x, a, 5},
                     {"contact@contoso.example", x, 6},
                     {a, "gone@fabrikam.example", 7},
                     {"left@contoso.example", "user@fabrikam.example", 8}}),
              testing::ElementsAre("3 s", "4 t", "5 st", "6 s", "7 t"));
}

TEST_P(UnmetMappingsTest, AreCountedAllAndNamedUpToAHundred) {
  MappingPairs pairs;
  for (uint64_t line = 1; line <= 2500; ++line) {
    pairs.push_back({"a@contoso.example", "x@fabrikam.example", line});
  }
  const UnmetMappings unmet = Must(FindUnmetMappings(*database_, project_, pairs));
  EXPECT_EQ(unmet.count, 2500u);
  ASSERT_EQ(unmet.first.size(), 100u);
  EXPECT_EQ(unmet.first.back().pair.line, 100u);
}

}  // namespace
}  // namespace repoint::console
