#include "console/import.h"

#include <fmt/core.h>
#include <soci/soci.h>

#include <exception>
#include <map>

#include "base/text.h"
#include "console/json_rows.h"
#include "console/stored_object.h"

namespace repoint::console {
namespace {

constexpr size_t kObjectsAtOnce = 1000;

// A column of `object` that an import writes, and how it is taken out of a row's JSON.
struct ObjectColumn {
  std::string_view name;
  bool is_number = false;
};
constexpr ObjectColumn kColumns[] = {
    {"key"},          {"legacy_dn"},        {"legacy_dn_folded"},
    {"smtp"},         {"smtp_folded"},      {"proxies"},
    {"alias"},        {"alias_folded"},     {"display_name"},
    {"server"},       {"server_fqdn"},      {"server_dn"},
    {"mailbox_guid"}, {"is_mailbox", true}, {"was_mailbox", true},
    {"sid"},          {"master_sid"},       {"digest"},
    {"gone", true},
};

// INSERT ... ON CONFLICT over kColumns.
std::string UpsertStatement(std::string_view rows, int64_t project, char side) {
  std::string names, values, changes;
  for (const auto& [name, is_number] : kColumns) {
    names += fmt::format(", {}", name);
    values += is_number ? fmt::format(", CAST(value->>'{}' AS INTEGER)", name)
                        : fmt::format(", value->>'{}'", name);
    if (name == "key") continue;
    changes += fmt::format("{}{} = excluded.{}", changes.empty() ? "" : ", ", name, name);
  }
  // "WHERE TRUE": else SQLite takes ON for that of a join.
  return fmt::format(
      "INSERT INTO object (project_id, side{}) SELECT {}, '{}'{} FROM {} WHERE TRUE "
      "ON CONFLICT (project_id, side, key) DO UPDATE SET {}",
      names, project, side, values, rows, changes);
}

// An object as the database has it.
struct Known {
  int64_t id = 0;
  DirectoryObject object;  // key and what MergedObject looks at
  std::string digest;
  bool was_mailbox = false;
  bool gone = false;
  bool seen = false;  // told by this import already
};

void AddRow(const DirectoryObject& object, bool was_mailbox, const std::string& digest,
            JsonRowsText& rows) {
  rows.Begin();
  rows.Add("key", object.key);
  rows.Add("legacy_dn", object.legacy_dn);
  rows.Add("legacy_dn_folded", FoldAscii(object.legacy_dn));
  rows.Add("smtp", object.smtp);
  rows.Add("smtp_folded", FoldAscii(object.smtp));
  rows.Add("proxies", JsonArrayText(object.proxies));
  rows.Add("alias", object.alias);
  rows.Add("alias_folded", FoldAscii(object.alias));
  rows.Add("display_name", object.display_name);
  rows.Add("server", object.server);
  rows.Add("server_fqdn", object.server_fqdn);
  rows.Add("server_dn", object.server_dn);
  rows.Add("mailbox_guid", object.mailbox_guid);
  rows.Add("is_mailbox", object.is_mailbox ? 1 : 0);
  rows.Add("was_mailbox", was_mailbox ? 1 : 0);
  rows.Add("sid", object.sid);
  rows.Add("master_sid", object.master_sid);
  rows.Add("digest", digest);
  rows.Add("gone", 0);
}

// One import, inside one transaction. Objects are collected and written a thousand at a time; which
// ones were seen is kept in a temporary table, so that those that did not change are not written.
class Importer {
 public:
  Importer(Database& database, soci::session& sql, const Project& project, Side side,
           const Progress& progress)
      : database_(database),
        sql_(sql),
        project_(project.id),
        side_(side == Side::kSource ? 's' : 't'),
        progress_(progress) {}

  void Begin() {
    // A thousand rows are looked up at a time, for the same reason by indexes only.
    if (database_.engine() == Database::Engine::kPostgresql) {
      for (const char* way : {"hashjoin", "mergejoin", "seqscan"}) {
        sql_ << fmt::format("SET LOCAL enable_{} = off", way);
      }
    }
    sql_ << "CREATE TEMPORARY TABLE seen_object (id BIGINT PRIMARY KEY)";
    sql_ << fmt::format("SELECT COUNT(*) FROM object WHERE {} AND gone = 0", OfThisSide("object")),
        soci::into(counts_.before);
  }

  // The later one counts when a directory tells two objects of one key.
  Status Add(DirectoryObject object) {
    ++counts_.read;
    REPOINT_ASSIGN(object, CleanedObject(std::move(object)));
    if (object.legacy_dn.empty() && object.smtp.empty()) return {};
    std::string key = object.key;
    pending_.insert_or_assign(std::move(key), std::move(object));
    return pending_.size() < kObjectsAtOnce ? Status{} : Flush();
  }

  Result<ImportCounts> End(std::optional<int> max_shrink_percent) {
    REPOINT_TRY(Flush());
    uint64_t seen = 0;
    sql_ << "SELECT COUNT(*) FROM seen_object", soci::into(seen);
    // Strangers do not make up for those who went: it may be the wrong directory.
    const uint64_t strangers = counts_.added + counts_.returned;
    REPOINT_TRY(CheckShrink(seen - std::min(seen, strangers), max_shrink_percent));
    soci::statement gone = (sql_.prepare << fmt::format(
                                "UPDATE object SET gone = 1 WHERE {} AND gone = 0 AND NOT EXISTS "
                                "(SELECT 1 FROM seen_object WHERE seen_object.id = object.id)",
                                OfThisSide("object")));
    gone.execute(true);
    counts_.gone = static_cast<uint64_t>(gone.get_affected_rows());
    sql_ << "DROP TABLE seen_object";
    return counts_;
  }

 private:
  std::string OfThisSide(std::string_view table) const {
    return fmt::format("{0}.project_id = {1} AND {0}.side = '{2}'", table, project_, side_);
  }

  // The id of the object with the key of an element of :rows. Found by its key alone, for no
  // planner knows how many objects of this project the transaction has made: '+' and '||' keep it
  // from the indexes that begin with the project.
  std::string IdOfTold() const {
    return fmt::format(
        "(SELECT o.id FROM object o WHERE o.key = value->>'key' AND +o.project_id = {} "
        "AND o.side || '' = '{}')",
        project_, side_);
  }

  Status CheckShrink(uint64_t stayed, std::optional<int> max_shrink_percent) const {
    if (!max_shrink_percent || stayed >= counts_.before) return {};
    const uint64_t lost = counts_.before - stayed;
    if (lost * 100 <= counts_.before * static_cast<uint64_t>(std::max(*max_shrink_percent, 0))) {
      return {};
    }
    return Fail(ErrorCode::kConflict,
                fmt::format("the directory told {} of the {} objects that there were before, which "
                            "is fewer by more than {} percent; nothing was stored: look whether it "
                            "is the right one and answers whole",
                            stayed, counts_.before, *max_shrink_percent));
  }

  Status Flush() {
    if (pending_.empty()) return {};
    JsonRowsText told;
    for (const auto& [key, object] : pending_) {
      told.Begin();
      told.Add("key", key);
    }
    const std::map<std::string, Known> known = LoadKnown(told);
    JsonRowsText rows, keys, old;
    for (auto& [key, object] : pending_) {
      REPOINT_ASSIGN(const std::string digest, ObjectDigest(object));
      const auto found = known.find(key);
      const Known* before = found == known.end() ? nullptr : &found->second;
      if (!Count(before, digest)) continue;
      std::set<ObjectKey> object_keys = KeysOf(object);
      bool was_mailbox = object.is_mailbox;
      if (before != nullptr) {
        old.Begin();
        old.Add("id", before->id);
        was_mailbox |= before->was_mailbox;
        object = MergedObject(std::move(object), before->object, before->was_mailbox);
        object_keys.merge(KeysOf(object));
      }
      AddRow(object, was_mailbox, digest, rows);
      for (const ObjectKey& object_key : object_keys) {
        keys.Begin();
        keys.Add("key", key);
        keys.Add("kind", object_key.kind);
        keys.Add("value", object_key.value);
      }
    }
    Write(rows, keys, old, told);
    pending_.clear();
    if (progress_) progress_(counts_.read);
    return {};
  }

  // Counts an object under one heading; false when there is nothing to write.
  bool Count(const Known* before, const std::string& digest) {
    if (before == nullptr) return ++counts_.added, true;
    const bool changed = before->digest != digest;
    if (before->seen) return changed;
    if (before->gone) return ++counts_.returned, true;
    if (changed) ++counts_.changed;
    return changed;
  }

  std::map<std::string, Known> LoadKnown(const JsonRowsText& told) {
    const std::string text = told.Text();
    Known row;
    int was_mailbox = 0, gone = 0;
    int64_t seen = 0;
    soci::statement rows =
        (sql_.prepare << fmt::format(
             "SELECT o.id, o.key, o.digest, o.was_mailbox, o.gone, COALESCE(s.id, 0), o.legacy_dn, "
             "o.smtp, o.server, o.server_fqdn, o.server_dn, o.mailbox_guid "
             "FROM (SELECT {} AS id FROM {}) told CROSS JOIN object o "
             "LEFT JOIN seen_object s ON s.id = o.id WHERE o.id = told.id",
             IdOfTold(), database_.JsonRows(":rows")),
         soci::use(text), soci::into(row.id), soci::into(row.object.key), soci::into(row.digest),
         soci::into(was_mailbox), soci::into(gone), soci::into(seen),
         soci::into(row.object.legacy_dn), soci::into(row.object.smtp),
         soci::into(row.object.server), soci::into(row.object.server_fqdn),
         soci::into(row.object.server_dn), soci::into(row.object.mailbox_guid));
    std::map<std::string, Known> known;
    for (rows.execute(); rows.fetch();) {
      row.was_mailbox = was_mailbox != 0;
      row.gone = gone != 0;
      row.seen = seen != 0;
      known.emplace(row.object.key, row);
    }
    return known;
  }

  void Write(const JsonRowsText& rows, const JsonRowsText& keys, const JsonRowsText& old,
             const JsonRowsText& seen) {
    const auto run = [&](const JsonRowsText& parameter, const std::string& statement) {
      if (parameter.empty()) return;
      const std::string text = parameter.Text();
      sql_ << statement, soci::use(text);
    };
    const std::string elements = database_.JsonRows(":rows");
    run(rows, UpsertStatement(elements, project_, side_));
    run(old, fmt::format("DELETE FROM object_key WHERE object_id IN "
                         "(SELECT CAST(value->>'id' AS BIGINT) FROM {})",
                         elements));
    run(keys, fmt::format("INSERT INTO object_key (object_id, project_id, side, kind, value) "
                          "SELECT {}, {}, '{}', value->>'kind', value->>'value' FROM {}",
                          IdOfTold(), project_, side_, elements));
    run(seen, fmt::format("INSERT INTO seen_object (id) SELECT {} FROM {} WHERE TRUE "
                          "ON CONFLICT DO NOTHING",
                          IdOfTold(), elements));
  }

  Database& database_;
  soci::session& sql_;
  int64_t project_;
  char side_;
  const Progress& progress_;
  std::map<std::string, DirectoryObject> pending_;  // by key
  ImportCounts counts_;
};

}  // namespace

Result<ImportCounts> ImportSide(Database& database, const Project& project, Side side,
                                Directory& directory, std::optional<int> max_shrink_percent,
                                const Progress& progress) {
  ImportCounts counts;
  const Status stored = database.InTransaction([&](soci::session& sql) -> Status {
    REPOINT_TRY(LockProject(sql, project));
    Importer importer(database, sql, project, side, progress);
    importer.Begin();
    // SOCI's exceptions are nothing for the directory that calls us.
    std::exception_ptr thrown;
    const Status read = directory.Read([&](DirectoryObject object) -> Status {
      try {
        return importer.Add(std::move(object));
      } catch (const soci::soci_error&) {
        thrown = std::current_exception();
        return Fail(ErrorCode::kIo, "the database failed");
      }
    });
    if (thrown) std::rethrow_exception(thrown);
    REPOINT_TRY(read);
    REPOINT_ASSIGN(counts, importer.End(max_shrink_percent));
    return {};
  });
  REPOINT_TRY(stored);
  // How the engines find their way when they match. The import stands without it.
  (void)database.InTransaction([&](soci::session& sql) -> Status {
    for (const char* table : {"object", "object_key"}) sql << fmt::format("ANALYZE {}", table);
    return {};
  });
  return counts;
}

Result<bool> WasImported(Database& database, const Project& project) {
  int found = 0;
  REPOINT_TRY(database.InSnapshot([&](soci::session& sql) -> Status {
    sql << "SELECT CASE WHEN EXISTS (SELECT 1 FROM object WHERE project_id = :id) THEN 1 ELSE 0 "
           "END",
        soci::use(project.id), soci::into(found);
    return {};
  }));
  return found != 0;
}

}  // namespace repoint::console
