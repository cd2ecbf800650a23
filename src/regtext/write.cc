#include <fmt/format.h>

#include "base/text.h"
#include "regtext/encoding.h"
#include "regtext/regtext.h"

namespace repoint::regtext {
namespace {

constexpr uint32_t kSz = 1;
constexpr uint32_t kBinary = 3;
constexpr uint32_t kDword = 4;

// regedit starts a new line when the comma behind a byte stands beyond this column.
constexpr size_t kWrapColumn = 76;

std::string Quote(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  quoted.push_back('"');
  return quoted;
}

size_t Columns(std::string_view utf8) { return ToUtf16(utf8).size(); }

std::string HexLines(std::string_view prefix, ByteView data, std::string_view line_end) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string lines(prefix);
  size_t column = Columns(prefix);
  for (size_t i = 0; i < data.size(); ++i) {
    lines.push_back(kDigits[data[i] >> 4]);
    lines.push_back(kDigits[data[i] & 15]);
    if (i + 1 == data.size()) break;
    lines.push_back(',');
    column += 3;
    if (column <= kWrapColumn) continue;
    lines += '\\';
    lines += line_end;
    lines += "  ";
    column = 2;
  }
  return lines;
}

// The text of a REG_SZ that an import of a quoted string makes again unit for unit: one terminator
// at the end, no other zero, whole units.
std::optional<std::string> PlainString(const ValueLine& value) {
  const size_t size = value.data.size();
  if (value.type != kSz || size < 2 || size % 2 != 0) return std::nullopt;
  for (size_t i = 0; i < size; i += 2) {
    const bool zero = value.data[i] == 0 && value.data[i + 1] == 0;
    if (zero != (i + 2 == size)) return std::nullopt;
  }
  return Utf8FromUtf16Bytes(ByteView(value.data).first(size - 2));
}

// Not every importer follows a string over the end of a line.
bool HasLineBreak(std::string_view text) {
  return text.find_first_of("\r\n") != std::string_view::npos;
}

std::string HexPrefix(uint32_t type) {
  return type == kBinary ? "hex:" : fmt::format("hex({:x}):", type);
}

std::unexpected<Error> DoesNotFit(const std::optional<CodePage>& ansi, std::string_view name) {
  return Fail(
      ErrorCode::kUnsupported,
      ansi ? fmt::format("text that does not fit code page {} of the export", ansi->number())
           : "text that is not ASCII in an export whose code page is not known: give -CodePage",
      std::string(name));
}

// Names in an ANSI file of unknown code page come from that file: each byte has its character.
bool NameFits(std::string_view name, const Document& document,
              const std::optional<CodePage>& ansi) {
  if (document.encoding == Encoding::kAnsi && !ansi) return EncodeWindows1252(name).has_value();
  return Fits(name, document, ansi);
}

Result<std::string> StringText(const ValueLine& value, const std::string& left,
                               const Document& document, const std::optional<CodePage>& ansi) {
  const std::optional<std::string> text = PlainString(value);
  const bool fits = text && Fits(*text, document, ansi);
  if (document.format == Format::kVersion5) {
    // hex(1) says the same in ASCII.
    if (fits && !HasLineBreak(*text)) return left + Quote(*text);
    return HexLines(left + HexPrefix(kSz), value.data, document.line_end);
  }
  if (fits) return left + Quote(*text);
  if (text) return DoesNotFit(ansi, value.name);
  return Fail(ErrorCode::kUnsupported, "REGEDIT4 has no way to write a REG_SZ with inner zeros",
              value.name);
}

// Appends pieces; a piece always starts on a line of its own.
class Output {
 public:
  explicit Output(const std::string& line_end) : line_end_(line_end) {}

  void Put(std::string_view piece) {
    if (piece.empty()) return;
    if (!text_.empty() && !AtLineStart()) text_ += line_end_;
    text_ += piece;
  }
  // So that a section that we made stands behind an empty line, as in every export.
  void EnsureBlankLine() {
    if (!AtLineStart()) text_ += line_end_;
    if (!std::string_view(text_).ends_with(line_end_ + line_end_)) text_ += line_end_;
  }
  const std::string& text() const { return text_; }

 private:
  bool AtLineStart() const { return text_.ends_with('\n') || text_.ends_with('\r'); }

  const std::string& line_end_;
  std::string text_;
};

Status PutSection(Output& out, const Section& section, const Document& document,
                  const std::optional<CodePage>& ansi) {
  const bool made = section.head_text.empty();
  if (made) {
    if (!NameFits(section.key, document, ansi)) return DoesNotFit(ansi, section.key);
    out.EnsureBlankLine();
    out.Put(fmt::format("[{}{}]{}", section.deletes ? "-" : "", section.key, document.line_end));
  }
  out.Put(section.head_text);
  for (const ValueLine& value : section.values) {
    if (value.text.empty()) {
      REPOINT_ASSIGN(const std::string text, ValueText(value, document, ansi));
      out.Put(text);
    }
    out.Put(value.text);
    out.Put(value.tail_text);
  }
  if (made) out.EnsureBlankLine();
  return {};
}

}  // namespace

bool Fits(std::string_view utf8, const Document& document, const std::optional<CodePage>& ansi) {
  switch (document.encoding) {
    case Encoding::kUtf16Le:
      return true;
    case Encoding::kUtf8:
      return IsUtf8(utf8);
    case Encoding::kAnsi:
      return IsAscii(utf8) || (ansi && ansi->Encode(utf8).has_value());
  }
  return false;
}

Result<std::string> ValueText(const ValueLine& value, const Document& document,
                              const std::optional<CodePage>& ansi) {
  if (!NameFits(value.name, document, ansi)) return DoesNotFit(ansi, value.name);
  const std::string left = (value.name.empty() ? "@" : Quote(value.name)) + "=";
  if (value.deletes) return left + "-" + document.line_end;
  if (value.type == kSz) {
    REPOINT_ASSIGN(std::string line, StringText(value, left, document, ansi));
    return line + document.line_end;
  }
  if (const auto number = LoadU32(value.data, 0);
      value.type == kDword && value.data.size() == 4 && number) {
    return fmt::format("{}dword:{:08x}{}", left, *number, document.line_end);
  }
  return HexLines(left + HexPrefix(value.type), value.data, document.line_end) + document.line_end;
}

Result<Bytes> Write(const Document& document, const std::optional<CodePage>& ansi) {
  Output out(document.line_end);
  out.Put(document.head_text);
  for (const Section& section : document.sections) {
    REPOINT_TRY(PutSection(out, section, document, ansi));
  }
  return EncodeFile(out.text(), document.encoding, document.bom, ansi);
}

Document NewDocument() {
  Document document;
  document.head_text = std::string(kVersion5Signature) + document.line_end + document.line_end;
  return document;
}

}  // namespace repoint::regtext
