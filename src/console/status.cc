#include <fmt/core.h>
#include <soci/soci.h>

#include <algorithm>
#include <array>

#include "console/mailbox_states.h"
#include "console/migrated.h"

namespace repoint::console {
namespace {

constexpr size_t kPageSize = 1000;
// Of one mailbox that are named; somebody who makes up reports must not fill our memory.
constexpr size_t kMaxComputers = 100;

struct Ordering {
  std::string_view first;   // table that is read in order of one of its indexes
  std::string_view second;  // the other one
  std::string_view side;    // of the first
  std::string_view column;  // folded, of the first
};
constexpr Ordering OrderingOf(MailboxOrder order) {
  return order == MailboxOrder::kSourceDn ? Ordering{"s", "t", "s", "s.legacy_dn_folded"}
                                          : Ordering{"t", "s", "t", "t.smtp_folded"};
}

// A page of mailboxes in order; each with a line of its own (report 0) and the lines of reports
// that name it; of each computer and user only those of the newest report (RANK gives all of them
// 1).
std::string PageQuery(MailboxOrder order) {
  const Ordering by = OrderingOf(order);
  return fmt::format(
      R"sql(
WITH page AS MATERIALIZED (
  SELECT s.id AS source, t.id AS target,
         s.legacy_dn_folded AS source_dn, REPLACE(s.smtp_folded, '--migrate--', '') AS source_smtp,
         t.legacy_dn_folded AS target_dn, REPLACE(t.smtp_folded, '--migrate--', '') AS target_smtp
  FROM object {first} CROSS JOIN match m CROSS JOIN object {second}
  WHERE {migrated} AND {first}.project_id = :project AND {first}.side = '{side}'
    AND {column} >= :place AND ({column} > :place OR s.id > :id)
  ORDER BY {column}, s.id LIMIT {limit}),
named AS (
  SELECT source, target, 0 AS report_id, 0 AS number FROM page
  UNION
  SELECT source, target, p.report_id, p.number FROM page CROSS JOIN report_profile p
  WHERE p.source_dn_folded = source_dn AND source_dn <> ''
  UNION
  SELECT source, target, p.report_id, p.number FROM page CROSS JOIN report_profile p
  WHERE p.source_smtp_folded = source_smtp AND source_smtp <> ''
    AND (p.source_dn_folded = '' OR source_dn = '')
  UNION
  SELECT source, target, p.report_id, p.number FROM page CROSS JOIN report_profile p
  WHERE p.target_dn_folded = target_dn AND target_dn <> ''
  UNION
  SELECT source, target, p.report_id, p.number FROM page CROSS JOIN report_profile p
  WHERE p.target_smtp_folded = target_smtp AND target_smtp <> ''
    AND (p.target_dn_folded = '' OR target_dn = '')),
told AS (
  SELECT named.source, named.target, named.number, r.computer, r.computer_folded, r.user_folded,
         r.reported, p.result, p.error,
         RANK() OVER (PARTITION BY named.source, r.computer_folded, r.user_folded
                      ORDER BY r.reported DESC, r.id DESC) AS age
  FROM named LEFT JOIN report r ON r.id = named.report_id
  LEFT JOIN report_profile p ON p.report_id = named.report_id AND p.number = named.number)
SELECT s.id, {column}, s.legacy_dn, s.smtp, t.smtp,
       CASE WHEN s.display_name = '' THEN t.display_name ELSE s.display_name END,
       COALESCE(told.computer, ''), COALESCE(told.result, ''), COALESCE(told.error, ''),
       COALESCE(told.reported, 0)
FROM told CROSS JOIN object s CROSS JOIN object t
WHERE told.age = 1 AND s.id = told.source AND t.id = told.target
ORDER BY {column}, s.id, told.computer_folded, told.user_folded, told.number)sql",
      fmt::arg("column", by.column), fmt::arg("first", by.first), fmt::arg("second", by.second),
      fmt::arg("side", by.side), fmt::arg("migrated", kMigrated), fmt::arg("limit", kPageSize));
}

// The worst first: a mailbox is as its worst profile on any computer.
constexpr std::array kWorstFirst = {DoneState::kFailed, DoneState::kDeferred, DoneState::kPending,
                                    DoneState::kDone, DoneState::kNeverSeen};

DoneState Worse(DoneState a, DoneState b) {
  return *std::ranges::find_if(kWorstFirst, [&](DoneState s) { return s == a || s == b; });
}

DoneState StateOfResult(std::string_view result) {
  struct Meaning {
    std::string_view result;
    DoneState state;
  };
  constexpr Meaning kMeanings[] = {
      {"updated", DoneState::kDone},      {"current", DoneState::kDone},
      {"done-before", DoneState::kDone},  {"failed", DoneState::kFailed},
      {"deferred", DoneState::kDeferred},
  };
  for (const Meaning& meaning : kMeanings) {
    if (meaning.result == result) return meaning.state;
  }
  return DoneState::kPending;
}

struct Told {
  std::string computer, result, error;
  int64_t reported = 0;
};

void Add(StatusLine& line, const Told& told) {
  const DoneState state = StateOfResult(told.result);
  if (state == DoneState::kFailed && line.state != DoneState::kFailed) {
    line.reason =
        told.computer + ": " + (told.error.empty() ? "failed, without a reason" : told.error);
  }
  line.state = Worse(line.state, state);
  line.reported = std::max(line.reported, told.reported);
  if (line.computers.size() < kMaxComputers &&
      (line.computers.empty() || line.computers.back() != told.computer)) {
    line.computers.push_back(told.computer);
  }
}

class Pages {
 public:
  Pages(const Project& project, MailboxOrder order)
      : project_id_(project.id), query_(PageQuery(order)) {}

  // The next page; empty at the end.
  Result<std::vector<StatusLine>> Next(Database& database) {
    std::vector<StatusLine> lines;
    const std::string place = place_;
    const int64_t id = id_;
    REPOINT_TRY(database.InTransaction([&](soci::session& sql) -> Status {
      StatusLine row;
      Told told;
      int64_t row_id = 0;
      soci::statement statement =
          (sql.prepare << query_, soci::use(project_id_, "project"), soci::use(place, "place"),
           soci::use(id, "id"), soci::into(row_id), soci::into(place_), soci::into(row.source_dn),
           soci::into(row.source_smtp), soci::into(row.target_smtp), soci::into(row.display_name),
           soci::into(told.computer), soci::into(told.result), soci::into(told.error),
           soci::into(told.reported));
      statement.execute();
      while (statement.fetch()) {
        if (lines.empty() || id_ != row_id) lines.push_back(row);
        id_ = row_id;
        if (!told.result.empty()) Add(lines.back(), told);
      }
      return {};
    }));
    return lines;
  }

 private:
  int64_t project_id_;
  std::string query_;
  // The last mailbox of the page before.
  std::string place_;
  int64_t id_ = 0;
};

}  // namespace

std::string_view DoneStateName(DoneState state) {
  switch (state) {
    case DoneState::kDone:
      return "done";
    case DoneState::kFailed:
      return "failed";
    case DoneState::kDeferred:
      return "deferred";
    case DoneState::kPending:
      return "pending";
    case DoneState::kNeverSeen:
      return "never-seen";
  }
  return "never-seen";
}

Status VisitMailboxStates(Database& database, const Project& project, MailboxOrder order,
                          const std::function<Status(const StatusLine&)>& visit) {
  Pages pages(project, order);
  while (true) {
    REPOINT_ASSIGN(const std::vector<StatusLine> lines, pages.Next(database));
    if (lines.empty()) return {};
    for (const StatusLine& line : lines) REPOINT_TRY(visit(line));
  }
}

Status VisitStatus(Database& database, const Project& project,
                   const std::function<Status(const StatusLine&)>& visit) {
  return VisitMailboxStates(database, project, MailboxOrder::kSourceDn, visit);
}

}  // namespace repoint::console
