#include "console/testing/test_database.h"

#include <fmt/core.h>
#include <soci/soci.h>

#include "base/text.h"
#include "console/testing/sample_objects.h"

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

std::unique_ptr<Database> TestDatabase::Open() const {
  auto database = Database::Open(address());
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
  DirectoryObject added;
  added.key = side + object.dn + object.smtp;
  added.legacy_dn = object.dn;
  added.smtp = object.smtp;
  added.display_name = object.name;
  added.is_mailbox = object.is_mailbox;
  return InsertObject(database, project, side == 's' ? Side::kSource : Side::kTarget, added,
                      object.gone);
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
  struct Half {
    const char* side;
    const char* dn;
    const char* domain;
  };
  MustWork(database, [&](soci::session& sql) {
    for (const Half& side : {Half{"s", "/o=C/cn=", "contoso"}, Half{"t", "/o=F/cn=", "fabrikam"}}) {
      const std::string dn = dns ? fmt::format("'{}' || i", side.dn) : "''";
      sql << fmt::format(
          "INSERT INTO object (project_id, side, key, legacy_dn, legacy_dn_folded, smtp, "
          "smtp_folded, proxies, alias, alias_folded, display_name, server, server_fqdn, "
          "server_dn, mailbox_guid, is_mailbox, was_mailbox, sid, master_sid, digest, gone) "
          "WITH RECURSIVE n(i) AS (SELECT {0} UNION ALL SELECT i + 1 FROM n WHERE i < {1}) "
          "SELECT {2}, '{3}', '#' || i, {4}, LOWER({4}), i || '@{5}.example', i || '@{5}.example', "
          "'[]', '', '', '', '', '', '', '', 1, 1, '', '', '', 0 FROM n",
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
