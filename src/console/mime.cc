#include "console/mime.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "base/bytes.h"
#include "base/text.h"
#include "list/base64.h"

namespace repoint::console {
namespace {

constexpr size_t kMaxPlainHeader = 60;  // fits one line behind every header name of ours
constexpr size_t kMaxWordBytes = 39;    // 52 characters of Base64, 64 with "=?UTF-8?B?...?="
constexpr size_t kMaxBodyLine = 75;     // and the "=" of a soft line break

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
// RFC 5322 section 3.2.3, atext.
bool IsAtomCharacter(char c) {
  return IsAlnum(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}
bool IsDomainCharacter(char c) { return IsAlnum(c) || c == '-' || c == '_'; }

bool IsDotted(std::string_view text, bool (*is_part)(char)) {
  return std::ranges::all_of(Split(text, '.'), [&](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, is_part);
  });
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// RFC 2047 section 5: no character is divided between two words.
std::string EncodedWords(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    size_t length = std::min(text.size(), kMaxWordBytes);
    while (length < text.size() && IsContinuation(text[length])) --length;
    words.push_back("=?UTF-8?B?" + list::Base64Encode(AsBytes(text.substr(0, length))) + "?=");
    text.remove_prefix(length);
  }
  return Join(words, "\r\n ");
}

bool IsPlainHeader(std::string_view text) {
  return text.size() <= kMaxPlainHeader && IsAscii(text) &&
         text.find("=?") == std::string_view::npos;
}

std::string EncodedLine(std::string_view line) {
  std::string out;
  size_t width = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool last_blank = (c == ' ' || c == '\t') && i + 1 == line.size();
    const bool plain =
        (c >= ' ' && c < 0x7f && c != '=' && !last_blank) || (c == '\t' && !last_blank);
    const std::string piece =
        plain ? std::string(1, c) : fmt::format("={:02X}", static_cast<unsigned char>(c));
    if (width + piece.size() > kMaxBodyLine) {
      out += "=\r\n";
      width = 0;
    }
    out += piece;
    width += piece.size();
  }
  return out;
}

}  // namespace

bool IsPlainAddress(std::string_view address) {
  const size_t at = address.rfind('@');
  return at != std::string_view::npos && at <= 64 && address.size() <= 254 &&
         IsDotted(address.substr(0, at), IsAtomCharacter) &&
         IsDotted(address.substr(at + 1), IsDomainCharacter);
}

bool HasControl(std::string_view text) { return std::ranges::any_of(text, IsControl); }

std::string OneLine(std::string_view text) {
  std::string clean = ToUtf8(ToUtf16(text));
  std::ranges::replace_if(clean, IsControl, ' ');
  return clean;
}

std::string HeaderText(std::string_view text) {
  const std::string clean = OneLine(text);
  return IsPlainHeader(clean) ? clean : EncodedWords(clean);
}

std::string HeaderMailbox(std::string_view name, std::string_view address) {
  const std::string clean = OneLine(name);
  const std::string_view trimmed = Trim(clean);
  if (trimmed.empty()) return std::string(address);
  std::string quoted;
  for (const char c : trimmed) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  if (!IsPlainHeader(quoted)) {
    return EncodedWords(trimmed) + "\r\n <" + std::string(address) + ">";
  }
  return fmt::format("\"{}\"\r\n <{}>", quoted, address);
}

std::string HeaderDate(int64_t unix_millis) {
  using namespace std::chrono;
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const sys_seconds time = floor<seconds>(sys_time<milliseconds>(milliseconds(unix_millis)));
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  return fmt::format("{}, {} {} {} {:02}:{:02}:{:02} +0000", kDays[weekday(day).c_encoding()],
                     static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count());
}

std::string QuotedPrintable(std::string_view text) {
  std::string out;
  for (std::string_view line : Split(text, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    out += EncodedLine(line) + "\r\n";
  }
  if (text.ends_with('\n')) out.resize(out.size() - 2);
  return out;
}

}  // namespace repoint::console
