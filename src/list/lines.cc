#include "list/lines.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace repoint::list {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

size_t Find(ByteView bytes, size_t from, int byte) {
  if (from >= bytes.size()) return kNone;
  const void* found = std::memchr(bytes.data() + from, byte, bytes.size() - from);
  return found ? static_cast<size_t>(static_cast<const uint8_t*>(found) - bytes.data()) : kNone;
}

std::unexpected<Error> NulAt(uint64_t offset) {
  return Fail(ErrorCode::kDamaged,
              fmt::format("this is not a list: there is a NUL character near byte {}; a list is "
                          "text, and UTF-16 needs a byte order mark",
                          offset));
}

}  // namespace

bool IsBlankOrComment(std::string_view line) { return line.starts_with('#') || Trim(line).empty(); }

LineReader::LineReader(ReadableFile& file, EncodingFound encoding, uint64_t start,
                       size_t chunk_bytes)
    : file_(file), encoding_(encoding), chunk_bytes_(chunk_bytes), next_read_(start) {}

Result<bool> LineReader::Fill() {
  const bool at_beginning = next_read_ == 0;
  REPOINT_ASSIGN(chunk_, file_.ReadAt(next_read_, chunk_bytes_));
  if (chunk_.empty()) return false;
  if (encoding_.encoding == Encoding::kBytes) {
    const size_t nul = Find(chunk_, 0, 0);
    if (nul != kNone) return NulAt(next_read_ + nul);
  }
  next_read_ += chunk_.size();
  position_ = at_beginning ? std::min(encoding_.bom_bytes, chunk_.size()) : 0;
  if (tap_) tap_(chunk_);
  return true;
}

// Position of the last byte of the next line end in the chunk.
size_t LineReader::FindLineEnd() const {
  if (encoding_.encoding == Encoding::kBytes) return Find(chunk_, position_, '\n');
  const size_t low = encoding_.encoding == Encoding::kUtf16be ? 1 : 0;
  for (size_t at = position_; (at = Find(chunk_, at, '\n')) != kNone; ++at) {
    if (at % 2 != low) continue;
    const size_t high = low == 0 ? at + 1 : at - 1;
    if (high < chunk_.size() && chunk_[high] == 0) return std::max(at, high);
  }
  return kNone;
}

Status LineReader::Emit(ByteView raw, bool ended, Line& line) {
  line.number = ++number_;
  line.ended = ended;
  if (encoding_.encoding == Encoding::kBytes) {
    if (ended) raw = raw.first(raw.size() - 1);
    line.text = AsChars(raw);
  } else {
    decoded_ = DecodeUtf16(raw, encoding_.encoding);
    line.text = decoded_;
    if (line.text.find('\0') != std::string_view::npos) return NulAt(line.offset);
    if (ended) line.text.remove_suffix(1);
  }
  if (line.text.ends_with('\r')) line.text.remove_suffix(1);
  return {};
}

Result<bool> LineReader::Next(Line& line) {
  carry_.clear();
  line.offset = next_read_ - (chunk_.size() - position_);
  if (line.offset == 0) line.offset = encoding_.bom_bytes;
  while (true) {
    const size_t end = FindLineEnd();
    const size_t take = (end == kNone ? chunk_.size() : end + 1) - position_;
    if (carry_.size() + take > max_line_) {
      return Fail(ErrorCode::kDamaged,
                  fmt::format("this is not a list: line {} is longer than {} KiB", number_ + 1,
                              max_line_ >> 10));
    }
    const ByteView part = ByteView(chunk_).subspan(position_, take);
    position_ += take;
    if (end != kNone && carry_.empty()) {
      REPOINT_TRY(Emit(part, true, line));
      return true;
    }
    carry_.insert(carry_.end(), part.begin(), part.end());
    if (end != kNone) break;
    REPOINT_ASSIGN(const bool more, Fill());
    if (more) continue;
    chunk_.clear();
    position_ = 0;
    if (carry_.empty()) return false;
    REPOINT_TRY(Emit(carry_, false, line));
    return true;
  }
  REPOINT_TRY(Emit(carry_, true, line));
  return true;
}

}  // namespace repoint::list
