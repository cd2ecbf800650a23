#include "apps/emconsole/command.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "base/files.h"
#include "base/system.h"
#include "base/text.h"
#include "console/import.h"
#include "console/mapping.h"

namespace repoint::console {
namespace {

int ExitOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return kConsoleUsage;
    case ErrorCode::kConflict:
    case ErrorCode::kDamaged:
      return kConsoleRefused;
    case ErrorCode::kInternal:
      return kConsoleInternal;
    default:
      return kConsoleUnreachable;
  }
}

bool printed_all = true;

// Turns the terminal's echo off as long as it lives.
class NoEcho {
 public:
  NoEcho() {
    tcgetattr(STDIN_FILENO, &before_);
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
};

}  // namespace

Result<std::unique_ptr<Database>> Console::OpenDatabase() const {
  if (!database.empty()) return Database::Open(database);
  REPOINT_ASSIGN(const std::string path, DefaultDatabasePath());
  return Database::Open(path);
}

Status Console::CheckDatabaseIsThere() const {
  std::string path = database;
  if (path.empty()) {
    REPOINT_ASSIGN(path, DefaultDatabasePath());
  }
  if (path.find("://") != std::string::npos) return {};
  REPOINT_ASSIGN(const auto info, SystemFiles().Stat(path));
  if (info) return {};
  return Fail(ErrorCode::kNotFound,
              "there is no database here yet: emconsole project create makes it, or --db names "
              "another",
              path);
}

int SayError(const Console& console, const Error& error) {
  const int exit = ExitOf(error.code);
  if (console.json) {
    PrintJson({{"event", "error"},
               {"code", ErrorCodeName(error.code)},
               {"message", error.message},
               {"where", error.where},
               {"exit", exit}});
  }
  WriteStderr("emconsole: " + error.ToString() + "\n");
  return exit;
}

void PrintJson(const Json& json) {
  Print(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

void Print(std::string_view text) {
  if (!WriteStdout(text)) printed_all = false;
}

bool PrintedAll() { return printed_all; }

std::string Counted(uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

Result<OpenProject> OpenProjectNamed(const Console& console, const std::string& name) {
  REPOINT_TRY(console.CheckDatabaseIsThere());
  REPOINT_ASSIGN(auto database, console.OpenDatabase());
  REPOINT_ASSIGN(auto project, FindProject(*database, name));
  return OpenProject{std::move(database), std::move(project)};
}

Status SayWhenNotImported(const Console& console, const OpenProject& open) {
  REPOINT_ASSIGN(const bool imported, WasImported(*open.database, open.project));
  if (imported) return {};
  const std::string message =
      fmt::format("nothing was imported yet: emconsole import {}", open.project.name);
  if (console.json) PrintJson({{"event", "not-imported"}, {"message", message}});
  WriteStderr("emconsole: " + message + "\n");
  return {};
}

Result<std::string> AskOnTerminal(std::string_view prompt) {
  if (isatty(STDIN_FILENO) == 0) {
    return Fail(ErrorCode::kUsage,
                "a password is needed and nobody can be asked: give it in a file or in an "
                "environment variable");
  }
  WriteStderr(prompt);
  std::string secret;
  {
    const NoEcho no_echo;
    std::getline(std::cin, secret);
  }
  WriteStderr("\n");
  return secret;
}

Result<std::string> ReadSecret(const std::string& file, const std::string& env,
                               std::string_view prompt) {
  if (!file.empty()) {
    REPOINT_ASSIGN(const std::string text, ReadText(file));
    return text.substr(0, text.find_first_of("\r\n"));
  }
  if (!env.empty()) {
    const char* value = std::getenv(env.c_str());
    if (value == nullptr)
      return Fail(ErrorCode::kUsage, "this environment variable is not set", env);
    return value;
  }
  return AskOnTerminal(prompt);
}

Result<std::string> ReadText(const std::string& path) {
  REPOINT_ASSIGN(const Bytes bytes, ReadWhole(SystemFiles(), path));
  return std::string(bytes.begin(), bytes.end());
}

Result<std::vector<list::Key>> ReadKeys(const std::string& path) {
  return ReadKeyFile(SystemFiles(), path);
}

void SayUnmet(const UnmetNames& unmet, std::string_view why) {
  if (unmet.count == 0) return;
  std::string text =
      fmt::format("emconsole: {} of --only: {}\n", Counted(unmet.count, "name", "names"), why);
  for (const std::string& name : unmet.names) text += "  " + name + "\n";
  if (unmet.count > unmet.names.size()) {
    text += fmt::format("  and {} more\n", unmet.count - unmet.names.size());
  }
  WriteStderr(text);
}

ProgressLine::ProgressLine(std::string what)
    : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) != 0) {
  if (terminal_) WriteStderr(what_ + " ...");
}

ProgressLine::~ProgressLine() {
  if (terminal_) WriteStderr("\r\x1b[K");
}

void ProgressLine::Show(uint64_t count) {
  if (!terminal_ || count == shown_) return;
  shown_ = count;
  WriteStderr(fmt::format("\r\x1b[K{}: {}", what_, count));
}

}  // namespace repoint::console
