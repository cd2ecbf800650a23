// VisitObjects.
#include <fmt/core.h>

#include "console/testing/console_fixture.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;

class ObjectsTest : public ConsoleFixture {
 protected:
  // The last names of sources and targets: "a>x", "b?y", "c>".
  std::vector<std::string> Visit(ObjectFilter filter) {
    std::vector<std::string> lines;
    const auto name = [](const std::string& dn) { return dn.substr(dn.rfind('=') + 1); };
    EXPECT_THAT(VisitObjects(*database_, project_, filter,
                             [&](const ObjectLine& line) -> Status {
                               lines.push_back(name(line.source_dn) + (line.ambiguous ? "?" : ">") +
                                               name(line.target_dn));
                               return {};
                             }),
                IsOk());
    return lines;
  }

  // d is matched and migrated, c matched with a contact, B ambiguous, a unmatched, e gone and
  // unmatched.
  void Fill() {
    DirectoryObject contact = TargetObject("v");
    contact.is_mailbox = false;
    std::vector<DirectoryObject> sources,
        targets = {TargetObject("z"), TargetObject("y"), TargetObject("x"), contact};
    for (const char* key : {"d", "c", "B", "a", "e"}) sources.push_back(SourceObject(key));
    Import(Side::kSource, sources);
    sources.pop_back();
    Import(Side::kSource, sources);
    Import(Side::kTarget, targets);
    ASSERT_THAT(StoreMappings(*database_, project_,
                              {{"d@contoso.example", "x@fabrikam.example"},
                               {"c@contoso.example", "v@fabrikam.example"},
                               {"b@contoso.example", "z@fabrikam.example"},
                               {"b@contoso.example", "y@fabrikam.example"}}),
                IsOk());
    Must(MatchObjects(*database_, project_));
  }
};
REPOINT_ON_BOTH_ENGINES(ObjectsTest);

TEST_P(ObjectsTest, AreInOrderOfFoldedSourceDnWithALineForEachTarget) {
  Fill();
  EXPECT_THAT(Visit(ObjectFilter::kAll), ElementsAre("a>", "B?y", "B?z", "c>v", "d>x", "e>"));
}

TEST_P(ObjectsTest, AreFiltered) {
  Fill();
  EXPECT_THAT(Visit(ObjectFilter::kMatched), ElementsAre("c>v", "d>x"));
  EXPECT_THAT(Visit(ObjectFilter::kMigrated), ElementsAre("d>x"));
  EXPECT_THAT(Visit(ObjectFilter::kUnmatched), ElementsAre("a>", "e>"));
  EXPECT_THAT(Visit(ObjectFilter::kAmbiguous), ElementsAre("B?y", "B?z"));
  EXPECT_THAT(Visit(ObjectFilter::kGone), ElementsAre("e>"));
}

// Why, in the order of fields: "T" several targets, "S" several sources, "E" an earlier rule.
TEST_P(ObjectsTest, ThatAreAmbiguousSayWhy) {
  DirectoryObject x = TargetObject("x");
  for (const char* name : {"shared", "late", "first"}) {
    x.proxies.push_back(std::string("smtp:") + name + "@contoso.example");
  }
  x.proxies.push_back("X500:" + SourceObject("owner").legacy_dn);
  DirectoryObject y = TargetObject("y"), z = TargetObject("z"), w = TargetObject("w");
  y.proxies = z.proxies = {"smtp:two@contoso.example"};
  w.proxies = {"smtp:a@contoso.example", "smtp:b@contoso.example"};
  std::vector<DirectoryObject> sources;
  for (const char* name : {"a", "b", "late", "owner", "two"}) {
    sources.push_back(SourceObject(name));
  }
  Import(Side::kSource, sources);
  Import(Side::kTarget, {x, y, z, w});
  Must(MatchObjects(*database_, project_));
  std::vector<std::string> why;
  EXPECT_THAT(VisitObjects(*database_, project_, ObjectFilter::kAll,
                           [&](const ObjectLine& line) -> Status {
                             const std::string name = line.source_smtp;
                             why.push_back(name.substr(0, name.find('@')) + ">" +
                                           line.target_smtp.substr(0, 1) + ":" +
                                           (line.several_targets ? "T" : "") +
                                           (line.several_sources ? "S" : "") +
                                           (line.target_taken ? "E" : ""));
                             return {};
                           }),
              IsOk());
  EXPECT_THAT(why, ElementsAre("a>w:S", "b>w:S", "late>x:E", "owner>x:", "two>y:T", "two>z:T"));
}

TEST_P(ObjectsTest, TellEverythingOfALine) {
  DirectoryObject source = SourceObject("a");
  source.display_name = "A";
  Import(Side::kSource, {source});
  Import(Side::kTarget, {TargetObject("x")});
  ASSERT_THAT(StoreMappings(*database_, project_, {{"a@contoso.example", "x@fabrikam.example"}}),
              IsOk());
  Must(MatchObjects(*database_, project_));
  Import(Side::kSource, {});
  Import(Side::kTarget, {});
  std::vector<ObjectLine> lines;
  ASSERT_THAT(VisitObjects(*database_, project_, ObjectFilter::kGone,
                           [&](const ObjectLine& line) -> Status {
                             lines.push_back(line);
                             return {};
                           }),
              IsOk());
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0].source_dn, source.legacy_dn);
  EXPECT_EQ(lines[0].source_smtp, "a@contoso.example");
  EXPECT_EQ(lines[0].display_name, "A");
  EXPECT_TRUE(lines[0].source_gone);
  EXPECT_EQ(lines[0].rule, "mapping");
  EXPECT_FALSE(lines[0].ambiguous);
  EXPECT_EQ(lines[0].target_dn, TargetObject("x").legacy_dn);
  EXPECT_EQ(lines[0].target_smtp, "x@fabrikam.example");
  EXPECT_TRUE(lines[0].target_is_mailbox);
  EXPECT_TRUE(lines[0].target_gone);
}

TEST_P(ObjectsTest, AreVisitedAllWhenThereAreMany) {
  std::vector<DirectoryObject> sources;
  for (int i = 0; i < 2001; ++i) sources.push_back(SourceObject(fmt::format("user{:04}", i)));
  Import(Side::kSource, sources);
  const std::vector<std::string> lines = Visit(ObjectFilter::kAll);
  ASSERT_EQ(lines.size(), 2001u);
  EXPECT_TRUE(std::ranges::is_sorted(lines));
  EXPECT_EQ(lines.back(), "user2000>");
}

TEST_P(ObjectsTest, StopAtTheVisitorsError) {
  Fill();
  int visited = 0;
  EXPECT_THAT(VisitObjects(*database_, project_, ObjectFilter::kAll,
                           [&](const ObjectLine&) -> Status {
                             return ++visited == 2 ? Fail(ErrorCode::kIo, "full") : Status{};
                           }),
              FailsWith(ErrorCode::kIo));
  EXPECT_EQ(visited, 2);
  EXPECT_EQ(Visit(ObjectFilter::kAll).size(), 6u);
}

TEST_P(ObjectsTest, KeepNobodyFromWritingWhileTheyAreVisited) {
  Fill();
  const auto other = Open();
  EXPECT_THAT(VisitObjects(
                  *database_, project_, ObjectFilter::kMigrated,
                  [&](const ObjectLine&) -> Status { return StoreMappings(*other, project_, {}); }),
              IsOk());
}

}  // namespace
}  // namespace repoint::console
