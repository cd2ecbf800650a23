// What the program has to know about the computer and the person it runs for.
#ifndef REPOINT_BASE_SYSTEM_H_
#define REPOINT_BASE_SYSTEM_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace repoint {

// Unix time in milliseconds, UTC.
int64_t NowMillis();
// "2026-03-31T07:05:09Z", and the form for file names: "20260331T070509Z".
std::string FormatIso8601(int64_t unix_millis);
std::string FormatCompactUtc(int64_t unix_millis);
void SleepMillis(int64_t millis);

std::string UserName();
std::string ComputerName();
// The SID of whoever runs this, as text: "S-1-5-21-..."; empty where there is none, as on Linux.
std::string UserSid();
// The account that a SID, as text, belongs to: "CORP\\jane". nullopt: nobody can tell.
std::optional<std::string> AccountName(const std::string& sid);
// Whether this program may do what administrators may: on Windows Vista and later, elevated.
bool IsElevated();
// 16 hex digits for the name of a file: another one at each call, and not what any other process
// gives, on this computer or on another.
std::string UniqueId();
// The folder for this user's state: %LOCALAPPDATA%\EMProfileUpdate (found as Windows XP can:
// SHGetFolderPath), or $XDG_STATE_HOME/emprofileupdate, else $HOME/.local/state/emprofileupdate.
// Not made.
Result<std::string> StateFolder();
// The folder in which the running program lies.
Result<std::string> ProgramFolder();
// One spelling of a path, absolute, links in its folder resolved (on Windows in lower case, ASCII):
// two paths of the same file in one folder compare equal. The file need not be there; the argument
// itself when its folder is not.
std::string CanonicalPath(const std::string& path);
// The arguments after the program's name, as UTF-8 (on Windows from the wide command line).
std::vector<std::string> CommandLineArguments(int argc, char** argv);

// Whether '/' before a name makes a switch of it, as on Windows, where no path begins with one.
bool SlashStartsSwitches();

// Standard output and error: UTF-8 text; on a Windows console it is written as wide characters.
// Never throws; false when the stream is gone. Where the program was started without streams, as
// services are on Windows, nothing is written and nothing is wrong.
bool WriteStdout(std::string_view utf8);
bool WriteStderr(std::string_view utf8);
// Whether a person sees standard error as it is written.
bool StderrIsTerminal();

std::optional<std::string> EnvironmentVariable(const std::string& name);

}  // namespace repoint

#endif  // REPOINT_BASE_SYSTEM_H_
