#include "list/encoding.h"

#include <cstdint>

#include "base/codepage.h"
#include "base/text.h"

namespace repoint::list {
namespace {

bool IsHigh(char16_t unit) { return (unit & 0xFC00) == 0xD800; }
bool IsLow(char16_t unit) { return (unit & 0xFC00) == 0xDC00; }

void ReplaceLoneSurrogates(std::u16string& units) {
  for (size_t i = 0; i < units.size(); ++i) {
    if (IsHigh(units[i]) && i + 1 < units.size() && IsLow(units[i + 1])) {
      ++i;
    } else if (IsHigh(units[i]) || IsLow(units[i])) {
      units[i] = u'\uFFFD';
    }
  }
}

}  // namespace

EncodingFound DetectEncoding(ByteView head) {
  const std::string_view text = AsChars(head);
  if (text.starts_with("\xEF\xBB\xBF")) return {Encoding::kBytes, 3};
  if (text.starts_with("\xFF\xFE")) return {Encoding::kUtf16le, 2};
  if (text.starts_with("\xFE\xFF")) return {Encoding::kUtf16be, 2};
  return {};
}

std::string DecodeUtf16(ByteView bytes, Encoding encoding) {
  const size_t low = encoding == Encoding::kUtf16be ? 1 : 0;
  std::u16string units;
  units.reserve(bytes.size() / 2);
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    units.push_back(static_cast<char16_t>(bytes[i + low] | bytes[i + 1 - low] << 8));
  }
  ReplaceLoneSurrogates(units);
  return ToUtf8(units);
}

std::string_view DecodeLine(std::string_view line, std::string& scratch) {
  if (IsAscii(line) || IsUtf8(line)) return line;
  scratch = DecodeWindows1252(AsBytes(line));
  return scratch;
}

}  // namespace repoint::list
