#include "list/index_lookup.h"

#include <algorithm>

#include "list/pass.h"

namespace repoint::list {
namespace {

constexpr size_t kRowStep = 1024;
constexpr std::string_view kStale = "it is stale: it was made of another list";
constexpr std::string_view kDamaged = "it is damaged";

bool Holds(const std::vector<Key>& keys, std::string_view key) {
  return std::ranges::find(keys, key) != keys.end();
}

bool BelongsTo(const IndexHeader& header, const ReadableFile& list, const End& end) {
  if (header.list_bytes != list.size() || header.has_end_line != end.line.has_value()) return false;
  return !end.line || header.digest == end.line->digest;
}

}  // namespace

IndexLookup::Opened IndexLookup::Open(FileSystem& files, const std::string& list_path,
                                      ReadableFile& list, const End& end) {
  const auto refuse = [](std::string_view why) { return Opened{nullptr, std::string(why)}; };
  auto file = files.Open(IndexPath(list_path));
  if (!file) {
    return refuse(file.error().code == ErrorCode::kNotFound ? "" : file.error().message);
  }
  std::unique_ptr<IndexLookup> lookup(new IndexLookup);
  auto bytes = (*file)->ReadAt(0, kPageBytes);
  if (!bytes) return refuse(bytes.error().message);
  const auto header = DecodeHeader(*bytes);
  if (!header || !*header) return refuse(kDamaged);
  if (!BelongsTo(**header, list, end)) return refuse(kStale);
  if ((*file)->size() != IndexBytes(**header)) return refuse(kDamaged);
  lookup->file_ = std::move(*file);
  lookup->header_bytes_ = std::move(*bytes);
  lookup->header_ = **header;
  lookup->verified_ = std::make_unique<VerifiedFile>(list, *lookup->file_, lookup->header_);
  // Without #end line only the bytes themselves can tell that the list is another.
  if (!end.line && !lookup->verified_->ReadAt(list.size() - 1, 1)) {
    return refuse(lookup->edited() ? kStale : kDamaged);
  }
  return {std::move(lookup), {}};
}

Status IndexLookup::LoadLayout() {
  REPOINT_ASSIGN(layout_, ReadLayout(*verified_));
  return {};
}

// The entries of a key's hash; nullopt when a page is damaged.
Result<std::optional<std::vector<Entry>>> IndexLookup::Entries(std::string_view key) {
  const uint64_t hash = HashKey(key);
  const uint64_t first = PageOf(hash, header_.pages);
  std::vector<Entry> entries;
  for (uint64_t probe = 0; probe < kMaxProbes; ++probe) {
    const uint64_t number = (first + probe) % header_.pages;
    REPOINT_ASSIGN(const Bytes bytes, file_->ReadAt((1 + number) * kPageBytes, kPageBytes));
    REPOINT_ASSIGN(const auto page, DecodePage(bytes, number, header_bytes_));
    if (!page) break;
    for (const Entry& entry : page->entries) {
      if (entry.hash == hash) entries.push_back(entry);
    }
    if (!page->full) return entries;
  }
  return std::nullopt;
}

// An offset into the middle of a line would shift its fields.
Result<bool> IndexLookup::IsLineStart(uint64_t offset) {
  if (offset < layout_.first_row || offset >= header_.list_bytes) return false;
  if (offset == layout_.first_row) return true;
  if (layout_.encoding.encoding == Encoding::kBytes) {
    REPOINT_ASSIGN(const Bytes before, verified_->ReadAt(offset - 1, 1));
    return before == Bytes{'\n'};
  }
  if (offset % 2 != 0) return false;
  REPOINT_ASSIGN(const Bytes before, verified_->ReadAt(offset - 2, 2));
  return DecodeUtf16(before, layout_.encoding.encoding) == "\n";
}

// nullopt when no row begins there.
Result<std::optional<Row>> IndexLookup::RowAt(uint64_t offset) {
  REPOINT_ASSIGN(const bool starts, IsLineStart(offset));
  if (!starts) return std::nullopt;
  LineReader reader(*verified_, layout_.encoding, offset, kRowStep);
  reader.set_max_line(kMaxIndexedLine);
  Line line;
  REPOINT_ASSIGN(const bool more, reader.Next(line));
  if (!more || IsBlankOrComment(line.text)) return std::nullopt;
  Row row = RowOfLine(line, layout_);
  row.line = 0;
  return row;
}

Result<std::optional<Hits>> IndexLookup::Find(std::string_view key) {
  const auto entries = Entries(key);
  if (!entries || !*entries || (*entries)->size() > kMaxRowsOfKey + 1) {
    why_not_ = kDamaged;
    return std::nullopt;
  }
  Hits hits;
  for (const Entry& entry : **entries) {
    if (entry.kind == EntryKind::kMany) {
      why_not_ = "it does not hold every row of a key";
      return std::nullopt;
    }
    auto row = RowAt(entry.offset);
    if (!row && edited()) return std::unexpected(row.error());
    if (!row || !*row) {
      why_not_ = kDamaged;
      return std::nullopt;
    }
    // A row counts only when the key is its own: others may share the hash.
    if (entry.kind == EntryKind::kSource && Holds(SourceKeys(**row), key)) {
      hits.source.push_back(std::make_shared<const Row>(std::move(**row)));
    } else if (entry.kind == EntryKind::kTarget && Holds(TargetKeys(**row), key)) {
      hits.target.push_back(std::make_shared<const Row>(std::move(**row)));
    }
  }
  return hits;
}

}  // namespace repoint::list
