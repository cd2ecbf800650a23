#include <windows.h>

#include <climits>

#include "base/codepage_tables.h"
#include "base/win32.h"

namespace repoint {

bool HasSystemTable(int number) { return IsValidCodePage(static_cast<UINT>(number)) != 0; }

std::optional<std::string> DecodeBySystem(int number, ByteView bytes) {
  if (bytes.empty()) return std::string();
  if (bytes.size() > INT_MAX) return std::nullopt;
  // No code page here makes more than one unit out of a byte.
  std::wstring wide(bytes.size(), L'\0');
  const int count = static_cast<int>(bytes.size());
  const int made = MultiByteToWideChar(static_cast<UINT>(number), MB_ERR_INVALID_CHARS,
                                       AsChars(bytes).data(), count, wide.data(), count);
  if (made <= 0) return std::nullopt;
  wide.resize(static_cast<size_t>(made));
  return Narrow(wide);
}

std::optional<Bytes> EncodeBySystem(int number, std::string_view utf8) {
  if (utf8.empty()) return Bytes();
  const std::wstring wide = Wide(utf8);
  if (wide.size() > INT_MAX / 2) return std::nullopt;
  Bytes bytes(wide.size() * 2);
  BOOL substituted = FALSE;
  const int made = WideCharToMultiByte(
      static_cast<UINT>(number), WC_NO_BEST_FIT_CHARS, wide.data(), static_cast<int>(wide.size()),
      reinterpret_cast<char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr, &substituted);
  if (made <= 0 || substituted) return std::nullopt;
  bytes.resize(static_cast<size_t>(made));
  return bytes;
}

}  // namespace repoint
