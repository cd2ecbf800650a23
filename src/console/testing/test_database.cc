#include "console/testing/test_database.h"

#include <fmt/core.h>
#include <soci/soci.h>

#include "base/text.h"

namespace repoint::console {
namespace {

void MustWork(Database& database, const std::function<void(soci::session&)>& work) {
  const Status done = database.InTransaction([&](soci::session& sql) -> Status {
    work(sql);
    return {};
  });
  ASSERT_TRUE(done) << done.error().ToString();
}

}  // namespace

std::vector<Database::Engine> TestEngines() { return {Database::Engine::kSqlite}; }

std::string EngineName(const testing::TestParamInfo<Database::Engine>& info) {
  return info.param == Database::Engine::kSqlite ? "Sqlite" : "Postgresql";
}

TestDatabase::TestDatabase(Database::Engine) : address_(folder_ / "console.sqlite") {}

std::unique_ptr<Database> TestDatabase::Open() const {
  auto database = Database::Open(address_);
  EXPECT_TRUE(database) << database.error().ToString();
  return database ? std::move(*database) : nullptr;
}

Project AddProject(Database& database, const std::string& name) {
  Project project;
  project.name = name;
  const std::string folded = FoldAscii(name);
  MustWork(database, [&](soci::session& sql) {
    sql << "INSERT INTO project (name, name_folded, created, source, target, options) "
           "VALUES (:name, :folded, 1, '{}', '{}', '{}') RETURNING id",
        soci::use(name), soci::use(folded), soci::into(project.id);
  });
  return project;
}

int64_t AddObject(Database& database, const Project& project, char side, const TestObject& object) {
  int64_t id = 0;
  const std::string side_text(1, side);
  const std::string key = side_text + object.dn + object.smtp;
  const std::string dn_folded = FoldAscii(object.dn);
  const std::string smtp_folded = FoldAscii(object.smtp);
  const int is_mailbox = object.is_mailbox ? 1 : 0;
  const int gone = object.gone ? 1 : 0;
  MustWork(database, [&](soci::session& sql) {
    sql << "INSERT INTO object (project_id, side, key, legacy_dn, legacy_dn_folded, smtp, "
           "smtp_folded, proxies, alias, alias_folded, display_name, server, server_fqdn, "
           "server_dn, mailbox_guid, is_mailbox, sid, master_sid, import_number, gone) VALUES "
           "(:project, :side, :key, :dn, :dn_folded, :smtp, :smtp_folded, '[]', '', '', :name, '', "
           "'', '', '', :is_mailbox, '', '', 1, :gone) RETURNING id",
        soci::use(project.id), soci::use(side_text), soci::use(key), soci::use(object.dn),
        soci::use(dn_folded), soci::use(object.smtp), soci::use(smtp_folded),
        soci::use(object.name), soci::use(is_mailbox), soci::use(gone), soci::into(id);
  });
  return id;
}

void AddMatch(Database& database, const Project& project, int64_t source, int64_t target,
              bool ambiguous) {
  const int is_ambiguous = ambiguous ? 1 : 0;
  MustWork(database, [&](soci::session& sql) {
    sql << "INSERT INTO match (project_id, source_id, target_id, rule, ambiguous) "
           "VALUES (:project, :source, :target, 'smtp', :ambiguous)",
        soci::use(project.id), soci::use(source), soci::use(target), soci::use(is_ambiguous);
  });
}

void AddPair(Database& database, const Project& project, const TestObject& source,
             const TestObject& target) {
  AddMatch(database, project, AddObject(database, project, 's', source),
           AddObject(database, project, 't', target));
}

void AddPairs(Database& database, const Project& project, int first, int last, bool dns) {
  struct Side {
    const char* side;
    const char* dn;
    const char* domain;
  };
  MustWork(database, [&](soci::session& sql) {
    for (const Side& side : {Side{"s", "/o=C/cn=", "contoso"}, Side{"t", "/o=F/cn=", "fabrikam"}}) {
      const std::string dn = dns ? fmt::format("'{}' || i", side.dn) : "''";
      sql << fmt::format(
          "INSERT INTO object (project_id, side, key, legacy_dn, legacy_dn_folded, smtp, "
          "smtp_folded, proxies, alias, alias_folded, display_name, server, server_fqdn, "
          "server_dn, mailbox_guid, is_mailbox, sid, master_sid, import_number) "
          "WITH RECURSIVE n(i) AS (SELECT {0} UNION ALL SELECT i + 1 FROM n WHERE i < {1}) "
          "SELECT {2}, '{3}', '#' || i, {4}, LOWER({4}), i || '@{5}.example', i || '@{5}.example', "
          "'[]', '', '', '', '', '', '', '', 1, '', '', 1 FROM n",
          first, last, project.id, side.side, dn, side.domain);
    }
    sql << fmt::format(
        "INSERT INTO match (project_id, source_id, target_id, rule, ambiguous) SELECT {0}, s.id, "
        "t.id, 'smtp', 0 FROM object s JOIN object t ON t.project_id = {0} AND t.side = 't' AND "
        "t.key = s.key WHERE s.project_id = {0} AND s.side = 's' AND s.key IN (WITH RECURSIVE n(i) "
        "AS (SELECT {1} UNION ALL SELECT i + 1 FROM n WHERE i < {2}) SELECT '#' || i FROM n)",
        project.id, first, last);
  });
}

std::string AskDatabase(Database& database, const std::string& query) {
  std::string answer;
  MustWork(database, [&](soci::session& sql) {
    sql << "SELECT CAST((" + query + ") AS TEXT)", soci::into(answer);
  });
  return answer;
}

}  // namespace repoint::console
