#include "base/codepage.h"

#include <algorithm>
#include <array>

#include "base/codepage_tables.h"
#include "base/text.h"

namespace repoint {
namespace {

constexpr int kUtf8 = 65001;
constexpr std::array kKnown = {874,  932,  936,  949,  950,  1250, 1251, 1252,
                               1253, 1254, 1255, 1256, 1257, 1258, kUtf8};

// Windows-1252, bytes 80 to 9F. The undefined bytes stand for the control characters of the same
// number.
constexpr std::array<char16_t, 32> kUpper1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,  //
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,  //
    0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,  //
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// Windows gives a meaningless byte of a legacy code page a control character (U+0080-U+009F) or one
// at the end of the private use area (for example D9 in 1255 is U+F88D), even with
// MB_ERR_INVALID_CHARS.
bool StandsForUndefined(char16_t unit) {
  return (unit >= 0x80 && unit <= 0x9F) || (unit >= 0xF880 && unit <= 0xF8FF);
}

std::optional<uint8_t> EncodeUnit1252(char16_t unit) {
  const auto found = std::ranges::find(kUpper1252, unit);
  if (found != kUpper1252.end()) return static_cast<uint8_t>(0x80 + (found - kUpper1252.begin()));
  if (unit < 0x80 || (unit >= 0xA0 && unit <= 0xFF)) return static_cast<uint8_t>(unit);
  return std::nullopt;
}

}  // namespace

bool IsSingleByteCodePage(int number) {
  return number == 874 || (number >= 1250 && number <= 1258);
}

Result<CodePage> CodePage::Find(int number) {
  if (std::ranges::find(kKnown, number) == kKnown.end()) {
    return Fail(ErrorCode::kUnsupported, "not a code page of Windows that Repoint knows",
                "code page " + std::to_string(number));
  }
  if (number != kUtf8 && !HasSystemTable(number)) {
    return Fail(ErrorCode::kUnsupported, "this computer has no table for it",
                "code page " + std::to_string(number));
  }
  return CodePage(number);
}

std::optional<std::string> CodePage::Decode(ByteView bytes) const {
  const std::string_view chars = AsChars(bytes);
  if (number_ == kUtf8 && !IsUtf8(chars)) return std::nullopt;
  if (number_ == kUtf8 || IsAscii(chars)) return std::string(chars);
  std::optional<std::string> utf8 = DecodeBySystem(number_, bytes);
  if (!utf8 || std::ranges::any_of(ToUtf16(*utf8), StandsForUndefined)) return std::nullopt;
  return utf8;
}

std::optional<Bytes> CodePage::Encode(std::string_view utf8) const {
  if (!IsUtf8(utf8)) return std::nullopt;
  if (number_ == kUtf8 || IsAscii(utf8)) return ToBytes(utf8);
  std::optional<Bytes> bytes = EncodeBySystem(number_, utf8);
  if (!bytes || Decode(*bytes) != utf8) return std::nullopt;
  return bytes;
}

std::string DecodeWindows1252(ByteView bytes) {
  std::u16string units;
  units.reserve(bytes.size());
  for (const uint8_t byte : bytes) {
    units.push_back(byte >= 0x80 && byte <= 0x9F ? kUpper1252[byte - 0x80] : char16_t{byte});
  }
  return ToUtf8(units);
}

std::optional<Bytes> EncodeWindows1252(std::string_view utf8) {
  if (!IsUtf8(utf8)) return std::nullopt;
  Bytes bytes;
  for (const char16_t unit : ToUtf16(utf8)) {
    const std::optional<uint8_t> byte = EncodeUnit1252(unit);
    if (!byte) return std::nullopt;
    bytes.push_back(*byte);
  }
  return bytes;
}

}  // namespace repoint
