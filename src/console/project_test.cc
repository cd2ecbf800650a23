#include "console/project.h"

#include <fmt/core.h>

#include "console/project_json.h"
#include "console/testing/console_fixture.h"

namespace repoint::console {
namespace {

using testing::HasSubstr;

class ProjectTest : public ConsoleFixture {};
REPOINT_ON_BOTH_ENGINES(ProjectTest);

TEST_P(ProjectTest, IsFoundAsItWasMade) {
  const Project made =
      Must(CreateProject(*database_, {.name = "Berlin Büro",
                                      .created = 1'774'000'000'000,
                                      .source = {.kind = DirectoryKind::kExchange55,
                                                 .address = "ldap://ex55.contoso.example",
                                                 .base = "o=Contoso",
                                                 .filter = "(cn=a*)",
                                                 .bind = LdapBind::kSimple,
                                                 .bind_name = "cn=reader",
                                                 .password_file = "/etc/secret",
                                                 .page_size = 100,
                                                 .timeout_seconds = 5},
                                      .target = {.address = "ldap://dc1.fabrikam.example",
                                                 .tls = LdapTls::kStartTls,
                                                 .ca_file = "ca.pem",
                                                 .bind = LdapBind::kGssapi,
                                                 .password_env = "SECRET"},
                                      .options = {.match_alias = true,
                                                  .target_proxy = "mail.fabrikam.example",
                                                  .target_public_server = "EXPF01",
                                                  .max_shrink_percent = 5}}));
  const Project found = Must(FindProject(*Open(), "BERLIN BüRO"));
  EXPECT_EQ(found.id, made.id);
  EXPECT_EQ(found.name, "Berlin Büro");
  EXPECT_EQ(found.created, 1'774'000'000'000);
  EXPECT_EQ(found.source, made.source);
  EXPECT_EQ(found.target, made.target);
  EXPECT_EQ(found.options, made.options);
}

TEST_P(ProjectTest, OfANameThatIsTakenIsRefused) {
  const auto made = CreateProject(*database_, {.name = " FABRIKAM "});
  ASSERT_THAT(made, FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(made.error().ToString(),
            "FABRIKAM: there is a project of this name already: choose another");
}

TEST_P(ProjectTest, NeedsANameThatIsAPossibleFileName) {
  for (const std::string& name :
       {std::string(" "), std::string("a/b"), std::string("a\\b"), std::string("a\nb"),
        std::string(201, 'a'), std::string("\xff")}) {
    EXPECT_THAT(CreateProject(*database_, {.name = name}), FailsWith(ErrorCode::kUsage)) << name;
  }
}

TEST_P(ProjectTest, ThatIsNotThereIsAnsweredWithThoseThatAre) {
  Must(CreateProject(*database_, {.name = "Adatum"}));
  const auto found = FindProject(*database_, "Fabricam");
  ASSERT_THAT(found, FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(found.error().message, HasSubstr("Adatum, Fabrikam"));
}

TEST_P(ProjectTest, ListIsInOrderOfNames) {
  Must(CreateProject(*database_, {.name = "adatum"}));
  Must(CreateProject(*database_, {.name = "Woodgrove"}));
  std::vector<std::string> names;
  for (const Project& project : Must(ListProjects(*database_))) names.push_back(project.name);
  EXPECT_THAT(names, testing::ElementsAre("adatum", "Fabrikam", "Woodgrove"));
}

TEST_P(ProjectTest, DeletionTakesEverythingOfItAndNothingElse) {
  const Project other = Must(CreateProject(*database_, {.name = "Other"}));
  for (const Project& project : {project_, other}) {
    FakeDirectory source({SourceObject("jdoe")}), target({TargetObject("jdoe")});
    Must(ImportSide(*database_, project, Side::kSource, source, {}, {}));
    Must(ImportSide(*database_, project, Side::kTarget, target, {}, {}));
    ASSERT_THAT(
        StoreMappings(*database_, project, {{"jdoe@contoso.example", "jdoe@fabrikam.example"}}),
        IsOk());
    Must(MatchObjects(*database_, project));
  }
  ASSERT_THAT(DeleteProject(*database_, project_), IsOk());
  EXPECT_EQ(Value("SELECT name FROM project"), "Other");
  for (const auto& [table, rows] :
       {std::pair{"object", "2"}, {"object_key", "4"}, {"mapping", "1"}, {"match", "1"}}) {
    EXPECT_EQ(Value(fmt::format("SELECT COUNT(*) FROM {}", table)), rows) << table;
  }
}

TEST_P(ProjectTest, IsChangedInWhatIsAskedAndKeepsTheRest) {
  const Project made = Must(CreateProject(*database_, {.name = "Berlin",
                                                       .source = {.address = "ldap://old.example"},
                                                       .target = {.address = "ldap://new.example"},
                                                       .options = {.match_alias = true}}));
  FakeDirectory directory({SourceObject("jdoe")});
  Must(ImportSide(*database_, made, Side::kSource, directory, {}, {}));
  const Project changed =
      Must(ChangeProject(*database_, "BERLIN", [](Project project) -> Result<Project> {
        project.source.base = "o=Contoso";
        return project;
      }));
  EXPECT_EQ(changed.source.base, "o=Contoso");
  const Project found = Must(FindProject(*Open(), "Berlin"));
  EXPECT_EQ(found.id, made.id);
  EXPECT_EQ(found.source, changed.source);
  EXPECT_EQ(found.source.address, "ldap://old.example");
  EXPECT_EQ(found.target, made.target);
  EXPECT_EQ(found.options, made.options);
  EXPECT_EQ(Must(FindProject(*database_, "Fabrikam")).source, project_.source);
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object"), "1");
}

TEST_P(ProjectTest, StaysAsItWasWhenAChangeIsRefused) {
  const auto changed =
      ChangeProject(*database_, "Fabrikam", [](Project project) -> Result<Project> {
        project.source.base = "o=Contoso";
        return Fail(ErrorCode::kUsage, "no");
      });
  EXPECT_THAT(changed, FailsWith(ErrorCode::kUsage));
  EXPECT_EQ(Must(FindProject(*database_, "Fabrikam")).source, project_.source);
  EXPECT_THAT(ChangeProject(*database_, "nowhere", [](Project project) { return project; }),
              FailsWith(ErrorCode::kNotFound));
}

TEST_P(ProjectTest, KnowsWhetherAnythingWasImported) {
  EXPECT_THAT(WasImported(*database_, project_), IsOkAndHolds(false));
  Import(Side::kTarget, {TargetObject("jdoe")});
  EXPECT_THAT(WasImported(*database_, project_), IsOkAndHolds(true));
  EXPECT_THAT(WasImported(*database_, NewProject("Other")), IsOkAndHolds(false));
}

TEST_P(ProjectTest, ThatIsDeletedTwiceIsNotFound) {
  ASSERT_THAT(DeleteProject(*database_, project_), IsOk());
  EXPECT_THAT(DeleteProject(*database_, project_), FailsWith(ErrorCode::kNotFound));
}

TEST_P(ProjectTest, DeletedMeanwhileTakesNoImport) {
  ASSERT_THAT(DeleteProject(*Open(), project_), IsOk());
  FakeDirectory directory({SourceObject("jdoe")});
  EXPECT_THAT(ImportSide(*database_, project_, Side::kSource, directory, {}, {}),
              FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(MatchObjects(*database_, project_), FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(StoreMappings(*database_, project_, {}), FailsWith(ErrorCode::kNotFound));
}

TEST_P(ProjectTest, NamesTheProjectThatCannotBeRead) {
  const Status changed = database_->InTransaction([&](soci::session& sql) -> Status {
    sql << "UPDATE project SET source = '{\"colour\": \"red\"}'";
    return {};
  });
  ASSERT_THAT(changed, IsOk());
  const auto found = FindProject(*database_, "Fabrikam");
  ASSERT_THAT(found, FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(found.error().ToString(), HasSubstr("Fabrikam"));
}

TEST(ProjectJsonTest, TakesDefaultsForWhatAnOlderConsoleDidNotStore) {
  EXPECT_EQ(Must(DirectorySpecFromJson("{}")), DirectorySpec());
  EXPECT_EQ(Must(ProjectOptionsFromJson("{\"matchAlias\": true}")).max_shrink_percent, 10);
}

TEST(ProjectJsonTest, RefusesWhatANewerConsoleStored) {
  EXPECT_THAT(DirectorySpecFromJson(R"({"kind": "novell"})"), FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(DirectorySpecFromJson(R"({"tls": "dtls"})"), FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(ProjectOptionsFromJson(R"({"colour": 1})"), FailsWith(ErrorCode::kUnsupported));
}

TEST(ProjectJsonTest, RefusesWhatHasTheWrongType) {
  for (const char* json :
       {"", "[]", "{", "null", R"({"address": 1})", R"({"pageSize": "1"})", R"({"pageSize": 1.5})",
        R"({"pageSize": 99999999999})", R"({"kind": null})"}) {
    EXPECT_THAT(DirectorySpecFromJson(json), FailsWith(ErrorCode::kDamaged)) << json;
  }
  EXPECT_THAT(ProjectOptionsFromJson(R"({"matchAlias": 1})"), FailsWith(ErrorCode::kDamaged));
}

}  // namespace
}  // namespace repoint::console
