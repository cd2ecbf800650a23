// emhive: looks into registry hives. Puts the subcommands together, runs the one that was asked
// for, ends with its exit code. What they find out is in hive/ and registry/.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "apps/emhive/command.h"
#include "base/system.h"

namespace repoint::emhive {
namespace {

int SayUsage(const std::vector<std::string>& arguments, const std::string& message) {
  // Its callbacks have not run: the flag has to be looked for.
  const bool json = std::ranges::find(arguments, "--json") != arguments.end();
  return SayError({json, {}}, {ErrorCode::kUsage, message + "; --help says more", ""});
}

int Run(CLI::App& app, const Program& program, const std::vector<std::string>& arguments) {
  try {
    // The parser takes them from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForVersion& version) {
    Print(std::string(version.what()) + "\n");
    return kExitDone;
  } catch (const CLI::CallForHelp&) {
    Print(app.help());  // of the subcommand, where there is one
    return kExitDone;
  } catch (const CLI::ParseError& error) {
    if (app.get_subcommands().empty() && error.get_name() == "RequiredError") {
      return SayUsage(arguments, "what is to be done: check, dump, diff or recover");
    }
    return SayUsage(arguments, error.what());
  }
  return program.action();
}

int Main(int argc, char** argv) {
  Program program;
  CLI::App app(
      "Looks into registry hives (NTUSER.DAT and the like): are they sound, what is in them, what\n"
      "do two differ in. A hive whose last write was interrupted is read with its logs. No hive "
      "is\n"
      "ever written to.",
      "emhive");
  app.set_version_flag("--version", "emhive " REPOINT_VERSION);
  app.add_flag("--json", program.json, "one JSON object a line instead of text");
  app.require_subcommand(1);
  app.fallthrough();
  AddCheckCommand(app, program);
  AddDumpCommand(app, program);
  AddDiffCommand(app, program);
  AddRecoverCommand(app, program);
  const int exit = Run(app, program, CommandLineArguments(argc, argv));
  if (PrintedAll()) return exit;
  WriteStderr("emhive: standard output could not be written: what it holds is cut short\n");
  return exit == kExitDone || exit == kExitDifferent ? kExitUnusable : exit;
}

}  // namespace
}  // namespace repoint::emhive

int main(int argc, char** argv) {
  try {
    return repoint::emhive::Main(argc, argv);
  } catch (const std::bad_alloc&) {
    repoint::WriteStderr("fault in emhive: not enough memory\n");
  } catch (const std::exception& fault) {
    repoint::WriteStderr(std::string("fault in emhive, please report it: ") + fault.what() + "\n");
  }
  return repoint::emhive::kExitInternal;
}
