// The encodings a list may have, and its lines as UTF-8. docs/list-format.md, "Encodings".
#ifndef REPOINT_LIST_ENCODING_H_
#define REPOINT_LIST_ENCODING_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace repoint::list {

enum class Encoding {
  kBytes,    // UTF-8, or Windows-1252 in lines that are not UTF-8
  kUtf16le,  // with BOM
  kUtf16be,  // with BOM
};

struct EncodingFound {
  Encoding encoding = Encoding::kBytes;
  size_t bom_bytes = 0;
};

// By the BOM at the beginning of a file.
EncodingFound DetectEncoding(ByteView head);

// Any bytes without BOM as valid UTF-8: lone surrogates become U+FFFD.
std::string DecodeUtf16(ByteView bytes, Encoding encoding);
// A line of Encoding::kBytes. The view is `line` itself when that is UTF-8, else `scratch` after
// the call.
std::string_view DecodeLine(std::string_view line, std::string& scratch);

}  // namespace repoint::list

#endif  // REPOINT_LIST_ENCODING_H_
