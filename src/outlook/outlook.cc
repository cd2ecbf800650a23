#include "outlook/outlook.h"

namespace repoint {
namespace {

// One argument in quotes: backslashes are doubled before a quote and before the closing one, a
// quote gets a backslash.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  size_t backslashes = 0;
  for (const char c : text) {
    if (c == '"') out.append(backslashes + 1, '\\');
    backslashes = c == '\\' ? backslashes + 1 : 0;
    out.push_back(c);
  }
  out.append(backslashes, '\\');
  out.push_back('"');
  return out;
}

}  // namespace

std::string OutlookCommandLine(std::string_view program, std::string_view profile,
                               std::string_view options) {
  // The program's own name is read without escapes: it ends at the next quote, which no path
  // contains.
  std::string line = "\"" + std::string(program) + "\" /profile " + Quoted(profile);
  if (!options.empty()) line.append(" ").append(options);
  return line;
}

}  // namespace repoint
