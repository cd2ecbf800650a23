// emhive check: what a hive is, and every finding.
#include <fmt/format.h>

#include <memory>
#include <vector>

#include "apps/emhive/command.h"
#include "base/files.h"
#include "base/system.h"
#include "hive/inspect.h"

namespace repoint::emhive {
namespace {

// More help nobody, and a hostile hive may have millions.
constexpr size_t kMaxFindings = 10'000;

std::string Version(const hive::BaseBlock& base) {
  return fmt::format("{}.{}", base.major, base.minor);
}

Json LogsJson(const hive::Inspection& seen) {
  Json logs = Json::array();
  for (const auto& [name, size] : seen.logs) {
    Json log = {{"name", name}, {"bytes", size}, {"entries_to_replay", 0}};
    for (const hive::AppliedLog& applied : seen.applied) {
      if (applied.name != name) continue;
      log["entries_to_replay"] = applied.entries;
      log["first_sequence"] = applied.first_sequence;
    }
    logs.push_back(std::move(log));
  }
  return logs;
}

void PrintFindingsJson(const std::string& path, std::string_view event,
                       const std::vector<hive::Finding>& findings) {
  for (const hive::Finding& finding : findings) {
    PrintJson(
        {{"event", event}, {"hive", path}, {"cell", finding.cell}, {"message", finding.message}});
  }
}

void PrintAsJson(const std::string& path, const hive::Inspection& seen) {
  const hive::CheckReport& report = seen.report;
  Json line = {{"event", "hive"},
               {"hive", path},
               {"sound", seen.IsSound()},
               {"version", Version(seen.base)},
               {"dirty", seen.base.IsDirty()},
               {"primary_sequence", seen.base.primary_sequence},
               {"secondary_sequence", seen.base.secondary_sequence},
               {"checksum_holds", seen.base.checksum_holds},
               {"file_bytes", seen.file_size},
               {"logs", LogsJson(seen)}};
  if (seen.base.last_written != 0) {
    line["last_written"] = FormatIso8601(hive::UnixMillis(seen.base.last_written));
  }
  if (!seen.unreadable) {
    line["keys"] = report.keys;
    line["values"] = report.values;
    line["descriptors"] = report.descriptors;
    line["allocated_cells"] = report.allocated_cells;
    line["free_cells"] = report.free_cells;
    line["free_bytes"] = report.free_bytes;
    line["damage_count"] = report.damage_count;
    line["oddity_count"] = report.oddity_count;
  }
  if (seen.read_only) line["read_only"] = seen.read_only->message;
  PrintJson(line);
  PrintFindingsJson(path, "damage", report.damage);
  PrintFindingsJson(path, "oddity", report.oddities);
}

std::string StateOf(const hive::BaseBlock& base) {
  if (!base.IsDirty()) return "clean";
  return base.checksum_holds ? "dirty" : "dirty (its checksum is wrong)";
}

void PrintLogs(const hive::Inspection& seen) {
  for (const auto& [name, size] : seen.logs) {
    std::string use = seen.base.IsDirty() ? "not used" : "not needed";
    for (const hive::AppliedLog& log : seen.applied) {
      if (log.name != name) continue;
      use = fmt::format("{} to replay, from sequence {}", Counted(log.entries, "entry", "entries"),
                        log.first_sequence);
    }
    Print(fmt::format("  {}: {}, {}\n", name, Counted(size, "byte", "bytes"), use));
  }
}

void PrintFindings(std::string_view what, const std::vector<hive::Finding>& findings,
                   uint64_t count) {
  for (const hive::Finding& finding : findings) {
    Print(fmt::format("  {} {:#010x}: {}\n", what, finding.cell, finding.message));
  }
  if (count > findings.size()) Print(fmt::format("  and {} more\n", count - findings.size()));
}

void PrintAsText(const std::string& path, const hive::Inspection& seen) {
  const hive::BaseBlock& base = seen.base;
  const hive::CheckReport& report = seen.report;
  Print(fmt::format("{}: {}\n", path,
                    seen.unreadable            ? "cannot be read"
                    : report.damage_count != 0 ? "damaged"
                    : report.oddity_count != 0 ? "sound, with oddities"
                                               : "sound"));
  Print(fmt::format("  version {}, sequence {}/{}, {}, {}", Version(base), base.primary_sequence,
                    base.secondary_sequence, StateOf(base),
                    Counted(seen.file_size, "byte", "bytes")));
  if (base.last_written != 0) {
    Print(", written " + FormatIso8601(hive::UnixMillis(base.last_written)));
  }
  Print("\n");
  PrintLogs(seen);
  if (seen.unreadable) return;
  Print(fmt::format("  {}, {}, {}; {} used, {} free with {}\n", Counted(report.keys, "key", "keys"),
                    Counted(report.values, "value", "values"),
                    Counted(report.descriptors, "security descriptor", "security descriptors"),
                    Counted(report.allocated_cells, "cell", "cells"), report.free_cells,
                    Counted(report.free_bytes, "byte", "bytes")));
  if (seen.read_only) Print(fmt::format("  not for editing: {}\n", seen.read_only->message));
  PrintFindings("damage", report.damage, report.damage_count);
  PrintFindings("oddity", report.oddities, report.oddity_count);
}

int CheckOne(const Program& program, const std::string& path) {
  const auto seen = hive::Inspect(SystemFiles(), path, kMaxFindings);
  if (!seen) {
    Error error = seen.error();
    if (error.where.empty()) error.where = path;
    SayError(program, error);
    return kExitUnusable;
  }
  program.json ? PrintAsJson(path, *seen) : PrintAsText(path, *seen);
  if (seen->unreadable) {
    Error error = *seen->unreadable;
    error.where = path;
    SayError(program, error);
  }
  return seen->IsSound() ? kExitDone : kExitUnusable;
}

}  // namespace

void AddCheckCommand(CLI::App& app, Program& program) {
  CLI::App* command = app.add_subcommand("check", "Say whether hives are sound, and what they are");
  auto paths = std::make_shared<std::vector<std::string>>();
  command->add_option("hive", *paths, "hives; their logs are looked for beside them")->required();
  command->footer(
      "Nothing is written. Oddities are what real hives carry and Windows lives with; damage "
      "makes\n"
      "exit 4. A hive that cannot be read does not keep the others from being checked.\n\n"
      "Example:\n"
      "  emhive check /mnt/c/Users/*/NTUSER.DAT");
  command->callback([&program, paths] {
    program.action = [&program, paths] {
      int exit = kExitDone;
      for (const std::string& path : *paths) exit = std::max(exit, CheckOne(program, path));
      return exit;
    };
  });
}

}  // namespace repoint::emhive
