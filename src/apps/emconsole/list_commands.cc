#include <fmt/format.h>

#include "apps/emconsole/command.h"
#include "base/system.h"
#include "console/check.h"
#include "console/export.h"
#include "console/refresh.h"
#include "list/writer.h"

namespace repoint::console {
namespace {

struct ExportCommand {
  std::string project, key_file, only_file;
  bool from_database = false;
  ExportOptions options;
};

void SayMissing(const Console& console, const MissingX500& missing) {
  if (!console.json) return Print("  " + missing.command + "\n");
  PrintJson({{"event", "missing-x500"},
             {"source_dn", missing.source_dn},
             {"target", missing.target_smtp},
             {"command", missing.command}});
}

// Every one: of the many that a result does not keep, those of the whole project.
Status SayAllMissing(const Console& console, const OpenProject& open, const ExportResult& result) {
  const uint64_t count = result.missing_x500_count;
  if (count == 0) return {};
  if (!console.json) {
    Print(fmt::format(
        "{} without the X500 address of the old DN: replies to old mail, and names that Outlook "
        "remembers, will bounce. In the Exchange management shell:\n",
        Counted(count, "mailbox", "mailboxes")));
  }
  if (count > result.missing_x500.size()) {
    return VisitMissingX500(*open.database, open.project,
                            [&console](const MissingX500& missing) -> Status {
                              SayMissing(console, missing);
                              return {};
                            });
  }
  for (const MissingX500& missing : result.missing_x500) SayMissing(console, missing);
  return {};
}

// How many targets lack the X500 address.
Result<uint64_t> Export(const Console& console, ExportCommand command) {
  if (!command.key_file.empty()) {
    REPOINT_ASSIGN(command.options.private_key_pem, ReadText(command.key_file));
  }
  if (!command.only_file.empty()) {
    REPOINT_ASSIGN(command.options.only, ReadKeys(command.only_file));
  }
  REPOINT_ASSIGN(const OpenProject open, OpenProjectNamed(console, command.project));
  REPOINT_TRY(CheckExport(command.options, SystemFiles()));
  if (!command.from_database) {
    ProgressLine line("reading source and target");
    REPOINT_TRY(RefreshProject(*open.database, open.project, SystemFiles(), AskOnTerminal,
                               [&line](uint64_t count) { line.Show(count); }));
  }
  ExportResult result;
  {
    const ProgressLine line("writing the list");
    REPOINT_ASSIGN(result, ExportList(*open.database, open.project, command.options, SystemFiles(),
                                      NowMillis()));
  }
  if (console.json) {
    PrintJson({{"event", "export"},
               {"list", command.options.output},
               {"rows", result.rows},
               {"signed", !command.options.private_key_pem.empty()},
               {"missing_x500", result.missing_x500_count}});
  } else {
    Print(fmt::format("{}: {}, with index{}\n", command.options.output,
                      Counted(result.rows, "mailbox", "mailboxes"),
                      command.options.private_key_pem.empty() ? "" : " and signature"));
  }
  REPOINT_TRY(SayAllMissing(console, open, result));
  return result.missing_x500_count;
}

void AddExport(CLI::App& app, Console& console) {
  const auto command = std::make_shared<ExportCommand>();
  CLI::App& add = *app.add_subcommand(
      "export", "Export Migrated Objects: the list that EMProfileUpdate reads, with its index");
  add.add_option("project", command->project, "name of the project")->required();
  add.add_option("-o,--output", command->options.output, "the list")->capture_default_str();
  add.add_option("--sign", command->key_file, "sign with this ECDSA P-256 private key")
      ->type_name("PEM");
  add.add_flag("--from-database", command->from_database,
               "do not ask source and target again: export what the last import found");
  add.add_flag("--require-x500", command->options.require_x500,
               "refuse when a target lacks the X500 address of its source");
  add.add_option("--only", command->only_file, "only the mailboxes in this file, one a line")
      ->type_name("FILE");
  add.footer(
      "Source and target are asked again first. When one cannot be reached, or answers with far\n"
      "fewer objects than before, nothing is exported and the old list stays. Ends with 1 when a\n"
      "target lacks the X500 address of its source.\n"
      "Example:\n"
      "  emconsole export berlin -o EMAMappings.tab --sign key.pem");
  add.callback([command, &console] {
    console.action = [command, &console] {
      const auto missing = Export(console, *command);
      if (!missing) return SayError(console, missing.error());
      return int{*missing == 0 ? kConsoleDone : kConsoleIncomplete};
    };
  });
}

struct CheckCommand {
  std::string list, public_key, project;
};

void SayFault(const Console& console, const list::ListFault& fault) {
  if (!console.json) return Print(fault.ToString() + "\n");
  PrintJson({{"event", "fault"},
             {"kind", fault.kind},
             {"line", fault.line == 0 ? Json(nullptr) : Json(fault.line)},
             {"mailbox", fault.mailbox.empty() ? Json(nullptr) : Json(fault.mailbox)},
             {"source_dn", fault.source_dn.empty() ? Json(nullptr) : Json(fault.source_dn)},
             {"message", fault.message}});
}

void SayFaults(const Console& console, const std::vector<list::ListFault>& faults) {
  for (const list::ListFault& fault : faults) SayFault(console, fault);
}

Result<size_t> Check(const Console& console, const CheckCommand& command) {
  std::optional<std::string> public_key;
  if (!command.public_key.empty()) public_key = command.public_key;
  std::vector<list::ListFault> faults;
  {
    const ProgressLine line("reading the list");
    REPOINT_ASSIGN(faults, CheckListFile(SystemFiles(), command.list, public_key));
  }
  SayFaults(console, faults);
  size_t count = faults.size();
  if (!command.project.empty()) {
    REPOINT_ASSIGN(const OpenProject open, OpenProjectNamed(console, command.project));
    REPOINT_ASSIGN(
        const ProjectCheck check,
        CheckAgainstProject(*open.database, open.project, SystemFiles(), command.list,
                            [&](const list::ListFault& fault) { SayFault(console, fault); }));
    count += check.missing_x500 + check.unknown_targets;
  }
  if (console.json) {
    PrintJson({{"event", "check"}, {"list", command.list}, {"faults", count}});
  } else if (count == 0) {
    Print(command.list + ": nothing is wrong with it\n");
  }
  return count;
}

void AddCheck(CLI::App& app, Console& console) {
  const auto command = std::make_shared<CheckCommand>();
  CLI::App& add = *app.add_subcommand("check", "Say everything that is wrong with a list");
  add.add_option("list", command->list, "the list")->required();
  add.add_option("--public-key", command->public_key, "check its signature with this key")
      ->type_name("PEM");
  add.add_option("--project", command->project,
                 "also compare with this project: targets that are gone, X500 addresses that lack");
  add.footer(
      "Ends with 1 when there is something wrong.\n"
      "Example:\n"
      "  emconsole check EMAMappings.tab --project berlin");
  add.callback([command, &console] {
    console.action = [command, &console] {
      const auto faults = Check(console, *command);
      if (!faults) return SayError(console, faults.error());
      return int{*faults == 0 ? kConsoleDone : kConsoleIncomplete};
    };
  });
}

Status Index(const Console& console, const std::string& list, const std::string& key_file) {
  std::string key;
  if (!key_file.empty()) {
    REPOINT_ASSIGN(key, ReadText(key_file));
  }
  REPOINT_ASSIGN(const auto faults, CheckListFile(SystemFiles(), list));
  if (!faults.empty()) {
    SayFaults(console, faults);
    return Fail(ErrorCode::kConflict, "the list has faults: mend them, then make the index", list);
  }
  REPOINT_TRY(list::WriteIndex(SystemFiles(), list));
  if (!key.empty()) REPOINT_TRY(list::SignList(SystemFiles(), list, key));
  if (console.json) {
    PrintJson({{"event", "index"}, {"list", list}, {"signed", !key.empty()}});
  } else {
    Print(fmt::format("{}: index{} made\n", list, key.empty() ? "" : " and signature"));
  }
  return {};
}

void AddIndex(CLI::App& app, Console& console) {
  const auto list = std::make_shared<std::string>();
  const auto key_file = std::make_shared<std::string>();
  CLI::App& add = *app.add_subcommand("index", "Make index and signature of a list from elsewhere");
  add.add_option("list", *list, "the list")->required();
  add.add_option("--sign", *key_file, "sign with this ECDSA P-256 private key")->type_name("PEM");
  add.footer("Example:\n  emconsole index EMAMappings.tab --sign key.pem");
  add.callback([list, key_file, &console] {
    console.action = [list, key_file, &console] {
      const Status done = Index(console, *list, *key_file);
      return done ? int{kConsoleDone} : SayError(console, done.error());
    };
  });
}

}  // namespace

void AddListCommands(CLI::App& app, Console& console) {
  AddExport(app, console);
  AddCheck(app, console);
  AddIndex(app, console);
}

}  // namespace repoint::console
