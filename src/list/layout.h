// What the beginning and the end of a list tell: encoding, columns, where the rows are, the #end
// line.
#ifndef REPOINT_LIST_LAYOUT_H_
#define REPOINT_LIST_LAYOUT_H_

#include <cstdint>
#include <optional>
#include <string>

#include "base/digest.h"
#include "base/files.h"
#include "base/result.h"
#include "list/columns.h"
#include "list/lines.h"

namespace repoint::list {

// The last line that the console writes.
struct EndLine {
  uint64_t offset = 0;  // everything before it is under its digest
  uint64_t rows = 0;
  Sha256Digest digest{};
};

struct Layout {
  EncodingFound encoding;
  bool ours = false;  // begins with "#EMAMappings 1"
  Columns columns;
  uint64_t first_row = 0;  // offset of the first line that may be a row
  // The bytes that this was read from, from the file's beginning on: ReadPass compares them with
  // those that it meets, for the file may be changed in between.
  uint64_t head_bytes = 0;
  Sha256Digest head_digest{};
};

// Reads the beginning of a list in steps of 4 KiB, up to its first row. kDamaged with a message of
// its own for: comments only, a header without rows, missing columns, no list at all; kUnsupported
// for a later version of the format.
Result<Layout> ReadLayout(ReadableFile& file);

// Why a list does not have the end that it should have. Empty: nothing wrong.
struct End {
  std::optional<EndLine> line;
  std::string fault;  // for people; says whether the list looks cut short or edited
};
// Looks at the last bytes of the file only.
Result<End> ReadEnd(ReadableFile& file, EncodingFound encoding, bool ours);

Result<EncodingFound> ReadEncoding(ReadableFile& file);
// The first line is the console's: "#EMAMappings" alone or with something behind it.
bool IsOurFirstLine(std::string_view line);
Result<bool> BeginsAsOurs(ReadableFile& file, EncodingFound encoding);
bool IsEndLine(std::string_view line);
std::string FormatEndLine(uint64_t rows, const Sha256Digest& digest);

}  // namespace repoint::list

#endif  // REPOINT_LIST_LAYOUT_H_
