#include "console/mapping.h"

#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "base/text.h"
#include "console/import.h"
#include "list/encoding.h"
#include "list/fields.h"
#include "list/lines.h"
#include "mapi/legacy_dn.h"

namespace repoint::console {
namespace {

constexpr std::string_view kSeparators = "\t;,";
// As in stored_object.cc: longer values match nothing.
constexpr size_t kMaxValueBytes = 1000;
// Every place of a line is tried as the border; longer ones hold no two addresses.
constexpr size_t kMaxLineBytes = 4096;

bool IsSmtpAddress(std::string_view text) {
  const size_t at = text.find('@');
  return IsAscii(text) && at != 0 && at != std::string_view::npos && at + 1 < text.size() &&
         text.find_first_of("@ \t,;/\"<>", at + 1) == std::string_view::npos &&
         text.substr(0, at).find_first_of(" \t,;\"<>") == std::string_view::npos;
}

// A field of a table: blanks around it and quotes belong to the table.
std::string Unquoted(std::string_view field) {
  field = Trim(field);
  if (field.size() < 2 || field.front() != '"' || field.back() != '"') return std::string(field);
  std::string text;
  for (size_t i = 1; i + 1 < field.size(); ++i) {
    text += field[i];
    if (field[i] == '"' && field[i + 1] == '"') ++i;
  }
  return text;
}

std::string_view WithoutBom(std::string_view line) {
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (line.starts_with(kBom)) line.remove_prefix(kBom.size());
  return line;
}

// The separator is where both sides are a DN or an address, for organisations may be named
// "Contoso, Ltd". nullopt where there is no such place, or more than one.
std::optional<MappingPair> PairOf(std::string_view line) {
  if (line.size() > kMaxLineBytes) return std::nullopt;
  for (const char separator : kSeparators) {
    std::optional<MappingPair> found;
    for (size_t at = line.find(separator); at != std::string_view::npos;
         at = line.find(separator, at + 1)) {
      std::string source = Unquoted(line.substr(0, at));
      std::string target = Unquoted(line.substr(at + 1));
      if (!MappingKey(source) || !MappingKey(target)) continue;
      if (found) return std::nullopt;
      found = MappingPair{.source = std::move(source), .target = std::move(target)};
    }
    if (found) return found;
  }
  return std::nullopt;
}

bool HoldsNoAddress(std::string_view line) {
  return line.find('@') == std::string_view::npos &&
         FindFolded(line, "/o=") == std::string_view::npos;
}

// What is behind many a line that is refused.
std::string_view HintFor(std::string_view line) {
  while (!line.empty()) {
    const size_t end = std::min(line.find_first_of(" \t;,\""), line.size());
    const std::string_view word = line.substr(0, end);
    if (word.find('@') != std::string_view::npos && !IsAscii(word)) {
      return "; an address holds no characters beyond ASCII: correct it, or name the mailbox by "
             "its "
             "DN";
    }
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return "";
}

// Every line with something in it, as UTF-8.
using UseLine = std::function<Status(std::string_view text, uint64_t number)>;
Status VisitLines(FileSystem& files, const std::string& path, const UseLine& use) {
  REPOINT_ASSIGN(const std::unique_ptr<ReadableFile> file, files.Open(path));
  REPOINT_ASSIGN(const Bytes head, file->ReadAt(0, 4));
  list::LineReader lines(*file, list::DetectEncoding(head), 0, list::kPassChunk);
  for (list::Line line;;) {
    auto more = lines.Next(line);
    if (!more) return Fail(more.error().code, more.error().message, path);
    if (!*more) return {};
    std::string scratch;
    const std::string_view text = WithoutBom(list::DecodeLine(line.text, scratch));
    if (!list::IsBlankOrComment(text)) REPOINT_TRY(use(text, line.number));
  }
}

}  // namespace

Result<ObjectKey> MappingKey(std::string_view text) {
  const std::string_view dn = list::DnField(text).text;
  const std::string_view smtp = list::SmtpField(text).text;
  if (dn.size() <= kMaxValueBytes && IsUtf8(text)) {
    if (mapi::LooksLikeDn(dn)) return DnObjectKey(text);
    if (IsSmtpAddress(smtp)) return SmtpObjectKey(text);
  }
  return Fail(ErrorCode::kUsage, "neither a DN (/o=...) nor an SMTP address", std::string(text));
}

Result<MappingPairs> ReadMappingFile(FileSystem& files, const std::string& path) {
  MappingPairs pairs;
  bool first = true;
  REPOINT_TRY(VisitLines(files, path, [&](std::string_view text, uint64_t number) -> Status {
    const bool is_header = std::exchange(first, false) && HoldsNoAddress(text);
    if (is_header) return {};
    auto pair = PairOf(text);
    if (!pair) {
      return Fail(ErrorCode::kDamaged,
                  fmt::format("line {} is no mapping: it needs the source and the target, each a "
                              "DN (/o=...) or an SMTP address, with a TAB, a semicolon or a comma "
                              "between them{}",
                              number, HintFor(text)),
                  path);
    }
    pair->line = number;
    pairs.push_back(*std::move(pair));
    return {};
  }));
  if (!pairs.empty()) return pairs;
  return Fail(ErrorCode::kUsage,
              "this file maps nothing, and the mapping of before stays: correct it, or give "
              "--no-mapping to do without a mapping",
              path);
}

Result<std::vector<list::Key>> ReadKeyFile(FileSystem& files, const std::string& path) {
  std::vector<list::Key> keys;
  REPOINT_TRY(VisitLines(files, path, [&](std::string_view text, uint64_t number) -> Status {
    const auto key = MappingKey(Trim(text));
    if (!key) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("line {} is neither a DN (/o=...) nor an SMTP address: {}{}", number,
                              Trim(text), HintFor(text)),
                  path);
    }
    keys.push_back(key->kind == "dn" ? list::DnKey(text) : list::SmtpKey(text));
    return {};
  }));
  if (keys.empty()) return Fail(ErrorCode::kUsage, "no address or DN in this file", path);
  return keys;
}

}  // namespace repoint::console
