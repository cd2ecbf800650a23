// What the subcommands of emconsole have in common. Each file beside this one adds its subcommands
// to the command line; all that they do is in console/.
#ifndef REPOINT_APPS_EMCONSOLE_COMMAND_H_
#define REPOINT_APPS_EMCONSOLE_COMMAND_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "console/asked.h"
#include "console/database.h"
#include "console/project.h"
#include "list/row.h"

namespace repoint::console {

// docs/emconsole.1, "EXIT STATUS".
enum ConsoleExit : int {
  kConsoleDone = 0,
  kConsoleIncomplete = 1,  // done, but something is named that a person has to look at
  kConsoleUsage = 2,
  kConsoleRefused = 3,      // nothing was changed: the result would not have been safe
  kConsoleUnreachable = 4,  // database, directory, server or file cannot be used
  kConsoleInternal = 10,
};

using Json = nlohmann::ordered_json;

// The options before the subcommand, and what the subcommand that was chosen does.
struct Console {
  std::string database;  // --db; empty: the default path
  bool json = false;
  std::function<int()> action;

  // Makes a database that is not there.
  Result<std::unique_ptr<Database>> OpenDatabase() const;
  // kNotFound for a file that is not: a name that is mistyped makes no new one.
  Status CheckDatabaseIsThere() const;
};

// Prints an error (with --json as an object on standard output, too); returns its exit code.
int SayError(const Console& console, const Error& error);
// One object a line.
void PrintJson(const Json& json);
void Print(std::string_view text);
// Whether standard output took everything so far: a disk may be full, a pipe closed.
bool PrintedAll();
// "1 mailbox", "2 mailboxes".
std::string Counted(uint64_t count, std::string_view one, std::string_view many);

// The database and a project in it, for commands that work on one.
struct OpenProject {
  std::unique_ptr<Database> database;
  Project project;
};
Result<OpenProject> OpenProjectNamed(const Console& console, const std::string& name);
// Says so when nothing was imported yet: an empty answer would read as "nobody".
Status SayWhenNotImported(const Console& console, const OpenProject& open);

// Reads a password: first line of `file`, else the variable `env`, else asked for on the terminal
// without echo. Empty when `file` and `env` are empty and nobody can be asked: kUsage.
Result<std::string> ReadSecret(const std::string& file, const std::string& env,
                               std::string_view prompt);
// Asks on the terminal without echo; kUsage where standard input is none.
Result<std::string> AskOnTerminal(std::string_view prompt);

// As ReadKeyFile.
Result<std::vector<list::Key>> ReadKeys(const std::string& path);
// Names on standard error what of --only nobody has, and what `why` says of such names.
void SayUnmet(const UnmetNames& unmet, std::string_view why);
// A whole text file.
Result<std::string> ReadText(const std::string& path);

// A line on standard error that says what is done, and counts where something can be counted, when
// that is a terminal; it goes when destroyed.
class ProgressLine {
 public:
  explicit ProgressLine(std::string what);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void Show(uint64_t count);

 private:
  std::string what_;
  bool terminal_;
  uint64_t shown_ = 0;  // what the line says; 0: the words alone
};

void AddProjectCommands(CLI::App& app, Console& console);
void AddImportCommands(CLI::App& app, Console& console);
void AddListCommands(CLI::App& app, Console& console);
void AddPackageCommand(CLI::App& app, Console& console);
void AddNotifyCommand(CLI::App& app, Console& console);
void AddStatusCommands(CLI::App& app, Console& console);

}  // namespace repoint::console

#endif  // REPOINT_APPS_EMCONSOLE_COMMAND_H_
