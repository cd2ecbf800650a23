// The bytes of property values in a profile, decoded and encoded. Every decoder proves itself: it
// gives a result only when encoding that result again yields the same bytes; anything else is
// nullopt, an opaque value, which is never rewritten. docs/profile-format.md, "Values", gives the
// layouts; facts from real hives of Outlook 2003 to 365.
#ifndef REPOINT_MAPI_VALUES_H_
#define REPOINT_MAPI_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/codepage.h"

namespace repoint::mapi {

// How a single string lies in its value.
enum class TextForm {
  kUtf16,  // UTF-16LE: PT_UNICODE in REG_BINARY, and every REG_SZ
  kAnsi,   // bytes of the system's ANSI code page: PT_STRING8 in REG_BINARY
};

// One string with the way it was stored.
struct Text {
  TextForm form = TextForm::kUtf16;
  Bytes raw;               // the characters as stored, without terminators
  size_t terminators = 1;  // zero units behind them: 0, 1 or more; kept on writing
  friend bool operator==(const Text&, const Text&) = default;
};

// A REG_SZ or REG_BINARY string value's data. nullopt: an odd number of bytes in UTF-16, or a zero
// inside the text.
std::optional<Text> DecodeText(ByteView data, TextForm form);
Bytes EncodeText(const Text& text);

// The characters as UTF-8. ANSI text that is not ASCII needs the code page: nullopt without one, or
// when the bytes have no meaning in it.
std::optional<std::string> TextToUtf8(const Bytes& raw, TextForm form,
                                      const std::optional<CodePage>& ansi);
// The inverse; nullopt when the text does not fit (ANSI: not ASCII and no code page, or not in the
// code page).
std::optional<Bytes> TextFromUtf8(std::string_view utf8, TextForm form,
                                  const std::optional<CodePage>& ansi);

// Multi-valued properties are the flattened SPropValue of the process that wrote them: offsets and
// sizes take 4 bytes from a 32-bit Outlook and 8 from a 64-bit one. The width found is the width
// written. A value without elements (00000000) does not tell: width 0.
struct MultiValue {
  int width = 0;  // 4, 8, or 0 when there are no elements
  // Strings without terminator, in their stored encoding; blobs without padding.
  std::vector<Bytes> items;
  friend bool operator==(const MultiValue&, const MultiValue&) = default;
};

// PT_MV_STRING8 and PT_MV_UNICODE; PT_MV_BINARY. `type` is one of the three, nullopt for others.
std::optional<MultiValue> DecodeMulti(ByteView data, uint16_t type);
// Without elements always 00000000; a width of 0 with elements is written as 4.
Bytes EncodeMulti(const MultiValue& value, uint16_t type);

// PT_MV_LONG: packed, without a count. nullopt when the size is no multiple of 4.
std::optional<std::vector<uint32_t>> DecodeMultiLong(ByteView data);
Bytes EncodeMultiLong(const std::vector<uint32_t>& items);

// PT_LONG: exactly 4 bytes.
std::optional<uint32_t> DecodeLong(ByteView data);
Bytes EncodeLong(uint32_t value);

// A list of MAPIUIDs: a plain concatenation of 16-byte ids, possibly empty. nullopt when 16 does
// not divide the size.
std::optional<std::vector<Bytes>> DecodeUidList(ByteView data);
Bytes EncodeUidList(const std::vector<Bytes>& uids);
// The name of a section: the 16 raw bytes as 32 lower-case hex digits, in stored order.
std::string SectionName(ByteView uid);

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_VALUES_H_
