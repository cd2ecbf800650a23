#include "console/results.h"

#include <fmt/core.h>
#include <soci/soci.h>

#include <nlohmann/json.hpp>

#include "base/digest.h"
#include "base/text.h"
#include "console/mime.h"
#include "console/report_file.h"
#include "list/row.h"
#include "mapi/legacy_dn.h"

namespace repoint::console {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kEnding = ".json";
constexpr std::string_view kRejected = "rejected";
constexpr int kMaxNames = 1000;  // tried in rejected/ for one file
// A transaction has at most so many reports, and about so much text.
constexpr size_t kBatchReports = 500;
constexpr size_t kBatchBytes = size_t{4} << 20;

std::string FoldedDn(const std::string& dn) {
  return dn.empty() ? "" : list::DnKey(dn).substr(std::string_view("dn:").size());
}
std::string FoldedSmtp(const std::string& address) {
  return address.empty() ? "" : list::SmtpKey(address).substr(std::string_view("smtp:").size());
}

// Where the newest report counts: on a computer; but a hive is one wherever it was worked on.
std::string PlaceOf(const ReportFile& report) {
  return report.store.starts_with("hive:") ? "" : FoldAscii(report.computer);
}

// Reports on their way into the database, as JSON that one statement takes apart.
class Batch {
 public:
  void Add(const std::string& digest, const std::string& file_name, int64_t reported,
           const ReportFile& report) {
    reports_.push_back({{"digest", digest},
                        {"file", file_name},
                        {"computer", report.computer},
                        {"computer_folded", PlaceOf(report)},
                        {"user", report.user},
                        {"user_folded", FoldAscii(report.user)},
                        {"reported", reported},
                        {"exit", report.exit},
                        {"error", report.error},
                        {"list", report.list_digest}});
    int number = 0;
    for (const ReportedProfile& profile : report.results) {
      AddProfile(digest, ++number, profile);
    }
  }

  bool IsFull() const { return reports_.size() >= kBatchReports || bytes_ >= kBatchBytes; }

  // Whole or not at all; returns how many were new.
  Result<uint64_t> Store(Database& database) {
    if (reports_.empty()) return 0;
    const std::string reports = Dump(reports_);
    const std::string profiles = Dump(profiles_);
    uint64_t added = 0;
    REPOINT_TRY(database.InTransaction([&](soci::session& sql) -> Status {
      soci::statement insert = (sql.prepare << ReportStatement(database), soci::use(reports));
      insert.execute(true);
      added = static_cast<uint64_t>(insert.get_affected_rows());
      if (!profiles_.empty()) sql << ProfileStatement(database), soci::use(profiles);
      return {};
    }));
    *this = {};
    return added;
  }

 private:
  static std::string Dump(const Json& rows) {
    return rows.dump(-1, ' ', false, Json::error_handler_t::replace);
  }

  void AddProfile(const std::string& digest, int number, const ReportedProfile& profile) {
    profiles_.push_back({{"digest", digest},
                         {"number", number},
                         {"profile", profile.profile},
                         {"root", profile.root},
                         {"result", profile.result},
                         {"source_dn", FoldedDn(profile.source_dn)},
                         {"source_smtp", FoldedSmtp(profile.source_smtp)},
                         {"target_dn", FoldedDn(profile.target_dn)},
                         {"target_smtp", FoldedSmtp(profile.target_smtp)},
                         {"error", profile.error}});
    bytes_ += 300 + profile.profile.size() + profile.source_dn.size() + profile.source_smtp.size() +
              profile.target_dn.size() + profile.target_smtp.size() + profile.error.size();
  }

  // "WHERE true": without it SQLite takes ON for that of a join.
  static std::string ReportStatement(const Database& database) {
    return fmt::format(
        "INSERT INTO report (digest, file_name, computer, computer_folded, user_name, user_folded, "
        "reported, exit_code, error, list_digest) SELECT value->>'digest', value->>'file', "
        "value->>'computer', value->>'computer_folded', value->>'user', value->>'user_folded', "
        "CAST(value->>'reported' AS BIGINT), CAST(value->>'exit' AS INTEGER), value->>'error', "
        "value->>'list' FROM {} WHERE true ON CONFLICT (digest) DO NOTHING",
        database.JsonRows(":rows"));
  }

  static std::string ProfileStatement(const Database& database) {
    return fmt::format(
        "INSERT INTO report_profile (report_id, number, profile, root, result, source_dn_folded, "
        "source_smtp_folded, target_dn_folded, target_smtp_folded, error) SELECT report.id, "
        "CAST(value->>'number' AS INTEGER), value->>'profile', value->>'root', value->>'result', "
        "value->>'source_dn', value->>'source_smtp', value->>'target_dn', value->>'target_smtp', "
        "value->>'error' FROM {} CROSS JOIN report WHERE report.digest = value->>'digest' "
        "ON CONFLICT (report_id, number) DO NOTHING",
        database.JsonRows(":rows"));
  }

  Json reports_ = Json::array();
  Json profiles_ = Json::array();
  size_t bytes_ = 0;
};

class Importer {
 public:
  Importer(Database& database, FileSystem& files, const std::string& folder)
      : database_(database), files_(files), folder_(folder) {}

  Result<ResultsImport> Run(const std::function<void(uint64_t)>& progress) {
    REPOINT_ASSIGN(const auto info, files_.Stat(folder_));
    if (!info || !info->is_folder) {
      return Fail(ErrorCode::kNotFound, "there is no folder of reports", folder_);
    }
    REPOINT_ASSIGN(const std::vector<std::string> names, files_.List(folder_));
    for (const std::string& name : names) {
      if (!FoldAscii(name).ends_with(kEnding)) continue;
      REPOINT_TRY(ReadOne(name));
      if (progress) progress(result_.read);
    }
    REPOINT_TRY(StoreBatch());
    return result_;
  }

 private:
  Status ReadOne(const std::string& name) {
    const std::string path = JoinPath(folder_, name);
    const auto info = files_.Stat(path);
    // Gone, a folder, or a link, which may point anywhere: none of a client's files.
    if (info && (!*info || (*info)->is_folder || (*info)->is_link)) return {};
    ++result_.read;
    if (!info) return PassOver(name, info.error().message);
    const Result<Bytes> bytes = ReadWhole(files_, path, kMaxReportBytes);
    if (!bytes && bytes.error().code == ErrorCode::kUnsupported) {
      return SetAside(name, "larger than 16 MiB");
    }
    if (!bytes) return PassOver(name, bytes.error().message);
    const Result<ReportFile> report = ParseReportFile(AsChars(*bytes));
    if (!report) return SetAside(name, report.error().message);
    REPOINT_ASSIGN(const Sha256Digest digest, Sha256Of(*bytes));
    batch_.Add(HexEncode(digest), OneLine(name), ReportTime(name, (*info)->modified_seconds),
               *report);
    ++waiting_;
    return batch_.IsFull() ? StoreBatch() : Status();
  }

  Status StoreBatch() {
    REPOINT_ASSIGN(const uint64_t added, batch_.Store(database_));
    result_.added += added;
    result_.known += waiting_ - added;
    waiting_ = 0;
    return {};
  }

  static void Note(const std::string& name, const std::string& why, uint64_t& count,
                   std::vector<std::string>& names) {
    ++count;
    if (names.size() < kMaxSetAside) names.push_back(OneLine(name) + ": " + why);
  }

  // A file that cannot be read now stays, for the next import.
  Status PassOver(const std::string& name, const std::string& why) {
    Note(name, why, result_.passed_over_count, result_.passed_over);
    return {};
  }

  Status SetAside(const std::string& name, const std::string& why) {
    const Status moved = MoveAway(name);
    Note(name,
         moved ? why : fmt::format("{} (and it cannot be moved: {})", why, moved.error().message),
         result_.set_aside_count, result_.set_aside);
    return {};
  }

  Status MoveAway(const std::string& name) {
    const std::string rejected = JoinPath(folder_, kRejected);
    REPOINT_ASSIGN(const auto info, files_.Stat(rejected));
    if (info && info->is_link) {
      return Fail(ErrorCode::kConflict, "rejected/ is a link, and is not followed");
    }
    REPOINT_TRY(files_.CreateFolders(rejected, Access::kDefault));
    for (int i = 1; i <= kMaxNames; ++i) {
      const std::string free_name = i == 1 ? name : fmt::format("{}.{}", name, i);
      const Status moved = files_.Rename(JoinPath(folder_, name), JoinPath(rejected, free_name));
      if (moved || moved.error().code != ErrorCode::kConflict) return moved;
    }
    return Fail(ErrorCode::kConflict, "rejected/ has too many files of this name");
  }

  Database& database_;
  FileSystem& files_;
  const std::string& folder_;
  Batch batch_;
  uint64_t waiting_ = 0;  // reports in the batch
  ResultsImport result_;
};

}  // namespace

Result<ResultsImport> ImportResults(Database& database, FileSystem& files,
                                    const std::string& folder,
                                    const std::function<void(uint64_t)>& progress) {
  return Importer(database, files, folder).Run(progress);
}

}  // namespace repoint::console
