#include "apps/emhive/command.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/system.h"
#include "base/text.h"
#include "registry/registry.h"

namespace repoint::emhive {
namespace {

constexpr size_t kBufferSize = 64 * 1024;
constexpr size_t kShownBytes = 32;
constexpr size_t kShownUnits = 200;

std::string buffer;
bool printed_all = true;

void FlushBuffer() {
  if (!buffer.empty() && !WriteStdout(buffer)) printed_all = false;
  buffer.clear();
}

int ExitOf(ErrorCode code) {
  if (code == ErrorCode::kUsage) return kExitUsage;
  return code == ErrorCode::kInternal ? kExitInternal : kExitUnusable;
}

bool IsControl(char16_t unit) { return unit < 0x20 || (unit >= 0x7F && unit < 0xA0); }

std::u16string UnitsOf(ByteView data) {
  std::u16string units;
  for (size_t at = 0; at + 1 < data.size(); at += 2)
    units += static_cast<char16_t>(*LoadU16(data, at));
  return units;
}

std::string Quoted(std::u16string_view text) {
  const bool cut = text.size() > kShownUnits;
  return "\"" + Shown(text.substr(0, kShownUnits)) + (cut ? "\"..." : "\"");
}

// The text of a REG_SZ whose one zero ends it; any other is shown as bytes.
std::optional<std::u16string> PlainText(uint32_t type, ByteView data) {
  if (type != kRegSz && type != kRegExpandSz) return std::nullopt;
  std::u16string text = UnitsOf(data);
  if (data.size() % 2 != 0 || text.empty() || text.find(u'\0') != text.size() - 1) {
    return std::nullopt;
  }
  text.pop_back();
  return text;
}

}  // namespace

int SayError(const Program& program, const Error& error) {
  const int exit = ExitOf(error.code);
  if (program.json) {
    PrintJson({{"event", "error"},
               {"code", ErrorCodeName(error.code)},
               {"message", error.message},
               {"where", error.where},
               {"exit", exit}});
  }
  FlushBuffer();
  WriteStderr("emhive: " + error.ToString() + "\n");
  return exit;
}

void Print(std::string_view text) {
  buffer += text;
  if (buffer.size() >= kBufferSize) FlushBuffer();
}

void PrintJson(const Json& json) {
  Print(json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

bool PrintedAll() {
  FlushBuffer();
  return printed_all;
}

std::string Shown(std::u16string_view text) {
  std::string shown;
  std::u16string plain;
  for (const char16_t unit : text) {
    if (!IsControl(unit)) {
      plain += unit;
      continue;
    }
    shown += ToUtf8(plain) + fmt::format("\\x{:02x}", static_cast<unsigned>(unit));
    plain.clear();
  }
  return shown + ToUtf8(plain);
}

std::string ShownPath(std::u16string_view path) { return path.empty() ? "(root)" : Shown(path); }

std::string ShownName(std::u16string_view name) { return name.empty() ? "(default)" : Shown(name); }

std::string ShownData(uint32_t type, ByteView data) {
  const std::string name = TypeName(type);
  if (const auto text = PlainText(type, data)) return name + " " + Quoted(*text);
  if (type == kRegDword && data.size() == 4) {
    return fmt::format("{} {:#010x}", name, *LoadU32(data, 0));
  }
  if (type == kRegQword && data.size() == 8) {
    return fmt::format("{} {:#018x}", name, *LoadU64(data, 0));
  }
  return fmt::format("{} {}{} ({})", name,
                     HexEncode(data.first(std::min(kShownBytes, data.size()))),
                     data.size() > kShownBytes ? "..." : "", Counted(data.size(), "byte", "bytes"));
}

std::string TypeName(uint32_t type) {
  static constexpr std::string_view kNames[] = {"REG_NONE",
                                                "REG_SZ",
                                                "REG_EXPAND_SZ",
                                                "REG_BINARY",
                                                "REG_DWORD",
                                                "REG_DWORD_BIG_ENDIAN",
                                                "REG_LINK",
                                                "REG_MULTI_SZ",
                                                "REG_RESOURCE_LIST",
                                                "REG_FULL_RESOURCE_DESCRIPTOR",
                                                "REG_RESOURCE_REQUIREMENTS_LIST",
                                                "REG_QWORD"};
  if (type < std::size(kNames)) return std::string(kNames[type]);
  return fmt::format("type {:#x}", type);
}

std::string Counted(uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

}  // namespace repoint::emhive
