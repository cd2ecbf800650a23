// ANSI code pages by their Windows number. Nothing is ever substituted: what does not fit is said.
#ifndef REPOINT_BASE_CODEPAGE_H_
#define REPOINT_BASE_CODEPAGE_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace repoint {

// A code page of this system (iconv on Linux, the NLS tables on Windows). Cheap to copy.
class CodePage {
 public:
  // 1250-1258, 874, 932, 936, 949, 950 and 65001; kUnsupported for others or when the system has no
  // table for it.
  static Result<CodePage> Find(int number);

  int number() const { return number_; }

  // Bytes in this code page to UTF-8; nullopt when a byte sequence has no meaning in it.
  std::optional<std::string> Decode(ByteView bytes) const;
  // UTF-8 to bytes in this code page; nullopt when a character does not fit. Best-fit characters
  // and substitutes do not count as fitting: Decode(Encode(x)) == x.
  std::optional<Bytes> Encode(std::string_view utf8) const;

 private:
  explicit CodePage(int number) : number_(number) {}
  int number_;
};

// Windows-1252 with the five undefined bytes mapped to U+0081, U+008D, U+008F, U+0090, U+009D:
// every byte string decodes, and encodes back to itself. For text whose code page nobody told; it
// needs no table of the system.
std::string DecodeWindows1252(ByteView bytes);
std::optional<Bytes> EncodeWindows1252(std::string_view utf8);

}  // namespace repoint

#endif  // REPOINT_BASE_CODEPAGE_H_
