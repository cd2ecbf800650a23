// What codepage.cc asks of the platform: its conversion tables, as they are. Only base/codepage*.cc
// include this.
#ifndef REPOINT_BASE_CODEPAGE_TABLES_H_
#define REPOINT_BASE_CODEPAGE_TABLES_H_

#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace repoint {

// Whether `number` has one byte for every character (874 and 1250-1258).
bool IsSingleByteCodePage(int number);

// Whether the system has a table for this code page.
bool HasSystemTable(int number);
// The system's conversions; nullopt when it refuses. They may still give characters that stand for
// "undefined", or take characters that come back as others: CodePage checks both.
std::optional<std::string> DecodeBySystem(int number, ByteView bytes);
std::optional<Bytes> EncodeBySystem(int number, std::string_view utf8);

}  // namespace repoint

#endif  // REPOINT_BASE_CODEPAGE_TABLES_H_
