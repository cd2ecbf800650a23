// Text: UTF-8 inside Repoint, UTF-16LE in the registry and in entry ids.
//
// Registry names are sequences of any UTF-16 units. So that every name survives, a lone surrogate
// becomes the three bytes that UTF-8 would use for it (the "WTF-8" convention); such a string is
// only ever turned back into UTF-16.
#ifndef REPOINT_BASE_TEXT_H_
#define REPOINT_BASE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace repoint {

// UTF-16 units to UTF-8 and back; exact inverses for every sequence of units.
std::string ToUtf8(std::u16string_view units);
// Bytes that are not UTF-8 become U+FFFD.
std::u16string ToUtf16(std::string_view utf8);
// Whether the bytes are strict UTF-8 (no surrogates, shortest forms).
bool IsUtf8(std::string_view text);

// UTF-16LE bytes of a string, without a terminator.
Bytes Utf16Bytes(std::string_view utf8);
// UTF-16LE bytes to UTF-8; nullopt when their count is odd.
std::optional<std::string> Utf8FromUtf16Bytes(ByteView bytes);

bool IsAscii(std::string_view text);
// A-Z to a-z, every other byte as it is. The folding of DNs, addresses, host and registry names.
std::string FoldAscii(std::string_view text);
inline char FoldAscii(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
bool EqualsFolded(std::string_view a, std::string_view b);
bool StartsWithFolded(std::string_view text, std::string_view prefix);
// Position of `needle` in `text` from `from` on, without ASCII case; npos when it is not there.
size_t FindFolded(std::string_view text, std::string_view needle, size_t from = 0);
bool LessFolded(std::string_view a, std::string_view b);
// For std::map keyed by registry names.
struct FoldedLess {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return LessFolded(a, b); }
};

// Spaces and TABs off both ends; a view into the argument.
std::string_view Trim(std::string_view text);
std::vector<std::string_view> Split(std::string_view text, char separator);
std::string Join(const std::vector<std::string>& parts, std::string_view separator);

}  // namespace repoint

#endif  // REPOINT_BASE_TEXT_H_
