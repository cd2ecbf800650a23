// The bytes of an export as text and back, whole file at a time: in code pages 932, 936, 949 and
// 950 the second byte of a character may be 0x5C, which is a backslash only to those who look at
// single bytes.
#ifndef REPOINT_REGTEXT_ENCODING_H_
#define REPOINT_REGTEXT_ENCODING_H_

#include <optional>
#include <string>
#include <string_view>

#include "regtext/regtext.h"

namespace repoint::regtext {

inline constexpr std::string_view kVersion5Signature = "Windows Registry Editor Version 5.00";
inline constexpr std::string_view kRegedit4Signature = "REGEDIT4";

struct DecodedFile {
  Format format;
  Encoding encoding;
  bool bom;
  std::string text;  // UTF-8 without a BOM, its first line the signature
};

// kDamaged when there is no signature; kUnsupported, naming -CodePage, when the bytes are not text
// in `ansi`.
Result<DecodedFile> DecodeFile(ByteView file, const std::optional<CodePage>& ansi);

// The inverse. kUnsupported when a character does not fit.
Result<Bytes> EncodeFile(std::string_view text, Encoding encoding, bool bom,
                         const std::optional<CodePage>& ansi);

}  // namespace repoint::regtext

#endif  // REPOINT_REGTEXT_ENCODING_H_
