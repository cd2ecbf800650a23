// VisitObjects.
#include <fmt/core.h>
#include <soci/soci.h>

#include "console/import.h"
#include "console/row_stream.h"

namespace repoint::console {
namespace {

struct Filter {
  ObjectFilter filter;
  std::string_view condition;  // on source s, match m, target t
};
constexpr Filter kFilters[] = {
    {ObjectFilter::kAll, "TRUE"},
    {ObjectFilter::kMatched, "m.ambiguous = 0"},
    {ObjectFilter::kMigrated, "m.ambiguous = 0 AND t.is_mailbox = 1 AND t.gone = 0"},
    {ObjectFilter::kUnmatched, "m.source_id IS NULL"},
    {ObjectFilter::kAmbiguous, "m.ambiguous = 1"},
    {ObjectFilter::kGone, "(s.gone = 1 OR t.gone = 1)"},
};

std::string Query(const Project& project, ObjectFilter wanted) {
  std::string_view condition;
  for (const Filter& known : kFilters) {
    if (known.filter == wanted) condition = known.condition;
  }
  return fmt::format(
      "SELECT s.legacy_dn, s.smtp, s.display_name, s.gone, COALESCE(m.rule, ''), "
      "COALESCE(m.ambiguous, 0), COALESCE(t.legacy_dn, ''), COALESCE(t.smtp, ''), "
      "COALESCE(t.is_mailbox, 0), COALESCE(t.gone, 0) FROM object s "
      "LEFT JOIN match m ON m.source_id = s.id LEFT JOIN object t ON t.id = m.target_id "
      "WHERE s.project_id = {} AND s.side = 's' AND s.was_mailbox = 1 AND {} "
      "ORDER BY s.legacy_dn_folded, s.smtp_folded, s.id, t.legacy_dn_folded, t.smtp_folded, t.id",
      project.id, condition);
}

}  // namespace

Status VisitObjects(Database& database, const Project& project, ObjectFilter filter,
                    const std::function<Status(const ObjectLine&)>& visit) {
  return database.InSnapshot([&](soci::session& sql) -> Status {
    ObjectLine line;
    int source_gone = 0, ambiguous = 0, is_mailbox = 0, target_gone = 0;
    RowStream stream(database, sql, Query(project, filter));
    soci::statement rows =
        (sql.prepare << stream.statement(), soci::into(line.source_dn),
         soci::into(line.source_smtp), soci::into(line.display_name), soci::into(source_gone),
         soci::into(line.rule), soci::into(ambiguous), soci::into(line.target_dn),
         soci::into(line.target_smtp), soci::into(is_mailbox), soci::into(target_gone));
    return stream.ForEach(rows, [&]() -> Status {
      line.source_gone = source_gone != 0;
      line.ambiguous = ambiguous != 0;
      line.target_is_mailbox = is_mailbox != 0;
      line.target_gone = target_gone != 0;
      return visit(line);
    });
  });
}

}  // namespace repoint::console
