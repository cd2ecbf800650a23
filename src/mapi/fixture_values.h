// For tests: every REG_BINARY value of the registry exports in tests/fixtures, without their keys.
#ifndef REPOINT_MAPI_FIXTURE_VALUES_H_
#define REPOINT_MAPI_FIXTURE_VALUES_H_

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/text.h"

namespace repoint::mapi {

struct Fixture {
  const char* file;
  int width;  // of multi-values, as tests/fixtures/README.md says
};
inline constexpr Fixture kFixtures[] = {
    {"ol97-nt4", 4},     {"ol97-win98", 4},     {"ol98-nt4", 4},       {"ol98-win98", 4},
    {"ol2000-nt4", 4},   {"ol2000-win2000", 4}, {"ol2000-win98se", 4}, {"ol2002-winme", 4},
    {"ol2002-winxp", 4}, {"ol2003-win2000", 4}, {"ol2003-winxp", 4},   {"ol2007", 4},
    {"ol2010-x64", 8},   {"ol2010-x86", 4},     {"ol2013-x64", 8},     {"ol2016-x64", 8},
    {"ol2016-x86", 4},   {"ol365-x64", 8}};

using NamedValue = std::pair<std::string, Bytes>;

inline std::string FixtureText(const std::string& file) {
  std::ifstream in(std::string(REPOINT_FIXTURES) + "/" + file + ".reg", std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!text.starts_with("\xff\xfe")) return text;
  return Utf8FromUtf16Bytes(AsBytes(text).subspan(2)).value_or("");
}

// Lines `"name"=hex:01,02,\` with their continuations; the name may hold anything but a quote.
inline std::vector<NamedValue> FixtureValues(const std::string& file) {
  const std::string text = FixtureText(file);
  constexpr std::string_view kBinary = "\"=hex:";
  std::vector<NamedValue> values;
  for (size_t at = text.find(kBinary); at != std::string::npos; at = text.find(kBinary, at + 1)) {
    const size_t name = text.rfind('"', at - 1) + 1;
    std::string digits;
    size_t i = at + kBinary.size();
    for (; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '\n' && text.substr(i - 2, 2).find('\\') == std::string::npos) break;
      if (std::string_view(",\\ \r\n").find(c) == std::string_view::npos) digits.push_back(c);
    }
    values.emplace_back(text.substr(name, at - name), HexDecode(digits).value_or(Bytes()));
  }
  return values;
}

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_FIXTURE_VALUES_H_
