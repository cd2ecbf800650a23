#include "console/testing/sample_objects.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace repoint::console {
namespace {

// Columns that no test here looks at.
constexpr char kOtherColumns[] = "mailbox_guid, sid, master_sid, was_mailbox, digest";
constexpr char kOtherValues[] = "'', '', '', 1, ''";

void MustWork(Database& database, const std::function<void(soci::session&)>& work) {
  const Status done = database.InTransaction([&](soci::session& sql) -> Status {
    work(sql);
    return {};
  });
  ASSERT_TRUE(done) << done.error().ToString();
}

}  // namespace

DirectoryObject SourceMailbox(const std::string& name) {
  DirectoryObject object;
  object.key = "s-" + name;
  object.legacy_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=" + name;
  object.smtp = name + "@contoso.example";
  object.alias = name;
  object.display_name = "Source " + name;
  object.server = "EXSRC01";
  object.is_mailbox = true;
  return object;
}

DirectoryObject TargetMailbox(const std::string& name) {
  DirectoryObject object;
  object.key = "t-" + name;
  object.legacy_dn = "/o=Fabrikam/ou=New/cn=Recipients/cn=" + name;
  object.smtp = name + "@fabrikam.example";
  object.proxies = {"X500:/o=Contoso/ou=HQ/cn=Recipients/cn=" + name};
  object.alias = name;
  object.display_name = "Target " + name;
  object.server = "EXTGT02";
  object.server_fqdn = "extgt02.fabrikam.example";
  object.server_dn = "/o=Fabrikam/ou=New/cn=Configuration/cn=Servers/cn=EXTGT02";
  object.is_mailbox = true;
  return object;
}

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

int64_t InsertObject(Database& database, const Project& project, Side side,
                     const DirectoryObject& object, bool gone) {
  const std::string letter = side == Side::kSource ? "s" : "t";
  const std::string dn = FoldAscii(object.legacy_dn);
  const std::string smtp = FoldAscii(object.smtp);
  const std::string alias = FoldAscii(object.alias);
  const std::string proxies = nlohmann::json(object.proxies).dump();
  const int is_mailbox = object.is_mailbox;
  const int is_gone = gone;
  long long id = 0;
  MustWork(database, [&](soci::session& sql) {
    sql << fmt::format(
        "INSERT INTO object (project_id, side, key, legacy_dn, legacy_dn_folded, smtp, "
        "smtp_folded, proxies, alias, alias_folded, display_name, server, server_fqdn, "
        "server_dn, is_mailbox, gone, {}) VALUES (:project, :side, :key, :dn, :dnf, :smtp, "
        ":smtpf, :proxies, :alias, :aliasf, :display, :server, :fqdn, :serverdn, :mailbox, "
        ":gone, {}) RETURNING id",
        kOtherColumns, kOtherValues),
        soci::use(project.id), soci::use(letter), soci::use(object.key),
        soci::use(object.legacy_dn), soci::use(dn), soci::use(object.smtp), soci::use(smtp),
        soci::use(proxies), soci::use(object.alias), soci::use(alias),
        soci::use(object.display_name), soci::use(object.server), soci::use(object.server_fqdn),
        soci::use(object.server_dn), soci::use(is_mailbox), soci::use(is_gone), soci::into(id);
  });
  return id;
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
           "VALUES (:project, :source, :target, 'x500', :ambiguous)",
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

void SampleProject::AddPair(const DirectoryObject& source, const DirectoryObject& target) {
  Match(Add(Side::kSource, source), Add(Side::kTarget, target));
}

void SampleProject::AddPairs(int count) {
  // One pair as a pattern, in which the name is replaced by numbers.
  static constexpr char kNumbers[] =
      "WITH RECURSIVE numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < "
      "{}) ";
  static constexpr char kName[] = "'u' || SUBSTR(CAST(1000000 + i AS TEXT), 2)";
  for (const bool source : {true, false}) {
    const DirectoryObject object = source ? SourceMailbox("@") : TargetMailbox("@");
    const auto named = [](const std::string& pattern) {
      return fmt::format("REPLACE('{}', '@', {})", pattern, kName);
    };
    const std::string domain = object.smtp.substr(1);
    const std::string smtp = fmt::format("{} || '{}'", kName, domain);
    Run(fmt::format(kNumbers, count) +
        fmt::format(
            "INSERT INTO object (project_id, side, key, legacy_dn, legacy_dn_folded, smtp, "
            "smtp_folded, proxies, alias, alias_folded, display_name, server, server_fqdn, "
            "server_dn, is_mailbox, gone, {}) SELECT {}, '{}', {}, {}, {}, {}, {}, {}, {}, {}, {}, "
            "'{}', '{}', '{}', 1, 0, {} FROM numbers",
            kOtherColumns, project_.id, source ? 's' : 't', kName, named(object.legacy_dn),
            named(FoldAscii(object.legacy_dn)), smtp, smtp,
            named(nlohmann::json(object.proxies).dump()), kName, kName, named(object.display_name),
            object.server, object.server_fqdn, object.server_dn, kOtherValues));
  }
  Run(
      fmt::format("INSERT INTO match (project_id, source_id, target_id, rule, ambiguous) "
                  "SELECT s.project_id, s.id, t.id, 'x500', 0 FROM object s JOIN object t ON "
                  "t.project_id = s.project_id AND t.key = s.key AND t.side = 't' "
                  "WHERE s.project_id = {} AND s.side = 's' AND s.key LIKE 'u______'",
                  project_.id));
}

void SampleProject::Run(const std::string& statement) {
  MustWork(database_, [&](soci::session& sql) { sql << statement; });
}

}  // namespace repoint::console
