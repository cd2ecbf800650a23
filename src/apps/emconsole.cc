// emconsole: the administrator's console. Puts the subcommands together, runs the one that was
// asked for, ends with its exit code. What they do is in console/.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <new>
#include <string_view>

#include "apps/emconsole/command.h"
#include "base/system.h"

namespace repoint::console {
namespace {

void AddCommands(CLI::App& app, Console& console) {
  AddProjectCommands(app, console);
  AddImportCommands(app, console);
  AddListCommands(app, console);
  AddPackageCommand(app, console);
  AddNotifyCommand(app, console);
  AddStatusCommands(app, console);
}

int Main(int argc, char** argv) {
  Console console;
  CLI::App app(
      "Moves people's Outlook to their migrated mailbox, from the administrator's side: which\n"
      "mailbox became which, the list for EMProfileUpdate, what goes on the share, mails to\n"
      "remote users, and who is done.",
      "emconsole");
  app.set_version_flag("--version", "emconsole " REPOINT_VERSION);
  app.add_option("--db", console.database,
                 "database: a file, or postgresql://USER@HOST/NAME (default: console.sqlite in "
                 "$XDG_DATA_HOME/repoint)")
      ->envname("REPOINT_DB")
      ->type_name("ADDRESS");
  app.add_flag("--json", console.json, "one JSON object a line instead of text");
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(
      "The way of a migration:\n"
      "  emconsole project create berlin --source ldap://... --target ldap://...\n"
      "  emconsole import berlin\n"
      "  emconsole notify berlin --template week ...\n"
      "  emconsole export berlin -o EMAMappings.tab\n"
      "  emconsole package berlin --share '\\\\%USERDNSDOMAIN%\\NETLOGON' --out package ...\n"
      "  emconsole results import /srv/reports\n"
      "  emconsole status berlin");
  AddCommands(app, console);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (app.exit(error) == 0) return kConsoleDone;
    // Its callbacks have not run: the flag has to be looked for.
    const bool json = std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
    if (json) {
      PrintJson({{"event", "error"},
                 {"code", ErrorCodeName(ErrorCode::kUsage)},
                 {"message", error.what()},
                 {"where", ""},
                 {"exit", int{kConsoleUsage}}});
    }
    return kConsoleUsage;
  }
  const int exit = console.action();
  if (PrintedAll()) return exit;
  WriteStderr("emconsole: standard output could not be written: what it holds is cut short\n");
  return exit == kConsoleDone || exit == kConsoleIncomplete ? kConsoleUnreachable : exit;
}

}  // namespace
}  // namespace repoint::console

int main(int argc, char** argv) {
  try {
    return repoint::console::Main(argc, argv);
  } catch (const std::bad_alloc&) {
    repoint::WriteStderr("fault in emconsole: not enough memory\n");
  } catch (const std::exception& fault) {
    repoint::WriteStderr(std::string("fault in emconsole, please report it: ") + fault.what() +
                         "\n");
  }
  return repoint::console::kConsoleInternal;
}
