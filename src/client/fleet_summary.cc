#include "client/fleet_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

namespace repoint {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kOutcomes = static_cast<size_t>(ProfileOutcome::kNewOutlook) + 1;

// The worst first.
constexpr int kExitOrder[] = {kExitInternal, kExitList,   kExitRegistry,  kExitProfileFailed,
                              kExitDeferred, kExitReport, kExitLeftovers, kExitDone};

int Worse(int a, int b) {
  for (const int exit : kExitOrder) {
    if (a == exit || b == exit) return exit;
  }
  return a;
}

std::string_view NounOf(const FleetSummary& summary) {
  return summary.noun == FleetSummary::kUsers ? "users" : "hives";
}

std::string_view ChangedWord(const FleetSummary& summary) {
  if (summary.dry_run || summary.mode == Mode::kVerify) return "would-update";
  return summary.mode == Mode::kRollback ? "rolled-back" : "updated";
}

Json OrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

StoreOutcome OutcomeOf(const Report& report) {
  if (report.exit == kExitDeferred) return StoreOutcome::kDeferred;
  static constexpr int kFine[] = {kExitDone, kExitReport, kExitLeftovers};
  if (std::ranges::find(kFine, report.exit) == std::end(kFine)) return StoreOutcome::kFailed;
  for (const ProfileOutcome changed :
       {ProfileOutcome::kUpdated, ProfileOutcome::kWouldUpdate, ProfileOutcome::kRolledBack}) {
    if (report.Count(changed) != 0) return StoreOutcome::kChanged;
  }
  return StoreOutcome::kUnchanged;
}

}  // namespace

StoreTally TallyOf(const Report& report) {
  StoreTally tally{OutcomeOf(report), report.exit, {}};
  for (const ProfileResult& result : report.profiles) tally.profiles.push_back(result.outcome);
  return tally;
}

void FleetSummary::Add(const StoreTally& tally) {
  Add(tally.outcome);
  exit = Worse(exit, tally.exit);
  left += tally.exit == kExitLeftovers ? 1 : 0;
  profiles.resize(kOutcomes);
  for (const ProfileOutcome outcome : tally.profiles) ++profiles[static_cast<size_t>(outcome)];
}

std::string RenderText(const FleetSummary& summary) {
  std::string text;
  for (const std::string& warning : summary.warnings) text += fmt::format("warning: {}\n", warning);
  if (summary.error) return text + fmt::format("error: {}\n", summary.error->ToString());
  text +=
      fmt::format("{}: {} {}, {} unchanged, {} failed", NounOf(summary),
                  summary.Count(StoreOutcome::kChanged), ChangedWord(summary),
                  summary.Count(StoreOutcome::kUnchanged), summary.Count(StoreOutcome::kFailed));
  if (const size_t deferred = summary.Count(StoreOutcome::kDeferred); deferred != 0) {
    text += fmt::format(", {} deferred", deferred);
  }
  if (const size_t skipped = summary.Count(StoreOutcome::kSkipped); skipped != 0) {
    text += fmt::format(", {} done by an earlier run", skipped);
  }
  if (summary.left != 0) text += fmt::format(", {} with something left", summary.left);
  if (summary.shard) text += fmt::format("  (shard {})", summary.shard->Text());
  return text + "\n";
}

std::string RenderJson(const FleetSummary& summary) {
  Json stores = {{std::string(ChangedWord(summary)), summary.Count(StoreOutcome::kChanged)},
                 {"unchanged", summary.Count(StoreOutcome::kUnchanged)},
                 {"failed", summary.Count(StoreOutcome::kFailed)}};
  const bool users = summary.noun == FleetSummary::kUsers;
  stores[users ? "deferred" : "skipped"] =
      summary.Count(users ? StoreOutcome::kDeferred : StoreOutcome::kSkipped);
  if (summary.mode == Mode::kVerify) stores["left"] = summary.left;
  Json profiles = Json::object();
  for (size_t i = 0; i < summary.profiles.size(); ++i) {
    if (summary.profiles[i] == 0) continue;
    profiles[OutcomeName(static_cast<ProfileOutcome>(i))] = summary.profiles[i];
  }
  Json error = nullptr;
  if (summary.error) {
    error = {{"code", ErrorCodeName(summary.error->code)},
             {"message", summary.error->message},
             {"where", summary.error->where}};
  }
  const Json json = {{"event", "fleet"},
                     {"version", summary.version},
                     {"computer", summary.computer},
                     {"list",
                      {{"path", OrNull(summary.list_path)},
                       {"digest", OrNull(summary.list_digest)},
                       {"indexed", summary.list_indexed}}},
                     {"shard", summary.shard ? Json(summary.shard->Text()) : Json(nullptr)},
                     {std::string(NounOf(summary)), std::move(stores)},
                     {"profiles", std::move(profiles)},
                     {"warnings", summary.warnings},
                     {"error", std::move(error)},
                     {"exit", summary.exit},
                     {"seconds", static_cast<double>(summary.ended - summary.started) / 1000.0}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace repoint
