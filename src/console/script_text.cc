#include "console/script_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace repoint::console {
namespace {

constexpr std::string_view kMark = "@@";

bool IsNameChar(char c) {
  const char folded = FoldAscii(c);
  return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '(' ||
         c == ')';
}

// The length of "%NAME%" at the front of `text`; 0 when there is none.
size_t VariableLength(std::string_view text) {
  const size_t end = text.find('%', 1);
  if (end == std::string_view::npos || end == 1) return 0;
  return std::ranges::all_of(text.substr(1, end - 1), IsNameChar) ? end + 1 : 0;
}

bool NeedsNoQuotes(char c) {
  return IsNameChar(c) ? c != '(' && c != ')' : c != 0 && std::strchr("-/.:", c) != nullptr;
}

// In single quotation marks, where both languages double them.
std::string SingleQuoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

}  // namespace

Status CheckScriptText(std::string_view what, std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return Fail(ErrorCode::kUsage, fmt::format("{} \"{}\" {}", what, text, why));
  };
  if (std::ranges::any_of(text, [](char c) { return (c & 0xE0) == 0 || c == 0x7F; })) {
    return Fail(ErrorCode::kUsage, fmt::format("{} holds a control character", what));
  }
  if (text.contains('"')) return refuse("holds a quotation mark, which no batch file can pass on");
  if (!IsAscii(text)) {
    return refuse(
        "holds letters beyond ASCII, which a batch file shows to everybody differently; "
        "use another name, or a %VARIABLE% that holds it");
  }
  for (const std::string_view braces : {"{{", "{%", "{#"}) {
    if (text.contains(braces)) return refuse("holds braces that Ansible would take for its own");
  }
  return {};
}

std::string CmdText(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    size_t length = 1;
    if (text.front() == '%') {
      length = VariableLength(text);
      if (length == 0) out += '%';
    }
    length = std::max<size_t>(length, 1);
    out += text.substr(0, length);
    text.remove_prefix(length);
  }
  return out;
}

std::string CmdArgument(std::string_view text) {
  if (!text.empty() && std::ranges::all_of(text, NeedsNoQuotes)) return std::string(text);
  // A program reads \" as a quotation mark: backslashes before the closing one are doubled.
  const size_t last = text.find_last_not_of('\\');
  const size_t backslashes = text.size() - (last == std::string_view::npos ? 0 : last + 1);
  return "\"" + CmdText(text) + std::string(backslashes, '\\') + "\"";
}

std::string PowerShellText(std::string_view text) { return SingleQuoted(text); }
std::string YamlText(std::string_view text) { return SingleQuoted(text); }

Result<std::string> FillTemplate(std::string_view text,
                                 const std::map<std::string_view, std::string>& values) {
  std::string out;
  while (true) {
    const size_t begin = text.find(kMark);
    out += text.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    text.remove_prefix(begin + kMark.size());
    const size_t end = text.find(kMark);
    const auto value = values.find(text.substr(0, end));
    if (end == std::string_view::npos || value == values.end()) {
      return Fail(ErrorCode::kInternal, fmt::format("a template holds the unknown place {}{}",
                                                    kMark, text.substr(0, end)));
    }
    out += value->second;
    text.remove_prefix(end + kMark.size());
  }
}

std::string WithCrlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

}  // namespace repoint::console
