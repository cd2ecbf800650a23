// The lines of a list, one after the other, through a buffer of fixed size.
#ifndef REPOINT_LIST_LINES_H_
#define REPOINT_LIST_LINES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "list/encoding.h"

namespace repoint::list {

inline constexpr size_t kMaxLineBytes = size_t{1} << 20;
inline constexpr size_t kPassChunk = size_t{256} << 10;

struct Line {
  std::string_view text;  // without line end; UTF-16 is UTF-8 here, Encoding::kBytes as it lies
  uint64_t offset = 0;    // of its first byte in the file, behind a BOM
  uint64_t number = 0;    // from 1, when reading began at the file's beginning
  bool ended = true;      // false for a last line without line end
};

// Blank, or begins with '#'.
bool IsBlankOrComment(std::string_view line);

class LineReader {
 public:
  // Reads from `start`: 0, or the offset of a line. `file` must outlive the reader.
  LineReader(ReadableFile& file, EncodingFound encoding, uint64_t start, size_t chunk_bytes);

  // Is given every byte from `start` on, in order, before the lines in it.
  void set_tap(std::function<void(ByteView)> tap) { tap_ = std::move(tap); }

  void set_max_line(size_t bytes) { max_line_ = bytes; }

  // False at the end. The line is valid until the next call. kDamaged for a line of more than
  // kMaxLineBytes and for NUL characters: such a file is not a list.
  Result<bool> Next(Line& line);

 private:
  Result<bool> Fill();
  size_t FindLineEnd() const;
  Status Emit(ByteView raw, bool ended, Line& line);

  ReadableFile& file_;
  EncodingFound encoding_;
  size_t chunk_bytes_;
  std::function<void(ByteView)> tap_;
  Bytes chunk_;
  size_t position_ = 0;  // in chunk_
  uint64_t next_read_;   // file offset behind chunk_
  Bytes carry_;          // beginning of a line that crosses chunks
  std::string decoded_;
  uint64_t number_ = 0;
  size_t max_line_ = kMaxLineBytes;
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_LINES_H_
