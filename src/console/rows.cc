#include "console/rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <soci/soci.h>

#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "console/migrated.h"
#include "console/row_stream.h"
#include "list/chain.h"
#include "list/fields.h"

namespace repoint::console {
namespace {

// What a column of the list is made of. The source is `s`, its target `t`.
struct RowColumn {
  const char* sql;
  std::string list::Row::* member;
};
constexpr RowColumn kRowColumns[] = {
    {"s.legacy_dn", &list::Row::source_dn},
    {"t.legacy_dn", &list::Row::target_dn},
    {"COALESCE(NULLIF(t.display_name, ''), s.display_name)", &list::Row::display_name},
    {"COALESCE(NULLIF(t.alias, ''), s.alias)", &list::Row::alias},
    {"s.smtp", &list::Row::source_smtp},
    {"t.smtp", &list::Row::target_smtp},
    {"COALESCE(NULLIF(s.server, ''), s.server_fqdn)", &list::Row::source_server},
    {"COALESCE(NULLIF(t.server, ''), t.server_fqdn)", &list::Row::target_server},
    {"t.server_fqdn", &list::Row::target_server_fqdn},
    {"t.server_dn", &list::Row::target_server_dn},
};
// Behind them the proxies of both, as JSON.
constexpr size_t kSourceProxies = std::size(kRowColumns);
constexpr size_t kTargetProxies = kSourceProxies + 1;
constexpr size_t kColumns = kTargetProxies + 1;

using Columns = std::array<std::string, kColumns>;

// CROSS JOIN keeps SQLite from another order of joins than that of its index, which would have to
// be sorted; for PostgreSQL it is an inner join.
std::string RowsQuery(const Database& database, const Project& project,
                      const std::optional<std::set<int64_t>>& sources) {
  std::string columns;
  for (const RowColumn& column : kRowColumns) columns += std::string(column.sql) + ", ";
  // Byte order, as the list has it.
  const char* collation =
      database.engine() == Database::Engine::kSqlite ? "COLLATE BINARY" : "COLLATE \"C\"";
  std::string selected;
  if (sources) {
    selected =
        fmt::format("AND s.id IN ({}) ",
                    sources->empty() ? "NULL" : fmt::format("{}", fmt::join(*sources, ", ")));
  }
  return fmt::format(
      "SELECT {0}s.proxies, t.proxies "
      "FROM object s CROSS JOIN match m CROSS JOIN object t "
      "WHERE s.project_id = {1} AND s.side = 's' {2}AND {4} "
      "ORDER BY s.legacy_dn_folded {3}, s.smtp_folded {3}, s.id",
      columns, project.id, selected, collation, kMigrated);
}

// Proxies by which a profile may know the mailbox, beside its DN and primary address.
std::vector<std::string> ProxiesOfList(const std::vector<std::string>& proxies,
                                       const list::Row& row) {
  std::set<list::Key> known = {list::DnKey(row.source_dn), list::SmtpKey(row.source_smtp)};
  std::vector<std::string> kept;
  for (const std::string& proxy : proxies) {
    const auto field = list::ProxyField(proxy);
    if (!field) continue;
    if (known.insert(field->is_dn ? list::DnKey(proxy) : list::SmtpKey(proxy)).second) {
      kept.push_back(proxy);
    }
  }
  return kept;
}

Result<MigratedMailbox> MailboxOf(const Columns& columns, const Project& project) {
  MigratedMailbox mailbox;
  list::Row& row = mailbox.row;
  for (size_t column = 0; column < std::size(kRowColumns); ++column) {
    row.*kRowColumns[column].member = columns[column];
  }
  row.target_public_server = project.options.target_public_server;
  row.target_proxy = project.options.target_proxy;
  auto source_proxies = TextsOfJson(columns[kSourceProxies]);
  auto target_proxies = TextsOfJson(columns[kTargetProxies]);
  if (!source_proxies || !target_proxies) {
    return Fail(ErrorCode::kDamaged, fmt::format("the database's proxies of {} are damaged: import "
                                                 "the project again",
                                                 list::RowName(row)));
  }
  row.proxies = ProxiesOfList(*source_proxies, row);
  mailbox.target_proxies = std::move(*target_proxies);
  return mailbox;
}

bool IsSameMailbox(const list::Row& a, const list::Row& b) {
  if (a.source_dn.empty() && b.source_dn.empty()) {
    return list::SmtpKey(a.source_smtp) == list::SmtpKey(b.source_smtp);
  }
  return EqualsFolded(a.source_dn, b.source_dn);
}

// Holds a row back until the next one is known to be another mailbox.
class Merger {
 public:
  explicit Merger(const std::function<Status(MigratedMailbox)>& visit) : visit_(visit) {}

  Status Add(MigratedMailbox mailbox) {
    if (held_ && IsSameMailbox(held_->row, mailbox.row) && list::Agree(held_->row, mailbox.row)) {
      list::FillFrom(held_->row, mailbox.row);
      std::ranges::move(mailbox.target_proxies, std::back_inserter(held_->target_proxies));
      return {};
    }
    REPOINT_TRY(Finish());
    held_ = std::move(mailbox);
    return {};
  }
  Status Finish() {
    if (!held_) return {};
    return visit_(*std::exchange(held_, std::nullopt));
  }

 private:
  const std::function<Status(MigratedMailbox)>& visit_;
  std::optional<MigratedMailbox> held_;
};

// The sources that a key means, itself or through their targets.
std::set<int64_t> SourcesOf(soci::session& sql, const Project& project,
                            const std::vector<list::Key>& keys) {
  std::set<int64_t> sources;
  for (const list::Key& key : keys) {
    const std::string value = key.substr(key.find(':') + 1);
    const std::string marked = "--migrate--" + value;  // while users still send from the source
    const std::string column = key.starts_with("dn:") ? "legacy_dn_folded" : "smtp_folded";
    for (const auto& [side, matched] : {std::pair("s", "source_id"), std::pair("t", "target_id")}) {
      const soci::rowset<long long> found =
          (sql.prepare << fmt::format(
               "SELECT m.source_id FROM object o JOIN match m ON m.{} = o.id "
               "WHERE o.project_id = {} AND o.side = '{}' AND o.{} IN (:value, :marked)",
               matched, project.id, side, column),
           soci::use(value), soci::use(marked));
      sources.insert(found.begin(), found.end());
    }
  }
  return sources;
}

// PowerShell takes typographic quotes for its own too: each kind is escaped by doubling it.
std::string QuotedForPowerShell(std::string_view text) {
  static constexpr std::string_view kQuotes[] = {"'", "\u2018", "\u2019", "\u201A", "\u201B"};
  std::string quoted = "'";
  while (!text.empty()) {
    size_t length = 1;
    for (const std::string_view quote : kQuotes) {
      if (!text.starts_with(quote)) continue;
      quoted += quote;
      length = quote.size();
    }
    quoted += text.substr(0, length);
    text.remove_prefix(length);
  }
  return quoted + "'";
}

}  // namespace

std::optional<std::vector<std::string>> TextsOfJson(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& element : parsed) {
    if (!element.is_string()) return std::nullopt;
    texts.push_back(element.get<std::string>());
  }
  return texts;
}

Status VisitMigrated(Database& database, const Project& project, const std::vector<list::Key>& only,
                     const std::function<Status(MigratedMailbox)>& visit) {
  return database.InSnapshot([&](soci::session& sql) -> Status {
    std::optional<std::set<int64_t>> sources;
    if (!only.empty()) sources = SourcesOf(sql, project, only);
    RowStream stream(database, sql, RowsQuery(database, project, sources));
    Columns columns;
    soci::statement rows(sql);
    for (std::string& column : columns) rows.exchange(soci::into(column));
    rows.alloc();
    rows.prepare(stream.statement(), soci::details::st_one_time_query);
    rows.define_and_bind();
    Merger merger(visit);
    REPOINT_TRY(stream.ForEach(rows, [&]() -> Status {
      REPOINT_ASSIGN(MigratedMailbox mailbox, MailboxOf(columns, project));
      return merger.Add(std::move(mailbox));
    }));
    return merger.Finish();
  });
}

Status VisitRows(Database& database, const Project& project,
                 const std::function<Status(list::Row)>& visit) {
  return VisitMigrated(database, project, {},
                       [&](MigratedMailbox mailbox) { return visit(std::move(mailbox.row)); });
}

std::optional<MissingX500> MissingX500Of(const MigratedMailbox& mailbox) {
  const list::Row& row = mailbox.row;
  if (row.source_dn.empty()) return std::nullopt;
  const list::Key wanted = list::DnKey(row.source_dn);
  if (list::DnKey(row.target_dn) == wanted) return std::nullopt;
  for (const std::string& proxy : mailbox.target_proxies) {
    if (StartsWithFolded(Trim(proxy), "x500:") && list::DnKey(proxy) == wanted) return std::nullopt;
  }
  return MissingX500{
      .source_dn = row.source_dn,
      .target_smtp = row.target_smtp,
      .command = fmt::format(
          "Set-Mailbox {} -EmailAddresses @{{Add={}}}",
          QuotedForPowerShell(row.target_smtp.empty() ? row.target_dn : row.target_smtp),
          QuotedForPowerShell("X500:" + row.source_dn))};
}

Status VisitMissingX500(Database& database, const Project& project,
                        const std::function<Status(const MissingX500&)>& visit) {
  return VisitMigrated(database, project, {}, [&](const MigratedMailbox& mailbox) {
    const auto missing = MissingX500Of(mailbox);
    return missing ? visit(*missing) : Status();
  });
}

std::string Describe(const MissingX500& missing) {
  return missing.source_dn + ": " + DescribeLack(missing);
}

std::string DescribeLack(const MissingX500& missing) {
  return fmt::format(
      "its target {} lacks the address X500:{}, so replies to old mail bounce; add it: {}",
      missing.target_smtp.empty() ? "mailbox" : missing.target_smtp, missing.source_dn,
      missing.command);
}

}  // namespace repoint::console
