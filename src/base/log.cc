#include "base/log.h"

#include <algorithm>

#include "base/system.h"

namespace repoint {
namespace {

// All of one width, so that the texts stand below each other.
constexpr std::string_view LevelName(LogLevel level) {
  switch (level) {
    case LogLevel::kDetail:
      return "detail ";
    case LogLevel::kInfo:
      return "info   ";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error  ";
  }
  return "       ";
}

// A line break in a name from the registry must not look like a line of its own, nor an escape move
// the cursor.
bool IsControl(char c) { return (c >= 0 && c < 0x20) || c == 0x7F; }

}  // namespace

void Log::Add(LogLevel level, std::string text) {
  std::ranges::replace_if(text, IsControl, ' ');
  lines_.push_back({NowMillis(), level, std::move(text)});
}

std::string FormatLogLine(const LogLine& line) {
  std::string text = FormatIso8601(line.unix_millis);
  text += ' ';
  text += LevelName(line.level);
  text += "  ";
  text += line.text;
  return text;
}

}  // namespace repoint
