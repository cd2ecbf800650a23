#include <nlohmann/json.hpp>

#include "base/system.h"
#include "base/text.h"
#include "client/render.h"

namespace repoint {
namespace {

// Keeps the order in which members are named.
using Json = nlohmann::ordered_json;

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json OrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json MailboxJson(const MailboxName& mailbox) {
  return Json{{"dn", OrNull(mailbox.dn)},
              {"smtp", OrNull(mailbox.smtp)},
              {"server", OrNull(mailbox.server)}};
}

Json ErrorJson(const std::optional<Error>& error) {
  if (!error) return nullptr;
  return Json{
      {"code", ErrorCodeName(error->code)}, {"message", error->message}, {"where", error->where}};
}

Json ProfileJson(const ProfileResult& result) {
  Json leftovers = Json::array();
  for (const Leftover& leftover : result.leftovers) {
    leftovers.push_back({{"place", leftover.place}, {"names", leftover.name}});
  }
  Json files = Json::array();
  for (const FileMove& move : result.files) {
    files.push_back({{"kind", FileKindName(move.kind)},
                     {"from", move.from},
                     {"to", move.to},
                     {"rewritten", !move.digest.empty()}});
  }
  return Json{{"event", "profile"},
              {"store", result.store},
              {"root", RootOf(result.profile.root).name},
              {"profile", result.profile.name},
              {"outlook", OrNull(result.outlook)},
              {"result", OutcomeName(result.outcome)},
              {"method", OrNull(result.method)},
              {"source", MailboxJson(result.source)},
              {"target", MailboxJson(result.target)},
              {"changes", result.edits.size()},
              {"files", std::move(files)},
              {"leftovers", std::move(leftovers)},
              {"warnings", result.warnings},
              {"journal", OrNull(result.journal)},
              {"error", ErrorJson(result.error)}};
}

Json CountsJson(const Report& report) {
  Json counts = Json::object();
  for (int i = 0; i <= static_cast<int>(ProfileOutcome::kNewOutlook); ++i) {
    const auto outcome = static_cast<ProfileOutcome>(i);
    if (const int count = report.Count(outcome); count != 0) counts[OutcomeName(outcome)] = count;
  }
  return counts;
}

size_t FileCount(const Report& report) {
  size_t count = 0;
  for (const ProfileResult& result : report.profiles) count += result.files.size();
  return count;
}

Json SummaryJson(const Report& report) {
  Json warnings = report.warnings;
  for (const std::string& aside : report.asides) warnings.push_back(aside);
  return Json{{"event", "summary"},
              {"version", report.version},
              {"mode", OrNull(report.mode)},
              {"store", OrNull(report.store)},
              {"user", report.user},
              {"computer", report.computer},
              {"list",
               {{"path", OrNull(report.list_path)},
                {"digest", OrNull(report.list_digest)},
                {"indexed", report.list_indexed}}},
              {"profiles", CountsJson(report)},
              {"files", FileCount(report)},
              {"notes", report.notes},
              {"warnings", std::move(warnings)},
              {"error", ErrorJson(report.error)},
              {"exit", report.exit},
              {"seconds", static_cast<double>(report.ended - report.started) / 1000.0}};
}

}  // namespace

std::string RenderJson(const Report& report) {
  std::string text;
  for (const ProfileResult& result : report.profiles) text += Dump(ProfileJson(result)) + "\n";
  return text + Dump(SummaryJson(report)) + "\n";
}

std::string RenderReportFile(const Report& report) {
  Json json = SummaryJson(report);
  json["event"] = "report";
  json["ended"] = FormatIso8601(report.ended);
  if (report.hive) {
    json["hive"] = {{"size", report.hive->size}, {"modified", report.hive->modified_nanos}};
  }
  Json results = Json::array();
  for (const ProfileResult& result : report.profiles) results.push_back(ProfileJson(result));
  json["results"] = std::move(results);
  return Dump(json) + "\n";
}

}  // namespace repoint
