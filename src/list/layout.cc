#include "list/layout.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.h"

namespace repoint::list {
namespace {

constexpr std::string_view kFirstLine = "#EMAMappings";
constexpr std::string_view kEnd = "#end";
constexpr size_t kStep = 4096;
constexpr size_t kSampleLines = 50;
constexpr size_t kSampleBytes = size_t{12} << 10;
constexpr std::string_view kCutShort =
    "the list was cut short in copying: its #end line is missing or incomplete; copy it again";

bool StartsWithWord(std::string_view line, std::string_view word) {
  return line.starts_with(word) &&
         (line.size() == word.size() || line[word.size()] == ' ' || line[word.size()] == '\t');
}

Status CheckVersion(std::string_view line) {
  line.remove_prefix(kFirstLine.size());
  const std::string_view version = Trim(line.substr(0, line.find('\t', 1)));
  if (version.empty() || version == "1") return {};
  return Fail(
      ErrorCode::kUnsupported,
      fmt::format("the list has version {} of the format, this program reads version 1", version));
}

// The first lines of a list without header, beginning with the one at hand.
Result<std::vector<std::string>> Sample(LineReader& reader, std::string first) {
  std::vector<std::string> lines{std::move(first)};
  size_t bytes = lines[0].size();
  Line line;
  while (lines.size() < kSampleLines && bytes < kSampleBytes) {
    REPOINT_ASSIGN(const bool more, reader.Next(line));
    if (!more) break;
    bytes += line.text.size();
    if (!IsBlankOrComment(line.text)) lines.emplace_back(line.text);
  }
  return lines;
}

// The next line that is neither blank nor a comment; nullopt at the end.
Result<std::optional<Line>> NextContent(LineReader& reader, bool& ours) {
  Line line;
  while (true) {
    REPOINT_ASSIGN(const bool more, reader.Next(line));
    if (!more) return std::nullopt;
    if (line.number == 1 && IsOurFirstLine(line.text)) {
      ours = true;
      REPOINT_TRY(CheckVersion(line.text));
    }
    if (!IsBlankOrComment(line.text)) return line;
  }
}

std::optional<uint64_t> ParseNumber(std::string_view text) {
  uint64_t number = 0;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<EndLine> ParseEndLine(std::string_view text) {
  EndLine end;
  bool has_rows = false;
  bool has_digest = false;
  for (const std::string_view field : Split(text, '\t')) {
    if (field.starts_with("rows=")) {
      const auto rows = ParseNumber(Trim(field.substr(5)));
      has_rows = rows.has_value();
      end.rows = rows.value_or(0);
    } else if (field.starts_with("sha256=")) {
      const auto digest = HexDecode(Trim(field.substr(7)));
      has_digest = digest && digest->size() == end.digest.size();
      if (has_digest) std::ranges::copy(*digest, end.digest.begin());
    }
  }
  if (!has_rows || !has_digest) return std::nullopt;
  return end;
}

End JudgeTail(const std::vector<Line>& lines, const std::vector<std::string>& texts, bool ours) {
  size_t last = lines.size();
  while (last > 0 && Trim(texts[last - 1]).empty()) --last;
  End end;
  if (last > 0 && IsEndLine(texts[last - 1])) {
    end.line = ParseEndLine(texts[last - 1]);
    if (end.line) end.line->offset = lines[last - 1].offset;
    if (!end.line) end.fault = kCutShort;
    return end;
  }
  for (size_t i = 0; i < last; ++i) {
    if (IsEndLine(texts[i])) end.fault = "the list was edited by hand: lines follow its #end line";
  }
  if (ours && end.fault.empty()) end.fault = kCutShort;
  return end;
}

}  // namespace

bool IsOurFirstLine(std::string_view line) { return StartsWithWord(line, kFirstLine); }

Result<bool> BeginsAsOurs(ReadableFile& file, EncodingFound encoding) {
  REPOINT_ASSIGN(const Bytes head, file.ReadAt(encoding.bom_bytes, 2 * kFirstLine.size() + 4));
  std::string text(AsChars(head));
  if (encoding.encoding != Encoding::kBytes) text = DecodeUtf16(head, encoding.encoding);
  return IsOurFirstLine(std::string_view(text).substr(0, text.find_first_of("\r\n")));
}

bool IsEndLine(std::string_view line) { return StartsWithWord(line, kEnd); }

std::string FormatEndLine(uint64_t rows, const Sha256Digest& digest) {
  return fmt::format("{}\trows={}\tsha256={}\n", kEnd, rows, HexEncode(digest));
}

Result<EncodingFound> ReadEncoding(ReadableFile& file) {
  if (file.size() == 0) {
    return Fail(ErrorCode::kDamaged, "the list is empty (0 bytes): export or copy it again");
  }
  REPOINT_ASSIGN(const Bytes head, file.ReadAt(0, 4));
  const EncodingFound found = DetectEncoding(head);
  if (found.encoding != Encoding::kBytes && file.size() % 2 != 0) {
    return Fail(ErrorCode::kDamaged,
                "the list is UTF-16 with half a character at its end: it was cut short in copying");
  }
  return found;
}

namespace {

// Columns and first row, by the reader of a file's beginning.
Status ReadHead(LineReader& reader, Layout& layout) {
  REPOINT_ASSIGN(const std::optional<Line> first, NextContent(reader, layout.ours));
  if (!first) {
    return Fail(ErrorCode::kDamaged, "the list is empty: it holds no header and no rows");
  }
  layout.first_row = first->offset;
  std::string scratch;
  const std::string header(DecodeLine(first->text, scratch));
  REPOINT_ASSIGN(std::optional<Columns> columns, ColumnsFromHeader(header));
  if (!columns) {
    REPOINT_ASSIGN(const auto lines, Sample(reader, header));
    REPOINT_ASSIGN(layout.columns, ColumnsFromContent(lines));
    return {};
  }
  layout.columns = std::move(*columns);
  REPOINT_ASSIGN(const std::optional<Line> row, NextContent(reader, layout.ours));
  if (!row) {
    return Fail(
        ErrorCode::kDamaged,
        "the list has a header and no rows: no mailbox would ever be found; export it again");
  }
  layout.first_row = row->offset;
  return {};
}

}  // namespace

Result<Layout> ReadLayout(ReadableFile& file) {
  Layout layout;
  REPOINT_ASSIGN(layout.encoding, ReadEncoding(file));
  REPOINT_ASSIGN(Sha256 sha, Sha256::Create());
  LineReader reader(file, layout.encoding, 0, kStep);
  reader.set_tap([&](ByteView bytes) {
    sha.Update(bytes);
    layout.head_bytes += bytes.size();
  });
  REPOINT_TRY(ReadHead(reader, layout));
  layout.head_digest = sha.Finish();
  return layout;
}

Result<End> ReadEnd(ReadableFile& file, EncodingFound encoding, bool ours) {
  uint64_t start = file.size() > kStep ? file.size() - kStep : 0;
  if (start != 0 && encoding.encoding != Encoding::kBytes) start &= ~uint64_t{1};
  LineReader reader(file, encoding, start, kStep);
  std::vector<Line> lines;
  std::vector<std::string> texts;
  Line line;
  while (true) {
    REPOINT_ASSIGN(const bool more, reader.Next(line));
    if (!more) break;
    // The first line of a tail may be the rest of one.
    if (start != 0 && line.number == 1) continue;
    lines.push_back(line);
    texts.emplace_back(line.text);
  }
  return JudgeTail(lines, texts, ours);
}

}  // namespace repoint::list
