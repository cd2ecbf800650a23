#include <fmt/format.h>

#include <map>

#include "apps/emconsole/command.h"
#include "base/system.h"
#include "console/import.h"

namespace repoint::console {
namespace {

struct ImportOptions {
  std::string project, side = "both", mapping;
};

// An import in which more are gone than this is worth a word. (An export would be refused: see the
// project's --max-shrink.)
constexpr int kManyGonePercent = 10;

std::string_view SideName(Side side) { return side == Side::kSource ? "source" : "target"; }

Status ImportOne(const Console& console, OpenProject& open, Side side) {
  const DirectorySpec& spec = side == Side::kSource ? open.project.source : open.project.target;
  REPOINT_ASSIGN(auto directory, OpenDirectory(spec, SystemFiles(), AskOnTerminal));
  ImportCounts counts;
  {
    ProgressLine line(fmt::format("reading the {}", SideName(side)));
    REPOINT_ASSIGN(counts, ImportSide(*open.database, open.project, side, *directory, std::nullopt,
                                      [&line](uint64_t read) { line.Show(read); }));
  }
  if (counts.gone * 100 > counts.before * static_cast<uint64_t>(kManyGonePercent)) {
    WriteStderr(fmt::format(
        "emconsole: warning: {} of the {} objects of the {} are gone: look whether {} answers "
        "whole; what is gone stays in the list\n",
        counts.gone, counts.before, SideName(side), spec.address));
  }
  if (console.json) {
    PrintJson({{"event", "import"},
               {"side", SideName(side)},
               {"read", counts.read},
               {"added", counts.added},
               {"changed", counts.changed},
               {"gone", counts.gone},
               {"returned", counts.returned}});
  } else {
    Print(fmt::format("{}: {} read, {} new, {} changed, {} gone{}\n", SideName(side), counts.read,
                      counts.added, counts.changed, counts.gone,
                      counts.returned == 0 ? "" : fmt::format(", {} back", counts.returned)));
  }
  return {};
}

void SayMatches(const Console& console, const Project& project, const MatchCounts& counts) {
  if (console.json) {
    PrintJson({{"event", "match"},
               {"matched", counts.matched},
               {"migrated", counts.migrated},
               {"ambiguous", counts.ambiguous},
               {"unmatched", counts.unmatched}});
    return;
  }
  Print(fmt::format("{} matched, {} of them migrated; {} ambiguous, {} without a target\n",
                    counts.matched, counts.migrated, counts.ambiguous, counts.unmatched));
  if (counts.ambiguous != 0) {
    Print(
        fmt::format("settle the ambiguous ones with a mapping: emconsole objects {} --ambiguous\n",
                    project.name));
  }
}

Status Import(const Console& console, const ImportOptions& options) {
  REPOINT_ASSIGN(OpenProject open, OpenProjectNamed(console, options.project));
  MappingPairs mapping;
  if (!options.mapping.empty()) {
    REPOINT_ASSIGN(mapping, ReadMappingFile(SystemFiles(), options.mapping));
  }
  if (options.side != "target") REPOINT_TRY(ImportOne(console, open, Side::kSource));
  if (options.side != "source") REPOINT_TRY(ImportOne(console, open, Side::kTarget));
  if (!options.mapping.empty()) {
    REPOINT_TRY(StoreMappings(*open.database, open.project, mapping));
  }
  MatchCounts counts;
  {
    const ProgressLine line("matching");
    REPOINT_ASSIGN(counts, MatchObjects(*open.database, open.project));
  }
  SayMatches(console, open.project, counts);
  return {};
}

void AddImport(CLI::App& app, Console& console) {
  const auto options = std::make_shared<ImportOptions>();
  CLI::App& import = *app.add_subcommand(
      "import", "Read the directories of a project, and match source and target");
  import.add_option("project", options->project, "name of the project")->required();
  import.add_option("--side", options->side, "which directory is read")
      ->check(CLI::IsMember({"source", "target", "both"}))
      ->capture_default_str();
  import.add_option("--mapping", options->mapping,
                    "two columns, source and target, each an address or a DN; replaces the mapping "
                    "of before");
  import.footer(
      "Examples:\n"
      "  emconsole import berlin\n"
      "  emconsole import berlin --mapping settled.csv");
  import.callback([options, &console] {
    console.action = [options, &console] {
      const Status done = Import(console, *options);
      return done ? int{kConsoleDone} : SayError(console, done.error());
    };
  });
}

const std::map<std::string, ObjectFilter>& Filters() {
  static const std::map<std::string, ObjectFilter> filters = {
      {"matched", ObjectFilter::kMatched},     {"migrated", ObjectFilter::kMigrated},
      {"unmatched", ObjectFilter::kUnmatched}, {"ambiguous", ObjectFilter::kAmbiguous},
      {"gone", ObjectFilter::kGone},
  };
  return filters;
}

void SayObject(const Console& console, const ObjectLine& line) {
  if (console.json) {
    PrintJson({{"event", "object"},
               {"source", {{"dn", line.source_dn}, {"smtp", line.source_smtp}}},
               {"name", line.display_name},
               {"source_gone", line.source_gone},
               {"rule", line.rule.empty() ? Json(nullptr) : Json(line.rule)},
               {"ambiguous", line.ambiguous},
               {"target", {{"dn", line.target_dn}, {"smtp", line.target_smtp}}},
               {"target_is_mailbox", line.target_is_mailbox},
               {"target_gone", line.target_gone}});
    return;
  }
  const auto name = [](const std::string& smtp, const std::string& dn) {
    return smtp.empty() ? dn : smtp;
  };
  std::string state = "no target";
  if (!line.rule.empty()) {
    state = fmt::format("-> {} (by {}{})", name(line.target_smtp, line.target_dn), line.rule,
                        line.target_is_mailbox ? "" : ", no mailbox there yet");
  }
  Print(fmt::format("{}{}  {}{}\n", line.ambiguous ? "? " : "",
                    name(line.source_smtp, line.source_dn), state,
                    line.source_gone ? ", gone at the source" : ""));
}

int ShowObjects(const Console& console, const std::string& name, ObjectFilter filter) {
  const auto open = OpenProjectNamed(console, name);
  if (!open) return SayError(console, open.error());
  const Status done = VisitObjects(*open->database, open->project, filter,
                                   [&console](const ObjectLine& line) -> Status {
                                     SayObject(console, line);
                                     return {};
                                   });
  return done ? int{kConsoleDone} : SayError(console, done.error());
}

void AddObjects(CLI::App& app, Console& console) {
  const auto project = std::make_shared<std::string>();
  const auto filter = std::make_shared<ObjectFilter>(ObjectFilter::kAll);
  CLI::App& objects =
      *app.add_subcommand("objects", "List the mailboxes of a project and what they became");
  objects.add_option("project", *project, "name of the project")->required();
  CLI::App& only = *objects.add_option_group("only");
  for (const auto& [name, value] : Filters()) {
    only.add_flag_callback(
        "--" + name, [filter, chosen = value] { *filter = chosen; }, "those that are " + name);
  }
  only.require_option(0, 1);
  objects.footer("Example:\n  emconsole objects berlin --ambiguous");
  objects.callback([project, filter, &console] {
    console.action = [project, filter, &console] {
      return ShowObjects(console, *project, *filter);
    };
  });
}

}  // namespace

void AddImportCommands(CLI::App& app, Console& console) {
  AddImport(app, console);
  AddObjects(app, console);
}

}  // namespace repoint::console
