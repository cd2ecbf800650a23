#include "base/text.h"

#include <algorithm>

namespace repoint {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

bool IsHighSurrogate(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool IsLowSurrogate(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

void AppendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xC0 | c >> 6));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else if (c < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | c >> 12));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  } else {
    out.push_back(static_cast<char>(0xF0 | c >> 18));
    out.push_back(static_cast<char>(0x80 | (c >> 12 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c >> 6 & 0x3F)));
    out.push_back(static_cast<char>(0x80 | (c & 0x3F)));
  }
}

struct Decoded {
  char32_t c;
  size_t length;  // bytes consumed, at least 1
  bool valid;
};

// One character of UTF-8 (surrogates allowed) at `offset`.
Decoded DecodeUtf8(std::string_view text, size_t offset) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[offset + i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4) return {kReplacement, 1, false};
  char32_t c = lead & (0x7Fu >> length);
  for (size_t i = 1; i < length; ++i) {
    if (offset + i >= text.size() || (byte(i) & 0xC0) != 0x80) return {kReplacement, i, false};
    c = c << 6 | (byte(i) & 0x3F);
  }
  static constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (c < kSmallest[length] || c > 0x10FFFF) return {kReplacement, length, false};
  return {c, length, true};
}

// nullopt when it holds anything else. Most text is, and needs not be taken apart.
std::optional<std::string> AsciiFromUtf16Bytes(ByteView bytes) {
  std::string text(bytes.size() / 2, '\0');
  uint8_t low = 0;  // no early end: many bytes at once
  uint8_t high = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    low |= bytes[2 * i];
    high |= bytes[2 * i + 1];
    text[i] = static_cast<char>(bytes[2 * i]);
  }
  if (low >= 0x80 || high != 0) return std::nullopt;
  return text;
}

}  // namespace

std::string ToUtf8(std::u16string_view units) {
  std::string out;
  out.reserve(units.size());
  for (size_t i = 0; i < units.size(); ++i) {
    char32_t c = units[i];
    if (IsHighSurrogate(c) && i + 1 < units.size() && IsLowSurrogate(units[i + 1])) {
      c = 0x10000 + ((c - 0xD800) << 10) + (units[++i] - 0xDC00);
    }
    AppendUtf8(out, c);
  }
  return out;
}

std::u16string ToUtf16(std::string_view utf8) {
  std::u16string out;
  out.reserve(utf8.size());
  for (size_t i = 0; i < utf8.size();) {
    const Decoded d = DecodeUtf8(utf8, i);
    i += d.length;
    if (d.c >= 0x10000) {
      out.push_back(static_cast<char16_t>(0xD800 + ((d.c - 0x10000) >> 10)));
      out.push_back(static_cast<char16_t>(0xDC00 + ((d.c - 0x10000) & 0x3FF)));
    } else {
      out.push_back(static_cast<char16_t>(d.c));
    }
  }
  return out;
}

bool IsUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const Decoded d = DecodeUtf8(text, i);
    if (!d.valid || (d.c >= 0xD800 && d.c <= 0xDFFF)) return false;
    i += d.length;
  }
  return true;
}

Bytes Utf16Bytes(std::string_view utf8) {
  const auto put = [](const auto& units) {
    Bytes bytes(units.size() * 2);
    for (size_t i = 0; i < units.size(); ++i) {
      const auto unit = static_cast<char16_t>(units[i]);
      bytes[i * 2] = static_cast<uint8_t>(unit & 0xff);
      bytes[i * 2 + 1] = static_cast<uint8_t>(unit >> 8);
    }
    return bytes;
  };
  return IsAscii(utf8) ? put(utf8) : put(ToUtf16(utf8));
}

std::optional<std::string> Utf8FromUtf16Bytes(ByteView bytes) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  if (auto ascii = AsciiFromUtf16Bytes(bytes)) return ascii;
  std::u16string units;
  units.reserve(bytes.size() / 2);
  for (size_t i = 0; i < bytes.size(); i += 2) {
    units.push_back(static_cast<char16_t>(bytes[i] | bytes[i + 1] << 8));
  }
  return ToUtf8(units);
}

bool IsAscii(std::string_view text) {
  uint8_t all = 0;  // no early end: many bytes at once
  for (const char c : text) all |= static_cast<uint8_t>(c);
  return all < 0x80;
}

std::string FoldAscii(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) c = FoldAscii(c);
  return folded;
}

bool EqualsFolded(std::string_view a, std::string_view b) {
  return a.size() == b.size() && (a == b || StartsWithFolded(a, b));
}

bool StartsWithFolded(std::string_view text, std::string_view prefix) {
  if (prefix.size() > text.size()) return false;
  for (size_t i = 0; i < prefix.size(); ++i) {
    if (FoldAscii(text[i]) != FoldAscii(prefix[i])) return false;
  }
  return true;
}

size_t FindFolded(std::string_view text, std::string_view needle, size_t from) {
  for (size_t i = from; i + needle.size() <= text.size(); ++i) {
    if (StartsWithFolded(text.substr(i), needle)) return i;
  }
  return std::string_view::npos;
}

bool LessFolded(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(
      a, b, {}, [](char c) { return static_cast<uint8_t>(FoldAscii(c)); },
      [](char c) { return static_cast<uint8_t>(FoldAscii(c)); });
}

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) joined += separator;
    joined += part;
  }
  return joined;
}

}  // namespace repoint
