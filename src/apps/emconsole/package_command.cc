#include <fmt/format.h>

#include <algorithm>

#include "apps/emconsole/command.h"
#include "base/system.h"
#include "console/remote_packages.h"

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

Status PackageRemote(const Console& console, const PackageCommand& command, const OpenProject& open,
                     UnmetNames& unmet) {
  RemoteOptions options;
  options.package = command.options;
  options.now_millis = NowMillis();
  if (!command.key_file.empty()) {
    REPOINT_ASSIGN(options.private_key_pem, ReadText(command.key_file));
  }
  if (!command.only_file.empty()) {
    REPOINT_ASSIGN(options.only, ReadKeys(command.only_file));
  }
  const auto tell = [&](const list::Row& row, const std::string& folder) {
    const std::string& who = row.source_smtp.empty() ? row.source_dn : row.source_smtp;
    if (console.json) {
      PrintJson({{"event", "package"}, {"folder", folder}, {"mailbox", who}});
    } else {
      Print(fmt::format("{}  {}\n", who, JoinPath(command.options.out, folder)));
    }
  };
  REPOINT_ASSIGN(const RemoteResult result,
                 WriteRemotePackages(*open.database, open.project, options, SystemFiles(), tell));
  if (console.json) {
    PrintJson({{"event", "packages"},
               {"made", result.made},
               {"unmet", result.unmet.names},
               {"unmet_count", result.unmet.count}});
  }
  SayUnmet(result.unmet, "no migrated mailbox has this name");
  unmet = result.unmet;
  if (result.made != 0) return {};
  return Fail(
      ErrorCode::kConflict,
      fmt::format("no migrated mailbox is asked for: no package was made; emconsole objects "
                  "{} --migrated lists them",
                  open.project.name));
}

// What makes no sense beside something else, or without it.
struct Together {
  const char* option;
  bool with;  // refused with one of `others`, else without any of them
  std::vector<const char*> others;
  const char* message;
};

Status CheckTogether(const CLI::App& add) {
  const std::vector<const char*> run = {"--run-outlook", "--run-outlook-all"};
  constexpr const char* kNeedsRun =
      "is for the Outlook that EMProfileUpdate starts: give --run-outlook or --run-outlook-all too";
  const Together table[] = {
      {"--share",
       true,
       {"--remote"},
       "is for the package on the share: a remote user's scripts "
       "look beside themselves; leave it out"},
      {"--list",
       true,
       {"--remote"},
       "is for the package on the share: a remote user's list is made "
       "from the project; leave it out, --only chooses people"},
      {"--outlook-op", false, run, kNeedsRun},
      {"--keep-outlook-open", false, run, kNeedsRun},
      {"--close-outlook-after", false, run, kNeedsRun},
  };
  for (const Together& row : table) {
    const bool met =
        std::ranges::any_of(row.others, [&](const char* other) { return add.count(other) != 0; });
    if (add.count(row.option) == 0 || met != row.with) continue;
    return Fail(ErrorCode::kUsage, fmt::format("{} {}", row.option, row.message));
  }
  return {};
}

Status Package(const Console& console, const CLI::App& add, PackageCommand command,
               UnmetNames& unmet) {
  REPOINT_TRY(CheckTogether(add));
  command.options.outlook = OutlookSwitches(command);
  REPOINT_ASSIGN(const OpenProject open, OpenProjectNamed(console, command.options.project));
  command.options.project = open.project.name;
  REPOINT_TRY(FindPrograms(command.options));
  return command.remote ? PackageRemote(console, command, open, unmet)
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
  add.add_option("--report", options.report,
                 "folder for the clients' results; of remote users those report who have a VPN");
  AddOutlookOptions(add, *command);
  CLI::Option* remote = add.add_flag("--remote", command->remote,
                                     "a package for each remote user, with that user's row alone");
  add.add_option("--only", command->only_file, "only the mailboxes in this file, one a line")
      ->needs(remote)
      ->type_name("FILE");
  add.add_option("--sign", command->key_file,
                 "sign the lists of remote users with this key; the public one goes along")
      ->needs(remote)
      ->type_name("PEM");
  add.footer(
      "Examples:\n"
      "  emconsole package berlin --share '\\\\%USERDNSDOMAIN%\\NETLOGON' --out package\n"
      "  emconsole package berlin --remote --only remote-users.txt --out remote");
  add.callback([command, &add, &console] {
    console.action = [command, &add, &console] {
      UnmetNames unmet;
      const Status done = Package(console, add, *command, unmet);
      if (!done) return SayError(console, done.error());
      return int{unmet.count == 0 ? kConsoleDone : kConsoleIncomplete};
    };
  });
}

}  // namespace repoint::console
