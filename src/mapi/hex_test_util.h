// For tests: bytes as visible hex.
#ifndef REPOINT_MAPI_HEX_TEST_UTIL_H_
#define REPOINT_MAPI_HEX_TEST_UTIL_H_

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "base/bytes.h"
#include "base/text.h"

namespace repoint::mapi {

// Hex with spaces between its parts.
inline Bytes Hex(std::string hex) {
  std::erase(hex, ' ');
  const std::optional<Bytes> bytes = HexDecode(hex);
  EXPECT_TRUE(bytes.has_value()) << hex;
  return bytes.value_or(Bytes());
}

// Terminated, as single bytes and as UTF-16.
inline Bytes Z(std::string_view text) { return ByteWriter().Put(text).U8(0).Release(); }
inline Bytes WideZ(std::string_view utf8) {
  return ByteWriter().Put(Utf16Bytes(utf8)).U16(0).Release();
}

inline Bytes Cat(std::initializer_list<Bytes> parts) {
  ByteWriter out;
  for (const Bytes& part : parts) out.Put(part);
  return out.Release();
}

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_HEX_TEST_UTIL_H_
