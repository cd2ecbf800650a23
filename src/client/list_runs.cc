#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/system.h"
#include "base/text.h"
#include "client/run.h"
#include "update/history.h"

namespace repoint {
namespace {

std::string StateOf(const std::vector<JournalFile>& journals, const JournalFile& journal) {
  if (journal.Unfinished()) return "interrupted";
  if (!ProfilesInForce(journals, journal).empty()) return "in force";
  const bool changed = std::ranges::any_of(
      journal.units, [](const JournalUnit& unit) { return unit.state == UnitState::kDone; });
  return changed ? "taken back" : "no change";
}

std::vector<std::string> ProfileNamesOf(const JournalFile& journal) {
  std::vector<std::string> names;
  for (const JournalUnit& unit : journal.units) {
    for (const ProfileRef& profile : unit.unit.profiles) names.push_back(profile.name);
  }
  return names;
}

std::string KindOf(const JournalFile& journal) {
  return journal.run.kind == RunKind::kUpdate ? "update" : "rollback of " + journal.run.undoes;
}

std::string TextLine(const std::vector<JournalFile>& journals, const JournalFile& journal) {
  return fmt::format("{}  {}  {:<11}  {}  {}  {}\n", journal.run.id,
                     FormatIso8601(journal.run.started), StateOf(journals, journal),
                     KindOf(journal), journal.run.store, Join(ProfileNamesOf(journal), ", "));
}

std::string JsonLine(const std::vector<JournalFile>& journals, const JournalFile& journal) {
  const nlohmann::ordered_json json = {
      {"event", "run"},
      {"id", journal.run.id},
      {"started", FormatIso8601(journal.run.started)},
      {"kind", journal.run.kind == RunKind::kUpdate ? "update" : "rollback"},
      {"undoes", journal.run.undoes.empty() ? nlohmann::ordered_json(nullptr)
                                            : nlohmann::ordered_json(journal.run.undoes)},
      {"store", journal.run.store},
      {"state", StateOf(journals, journal)},
      {"profiles", ProfileNamesOf(journal)}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string WarningJson(const std::string& warning) {
  const nlohmann::ordered_json json = {{"event", "warning"}, {"message", warning}};
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<std::string> ListRuns(const Options& options, Environment& env) {
  REPOINT_ASSIGN(const std::string folder, JournalFolder(options, env));
  std::vector<std::string> warnings;
  REPOINT_ASSIGN(const auto journals, ListJournals(env.files, folder, warnings));
  std::string text;
  for (const std::string& warning : warnings) {
    text += options.json ? WarningJson(warning) : fmt::format("warning: {}\n", warning);
  }
  for (const JournalFile& journal : journals) {
    text += options.json ? JsonLine(journals, journal) : TextLine(journals, journal);
  }
  if (journals.empty() && !options.json) text += fmt::format("no runs in {}\n", folder);
  return text;
}

}  // namespace repoint
