// Comma-separated values as RFC 4180 has them, read row by row through a buffer of fixed size.
//
// Generous where exports differ: comma, semicolon or TAB (the first of them outside quotation marks
// is the file's delimiter, so the first field of a header must not hold one), lines that end in
// CRLF, LF or CR, UTF-8 with or without BOM, UTF-16 with BOM, else Windows-1252, blank lines, and a
// first line "#TYPE ..." of PowerShell, which is passed over. Strict where a guess would move a
// field: quotation marks stand around a whole field and are doubled inside one.
#ifndef REPOINT_CONSOLE_CSV_H_
#define REPOINT_CONSOLE_CSV_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "list/encoding.h"

namespace repoint::console {

// A distribution list of Exchange 5.5 has all its members in one field.
inline constexpr size_t kMaxCsvFieldBytes = size_t{4} << 20;
inline constexpr size_t kMaxCsvRowBytes = size_t{8} << 20;
inline constexpr size_t kMaxCsvFields = 4096;

struct CsvRow {
  uint64_t line = 0;                // where it begins, from 1
  std::vector<std::string> fields;  // UTF-8, without quotation marks; at least one
};

class CsvReader {
 public:
  // `file` must outlive the reader; `path` is for messages.
  CsvReader(ReadableFile& file, std::string path, size_t chunk_bytes = size_t{256} << 10);

  // False at the end. kDamaged, with the line's number, for quotation marks that do not fit, NUL
  // characters, and what is larger than the limits above; nothing can be read after an error.
  Result<bool> Next(CsvRow& row);

 private:
  // One flag a byte: whether it ends a stretch of plain text.
  using Stops = std::array<bool, 256>;
  static Stops StopsOf(std::string_view bytes);

  Status Begin();
  Result<bool> Fill();
  Result<int> Copy(const Stops& stops, std::string& field);
  Result<bool> TakeIf(char byte);
  Result<int> ReadField(std::string& field);
  Result<int> ReadQuoted(std::string& field);
  Status ReadRow(CsvRow& row);
  std::unexpected<Error> Damaged(uint64_t line, std::string_view what) const;

  ReadableFile& file_;
  const std::string path_;
  const size_t chunk_bytes_;
  list::Encoding encoding_ = list::Encoding::kBytes;
  uint64_t next_read_ = 0;  // file offset behind text_ and carry_
  Bytes carry_;             // half of a UTF-16 character that crosses chunks
  std::string text_;        // what was read; UTF-8, or bytes as they lie
  size_t position_ = 0;     // in text_
  Stops plain_stops_;       // of a field without quotation marks
  const Stops quoted_stops_;
  char delimiter_ = 0;  // 0: not seen yet
  bool begun_ = false;
  uint64_t line_ = 1;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_CSV_H_
