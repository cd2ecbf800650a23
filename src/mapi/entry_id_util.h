// What the entry id decoders share. Private to this room.
#ifndef REPOINT_MAPI_ENTRY_ID_UTIL_H_
#define REPOINT_MAPI_ENTRY_ID_UTIL_H_

#include <algorithm>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/text.h"

namespace repoint::mapi {

// The decoded id if encoding it yields the input again, else nullopt: what was not understood whole
// is not understood.
template <typename Id>
std::optional<Id> Proven(std::optional<Id> id, ByteView input, Bytes (*encode)(const Id&)) {
  if (!id || !Equal(encode(*id), input)) return std::nullopt;
  return id;
}

// A terminated string of single bytes in an unknown code page.
inline std::string TakeAnsi(ByteReader& in) { return std::string(AsChars(in.TakeZ())); }
// A terminated UTF-16LE string, at any alignment.
inline std::string TakeUtf16(ByteReader& in) {
  return Utf8FromUtf16Bytes(in.TakeZ16()).value_or(std::string());
}
inline void PutAnsi(ByteWriter& out, std::string_view text) { out.Put(text).U8(0); }
inline void PutUtf16(ByteWriter& out, std::string_view utf8) { out.Put(Utf16Bytes(utf8)).U16(0); }

inline bool AllZero(ByteView bytes) {
  return std::ranges::all_of(bytes, [](uint8_t byte) { return byte == 0; });
}

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_ENTRY_ID_UTIL_H_
