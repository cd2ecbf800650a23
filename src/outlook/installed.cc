#include "outlook/installed.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/text.h"

namespace repoint {
namespace {

constexpr std::string_view kAppPaths =
    R"(Software\Microsoft\Windows\CurrentVersion\App Paths\OUTLOOK.EXE)";
constexpr std::string_view kAppPaths32 =
    R"(Software\Wow6432Node\Microsoft\Windows\CurrentVersion\App Paths\OUTLOOK.EXE)";
constexpr std::string_view kCurVer = R"(Outlook.Application\CurVer)";

// The program's path out of a registry value: `"C:\x\OUTLOOK.EXE"` with or without quotes and
// variables.
std::string ProgramPath(std::string_view text, const Environment& environment) {
  text = Trim(text);
  if (text.starts_with('"')) text = text.substr(1, text.substr(1).find('"'));
  return ExpandVariables(text, environment);
}

// The path that `key` names, when a file is there.
Result<std::optional<std::string>> FindProgram(Registry& registry, std::string_view key,
                                               const InstallationSources& sources) {
  REPOINT_ASSIGN(std::optional<RegValue> value, registry.GetValue(key, ""));
  if (value && value->type == kRegExpandSz) value->type = kRegSz;
  const std::optional<std::string> text = value ? SzText(*value) : std::nullopt;
  if (!text) return std::nullopt;
  std::string path = ProgramPath(*text, sources.environment);
  if (path.empty()) return std::nullopt;
  const Result<std::optional<FileInfo>> info = sources.files.Stat(path);
  // What an uninstallation left behind does not count, and neither does a path that makes no sense.
  if (!info || !*info || (*info)->is_folder) return std::nullopt;
  return path;
}

Result<std::string> InstalledVersion(Registry& classes) {
  REPOINT_ASSIGN(const std::optional<RegValue> value, classes.GetValue(kCurVer, ""));
  const std::optional<std::string> text = value ? SzText(*value) : std::nullopt;
  return text ? VersionFromProgId(*text) : std::string();
}

}  // namespace

std::string ExpandVariables(std::string_view text, const Environment& environment) {
  std::string out;
  while (!text.empty()) {
    const size_t open = text.find('%');
    const size_t close = open == text.npos ? text.npos : text.find('%', open + 1);
    out += text.substr(0, open);
    if (close == text.npos) {
      if (open != text.npos) out += text.substr(open);
      break;
    }
    const std::optional<std::string> value = environment(text.substr(open + 1, close - open - 1));
    // The second % of an unknown name may open the next one.
    out += value ? *value : std::string(text.substr(open, close - open));
    text.remove_prefix(value ? close + 1 : close);
  }
  return out;
}

std::string VersionFromProgId(std::string_view prog_id) {
  constexpr std::string_view kPrefix = "Outlook.Application.";
  if (!StartsWithFolded(prog_id, kPrefix)) return {};
  const std::string_view number = prog_id.substr(kPrefix.size());
  const bool digits = std::ranges::all_of(number, [](char c) { return c >= '0' && c <= '9'; });
  if (number.empty() || number.size() > 3 || !digits) return {};
  return std::string(number) + ".0";
}

int PointerWidthOfProgram(FileSystem& files, std::string_view path) {
  // MZ header: e_lfanew at 0x3C; there "PE\0\0", 20 bytes of file header, then Magic (PE/COFF
  // specification).
  constexpr uint64_t kNewHeaderOffset = 0x3C;
  constexpr size_t kMagicOffset = 24;
  const Result<std::unique_ptr<ReadableFile>> file = files.Open(path);
  if (!file) return 0;
  const Result<Bytes> pointer = (*file)->ReadAt(kNewHeaderOffset, 4);
  const std::optional<uint32_t> start = pointer ? LoadU32(*pointer, 0) : std::nullopt;
  if (!start) return 0;
  const Result<Bytes> head = (*file)->ReadAt(*start, kMagicOffset + 2);
  if (!head || !AsChars(*head).starts_with(std::string_view("PE\0\0", 4))) return 0;
  switch (LoadU16(*head, kMagicOffset).value_or(0)) {
    case 0x10B:
      return 4;
    case 0x20B:
      return 8;
    default:
      return 0;
  }
}

Result<std::optional<OutlookInstallation>> FindInstalledOutlook(
    const InstallationSources& sources) {
  struct Place {
    Registry* registry;
    std::string_view key;
  };
  const std::array<Place, 3> places = {
      {{&sources.machine, kAppPaths}, {&sources.machine, kAppPaths32}, {&sources.user, kAppPaths}}};
  for (const Place& place : places) {
    REPOINT_ASSIGN(std::optional<std::string> path,
                   FindProgram(*place.registry, place.key, sources));
    if (!path) continue;
    OutlookInstallation found;
    REPOINT_ASSIGN(found.version, InstalledVersion(sources.classes));
    found.pointer_width = PointerWidthOfProgram(sources.files, *path);
    found.path = std::move(*path);
    return found;
  }
  return std::nullopt;
}

}  // namespace repoint
