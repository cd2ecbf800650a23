// emhive diff: what two hives differ in, a line for each change.
#include <fmt/format.h>

#include <memory>

#include "apps/emhive/command.h"
#include "base/files.h"
#include "base/text.h"
#include "hive/compare.h"
#include "hive/file.h"
#include "hive/reader.h"

namespace repoint::emhive {
namespace {

using hive::ChangeKind;

struct Words {
  std::string_view sign, name;
};

Words WordsOf(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::kKeyAdded:
      return {"+ key     ", "key-added"};
    case ChangeKind::kKeyRemoved:
      return {"- key     ", "key-removed"};
    case ChangeKind::kValueAdded:
      return {"+ value   ", "value-added"};
    case ChangeKind::kValueRemoved:
      return {"- value   ", "value-removed"};
    case ChangeKind::kValueChanged:
      return {"~ value   ", "value-changed"};
    case ChangeKind::kClassChanged:
      return {"~ class   ", "class-changed"};
    case ChangeKind::kSecurityChanged:
      return {"~ security", "security-changed"};
  }
  return {};
}

bool IsOfValue(ChangeKind kind) {
  return kind == ChangeKind::kValueAdded || kind == ChangeKind::kValueRemoved ||
         kind == ChangeKind::kValueChanged;
}

struct Side {
  uint32_t type = 0;
  Bytes data;
};

// The value in one of the hives; none where it is not there.
Result<std::optional<Side>> Read(const hive::Image& image, uint32_t cell) {
  if (cell == hive::kNone) return std::nullopt;
  REPOINT_ASSIGN(const hive::Value value, hive::ReadValue(image, cell));
  REPOINT_ASSIGN(Bytes data, hive::ReadData(image, value));
  return Side{value.type, std::move(data)};
}

void PrintAsText(const hive::Change& change, const std::optional<Side>& before,
                 const std::optional<Side>& after) {
  std::string line = fmt::format("{} {}", WordsOf(change.kind).sign, ShownPath(change.path));
  if (IsOfValue(change.kind)) line += "  " + ShownName(change.value) + ":";
  if (before) line += " " + ShownData(before->type, before->data);
  if (before && after) line += " ->";
  if (after) line += " " + ShownData(after->type, after->data);
  Print(line + "\n");
}

void PrintAsJson(const hive::Change& change, const std::optional<Side>& before,
                 const std::optional<Side>& after) {
  Json line = {
      {"event", "change"}, {"kind", WordsOf(change.kind).name}, {"key", ToUtf8(change.path)}};
  if (IsOfValue(change.kind)) line["value"] = ToUtf8(change.value);
  const auto add = [&](const char* name, const std::optional<Side>& side) {
    if (side) line[name] = {{"type", side->type}, {"data", HexEncode(side->data)}};
  };
  add("before", before);
  add("after", after);
  PrintJson(line);
}

Status PrintChange(const Program& program, const hive::Change& change, const hive::Image& a,
                   const hive::Image& b) {
  std::optional<Side> before;
  std::optional<Side> after;
  if (IsOfValue(change.kind)) {
    REPOINT_ASSIGN(before, Read(a, change.before));
    REPOINT_ASSIGN(after, Read(b, change.after));
  }
  (program.json ? PrintAsJson : PrintAsText)(change, before, after);
  return {};
}

Result<size_t> PrintDifferences(const Program& program, const std::string& before,
                                const std::string& after) {
  REPOINT_ASSIGN(const auto a, hive::HiveFile::Open(SystemFiles(), before));
  REPOINT_ASSIGN(const auto b, hive::HiveFile::Open(SystemFiles(), after));
  REPOINT_ASSIGN(const auto changes, hive::Compare(a.image(), b.image()));
  for (const hive::Change& change : changes) {
    REPOINT_TRY(PrintChange(program, change, a.image(), b.image()));
  }
  return changes.size();
}

int Diff(const Program& program, const std::string& before, const std::string& after) {
  const auto count = PrintDifferences(program, before, after);
  if (!count) {
    Error error = count.error();
    if (error.where.empty()) error.where = before + ", " + after;
    return SayError(program, error);
  }
  if (program.json) {
    PrintJson({{"event", "result"}, {"differences", *count}});
  } else {
    Print(*count == 0 ? "no differences\n" : Counted(*count, "difference", "differences") + "\n");
  }
  return *count == 0 ? kExitDone : kExitDifferent;
}

}  // namespace

void AddDiffCommand(CLI::App& app, Program& program) {
  CLI::App* command =
      app.add_subcommand("diff", "Say what two hives differ in, both with their logs replayed");
  auto paths = std::make_shared<std::pair<std::string, std::string>>();
  command->add_option("before", paths->first, "the old hive")->required();
  command->add_option("after", paths->second, "the new hive")->required();
  command->footer(
      "Keys, values, classes and security descriptors are compared; where things lie, when keys\n"
      "were written and the order of values are not. Exit 1 when anything differs.\n\n"
      "Example:\n"
      "  emhive diff before/NTUSER.DAT after/NTUSER.DAT");
  command->callback([&program, paths] {
    program.action = [&program, paths] { return Diff(program, paths->first, paths->second); };
  });
}

}  // namespace repoint::emhive
