// What the subcommands of emhive have in common. Each file beside this one is one of them; what
// they say is found out in hive/ and registry/.
#ifndef REPOINT_APPS_EMHIVE_COMMAND_H_
#define REPOINT_APPS_EMHIVE_COMMAND_H_

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace repoint::emhive {

// docs/emhive.1, "EXIT STATUS".
enum Exit : int {
  kExitDone = 0,
  kExitDifferent = 1,  // diff: the hives are not the same
  kExitUsage = 2,
  kExitUnusable = 4,  // a hive or file cannot be used, is damaged or cannot be written
  kExitInternal = 10,
};

using Json = nlohmann::ordered_json;

// The options before the subcommand, and what the subcommand that was chosen does.
struct Program {
  bool json = false;
  std::function<int()> action;
};

// Prints an error (with --json as an object on standard output, too); returns its exit code.
int SayError(const Program& program, const Error& error);

// To standard output, which is written in large pieces.
void Print(std::string_view text);
// One object a line.
void PrintJson(const Json& json);
// Writes what was kept back; whether standard output took everything: a disk may be full.
bool PrintedAll();

// UTF-16 of a hive for a line of text: as UTF-8, control characters as \x1b, so that no name can
// pretend to be output of its own or steer a terminal.
std::string Shown(std::u16string_view text);
// Where a key is, for people: its path, "(root)" for the root.
std::string ShownPath(std::u16string_view path);
// "" of the default value is "(default)".
std::string ShownName(std::u16string_view name);
// A value's type and data in a line: text in quotes, numbers, else the first bytes.
std::string ShownData(uint32_t type, ByteView data);
// "REG_SZ", or the number.
std::string TypeName(uint32_t type);
// "1 key", "2 keys".
std::string Counted(uint64_t count, std::string_view one, std::string_view many);

void AddCheckCommand(CLI::App& app, Program& program);
void AddDumpCommand(CLI::App& app, Program& program);
void AddDiffCommand(CLI::App& app, Program& program);
void AddRecoverCommand(CLI::App& app, Program& program);

}  // namespace repoint::emhive

#endif  // REPOINT_APPS_EMHIVE_COMMAND_H_
