#include "console/csv.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/codepage.h"
#include "base/text.h"

namespace repoint::console {
namespace {

using list::Encoding;
using namespace std::string_view_literals;

constexpr int kEnd = -1;  // of the file, where a byte would be
constexpr std::string_view kDelimiters = ",;\t";
constexpr std::string_view kPlainStops = "\"\r\n\0"sv;
constexpr std::string_view kQuotedStops = "\"\n\0"sv;
// "#TYPE Selected.Microsoft.Exchange.Data.Directory.Management.Mailbox"
constexpr std::string_view kTypeLine = "#TYPE";
constexpr size_t kHeadBytes = 16;  // a BOM and kTypeLine, in any encoding

// How many bytes at the front of UTF-16 text are whole characters.
size_t WholeUtf16(ByteView bytes, Encoding encoding) {
  size_t whole = bytes.size() - bytes.size() % 2;
  if (whole == 0) return 0;
  const uint8_t high = bytes[encoding == Encoding::kUtf16be ? whole - 2 : whole - 1];
  const bool lead_surrogate = (high & 0xFC) == 0xD8;
  return lead_surrogate ? whole - 2 : whole;
}

void DecodeBytes(std::string& field) {
  if (!IsAscii(field) && !IsUtf8(field)) field = DecodeWindows1252(AsBytes(field));
}

}  // namespace

CsvReader::CsvReader(ReadableFile& file, std::string path, size_t chunk_bytes)
    : file_(file),
      path_(std::move(path)),
      chunk_bytes_(chunk_bytes),
      plain_stops_(StopsOf(std::string(kPlainStops) + std::string(kDelimiters))),
      quoted_stops_(StopsOf(kQuotedStops)) {}

CsvReader::Stops CsvReader::StopsOf(std::string_view bytes) {
  Stops stops{};
  for (const char c : bytes) stops[static_cast<uint8_t>(c)] = true;
  return stops;
}

std::unexpected<Error> CsvReader::Damaged(uint64_t line, std::string_view what) const {
  return Fail(ErrorCode::kDamaged, fmt::format("line {}: {}", line, what), path_);
}

// Finds the encoding, and passes over PowerShell's line.
Status CsvReader::Begin() {
  begun_ = true;
  REPOINT_ASSIGN(const Bytes head, file_.ReadAt(0, kHeadBytes));
  const list::EncodingFound found = list::DetectEncoding(head);
  encoding_ = found.encoding;
  next_read_ = found.bom_bytes;
  const ByteView text = ByteView(head).subspan(found.bom_bytes);
  const std::string start = encoding_ == Encoding::kBytes ? std::string(AsChars(text))
                                                          : list::DecodeUtf16(text, encoding_);
  if (!StartsWithFolded(start, kTypeLine)) return {};
  std::string type;
  REPOINT_TRY(Copy(StopsOf("\n"), type));
  ++line_;
  return {};
}

// Reads the next chunk; false at the end of the file.
Result<bool> CsvReader::Fill() {
  REPOINT_ASSIGN(Bytes chunk, file_.ReadAt(next_read_, chunk_bytes_));
  if (chunk.empty()) {
    if (carry_.empty()) return false;
    return Damaged(line_, "the file ends within a character: it was cut short");
  }
  next_read_ += chunk.size();
  position_ = 0;
  if (encoding_ == Encoding::kBytes) {
    text_.assign(AsChars(chunk));
    return true;
  }
  chunk.insert(chunk.begin(), carry_.begin(), carry_.end());
  const size_t whole = WholeUtf16(chunk, encoding_);
  text_ = list::DecodeUtf16(ByteView(chunk).first(whole), encoding_);
  carry_.assign(chunk.begin() + static_cast<ptrdiff_t>(whole), chunk.end());
  return true;
}

// Appends what lies before the next byte of `stops`, takes that byte too and returns it, or kEnd.
Result<int> CsvReader::Copy(const Stops& stops, std::string& field) {
  while (true) {
    const auto begin = text_.begin() + static_cast<ptrdiff_t>(position_);
    const auto stop =
        std::find_if(begin, text_.end(), [&](char c) { return stops[static_cast<uint8_t>(c)]; });
    field.append(begin, stop);
    position_ = static_cast<size_t>(stop - text_.begin());
    if (field.size() > kMaxCsvFieldBytes) {
      return Damaged(line_, fmt::format("a field of more than {} MiB ends here; is a quotation "
                                        "mark missing further up?",
                                        kMaxCsvFieldBytes >> 20));
    }
    if (stop != text_.end()) return static_cast<uint8_t>(text_[position_++]);
    REPOINT_ASSIGN(const bool more, Fill());
    if (!more) return kEnd;
  }
}

Result<bool> CsvReader::TakeIf(char byte) {
  while (position_ == text_.size()) {
    REPOINT_ASSIGN(const bool more, Fill());
    if (!more) return false;
  }
  const bool there = text_[position_] == byte;
  if (there) ++position_;
  return there;
}

// Behind the first quotation mark. Returns what ended the field.
Result<int> CsvReader::ReadQuoted(std::string& field) {
  const uint64_t begin = line_;
  while (true) {
    REPOINT_ASSIGN(const int stop, Copy(quoted_stops_, field));
    if (stop == kEnd) {
      return Damaged(begin,
                     "a field has no closing quotation mark: the file was cut short, or a "
                     "quotation mark is not doubled");
    }
    if (stop == 0) return stop;
    if (stop == '\n') ++line_;
    if (stop == '"') {
      REPOINT_ASSIGN(const bool doubled, TakeIf('"'));
      if (!doubled) break;
    }
    field += static_cast<char>(stop);
  }
  std::string behind;
  REPOINT_ASSIGN(const int stop, Copy(plain_stops_, behind));
  if (!behind.empty() || stop == '"') {
    return Damaged(line_,
                   "there is text behind the closing quotation mark of a field; quotation "
                   "marks inside a field have to be doubled");
  }
  return stop;
}

// Returns what ended the field: the delimiter, '\n' or kEnd.
Result<int> CsvReader::ReadField(std::string& field) {
  REPOINT_ASSIGN(const bool quoted, TakeIf('"'));
  REPOINT_ASSIGN(int stop, quoted ? ReadQuoted(field) : Copy(plain_stops_, field));
  if (stop == '"') {
    return Damaged(line_, "a quotation mark inside a field without quotation marks around it");
  }
  if (stop == 0) {
    return Damaged(line_, "there is a NUL character; UTF-16 needs a byte order mark");
  }
  if (stop == '\r') {
    REPOINT_TRY(TakeIf('\n'));
    stop = '\n';
  }
  if (stop == '\n') ++line_;
  if (delimiter_ == 0 && stop != '\n' && stop != kEnd) {
    delimiter_ = static_cast<char>(stop);
    plain_stops_ = StopsOf(std::string(kPlainStops) + delimiter_);
  }
  if (encoding_ == Encoding::kBytes) DecodeBytes(field);
  return stop;
}

Status CsvReader::ReadRow(CsvRow& row) {
  row.line = line_;
  row.fields.clear();
  size_t bytes = 0;
  while (true) {
    REPOINT_ASSIGN(const int stop, ReadField(row.fields.emplace_back()));
    bytes += row.fields.back().size();
    if (bytes > kMaxCsvRowBytes || row.fields.size() > kMaxCsvFields) {
      return Damaged(row.line, fmt::format("the row is larger than {} MiB or {} fields",
                                           kMaxCsvRowBytes >> 20, kMaxCsvFields));
    }
    if (stop == '\n' || stop == kEnd) return {};
  }
}

Result<bool> CsvReader::Next(CsvRow& row) {
  if (!begun_) REPOINT_TRY(Begin());
  do {
    if (position_ == text_.size()) {
      REPOINT_ASSIGN(const bool more, Fill());
      if (!more) return false;
    }
    REPOINT_TRY(ReadRow(row));
  } while (row.fields.size() == 1 && Trim(row.fields[0]).empty());
  return true;
}

}  // namespace repoint::console
