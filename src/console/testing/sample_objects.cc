#include "console/testing/sample_objects.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <soci/soci.h>

#include <nlohmann/json.hpp>

#include "base/text.h"

namespace repoint::console {
namespace {

// Columns that no test here looks at.
constexpr char kOtherColumns[] = "mailbox_guid, sid, master_sid, was_mailbox, digest";
constexpr char kOtherValues[] = "'', '', '', 1, ''";

void Expect(const Status& status) {
  EXPECT_TRUE(status.has_value()) << (status ? "" : status.error().ToString());
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

SampleProject::SampleProject(Database& database, std::string_view name) : database_(database) {
  project_.name = name;
  const std::string folded = FoldAscii(name);
  long long id = 0;
  Expect(database_.InTransaction([&](soci::session& sql) -> Status {
    sql << "INSERT INTO project (name, name_folded, created, source, target, options) "
           "VALUES (:name, :folded, 0, '{}', '{}', '{}') RETURNING id",
        soci::use(project_.name), soci::use(folded), soci::into(id);
    return {};
  }));
  project_.id = id;
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
  Expect(database.InTransaction([&](soci::session& sql) -> Status {
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
    return {};
  }));
  return id;
}

void SampleProject::Match(int64_t source, int64_t target, bool ambiguous) {
  const int flag = ambiguous;
  Expect(database_.InTransaction([&](soci::session& sql) -> Status {
    sql << "INSERT INTO match (project_id, source_id, target_id, rule, ambiguous) "
           "VALUES (:project, :source, :target, 'x500', :ambiguous)",
        soci::use(project_.id), soci::use(source), soci::use(target), soci::use(flag);
    return {};
  }));
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
  Expect(database_.InTransaction(
      [&](soci::session& sql) -> Status { return sql << statement, Status(); }));
}

}  // namespace repoint::console
