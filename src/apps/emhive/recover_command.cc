// emhive recover: the hive with its logs replayed, as a file of its own.
#include <fmt/format.h>

#include <memory>

#include "apps/emhive/command.h"
#include "base/files.h"
#include "hive/recovered_copy.h"

namespace repoint::emhive {
namespace {

struct Options {
  std::string hive;
  std::string out;
  hive::CopyOptions copy;
};

void PrintAsText(const Options& options, const hive::RecoveredCopy& copy) {
  if (!copy.was_dirty) {
    Print("the hive was clean: no log was needed\n");
  } else if (options.copy.without_logs) {
    Print("taken as it stands: what its last write changed may be missing, in whole or in part\n");
  }
  for (const hive::AppliedLog& log : copy.logs) {
    Print(fmt::format("{}: {} applied, from sequence {}\n", log.name,
                      Counted(log.entries, "entry", "entries"), log.first_sequence));
  }
  Print(fmt::format("{}: {}, clean, sequence {}\n", options.out,
                    Counted(copy.bytes, "byte", "bytes"), copy.sequence));
}

void PrintAsJson(const Options& options, const hive::RecoveredCopy& copy) {
  Json logs = Json::array();
  for (const hive::AppliedLog& log : copy.logs) {
    logs.push_back(
        {{"name", log.name}, {"entries", log.entries}, {"first_sequence", log.first_sequence}});
  }
  PrintJson({{"event", "recovered"},
             {"hive", options.hive},
             {"copy", options.out},
             {"dirty", copy.was_dirty},
             {"without_logs", copy.was_dirty && options.copy.without_logs},
             {"entries", copy.entries},
             {"sequence", copy.sequence},
             {"bytes", copy.bytes},
             {"logs", std::move(logs)}});
}

int Recover(const Program& program, const Options& options) {
  const auto copy = hive::CopyRecovered(SystemFiles(), options.hive, options.out, options.copy);
  if (!copy) return SayError(program, copy.error());
  program.json ? PrintAsJson(options, *copy) : PrintAsText(options, *copy);
  return kExitDone;
}

}  // namespace

void AddRecoverCommand(CLI::App& app, Program& program) {
  CLI::App* command = app.add_subcommand(
      "recover", "Write a clean copy of a hive, with its logs replayed, to another file");
  auto options = std::make_shared<Options>();
  command->add_option("hive", options->hive, "hive; its logs are looked for beside it")->required();
  command->add_option("-o,--out", options->out, "the copy, a file that is not there yet")
      ->required()
      ->type_name("FILE");
  command->add_flag("--force", options->copy.replace, "replace the file that --out names");
  command->add_flag("--without-logs", options->copy.without_logs,
                    "the logs are lost: take the hive as it stands, if it is sound");
  command->footer(
      "The hive and its logs are only read. A hive that would be damaged also with its logs is "
      "not\n"
      "copied.\n\n"
      "Example:\n"
      "  emhive recover evidence/NTUSER.DAT -o work/NTUSER.DAT");
  command->callback([&program, options] {
    program.action = [&program, options] { return Recover(program, *options); };
  });
}

}  // namespace repoint::emhive
