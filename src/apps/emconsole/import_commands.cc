#include <fmt/format.h>

#include <map>
#include <optional>

#include "apps/emconsole/command.h"
#include "base/system.h"
#include "base/text.h"
#include "console/import.h"

namespace repoint::console {
namespace {

struct ImportOptions {
  std::string project, side = "both", mapping;
  bool no_mapping = false;
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

std::vector<std::string> Missing(const UnmetMapping& unmet) {
  std::vector<std::string> sides;
  if (unmet.source_missing) sides.emplace_back("source");
  if (unmet.target_missing) sides.emplace_back("target");
  return sides;
}

std::string MissingText(const UnmetMapping& unmet) {
  std::vector<std::string> texts;
  if (unmet.source_missing) {
    texts.push_back(fmt::format("the source has no mailbox {}", unmet.pair.source));
  }
  if (unmet.target_missing) {
    texts.push_back(fmt::format("the target has no object {}", unmet.pair.target));
  }
  return Join(texts, ", and ");
}

void SayUnmet(const Console& console, const std::string& file, const UnmetMappings& unmet) {
  for (const UnmetMapping& each : unmet.first) {
    WriteStderr(fmt::format("emconsole: {}: line {} ({} -> {}) maps nothing: {}\n", file,
                            each.pair.line, each.pair.source, each.pair.target, MissingText(each)));
    if (!console.json) continue;
    PrintJson({{"event", "unmet-mapping"},
               {"line", each.pair.line},
               {"source", each.pair.source},
               {"target", each.pair.target},
               {"missing", Missing(each)}});
  }
  if (unmet.count > unmet.first.size()) {
    WriteStderr(fmt::format("emconsole: and {} more\n", unmet.count - unmet.first.size()));
  }
  WriteStderr(
      "emconsole: correct the file and import again; what is right in it counts from now on\n");
  if (console.json) {
    PrintJson({{"event", "unmet-mappings"},
               {"mapping", file},
               {"count", unmet.count},
               {"named", unmet.first.size()}});
  }
}

// What the options say of the mapping; nullopt: it stays as it is.
Result<std::optional<MappingPairs>> NewMapping(const ImportOptions& options) {
  if (options.no_mapping) return MappingPairs();
  if (options.mapping.empty()) return std::nullopt;
  REPOINT_ASSIGN(MappingPairs pairs, ReadMappingFile(SystemFiles(), options.mapping));
  return pairs;
}

// Whether everything that was asked for could be done.
Result<bool> Import(const Console& console, const ImportOptions& options) {
  REPOINT_ASSIGN(OpenProject open, OpenProjectNamed(console, options.project));
  REPOINT_ASSIGN(const std::optional<MappingPairs> mapping, NewMapping(options));
  if (options.side != "target") REPOINT_TRY(ImportOne(console, open, Side::kSource));
  if (options.side != "source") REPOINT_TRY(ImportOne(console, open, Side::kTarget));
  if (mapping) REPOINT_TRY(StoreMappings(*open.database, open.project, *mapping));
  MatchCounts counts;
  {
    const ProgressLine line("matching");
    REPOINT_ASSIGN(counts, MatchObjects(*open.database, open.project));
  }
  SayMatches(console, open.project, counts);
  if (!mapping) return true;
  REPOINT_ASSIGN(const UnmetMappings unmet,
                 FindUnmetMappings(*open.database, open.project, *mapping));
  if (unmet.count != 0) SayUnmet(console, options.mapping, unmet);
  return unmet.count == 0;
}

void AddImport(CLI::App& app, Console& console) {
  const auto options = std::make_shared<ImportOptions>();
  CLI::App& import = *app.add_subcommand(
      "import", "Read the directories of a project, and match source and target");
  import.add_option("project", options->project, "name of the project")->required();
  import.add_option("--side", options->side, "which directory is read")
      ->check(CLI::IsMember({"source", "target", "both"}))
      ->capture_default_str();
  CLI::Option* mapping =
      import.add_option("--mapping", options->mapping,
                        "two columns, source and target, each an address or a DN; replaces the "
                        "mapping of before");
  import.add_flag("--no-mapping", options->no_mapping, "forget the mapping of before")
      ->excludes(mapping);
  import.footer(
      "Ends with 1 when lines of the mapping name what is not there.\n"
      "Examples:\n"
      "  emconsole import berlin\n"
      "  emconsole import berlin --mapping settled.csv");
  import.callback([options, &console] {
    console.action = [options, &console] {
      const auto whole = Import(console, *options);
      if (!whole) return SayError(console, whole.error());
      return int{*whole ? kConsoleDone : kConsoleIncomplete};
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

// A reason for ambiguity, for programs and for people.
struct Reason {
  bool ObjectLine::* holds;
  std::string_view name, text;
};
constexpr Reason kReasons[] = {
    {&ObjectLine::several_targets, "several-targets", "the source has several targets"},
    {&ObjectLine::several_sources, "several-sources", "the target has several sources"},
    {&ObjectLine::target_taken, "target-taken",
     "an earlier rule gives the target to another source"},
};

// `text` or `name` of each reason that holds.
std::vector<std::string> ReasonsOf(const ObjectLine& line, std::string_view Reason::* words) {
  std::vector<std::string> reasons;
  for (const Reason& reason : kReasons) {
    if (line.*reason.holds) reasons.emplace_back(reason.*words);
  }
  return reasons;
}

void SayObject(const Console& console, const ObjectLine& line) {
  if (console.json) {
    PrintJson({{"event", "object"},
               {"source", {{"dn", line.source_dn}, {"smtp", line.source_smtp}}},
               {"name", line.display_name},
               {"source_gone", line.source_gone},
               {"rule", line.rule.empty() ? Json(nullptr) : Json(line.rule)},
               {"ambiguous", line.ambiguous},
               {"reasons", ReasonsOf(line, &Reason::name)},
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
  const std::vector<std::string> reasons = ReasonsOf(line, &Reason::text);
  Print(fmt::format("{}{}  {}{}{}\n", line.ambiguous ? "? " : "",
                    name(line.source_smtp, line.source_dn), state,
                    line.source_gone ? ", gone at the source" : "",
                    reasons.empty() ? "" : ": " + Join(reasons, ", and ")));
}

Status ShowObjects(const Console& console, const std::string& name, ObjectFilter filter) {
  REPOINT_ASSIGN(const OpenProject open, OpenProjectNamed(console, name));
  REPOINT_TRY(SayWhenNotImported(console, open));
  return VisitObjects(*open.database, open.project, filter,
                      [&console](const ObjectLine& line) -> Status {
                        SayObject(console, line);
                        return {};
                      });
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
      const Status done = ShowObjects(console, *project, *filter);
      return done ? int{kConsoleDone} : SayError(console, done.error());
    };
  });
}

}  // namespace

void AddImportCommands(CLI::App& app, Console& console) {
  AddImport(app, console);
  AddObjects(app, console);
}

}  // namespace repoint::console
