// MatchObjects, StoreMappings and what they leave over.
#include <fmt/core.h>
#include <soci/soci.h>

#include <span>

#include "console/import.h"
#include "console/json_rows.h"
#include "console/mapping.h"
#include "console/stored_object.h"

namespace repoint::console {
namespace {

constexpr size_t kPairsAtOnce = 1000;
// A key that more targets than these have tells nobody apart. Two of them are enough to say so, or
// thousands of sources with an alias like "info" would make millions of pairs.
constexpr int kMaxTargetsOfKey = 10;

// A source and a target match where a key of one is a key of the other.
struct KeyPair {
  std::string_view source_kind, target_kind;
};
struct Rule {
  std::string_view name;
  std::span<const KeyPair> pairs;
  bool ProjectOptions::* asked = nullptr;  // nullptr: always
};

constexpr KeyPair kX500[] = {{"dn", "x500"}};
constexpr KeyPair kSid[] = {{"sid", "old-sid"}, {"sid", "master-sid"}, {"master-sid", "sid"}};
constexpr KeyPair kSmtp[] = {{"smtp", "smtp"}};
constexpr KeyPair kAlias[] = {{"alias", "alias"}};

// Behind explicit mapping, in this order.
constexpr Rule kRules[] = {
    {"x500", kX500},
    {"sid", kSid},
    {"smtp", kSmtp},
    {"alias", kAlias, &ProjectOptions::match_alias},
};

MatchCounts Count(soci::session& sql, int64_t project) {
  MatchCounts counts;
  uint64_t sources = 0;
  sql << fmt::format(
      "SELECT COUNT(*) FROM object WHERE project_id = {} AND side = 's' AND was_mailbox = 1",
      project),
      soci::into(sources);
  sql << fmt::format(
      "SELECT COUNT(*), COALESCE(SUM(t.is_mailbox * (1 - t.gone)), 0) FROM match m "
      "JOIN object t ON t.id = m.target_id WHERE m.project_id = {} AND m.ambiguous = 0",
      project),
      soci::into(counts.matched), soci::into(counts.migrated);
  sql << fmt::format(
      "SELECT COUNT(DISTINCT source_id) FROM match WHERE project_id = {} AND ambiguous = 1",
      project),
      soci::into(counts.ambiguous);
  counts.unmatched = sources - counts.matched - counts.ambiguous;
  return counts;
}

// Its joins are CROSS JOINs in the order that SQLite is to take; PostgreSQL makes up its own mind.
class Matcher {
 public:
  Matcher(soci::session& sql, const Project& project)
      : sql_(sql), id_(project.id), options_(project.options) {}

  MatchCounts Match() {
    sql_ << fmt::format("DELETE FROM match WHERE project_id = {}", id_);
    // Sources that no rule has found a target for yet.
    sql_ << "CREATE TEMPORARY TABLE open_source (id BIGINT PRIMARY KEY)";
    sql_ << fmt::format(
        "INSERT INTO open_source (id) SELECT id FROM object "
        "WHERE project_id = {} AND side = 's' AND was_mailbox = 1",
        id_);
    FindCrowds();
    Apply("mapping", MappingCandidates());
    CloseMappedSources();
    for (const Rule& rule : kRules) {
      if (rule.asked != nullptr && !(options_.*rule.asked)) continue;
      Apply(rule.name, KeyCandidates(rule.pairs));
    }
    const MatchCounts counts = Count(sql_, id_);
    for (const char* table : {"open_source", "crowd"}) sql_ << fmt::format("DROP TABLE {}", table);
    return counts;
  }

 private:
  // The keys of the target that tell nobody apart, with two of the targets that have them.
  void FindCrowds() {
    sql_ << "CREATE TEMPORARY TABLE crowd (kind TEXT, value TEXT, first_id BIGINT, last_id BIGINT, "
            "PRIMARY KEY (kind, value))";
    sql_ << fmt::format(
        "INSERT INTO crowd (kind, value, first_id, last_id) "
        "SELECT c.kind, c.value, MIN(t.id), MAX(t.id) FROM "
        "(SELECT kind, value FROM object_key WHERE project_id = {0} AND side = 't' "
        "GROUP BY kind, value HAVING COUNT(*) > {1}) c "
        "CROSS JOIN object_key k CROSS JOIN object t WHERE k.project_id = {0} AND k.side = 't' "
        "AND k.kind = c.kind AND k.value = c.value AND t.id = k.object_id AND t.gone = 0 "
        "GROUP BY c.kind, c.value",
        id_, kMaxTargetsOfKey);
  }

  // SELECTs of source_id and target_id.
  std::string KeyCandidates(std::span<const KeyPair> pairs) const {
    std::string candidates;
    for (const KeyPair& pair : pairs) {
      if (!candidates.empty()) candidates += " UNION ";
      candidates += fmt::format(
          "SELECT s.object_id AS source_id, t.object_id AS target_id FROM open_source o "
          "CROSS JOIN object_key s CROSS JOIN object_key t "
          "LEFT JOIN crowd c ON c.kind = t.kind AND c.value = t.value "
          "WHERE s.object_id = o.id AND s.kind = '{1}' AND t.project_id = {0} AND t.side = 't' "
          "AND t.kind = '{2}' AND t.value = s.value "
          "AND (c.kind IS NULL OR t.object_id IN (c.first_id, c.last_id))",
          id_, pair.source_kind, pair.target_kind);
    }
    return candidates;
  }

  std::string MappingCandidates() const {
    return fmt::format(
        "SELECT o.id AS source_id, t.object_id AS target_id FROM mapping m "
        "CROSS JOIN object_key s CROSS JOIN object_key t CROSS JOIN open_source o "
        "WHERE m.project_id = {0} AND s.project_id = {0} AND s.side = 's' "
        "AND s.kind = m.source_kind AND s.value = m.source_value AND t.project_id = {0} "
        "AND t.side = 't' AND t.kind = m.target_kind AND t.value = m.target_value "
        "AND o.id = s.object_id",
        id_);
  }

  void Apply(std::string_view rule, const std::string& candidates) {
    sql_ << fmt::format(
        "INSERT INTO match (project_id, source_id, target_id, rule, ambiguous) "
        "SELECT DISTINCT {0}, c.source_id, c.target_id, '{1}', 0 FROM ({2}) c "
        "CROSS JOIN object t WHERE t.id = c.target_id AND t.gone = 0",
        id_, rule, candidates);
    // Targets of all rules so far are counted: one that an earlier rule gave away is not given
    // again.
    sql_ << fmt::format(
        "UPDATE match SET ambiguous = 1 WHERE project_id = {0} AND rule = '{1}' AND "
        "(source_id IN (SELECT source_id FROM match WHERE project_id = {0} AND rule = '{1}' "
        "GROUP BY source_id HAVING COUNT(*) > 1) OR "
        "target_id IN (SELECT target_id FROM match WHERE project_id = {0} "
        "GROUP BY target_id HAVING COUNT(*) > 1))",
        id_, rule);
    sql_ << fmt::format(
        "DELETE FROM open_source WHERE id IN "
        "(SELECT source_id FROM match WHERE project_id = {} AND rule = '{}')",
        id_, rule);
  }

  // A source that is mapped to a target that is not there (yet) gets no other one.
  void CloseMappedSources() {
    sql_ << fmt::format(
        "DELETE FROM open_source WHERE id IN (SELECT s.object_id FROM mapping m "
        "CROSS JOIN object_key s WHERE m.project_id = {0} AND s.project_id = {0} "
        "AND s.side = 's' AND s.kind = m.source_kind AND s.value = m.source_value)",
        id_);
  }

  soci::session& sql_;
  int64_t id_;
  const ProjectOptions& options_;
};

// A row with the keys of a pair.
Status AddPair(const MappingPair& pair, size_t number, JsonRowsText& rows) {
  REPOINT_ASSIGN(const ObjectKey source, MappingKey(pair.source));
  REPOINT_ASSIGN(const ObjectKey target, MappingKey(pair.target));
  rows.Begin();
  rows.Add("number", static_cast<int64_t>(number));
  rows.Add("source_kind", source.kind);
  rows.Add("source_value", source.value);
  rows.Add("target_kind", target.kind);
  rows.Add("target_value", target.value);
  return {};
}

// Whether an object has the key of a pair p that this side is named by, as 1 or 0.
std::string HasObject(int64_t project, char side, std::string_view name, std::string_view which) {
  return fmt::format(
      "CASE WHEN EXISTS (SELECT 1 FROM object_key k CROSS JOIN object o WHERE k.project_id = {0} "
      "AND k.side = '{1}' AND k.kind = p.{2}_kind AND k.value = p.{2}_value AND o.id = k.object_id "
      "AND o.{3}) THEN 1 ELSE 0 END",
      project, side, name, which);
}

std::string UnmetQuery(const Database& database, int64_t project) {
  return fmt::format(
      "SELECT p.number, {0}, {1} FROM (SELECT CAST(value->>'number' AS BIGINT) AS number, "
      "value->>'source_kind' AS source_kind, value->>'source_value' AS source_value, "
      "value->>'target_kind' AS target_kind, value->>'target_value' AS target_value FROM {2}) p "
      "ORDER BY p.number",
      HasObject(project, 's', "source", "was_mailbox = 1"),
      HasObject(project, 't', "target", "gone = 0"), database.JsonRows(":rows"));
}

}  // namespace

Status StoreMappings(Database& database, const Project& project, const MappingPairs& pairs) {
  return database.InTransaction([&](soci::session& sql) -> Status {
    REPOINT_TRY(LockProject(sql, project));
    sql << "DELETE FROM mapping WHERE project_id = :id", soci::use(project.id);
    for (size_t begin = 0; begin < pairs.size(); begin += kPairsAtOnce) {
      JsonRowsText rows;
      for (size_t i = begin; i < std::min(begin + kPairsAtOnce, pairs.size()); ++i) {
        REPOINT_TRY(AddPair(pairs[i], i, rows));
      }
      const std::string text = rows.Text();
      sql << fmt::format(
          "INSERT INTO mapping "
          "(project_id, source_kind, source_value, target_kind, target_value) "
          "SELECT {}, value->>'source_kind', value->>'source_value', value->>'target_kind', "
          "value->>'target_value' FROM {} WHERE TRUE ON CONFLICT DO NOTHING",
          project.id, database.JsonRows(":rows")),
          soci::use(text);
    }
    return {};
  });
}

Result<UnmetMappings> FindUnmetMappings(Database& database, const Project& project,
                                        const MappingPairs& pairs) {
  UnmetMappings unmet;
  const std::string query = UnmetQuery(database, project.id);
  const Status read = database.InSnapshot([&](soci::session& sql) -> Status {
    for (size_t begin = 0; begin < pairs.size(); begin += kPairsAtOnce) {
      JsonRowsText rows;
      for (size_t i = begin; i < std::min(begin + kPairsAtOnce, pairs.size()); ++i) {
        REPOINT_TRY(AddPair(pairs[i], i, rows));
      }
      const std::string text = rows.Text();
      int64_t number = 0;
      int has_source = 0, has_target = 0;
      soci::statement found = (sql.prepare << query, soci::use(text), soci::into(number),
                               soci::into(has_source), soci::into(has_target));
      for (found.execute(); found.fetch();) {
        if (has_source != 0 && has_target != 0) continue;
        if (++unmet.count > kMaxUnmetMappings) continue;
        unmet.first.push_back({.pair = pairs[static_cast<size_t>(number)],
                               .source_missing = has_source == 0,
                               .target_missing = has_target == 0});
      }
    }
    return {};
  });
  REPOINT_TRY(read);
  return unmet;
}

Result<MatchCounts> CountMatches(Database& database, const Project& project) {
  MatchCounts counts;
  REPOINT_TRY(database.InSnapshot([&](soci::session& sql) -> Status {
    counts = Count(sql, project.id);
    return {};
  }));
  return counts;
}

Result<MatchCounts> MatchObjects(Database& database, const Project& project) {
  MatchCounts counts;
  const Status matched = database.InTransaction([&](soci::session& sql) -> Status {
    REPOINT_TRY(LockProject(sql, project));
    counts = Matcher(sql, project).Match();
    return {};
  });
  REPOINT_TRY(matched);
  return counts;
}

}  // namespace repoint::console
