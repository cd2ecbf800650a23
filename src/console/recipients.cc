#include <fmt/core.h>
#include <soci/soci.h>

#include "base/text.h"
#include "console/mailbox_states.h"
#include "console/migrated.h"
#include "console/notify.h"

namespace repoint::console {
namespace {

constexpr size_t kPageSize = 1000;

struct Page {
  std::vector<Recipient> recipients;
  std::string last;  // folded
};

// Source mailboxes that are still where they were, behind `after`.
Result<Page> ReadPage(Database& database, const Project& project, const std::string& after) {
  static const std::string kQuery = fmt::format(
      R"sql(
SELECT s.smtp_folded, MIN(s.smtp), MIN(s.display_name),
  MAX(CASE WHEN EXISTS (SELECT 1 FROM match m CROSS JOIN object t WHERE m.source_id = s.id
    AND m.ambiguous = 0 AND t.id = m.target_id AND t.gone = 0) THEN 1 ELSE 0 END)
FROM object s
WHERE s.project_id = :project AND s.side = 's' AND s.is_mailbox = 1 AND s.gone = 0
  AND s.smtp_folded > :after
  AND NOT EXISTS (SELECT 1 FROM match m CROSS JOIN object t WHERE {})
GROUP BY s.smtp_folded ORDER BY s.smtp_folded LIMIT {})sql",
      kMigrated, kPageSize);
  Page page;
  REPOINT_TRY(database.InTransaction([&](soci::session& sql) -> Status {
    Recipient row;
    int has_target = 0;
    soci::statement statement =
        (sql.prepare << kQuery, soci::use(project.id, "project"), soci::use(after, "after"),
         soci::into(page.last), soci::into(row.address), soci::into(row.display_name),
         soci::into(has_target));
    statement.execute();
    while (statement.fetch()) {
      row.has_target = has_target != 0;
      page.recipients.push_back(row);
    }
    return {};
  }));
  return page;
}

Status VisitWaiting(Database& database, const Project& project,
                    const std::function<Status(const Recipient&)>& visit) {
  std::string after;
  while (true) {
    REPOINT_ASSIGN(const Page page, ReadPage(database, project, after));
    if (page.recipients.empty()) return {};
    for (const Recipient& recipient : page.recipients) REPOINT_TRY(visit(recipient));
    after = page.last;
  }
}

Status VisitMovedNotDone(Database& database, const Project& project,
                         const std::function<Status(const Recipient&)>& visit) {
  std::string last;
  return VisitMailboxStates(database, project, MailboxOrder::kTargetSmtp,
                            [&](const StatusLine& line) -> Status {
                              if (line.state == DoneState::kDone || line.target_smtp.empty())
                                return {};
                              if (EqualsFolded(line.target_smtp, last)) return {};
                              last = line.target_smtp;
                              return visit({line.target_smtp, line.display_name});
                            });
}

}  // namespace

Status VisitRecipients(Database& database, const Project& project, std::string_view template_name,
                       const std::function<Status(const Recipient&)>& visit) {
  return template_name == "now" ? VisitMovedNotDone(database, project, visit)
                                : VisitWaiting(database, project, visit);
}

}  // namespace repoint::console
