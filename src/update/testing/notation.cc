#include "update/testing/notation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"
#include "mapi/tags.h"
#include "mapi/values.h"
#include "profile/graph.h"
#include "registry/testing/reg_text.h"

namespace repoint {
namespace {

struct Nickname {
  std::string_view name;
  std::string_view path;
};
constexpr Nickname kNicknames[] = {
    {"admin", kAdminSection},
    {"outlook", kOutlookSection},
    {"directory", kDirectorySection},
    {"manager", kAccountManager},
    {"global", kGlobalExchangeSection},
    {"service", "5e000000000000000000000000000001"},
    {"settings", "5e000000000000000000000000000002"},
    {"private", "5e000000000000000000000000000003"},
    {"transport", "5e000000000000000000000000000004"},
    {"delegate", "5e000000000000000000000000000005"},
    {"public", "5e000000000000000000000000000006"},
    {"archive", "5e000000000000000000000000000007"},
    {"hook", "5e000000000000000000000000000008"},
    {"contacts", "5e000000000000000000000000000009"},
    {"service2", "ac000000000000000000000000000001"},
    {"settings2", "ac000000000000000000000000000002"},
    {"private2", "ac000000000000000000000000000003"},
    {"other", "0f000000000000000000000000000001"},
};

[[noreturn]] void Die(std::string_view what, std::string_view where) {
  std::fprintf(stderr, "notation: %s: %s\n", std::string(what).c_str(), std::string(where).c_str());
  std::abort();
}

// Reads up to the quote that ends a text; `rest` begins behind the opening one.
std::string_view TakeQuoted(std::string_view& rest) {
  const size_t end = rest.find('\'');
  if (end == std::string_view::npos) Die("quote without end", rest);
  const std::string_view text = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return text;
}

std::string HexData(ByteView bytes) {
  std::string text = "hex:";
  for (size_t i = 0; i < bytes.size(); ++i) text += fmt::format("{}{:02x}", i ? "," : "", bytes[i]);
  return text;
}

// Elements apart at '|' outside of quotes.
std::vector<std::string> Elements(std::string_view spelled) {
  std::vector<std::string> elements;
  if (spelled.empty()) return elements;
  elements.emplace_back();
  bool quoted = false;
  for (const char c : spelled) {
    if (c == '\'') quoted = !quoted;
    if (c == '|' && !quoted) {
      elements.emplace_back();
    } else {
      elements.back() += c;
    }
  }
  return elements;
}

Bytes Multi(std::string_view name, int width, std::string_view spelled) {
  mapi::MultiValue multi;
  for (const std::string& element : Elements(spelled)) multi.items.push_back(Bin(element));
  if (!multi.items.empty()) multi.width = width;
  return mapi::EncodeMulti(multi, mapi::ParsePropName(name)->type);
}

// A line of an export, or one of our kinds as one.
std::string ToRegLine(std::string_view line) {
  const size_t equals = line.find("\"=");
  if (!line.starts_with('"') || equals == std::string_view::npos) return std::string(line);
  const std::string_view name = line.substr(1, equals - 1);
  const std::string_view data = line.substr(equals + 2);
  const auto with = [&](const Bytes& bytes) {
    return fmt::format("\"{}\"={}", name, HexData(bytes));
  };
  if (data.starts_with("wide:\"") && data.ends_with('"')) {
    return with(ByteWriter().Put(Utf16Bytes(data.substr(6, data.size() - 7))).U16(0).Release());
  }
  if (data.starts_with("bin:")) return with(Bin(data.substr(4)));
  if (data.starts_with("multi4:")) return with(Multi(name, 4, data.substr(7)));
  if (data.starts_with("multi8:")) return with(Multi(name, 8, data.substr(7)));
  return std::string(line);
}

bool IsPlain(uint8_t byte) { return byte >= 0x20 && byte < 0x7f && byte != '\''; }

// Hex, with runs of four and more characters as text.
std::string ShowBytes(ByteView bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size();) {
    size_t end = i;
    while (end < bytes.size() && IsPlain(bytes[end])) ++end;
    if (end - i >= 4) {
      text += fmt::format(" '{}' ", AsChars(bytes.subspan(i, end - i)));
      i = end;
    } else {
      text += fmt::format("{:02x}", bytes[i++]);
    }
  }
  return text;
}

// "text" of a terminated UTF-16 string without a zero inside.
std::optional<std::string> ShowWide(ByteView data) {
  const auto text = mapi::DecodeText(data, mapi::TextForm::kUtf16);
  if (!text || text->terminators != 1) return std::nullopt;
  return "\"" + Utf8FromUtf16Bytes(text->raw).value_or("?") + "\"";
}

std::string ShowData(const NamedValue& value) {
  const RegValue& v = value.value;
  if (v.type == kRegSz) {
    if (const auto text = ShowWide(v.data)) return *text;
  }
  if (v.type != kRegBinary) return fmt::format("type {}: {}", v.type, ShowBytes(v.data));
  const auto name = mapi::ParsePropName(value.name);
  const auto text = name && name->type == mapi::kPtUnicode ? ShowWide(v.data) : std::nullopt;
  return text ? "wide:" + *text : "bin:" + ShowBytes(v.data);
}

}  // namespace

std::string SectionPath(std::string_view nickname) {
  const size_t slash = std::min(nickname.find('\\'), nickname.size());
  for (const Nickname& known : kNicknames) {
    if (known.name != nickname.substr(0, slash)) continue;
    return std::string(known.path) + std::string(nickname.substr(slash));
  }
  Die("unknown section", nickname);
}

Bytes Bin(std::string_view spelled) {
  ByteWriter out;
  while (!spelled.empty()) {
    const char c = spelled.front();
    if (c == ' ') {
      spelled.remove_prefix(1);
    } else if (c == '\'') {
      spelled.remove_prefix(1);
      out.Put(TakeQuoted(spelled));
    } else if (spelled.starts_with("w'")) {
      spelled.remove_prefix(2);
      out.Put(Utf16Bytes(TakeQuoted(spelled)));
    } else if (c == '{') {
      const size_t end = std::min(spelled.find('}'), spelled.size() - 1);
      out.Put(*HexDecode(SectionPath(spelled.substr(1, end - 1))));
      spelled.remove_prefix(end + 1);
    } else {
      const auto byte = HexDecode(spelled.substr(0, 2));
      if (!byte) Die("no hex", spelled);
      out.Put(*byte);
      spelled.remove_prefix(2);
    }
  }
  return out.Release();
}

std::string ToRegText(std::string_view notation, std::string_view profile_key) {
  std::string text;
  for (std::string_view line : Split(notation, '\n')) {
    line = Trim(line);
    if (line.starts_with('[') && line.ends_with(']')) {
      const std::string path = SectionPath(line.substr(1, line.size() - 2));
      text += fmt::format("[HKEY_CURRENT_USER\\{}\\{}]\n", profile_key, path);
    } else {
      text += ToRegLine(line) + "\n";
    }
  }
  return text;
}

std::vector<NamedValue> ParseLines(std::string_view lines) {
  MemoryRegistry registry =
      LoadRegText(ToRegText("[other]\n" + std::string(lines), "Software\\Lines"));
  const auto values = registry.Values("Software\\Lines\\" + SectionPath("other"));
  return **values;
}

std::string Show(std::vector<NamedValue> values) {
  std::ranges::sort(values, {}, &NamedValue::name);
  std::string text;
  for (const NamedValue& value : values) {
    text += fmt::format("\"{}\"={}\n", value.name, ShowData(value));
  }
  return text;
}

}  // namespace repoint
