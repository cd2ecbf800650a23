// emhive dump: what is in a hive, as a registry export, as JSON, or cell by cell.
#include <fmt/format.h>

#include <memory>

#include "apps/emhive/command.h"
#include "base/files.h"
#include "base/system.h"
#include "base/text.h"
#include "hive/cells.h"
#include "hive/file.h"
#include "hive/recovered_copy.h"
#include "hive/walk.h"
#include "registry/hive_registry.h"
#include "registry/reg_export.h"

namespace repoint::emhive {
namespace {

struct Options {
  std::string hive;
  std::string key;
  std::string root = "HKEY_CURRENT_USER";
  std::string out;
  bool raw = false, utf8 = false, force = false;
};

std::unexpected<Error> NoSuchKey(const Options& options) {
  return Fail(ErrorCode::kNotFound, "the hive has no such key: " + options.key, options.hive);
}

Status DumpExport(const Options& options) {
  REPOINT_ASSIGN(const auto registry, HiveRegistry::Open(SystemFiles(), options.hive,
                                                         hive::CommitMode::kReplace, NowMillis));
  REPOINT_ASSIGN(const auto tree, registry->ReadTree(options.key));
  if (!tree) return NoSuchKey(options);
  REPOINT_ASSIGN(const Bytes file,
                 ExportTree(*tree, JoinKey(options.root, options.key),
                            options.utf8 ? regtext::Encoding::kUtf8 : regtext::Encoding::kUtf16Le));
  if (options.out.empty()) {
    Print(AsChars(file));
    return {};
  }
  REPOINT_TRY(hive::CheckOutput(SystemFiles(), options.hive, options.out, options.force));
  return SystemFiles().WriteWhole(options.out, file, Access::kDefault);
}

void PrintKeyJson(const hive::WalkedKey& walked) {
  Json line = {{"event", "key"}, {"key", ToUtf8(walked.path)}, {"cell", walked.key.cell}};
  if (walked.key.last_written != 0) {
    line["last_written"] = FormatIso8601(hive::UnixMillis(walked.key.last_written));
  }
  PrintJson(line);
  for (const auto& [value, data] : walked.values) {
    Json each = {{"event", "value"},
                 {"key", ToUtf8(walked.path)},
                 {"value", ToUtf8(value.name)},
                 {"type", value.type},
                 {"type_name", TypeName(value.type)},
                 {"cell", value.cell},
                 {"data", HexEncode(data)}};
    const RegValue as_registry{value.type == kRegExpandSz ? kRegSz : value.type, data};
    if (const auto text = SzText(as_registry)) each["text"] = *text;
    if (const auto number = DwordNumber(as_registry)) each["number"] = *number;
    PrintJson(each);
  }
}

Status DumpJson(const Options& options) {
  REPOINT_ASSIGN(const auto file, hive::HiveFile::Open(SystemFiles(), options.hive));
  const std::u16string path = ToUtf16(options.key);
  REPOINT_ASSIGN(const auto key, hive::FindKey(file.image(), path));
  if (!key) return NoSuchKey(options);
  return hive::Walk(file.image(), *key, path, [](hive::WalkedKey& walked) -> Status {
    PrintKeyJson(walked);
    return {};
  });
}

// The name of the key or value that a cell holds; none for other cells.
std::optional<std::u16string> NameIn(const hive::Image& image, const hive::CellView& cell,
                                     std::string_view signature) {
  if (cell.is_free) return std::nullopt;
  if (signature == "nk") {
    if (const auto key = hive::ReadKey(image, cell.offset)) return key->name;
  } else if (signature == "vk") {
    if (const auto value = hive::ReadValue(image, cell.offset)) return value->name;
  }
  return std::nullopt;
}

Status DumpCells(const Program& program, const Options& options) {
  REPOINT_ASSIGN(const auto file, hive::HiveFile::Open(SystemFiles(), options.hive));
  const hive::Image& image = file.image();
  return hive::ForEachCell(image, [&](const hive::CellView& cell) -> Status {
    const std::string_view signature = hive::SignatureOf(cell.contents);
    const auto name = NameIn(image, cell, signature);
    if (program.json) {
      Json line = {{"event", "cell"},
                   {"cell", cell.offset},
                   {"size", cell.size},
                   {"free", cell.is_free},
                   {"signature", signature}};
      if (name) line["name"] = ToUtf8(*name);
      PrintJson(line);
    } else {
      Print(fmt::format("{:#010x} {:>8} {} {:2}{}\n", cell.offset, cell.size,
                        cell.is_free ? "free" : "used", signature, name ? " " + Shown(*name) : ""));
    }
    return {};
  });
}

int Dump(const Program& program, const Options& options) {
  const bool as_export = !options.raw && !program.json;
  if (!as_export && (!options.out.empty() || options.utf8)) {
    return SayError(program, {ErrorCode::kUsage,
                              "--out and --utf8 are for exports: not with --raw "
                              "nor --json",
                              ""});
  }
  if (options.raw && !options.key.empty()) {
    return SayError(program, {ErrorCode::kUsage, "--raw shows the whole hive: not with --key", ""});
  }
  const Status done = options.raw    ? DumpCells(program, options)
                      : program.json ? DumpJson(options)
                                     : DumpExport(options);
  if (done) return kExitDone;
  Error error = done.error();
  if (error.where.empty()) error.where = options.hive;
  return SayError(program, error);
}

}  // namespace

void AddDumpCommand(CLI::App& app, Program& program) {
  CLI::App* command = app.add_subcommand(
      "dump", "Write what is in a hive, with its logs replayed, as a registry export");
  auto options = std::make_shared<Options>();
  command->add_option("hive", options->hive, "hive; its logs are looked for beside it")->required();
  command->add_option("--key", options->key, "only this key and what is below it")
      ->type_name("PATH");
  command
      ->add_option("--root", options->root,
                   "what the root of the hive is called in the export (default: HKEY_CURRENT_USER)")
      ->type_name("KEY");
  command
      ->add_option("-o,--out", options->out,
                   "write the export there, not to standard output; a file that is not there yet")
      ->type_name("FILE");
  command->add_flag("--force", options->force, "replace the file that --out names");
  command->add_flag("--utf8", options->utf8,
                    "UTF-8, for reading, in place of UTF-16, which regedit imports");
  command->add_flag("--raw", options->raw, "every cell with its offset and size, also free ones");
  command->footer(
      "With --json a line for each key and value, with the cells that they are in.\n\n"
      "Example:\n"
      "  emhive dump NTUSER.DAT --key 'Software\\Microsoft' --utf8");
  command->callback([&program, options] {
    program.action = [&program, options] { return Dump(program, *options); };
  });
}

}  // namespace repoint::emhive
