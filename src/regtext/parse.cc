#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "regtext/encoding.h"
#include "regtext/regtext.h"

namespace repoint::regtext {
namespace {

constexpr uint32_t kSz = 1;
constexpr uint32_t kBinary = 3;
constexpr uint32_t kDword = 4;

bool IsBlank(char c) { return c == ' ' || c == '\t'; }
bool IsEol(char c) { return c == '\r' || c == '\n'; }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = FoldAscii(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// One pass over the text, front to back. Every byte of it lands in exactly one of the document's
// texts.
class Parser {
 public:
  Parser(std::string_view text, Document& document) : text_(text), document_(document) {}

  Status Run() {
    const size_t first_end = text_.find_first_of("\r\n");
    if (first_end != std::string_view::npos) document_.line_end = EolAt(first_end);
    SkipLine();
    Keep(0);
    while (!AtEnd()) REPOINT_TRY(Line());
    return {};
  }

 private:
  Status Line() {
    start_ = pos_;
    SkipBlanks();
    if (AtEol() || Peek() == ';') {
      SkipLine();
      Keep(start_);
      return {};
    }
    if (Peek() == '[') return Key();
    if (Peek() == '"' || Peek() == '@') return Value();
    return Damaged("neither a key nor a value nor a comment");
  }

  // The last ']' of the line ends the key: names may contain others.
  Status Key() {
    const size_t open = pos_ + 1;
    const size_t eol = std::min(text_.find_first_of("\r\n", pos_), text_.size());
    const size_t close = text_.substr(0, eol).rfind(']');
    if (close == std::string_view::npos || close < open) return Damaged("a key without its ']'");
    Section section;
    std::string_view key = text_.substr(open, close - open);
    section.deletes = key.starts_with('-');
    if (section.deletes) key.remove_prefix(1);
    if (key.empty()) return Damaged("a key without a name");
    section.key = key;
    SkipLine();
    section.head_text = text_.substr(start_, pos_ - start_);
    document_.sections.push_back(std::move(section));
    return {};
  }

  Status Value() {
    if (document_.sections.empty()) return Damaged("a value before the first key");
    ValueLine value;
    if (!Take('@')) REPOINT_TRY(Quoted(value.name));
    SkipBlanks();
    if (!Take('=')) return Damaged("a value without '='");
    SkipBlanks();
    REPOINT_TRY(Data(value));
    SkipBlanks();
    if (!AtEol() && Peek() != ';') return Damaged("text behind the end of a value");
    SkipLine();
    value.text = text_.substr(start_, pos_ - start_);
    document_.sections.back().values.push_back(std::move(value));
    return {};
  }

  Status Data(ValueLine& value) {
    if (Take('-')) {
      value.deletes = true;
      return {};
    }
    if (!AtEnd() && Peek() == '"') return StringData(value);
    if (TakeWord("dword:")) return DwordData(value);
    value.type = kBinary;
    if (TakeWord("hex:")) return HexData(value.data);
    if (!TakeWord("hex(")) return Damaged("data of no known kind");
    const auto type = HexNumber();
    if (!type || !TakeWord("):")) return Damaged("a type that is not a number of up to 32 bits");
    value.type = *type;
    return HexData(value.data);
  }

  Status StringData(ValueLine& value) {
    std::string content;
    REPOINT_TRY(Quoted(content));
    value.type = kSz;
    value.data = Utf16Bytes(content);
    value.data.insert(value.data.end(), 2, uint8_t{0});
    return {};
  }

  Status DwordData(ValueLine& value) {
    SkipBlanks();
    const auto number = HexNumber();
    if (!number) return Damaged("a DWORD that is not a number of up to 32 bits");
    value.type = kDword;
    value.data = ByteWriter().U32(*number).Release();
    return {};
  }

  // Bytes with commas between them; a '\' at the end of a line continues on the next.
  Status HexData(Bytes& data) {
    while (true) {
      SkipBlanks();
      if (Take('\\')) {
        REPOINT_TRY(Continuation());
        continue;
      }
      if (AtEol() || Peek() == ';') return {};
      int byte = HexDigit(Peek());
      if (byte < 0) return Damaged("not a hex digit");
      ++pos_;
      if (!AtEnd() && HexDigit(Peek()) >= 0) byte = byte * 16 + HexDigit(text_[pos_++]);
      data.push_back(static_cast<uint8_t>(byte));
      SkipBlanks();
      if (!Take(',') && !AtEol() && Peek() != ';' && Peek() != '\\') {
        return Damaged("bytes without a comma between them");
      }
    }
  }

  Status Continuation() {
    SkipBlanks();
    if (!AtEol() && Peek() != ';') return Damaged("text behind '\\'");
    SkipLine();
    return AtEnd() ? Damaged("the file ends inside a value") : Status{};
  }

  // A string in quotes. Line breaks in it belong to it; a backslash before anything but '\' and '"'
  // is itself.
  Status Quoted(std::string& content) {
    ++pos_;
    while (true) {
      const size_t stop = text_.find_first_of("\"\\", pos_);
      if (stop == std::string_view::npos) return Damaged("a string without its closing quote");
      content += text_.substr(pos_, stop - pos_);
      pos_ = stop + 1;
      if (text_[stop] == '"') return {};
      const bool escape = !AtEnd() && (Peek() == '"' || Peek() == '\\');
      content.push_back(escape ? text_[pos_++] : '\\');
    }
  }

  // 1 to 8 hex digits.
  std::optional<uint32_t> HexNumber() {
    uint32_t number = 0;
    size_t digits = 0;
    for (; !AtEnd() && HexDigit(Peek()) >= 0; ++pos_) {
      if (++digits > 8) return std::nullopt;
      number = number << 4 | static_cast<uint32_t>(HexDigit(Peek()));
    }
    return digits == 0 ? std::nullopt : std::optional(number);
  }

  // Blank lines and comments go to what stands before them.
  void Keep(size_t from) {
    const std::string_view piece = text_.substr(from, pos_ - from);
    if (document_.sections.empty()) {
      document_.head_text += piece;
    } else if (document_.sections.back().values.empty()) {
      document_.sections.back().head_text += piece;
    } else {
      document_.sections.back().values.back().tail_text += piece;
    }
  }

  bool AtEnd() const { return pos_ == text_.size(); }
  bool AtEol() const { return AtEnd() || IsEol(text_[pos_]); }
  char Peek() const { return text_[pos_]; }
  bool Take(char c) {
    if (AtEnd() || Peek() != c) return false;
    ++pos_;
    return true;
  }
  bool TakeWord(std::string_view word) {
    if (!StartsWithFolded(text_.substr(pos_), word)) return false;
    pos_ += word.size();
    return true;
  }
  void SkipBlanks() {
    while (!AtEnd() && IsBlank(Peek())) ++pos_;
  }
  void SkipLine() {
    while (!AtEol()) ++pos_;
    if (!AtEnd()) pos_ += EolAt(pos_).size();
  }
  std::string_view EolAt(size_t at) const {
    const bool crlf = text_[at] == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n';
    return text_.substr(at, crlf ? 2 : 1);
  }

  // Counts lines as the parser sees them; called once.
  std::unexpected<Error> Fault(std::string_view what) const {
    size_t line = 1;
    for (size_t i = 0; i < start_; i += 1) {
      if (!IsEol(text_[i])) continue;
      i += EolAt(i).size() - 1;
      ++line;
    }
    return Fail(ErrorCode::kDamaged, fmt::format("line {}: {}", line, what));
  }
  Status Damaged(std::string_view what) const { return Fault(what); }

  std::string_view text_;
  Document& document_;
  size_t pos_ = 0;
  size_t start_ = 0;  // of the line, or of the first line of the value, that is being read
};

}  // namespace

Result<Document> Parse(ByteView file, const std::optional<CodePage>& ansi) {
  REPOINT_ASSIGN(const DecodedFile decoded, DecodeFile(file, ansi));
  Document document;
  document.format = decoded.format;
  document.encoding = decoded.encoding;
  document.bom = decoded.bom;
  Status status = Parser(decoded.text, document).Run();
  if (status) return document;
  Error error = std::move(status).error();
  // A backslash that is half of a character looks like damage.
  if (decoded.encoding == Encoding::kAnsi && !ansi && !IsAscii(decoded.text)) {
    error.message += "; a file of a computer with another code page than 1252 needs -CodePage";
  }
  return std::unexpected(std::move(error));
}

}  // namespace repoint::regtext
