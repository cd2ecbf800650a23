#include "console/check.h"

#include <fmt/format.h>
#include <soci/soci.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "console/rows.h"
#include "list/pass.h"
#include "list/writer.h"

namespace repoint::console {
namespace {

constexpr size_t kBatchRows = 1000;

// Proxies of the targets that have one key; a key of several objects has those of all.
using ProxiesByKey = std::map<list::Key, std::vector<std::string>>;

class ProjectChecker {
 public:
  using Visit = std::function<void(const list::ListFault&)>;
  ProjectChecker(Database& database, const Project& project, const Visit& visit)
      : database_(database), project_(project), visit_(visit) {}

  Status Add(const list::Row& row) {
    batch_.push_back(row);
    return batch_.size() < kBatchRows ? Status() : Flush();
  }
  Status Flush();
  ProjectCheck counts() const { return check_; }

 private:
  Status FindTargets(const std::string& column, std::string_view kind, ProxiesByKey& found);
  void Check(const list::Row& row, const ProxiesByKey& targets);
  void Fault(const list::Row& row, std::string_view kind, std::string message);

  Database& database_;
  const Project& project_;
  const Visit& visit_;
  std::vector<list::Row> batch_;
  ProjectCheck check_;
};

// By its DN, where the list has one; addresses are given to others more often.
list::Key TargetKeyOf(const list::Row& row) {
  return row.target_dn.empty() ? list::SmtpKey(row.target_smtp) : list::DnKey(row.target_dn);
}

Status ProjectChecker::FindTargets(const std::string& column, std::string_view kind,
                                   ProxiesByKey& found) {
  auto wanted = nlohmann::json::array();
  for (const list::Row& row : batch_) {
    const list::Key key = TargetKeyOf(row);
    // What is not UTF-8 is in no database.
    if (key.starts_with(kind) && IsUtf8(key))
      wanted.push_back({{"value", key.substr(kind.size())}});
  }
  if (wanted.empty()) return {};
  const std::string rows = wanted.dump();
  return database_.InSnapshot([&](soci::session& sql) -> Status {
    const soci::rowset<soci::row> objects =
        (sql.prepare << fmt::format(
             "SELECT {0}, proxies FROM object WHERE project_id = {1} AND side = 't' AND gone = 0 "
             "AND is_mailbox = 1 AND {0} IN (SELECT value->>'value' FROM {2})",
             column, project_.id, database_.JsonRows(":rows")),
         soci::use(rows));
    for (const soci::row& object : objects) {
      auto proxies = TextsOfJson(object.get<std::string>(1));
      std::vector<std::string>& all = found[std::string(kind) + object.get<std::string>(0)];
      if (proxies) std::ranges::move(*proxies, std::back_inserter(all));
    }
    return {};
  });
}

Status ProjectChecker::Flush() {
  ProxiesByKey targets;
  REPOINT_TRY(FindTargets("legacy_dn_folded", "dn:", targets));
  REPOINT_TRY(FindTargets("smtp_folded", "smtp:", targets));
  for (const list::Row& row : batch_) Check(row, targets);
  batch_.clear();
  return {};
}

void ProjectChecker::Check(const list::Row& row, const ProxiesByKey& targets) {
  ++check_.rows;
  const auto target = targets.find(TargetKeyOf(row));
  if (target == targets.end()) {
    ++check_.unknown_targets;
    return Fault(
        row, "unknown-target",
        fmt::format(
            "its target {} is no mailbox of the project {}: import it, or export the list again",
            row.target_smtp.empty() ? row.target_dn : row.target_smtp, project_.name));
  }
  const auto missing = MissingX500Of({.row = row, .target_proxies = target->second});
  if (!missing) return;
  ++check_.missing_x500;
  Fault(row, "missing-x500", DescribeLack(*missing));
}

void ProjectChecker::Fault(const list::Row& row, std::string_view kind, std::string message) {
  visit_({.kind = kind,
          .message = std::move(message),
          .line = row.line,
          .mailbox = list::RowName(row),
          .source_dn = row.source_dn});
}

// The list's reader knows no path.
std::unexpected<Error> InFile(Error error, const std::string& path) {
  if (error.where.empty()) error.where = path;
  return std::unexpected(std::move(error));
}

}  // namespace

Result<std::vector<list::ListFault>> CheckListFile(FileSystem& files, const std::string& list_path,
                                                   const std::optional<std::string>& public_key) {
  auto faults = list::FindFaults(files, list_path, public_key);
  if (!faults) return InFile(faults.error(), list_path);
  return faults;
}

Result<ProjectCheck> CheckAgainstProject(Database& database, const Project& project,
                                         FileSystem& files, const std::string& list_path,
                                         const std::function<void(const list::ListFault&)>& visit) {
  ProjectChecker checker(database, project, visit);
  const Status read =
      list::VisitList(files, list_path, [&](const list::Row& row) { return checker.Add(row); });
  if (!read) return InFile(read.error(), list_path);
  REPOINT_TRY(checker.Flush());
  return checker.counts();
}

}  // namespace repoint::console
