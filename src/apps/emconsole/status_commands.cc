#include <fmt/format.h>

#include <array>

#include "apps/emconsole/command.h"
#include "base/system.h"
#include "base/text.h"
#include "console/import.h"
#include "console/results.h"

namespace repoint::console {
namespace {

Result<ResultsImport> Import(const Console& console, const std::string& folder) {
  REPOINT_TRY(console.CheckDatabaseIsThere());
  REPOINT_ASSIGN(const auto database, console.OpenDatabase());
  ProgressLine line("reading reports");
  return ImportResults(*database, SystemFiles(), folder,
                       [&line](uint64_t count) { line.Show(count); });
}

void SayNames(uint64_t count, std::string_view what, const std::vector<std::string>& names) {
  if (count == 0) return;
  Print(fmt::format("{} {}:\n", count, what));
  for (const std::string& name : names) Print("  " + name + "\n");
  if (count > names.size()) Print(fmt::format("  and {} more\n", count - names.size()));
}

int SayImport(const Console& console, const std::string& folder, const ResultsImport& result) {
  if (console.json) {
    PrintJson({{"event", "results"},
               {"read", result.read},
               {"added", result.added},
               {"known", result.known},
               {"set_aside_count", result.set_aside_count},
               {"set_aside", result.set_aside},
               {"passed_over_count", result.passed_over_count},
               {"passed_over", result.passed_over}});
  } else {
    Print(fmt::format("{}: {} new, {} known, {} set aside, {} passed over\n",
                      Counted(result.read, "report file", "report files"), result.added,
                      result.known, result.set_aside_count, result.passed_over_count));
    SayNames(result.set_aside_count, "set aside in " + JoinPath(folder, "rejected"),
             result.set_aside);
    SayNames(result.passed_over_count, "passed over, still in " + folder, result.passed_over);
  }
  return result.set_aside_count + result.passed_over_count == 0 ? kConsoleDone : kConsoleIncomplete;
}

void AddResults(CLI::App& app, Console& console) {
  CLI::App& group = *app.add_subcommand("results", "Read what the clients reported");
  group.require_subcommand(1);
  const auto folder = std::make_shared<std::string>();
  CLI::App& add = *group.add_subcommand("import", "Read the report files in a folder");
  add.add_option("folder", *folder, "the folder that clients were given with -Report")->required();
  add.footer(
      "Files stay where they are and count once. Ends with 1 when one had to be set aside or\n"
      "passed over.\n"
      "Example:\n"
      "  emconsole results import /srv/reports");
  add.callback([folder, &console] {
    console.action = [folder, &console] {
      const auto result = Import(console, *folder);
      return result ? SayImport(console, *folder, *result) : SayError(console, result.error());
    };
  });
}

// As people say it.
std::string StateText(DoneState state) {
  return state == DoneState::kNeverSeen ? "never seen" : std::string(DoneStateName(state));
}

constexpr std::array kStates = {DoneState::kDone, DoneState::kFailed, DoneState::kDeferred,
                                DoneState::kPending, DoneState::kNeverSeen};

struct StatusCommand {
  std::string project;
  bool csv = false, names = false;
};

std::string CsvField(std::string_view text) {
  // A formula would run in a spreadsheet: what a report says is not trusted.
  std::string field = !text.empty() && std::string_view("=+-@\t").contains(text.front()) ? "'" : "";
  field += text;
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

void SayCsv(const StatusLine& line) {
  std::vector<std::string> fields = {line.source_smtp,
                                     line.source_dn,
                                     line.target_smtp,
                                     line.display_name,
                                     std::string(DoneStateName(line.state)),
                                     line.reason,
                                     Join(line.computers, " "),
                                     line.reported == 0 ? "" : FormatIso8601(line.reported)};
  for (std::string& field : fields) field = CsvField(field);
  Print(Join(fields, ",") + "\r\n");
}

void SayJson(const StatusLine& line) {
  PrintJson(
      {{"event", "mailbox"},
       {"source", {{"dn", line.source_dn}, {"smtp", line.source_smtp}}},
       {"target", line.target_smtp},
       {"name", line.display_name},
       {"state", DoneStateName(line.state)},
       {"reason", line.reason.empty() ? Json(nullptr) : Json(line.reason)},
       {"computers", line.computers},
       {"reported", line.reported == 0 ? Json(nullptr) : Json(FormatIso8601(line.reported))}});
}

void SayLine(const StatusLine& line) {
  Print(fmt::format("{:<10}  {}{}{}\n", StateText(line.state),
                    line.source_smtp.empty() ? line.source_dn : line.source_smtp,
                    line.computers.empty() ? "" : "  on " + Join(line.computers, ", "),
                    line.reason.empty() ? "" : "  " + line.reason));
}

// With --csv and --json every mailbox; as text those that need somebody, or all with --names.
void Say(const Console& console, const StatusCommand& command, const StatusLine& line) {
  const bool needs_somebody =
      line.state == DoneState::kFailed || line.state == DoneState::kDeferred;
  if (command.csv) {
    SayCsv(line);
  } else if (console.json) {
    SayJson(line);
  } else if (command.names || needs_somebody) {
    SayLine(line);
  }
}

// Those whom no export holds yet.
void AddWaiting(const MatchCounts& matches, Json& json, std::string& text) {
  struct Count {
    std::string_view name, text;
    uint64_t count;
  };
  const Count counts[] = {{"not_moved", "not moved yet", matches.matched - matches.migrated},
                          {"without_target", "without a target", matches.unmatched},
                          {"ambiguous", "ambiguous", matches.ambiguous}};
  std::string line;
  for (const Count& count : counts) {
    json[std::string(count.name)] = count.count;
    line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count.count, count.text);
  }
  text += "\n" + line;
}

Status ShowStatus(const Console& console, const StatusCommand& command) {
  if (console.json && command.csv) {
    return Fail(ErrorCode::kUsage, "--json and --csv exclude each other");
  }
  REPOINT_ASSIGN(const OpenProject open, OpenProjectNamed(console, command.project));
  REPOINT_TRY(SayWhenNotImported(console, open));
  std::array<uint64_t, kStates.size()> counts{};
  if (command.csv) Print("source,source_dn,target,name,state,reason,computers,reported\r\n");
  REPOINT_TRY(VisitStatus(*open.database, open.project, [&](const StatusLine& line) -> Status {
    ++counts[static_cast<size_t>(line.state)];
    Say(console, command, line);
    return {};
  }));
  if (command.csv) return {};
  Json json{{"event", "status"}, {"project", open.project.name}};
  std::string text;
  for (const DoneState state : kStates) {
    const uint64_t count = counts[static_cast<size_t>(state)];
    json[std::string(DoneStateName(state))] = count;
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, StateText(state));
  }
  REPOINT_ASSIGN(const MatchCounts matches, CountMatches(*open.database, open.project));
  AddWaiting(matches, json, text);
  console.json ? PrintJson(json) : Print(text + "\n");
  return {};
}

}  // namespace

void AddStatusCommands(CLI::App& app, Console& console) {
  AddResults(app, console);
  const auto command = std::make_shared<StatusCommand>();
  CLI::App& add = *app.add_subcommand("status", "Say who is done");
  add.add_option("project", command->project, "name of the project")->required();
  add.add_flag("--csv", command->csv, "a line for each mailbox, for a spreadsheet");
  add.add_flag("--names", command->names, "name every mailbox, not only those that need somebody");
  add.footer(
      "A person with two computers is done when both are. Mailboxes that have not moved yet, or\n"
      "have no target or several, are counted in a line of their own: see emconsole objects.\n"
      "Example:\n"
      "  emconsole status berlin --names");
  add.callback([command, &console] {
    console.action = [command, &console] {
      const Status done = ShowStatus(console, *command);
      return done ? int{kConsoleDone} : SayError(console, done.error());
    };
  });
}

}  // namespace repoint::console
