#include "console/json_rows.h"

#include <fmt/format.h>

#include <iterator>

namespace repoint::console {
namespace {

void AppendQuoted(std::string& to, std::string_view text) {
  to += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      to += '\\';
      to += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      to += c;
    }
  }
  to += '"';
}

}  // namespace

void JsonRowsText::Begin() { text_ += text_.empty() ? "{" : "},{"; }

void JsonRowsText::Add(std::string_view name, std::string_view text) {
  Name(name);
  AppendQuoted(text_, text);
}

void JsonRowsText::Add(std::string_view name, int64_t number) {
  Name(name);
  fmt::format_to(std::back_inserter(text_), "{}", number);
}

void JsonRowsText::Name(std::string_view name) {
  if (text_.back() != '{') text_ += ',';
  AppendQuoted(text_, name);
  text_ += ':';
}

std::string JsonArrayText(const std::vector<std::string>& texts) {
  std::string array = "[";
  for (const std::string& text : texts) {
    if (array.size() > 1) array += ',';
    AppendQuoted(array, text);
  }
  return array + "]";
}

}  // namespace repoint::console
