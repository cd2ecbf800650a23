// The text of registry exports: "Windows Registry Editor Version 5.00" (UTF-16LE with BOM, or
// UTF-8) and "REGEDIT4" (ANSI). A document is a list of lines that mean something, each with the
// exact text it came from, so that what is not changed can be written back byte for byte.
// docs/reg-text.md describes the grammar.
#ifndef REPOINT_REGTEXT_REGTEXT_H_
#define REPOINT_REGTEXT_REGTEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/codepage.h"
#include "base/result.h"

namespace repoint::regtext {

enum class Format {
  kVersion5,  // "Windows Registry Editor Version 5.00"
  kRegedit4,  // "REGEDIT4"
};

enum class Encoding {
  kUtf16Le,
  kUtf8,
  kAnsi,  // every REGEDIT4 file, and a version-5 file of single bytes that are not UTF-8
};

// `"name"=data`, `@=data` or a deletion. The data is as a registry would hold it after an import:
// text types of a version-5 file are UTF-16LE with a terminator; hex(...) is taken as it stands,
// also hex(2) and hex(7) of REGEDIT4.
struct ValueLine {
  std::string name;      // UTF-8; empty for @
  bool deletes = false;  // "name"=-
  uint32_t type = 0;     // REG_*
  Bytes data;
  std::string text;  // the source, UTF-8, with its line ends and continuation lines; empty for a
                     // line made by us
  std::string tail_text;  // source text of the blank lines and comments behind it
};

// A "[key]" or "[-key]" line with what follows it.
struct Section {
  std::string key;  // UTF-8, full path with its root, as spelled
  bool deletes = false;
  std::string head_text;  // source text of the key line, and of blank lines and comments before the
                          // first value
  std::vector<ValueLine> values;
};

struct Document {
  Format format = Format::kVersion5;
  Encoding encoding = Encoding::kUtf16Le;
  bool bom = true;
  std::string line_end = "\r\n";
  std::string head_text;  // signature line and what stands before the first key
  std::vector<Section> sections;
};

// Reads an export. `ansi` is the code page of a REGEDIT4 file; without it the text is read as
// Windows-1252 with every byte kept. kDamaged with the line's number for anything that is not an
// export: an unknown signature, a value without a key, an odd hex digit, a string without its
// closing quote, a DWORD of more than 32 bits.
Result<Document> Parse(ByteView file, const std::optional<CodePage>& ansi = std::nullopt);

// The inverse: a document that was parsed and not changed gives the same bytes. Sections and values
// without source text are written as Windows' own regedit writes them, wrapped at 80 columns.
// kUnsupported when a name or text does not fit the code page of an ANSI file; without `ansi` new
// text must be ASCII (Fits), while names may have any character that Parse makes of a byte.
Result<Bytes> Write(const Document& document, const std::optional<CodePage>& ansi = std::nullopt);

// The line or lines that Write makes for a value without source text, as UTF-8 with the document's
// line ends.
Result<std::string> ValueText(const ValueLine& value, const Document& document,
                              const std::optional<CodePage>& ansi = std::nullopt);

// Whether a name or text that is new in the document can be written in its encoding. In an ANSI
// file without `ansi` only ASCII can, because nobody knows what its other bytes mean.
bool Fits(std::string_view utf8, const Document& document, const std::optional<CodePage>& ansi);

// An empty document in version 5, UTF-16LE.
Document NewDocument();

}  // namespace repoint::regtext

#endif  // REPOINT_REGTEXT_REGTEXT_H_
