// VisitObjects.
#include <fmt/core.h>
#include <soci/soci.h>

#include "console/import.h"
#include "console/match_rules.h"
#include "console/migrated.h"
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
    {ObjectFilter::kMigrated, kMigrated},
    {ObjectFilter::kUnmatched, "m.source_id IS NULL"},
    {ObjectFilter::kAmbiguous, "m.ambiguous = 1"},
    {ObjectFilter::kGone, "(s.gone = 1 OR t.gone = 1)"},
};

// Of a match, what other matches say against it, as 1 or 0.
std::string Says(std::string_view other) {
  return fmt::format(
      "CASE WHEN m.ambiguous = 1 AND EXISTS (SELECT 1 FROM match o WHERE {}) THEN 1 ELSE 0 END",
      other);
}

// The place of a rule among the rules.
std::string RankOf(std::string_view rule) {
  std::string rank = fmt::format("CASE {}", rule);
  for (size_t i = 0; i < std::size(kMatchRules); ++i) {
    rank += fmt::format(" WHEN '{}' THEN {}", kMatchRules[i], i);
  }
  return rank + " END";
}

std::string Reasons() {
  return fmt::format(
      "{}, {}, {}", Says("o.source_id = m.source_id AND o.target_id <> m.target_id"),
      Says("o.target_id = m.target_id AND o.source_id <> m.source_id AND o.rule = m.rule"),
      Says(fmt::format("o.target_id = m.target_id AND {} < {}", RankOf("o.rule"),
                       RankOf("m.rule"))));
}

std::string Query(const Project& project, ObjectFilter wanted) {
  std::string_view condition;
  for (const Filter& known : kFilters) {
    if (known.filter == wanted) condition = known.condition;
  }
  return fmt::format(
      "SELECT s.legacy_dn, s.smtp, s.display_name, s.gone, COALESCE(m.rule, ''), "
      "COALESCE(m.ambiguous, 0), COALESCE(t.legacy_dn, ''), COALESCE(t.smtp, ''), "
      "COALESCE(t.is_mailbox, 0), COALESCE(t.gone, 0), {} FROM object s "
      "LEFT JOIN match m ON m.source_id = s.id LEFT JOIN object t ON t.id = m.target_id "
      "WHERE s.project_id = {} AND s.side = 's' AND s.was_mailbox = 1 AND {} "
      "ORDER BY s.legacy_dn_folded, s.smtp_folded, s.id, t.legacy_dn_folded, t.smtp_folded, t.id",
      Reasons(), project.id, condition);
}

}  // namespace

Status VisitObjects(Database& database, const Project& project, ObjectFilter filter,
                    const std::function<Status(const ObjectLine&)>& visit) {
  return database.InSnapshot([&](soci::session& sql) -> Status {
    ObjectLine line;
    int source_gone = 0, ambiguous = 0, is_mailbox = 0, target_gone = 0;
    int several_targets = 0, several_sources = 0, target_taken = 0;
    RowStream stream(database, sql, Query(project, filter));
    soci::statement rows =
        (sql.prepare << stream.statement(), soci::into(line.source_dn),
         soci::into(line.source_smtp), soci::into(line.display_name), soci::into(source_gone),
         soci::into(line.rule), soci::into(ambiguous), soci::into(line.target_dn),
         soci::into(line.target_smtp), soci::into(is_mailbox), soci::into(target_gone),
         soci::into(several_targets), soci::into(several_sources), soci::into(target_taken));
    return stream.ForEach(rows, [&]() -> Status {
      line.source_gone = source_gone != 0;
      line.ambiguous = ambiguous != 0;
      line.several_targets = several_targets != 0;
      line.several_sources = several_sources != 0;
      line.target_taken = target_taken != 0;
      line.target_is_mailbox = is_mailbox != 0;
      line.target_gone = target_gone != 0;
      return visit(line);
    });
  });
}

}  // namespace repoint::console
