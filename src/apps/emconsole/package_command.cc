#include <fmt/format.h>

#include <set>

#include "apps/emconsole/command.h"
#include "base/system.h"
#include "console/export.h"
#include "console/package.h"

namespace repoint::console {
namespace {

struct PackageCommand {
  PackageOptions options;
  std::string key_file, only_file, outlook_op;
  bool remote = false, run_outlook = false, run_outlook_all = false, keep_open = false;
  int close_after = -1, wait_outlook = -1;
};

std::vector<std::string> OutlookSwitches(const PackageCommand& command) {
  std::vector<std::string> switches;
  if (command.run_outlook) switches.emplace_back("-RunOutlook");
  if (command.run_outlook_all) switches.emplace_back("-RunOutlookAll");
  if (!command.outlook_op.empty()) {
    switches.emplace_back("-OutlookOp");
    switches.push_back(command.outlook_op);
  }
  if (command.keep_open) switches.emplace_back("-KeepOutlookOpen");
  if (command.close_after >= 0) {
    switches.emplace_back("-CloseOutlookAfterDelay");
    switches.push_back(std::to_string(command.close_after));
  }
  if (command.wait_outlook >= 0) {
    switches.emplace_back("-WaitOutlook");
    switches.push_back(std::to_string(command.wait_outlook));
  }
  return switches;
}

// The programs of ./dev package, or beside emconsole, when none are named.
Status FindPrograms(PackageOptions& options) {
  if (!options.program64.empty()) return {};
  REPOINT_ASSIGN(const std::string folder, ProgramFolder());
  for (const std::string& place : {folder, JoinPath(folder, "..")}) {
    const std::string found = JoinPath(place, "win64/EMProfileUpdate.exe");
    const auto info = SystemFiles().Stat(found);
    if (!info || !*info) continue;
    options.program64 = found;
    const std::string found32 = JoinPath(place, "win32/EMProfileUpdate.exe");
    const auto info32 = SystemFiles().Stat(found32);
    if (options.program32.empty() && info32 && *info32) options.program32 = found32;
    return {};
  }
  return Fail(ErrorCode::kUsage,
              "EMProfileUpdate.exe is not beside emconsole: name it with --program64, and the "
              "32-bit one with --program32");
}

Status PackageAll(const Console& console, const PackageCommand& command) {
  REPOINT_ASSIGN(const auto files, WritePackage(command.options, SystemFiles()));
  if (console.json) {
    PrintJson({{"event", "package"}, {"folder", command.options.out}, {"files", files}});
    return {};
  }
  Print(fmt::format("{}:\n", command.options.out));
  for (const std::string& file : files) Print("  " + file + "\n");
  Print("Read INSTALL.txt in it next.\n");
  return {};
}

bool IsAsked(const list::Row& row, const std::set<list::Key>& only) {
  if (only.empty()) return true;
  for (const auto& keys : {list::SourceKeys(row), list::TargetKeys(row)}) {
    for (const list::Key& key : keys) {
      if (only.contains(key)) return true;
    }
  }
  return false;
}

Status PackageRemote(const Console& console, const PackageCommand& command,
                     const std::string& project_name) {
  std::string key;
  if (!command.key_file.empty()) {
    REPOINT_ASSIGN(key, ReadText(command.key_file));
  }
  std::set<list::Key> only;
  if (!command.only_file.empty()) {
    REPOINT_ASSIGN(const auto keys, ReadKeys(command.only_file));
    only.insert(keys.begin(), keys.end());
  }
  REPOINT_ASSIGN(const OpenProject open, OpenProjectNamed(console, project_name));
  // One row alone shows no circle and no contradiction.
  REPOINT_TRY(SystemFiles().CreateFolders(command.options.out, Access::kDefault));
  REPOINT_TRY(CheckRows(*open.database, open.project, command.options.out, SystemFiles()));
  uint64_t count = 0;
  REPOINT_TRY(VisitRows(*open.database, open.project, [&](const list::Row& row) -> Status {
    if (!IsAsked(row, only)) return {};
    REPOINT_ASSIGN(const std::string folder,
                   WriteRemotePackage(command.options, row, key, NowMillis(), SystemFiles()));
    ++count;
    const std::string& who = row.source_smtp.empty() ? row.source_dn : row.source_smtp;
    if (console.json) {
      PrintJson({{"event", "package"}, {"folder", folder}, {"mailbox", who}});
    } else {
      Print(fmt::format("{}  {}\n", who, JoinPath(command.options.out, folder)));
    }
    return {};
  }));
  if (count == 0) {
    return Fail(ErrorCode::kConflict, "no migrated mailbox is asked for: no package was made");
  }
  return {};
}

Status Package(const Console& console, PackageCommand command) {
  command.options.outlook = OutlookSwitches(command);
  REPOINT_TRY(FindPrograms(command.options));
  return command.remote ? PackageRemote(console, command, command.options.project)
                        : PackageAll(console, command);
}

void AddOutlookOptions(CLI::App& add, PackageCommand& command) {
  CLI::App& group = *add.add_option_group("Outlook at the client");
  CLI::Option* run = group.add_flag("--run-outlook", command.run_outlook,
                                    "start Outlook once for each profile that was updated");
  group
      .add_flag("--run-outlook-all", command.run_outlook_all,
                "start Outlook for every profile of a listed mailbox")
      ->excludes(run);
  group.add_option("--outlook-op", command.outlook_op, "options for Outlook, in one quoted string");
  group
      .add_option("--wait-outlook", command.wait_outlook,
                  "when Outlook runs, wait this long for its end")
      ->type_name("MINUTES")
      ->check(CLI::Range(0, 1440));
  CLI::Option* keep =
      group.add_flag("--keep-outlook-open", command.keep_open, "leave Outlook running");
  group.add_option("--close-outlook-after", command.close_after, "seconds")
      ->check(CLI::Range(0, 86400))
      ->excludes(keep);
}

}  // namespace

void AddPackageCommand(CLI::App& app, Console& console) {
  const auto command = std::make_shared<PackageCommand>();
  PackageOptions& options = command->options;
  CLI::App& add = *app.add_subcommand(
      "package", "Make what goes on the share: programs, list, scripts, how to install them");
  add.add_option("project", options.project, "name of the project")->required();
  add.add_option("--share", options.share,
                 "where clients find it, such as "
                 "'\\\\%USERDNSDOMAIN%\\NETLOGON'");
  add.add_option("--out", options.out, "the folder that is made")->required();
  options.list = "EMAMappings.tab";
  add.add_option("--list", options.list, "the exported list")->capture_default_str();
  add.add_option("--program64", options.program64,
                 "EMProfileUpdate.exe, 64-bit (default: in "
                 "win64 beside emconsole)");
  add.add_option("--program32", options.program32, "EMProfileUpdate.exe, 32-bit");
  add.add_option("--public-key", options.public_key, "clients refuse a list not signed with it")
      ->type_name("PEM");
  add.add_option("--report", options.report, "folder for the clients' results");
  AddOutlookOptions(add, *command);
  CLI::Option* remote = add.add_flag("--remote", command->remote,
                                     "a package for each remote user, with that user's row alone");
  add.add_option("--only", command->only_file, "only the mailboxes in this file, one a line")
      ->needs(remote)
      ->type_name("FILE");
  add.add_option("--sign", command->key_file, "sign the lists of remote users with this key")
      ->needs(remote)
      ->type_name("PEM");
  add.footer(
      "Examples:\n"
      "  emconsole package berlin --share '\\\\%USERDNSDOMAIN%\\NETLOGON' --out package\n"
      "  emconsole package berlin --remote --only remote-users.txt --out remote");
  add.callback([command, &console] {
    console.action = [command, &console] {
      const Status done = Package(console, *command);
      return done ? int{kConsoleDone} : SayError(console, done.error());
    };
  });
}

}  // namespace repoint::console
