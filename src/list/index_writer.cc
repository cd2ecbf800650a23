#include <fmt/core.h>

#include <algorithm>

#include "list/index_format.h"
#include "list/pass.h"
#include "list/writer.h"

namespace repoint::list {
namespace {

// UTF-8 bytes: in UTF-16 with its line end that is still within kMaxIndexedLine.
constexpr size_t kMaxNamedLine = kMaxIndexedLine / 2 - 16;
constexpr size_t kWriteChunk = size_t{1} << 20;

// An entry as the table has it: 16 bytes a key is what the writer's memory grows with.
struct Slot {
  uint64_t hash;
  uint64_t packed;  // offset, and EntryKind in the two highest bits

  EntryKind kind() const { return static_cast<EntryKind>(packed >> 62); }
  friend auto operator<=>(const Slot&, const Slot&) = default;
};

Slot MakeSlot(const Key& key, uint64_t offset, EntryKind kind) {
  return {HashKey(key), offset | static_cast<uint64_t>(kind) << 62};
}

Entry ToEntry(const Slot& slot) {
  return {slot.hash, slot.packed & ((uint64_t{1} << 62) - 1), slot.kind()};
}

template <typename Use>
void ForEachSlot(const Line& line, const Layout& layout, const Use& use) {
  const Row row = RowOfLine(line, layout);
  const bool long_line = line.text.size() > kMaxNamedLine;
  const auto emit = [&](const std::vector<Key>& keys, EntryKind kind) {
    for (const Key& key : keys) {
      use(MakeSlot(key, row.offset, long_line ? EntryKind::kMany : kind));
    }
  };
  emit(SourceKeys(row), EntryKind::kSource);
  emit(TargetKeys(row), EntryKind::kTarget);
}

// Leaves of the rows that lead to one key the first, for all of them say that it is a target; and
// replaces the group by a single kMany when too many rows have it as their source. Returns how many
// are left.
size_t ShrinkGroup(std::span<Slot> group) {
  const auto sources =
      static_cast<size_t>(std::ranges::count(group, EntryKind::kSource, &Slot::kind));
  const auto targets =
      static_cast<size_t>(std::ranges::count(group, EntryKind::kTarget, &Slot::kind));
  const bool many = sources + targets < group.size();
  if (!many && sources <= kMaxRowsOfKey) return sources + std::min<size_t>(targets, 1);
  group[0].packed = static_cast<uint64_t>(EntryKind::kMany) << 62;
  return 1;
}

void ShrinkGroups(std::vector<Slot>& slots) {
  size_t out = 0;
  for (size_t begin = 0; begin < slots.size();) {
    size_t end = begin;
    while (end < slots.size() && slots[end].hash == slots[begin].hash) ++end;
    const size_t left = ShrinkGroup(std::span(slots).subspan(begin, end - begin));
    std::copy_n(slots.begin() + static_cast<ptrdiff_t>(begin), left,
                slots.begin() + static_cast<ptrdiff_t>(out));
    out += left;
    begin = end;
  }
  slots.resize(out);
}

// How many slots each page takes when what does not fit goes to the next; empty when a slot would
// end up too far from its page.
std::vector<uint16_t> Distribute(const std::vector<Slot>& slots, uint64_t pages) {
  std::vector<uint16_t> counts;
  size_t next = 0;
  for (uint64_t page = 0; page < pages; ++page) {
    size_t count = 0;
    while (next < slots.size() && count < kPageEntries) {
      const uint64_t home = PageOf(slots[next].hash, pages);
      if (home > page) break;
      if (page - home >= kMaxProbes) return {};
      ++count;
      ++next;
    }
    counts.push_back(static_cast<uint16_t>(count));
  }
  if (next < slots.size()) return {};
  return counts;
}

// Appends in large pieces.
class PieceWriter {
 public:
  explicit PieceWriter(WholeFile& file) : file_(file) {}

  Status Put(ByteView bytes) {
    piece_.insert(piece_.end(), bytes.begin(), bytes.end());
    return piece_.size() < kWriteChunk ? Status() : Flush();
  }
  Status Flush() {
    REPOINT_TRY(file_.Append(piece_));
    piece_.clear();
    return {};
  }

 private:
  WholeFile& file_;
  Bytes piece_;
};

struct Contents {
  IndexHeader header;
  std::vector<Slot> slots;
  std::vector<Bytes> tree;  // nodes by level
};

Result<Contents> ReadContents(ReadableFile& file) {
  REPOINT_ASSIGN(const Layout layout, ReadLayout(file));
  REPOINT_ASSIGN(const End end, ReadEnd(file, layout.encoding, layout.ours));
  if (!end.fault.empty()) return Fail(ErrorCode::kDamaged, end.fault);
  Contents contents;
  IndexHeader& header = contents.header;
  size_t keys = 0;
  PassOptions options{.digest = true, .tree = true, .node_sink = [&](size_t level, ByteView node) {
                        if (contents.tree.size() <= level) contents.tree.resize(level + 1);
                        contents.tree[level].insert(contents.tree[level].end(), node.begin(),
                                                    node.end());
                      }};
  REPOINT_ASSIGN(const PassFacts facts, ReadPass(file, layout, end, options, [&](const Line& line) {
                   const Row row = RowOfLine(line, layout);
                   header.usable_rows += HasSource(row) && HasTarget(row) ? 1 : 0;
                   keys += SourceKeys(row).size() + TargetKeys(row).size();
                   return Status();
                 }));
  if (const std::string fault = EndFault(end, facts); !fault.empty()) {
    return Fail(ErrorCode::kDamaged, fault);
  }
  contents.slots.reserve(keys);
  REPOINT_TRY(ReadPass(
      file, layout, end, {.digest = false, .tree = false, .node_sink = {}}, [&](const Line& line) {
        ForEachSlot(line, layout, [&](Slot slot) { contents.slots.push_back(slot); });
        return Status();
      }));
  header.list_bytes = file.size();
  header.has_end_line = end.line.has_value();
  header.digest = facts.digest;
  header.rows = facts.rows;
  header.root = facts.root;
  return contents;
}

Status PutTable(const std::vector<Slot>& slots, const std::vector<uint16_t>& counts,
                ByteView header, PieceWriter& out) {
  size_t next = 0;
  for (uint64_t number = 0; number < counts.size(); ++number) {
    std::vector<Entry> entries;
    for (size_t i = 0; i < counts[number]; ++i) entries.push_back(ToEntry(slots[next++]));
    const bool full = next < slots.size() && PageOf(slots[next].hash, counts.size()) <= number;
    REPOINT_ASSIGN(const Bytes page, EncodePage(entries, full, number, header));
    REPOINT_TRY(out.Put(page));
  }
  return {};
}

}  // namespace

Status WriteIndexInto(FileSystem& files, const std::string& list_path, WholeFile& index) {
  REPOINT_ASSIGN(const auto file, files.Open(list_path));
  REPOINT_ASSIGN(Contents contents, ReadContents(*file));
  std::ranges::sort(contents.slots);
  ShrinkGroups(contents.slots);
  uint64_t pages = contents.slots.size() / kPageTarget + 1;
  std::vector<uint16_t> counts;
  while ((counts = Distribute(contents.slots, pages)).empty()) pages += pages / 8 + 1;
  contents.header.pages = pages;
  REPOINT_ASSIGN(const Bytes header, EncodeHeader(contents.header));

  PieceWriter out(index);
  REPOINT_TRY(out.Put(header));
  REPOINT_TRY(PutTable(contents.slots, counts, header, out));
  for (const Bytes& level : contents.tree) REPOINT_TRY(out.Put(level));
  return out.Flush();
}

Status WriteIndex(FileSystem& files, const std::string& list_path) {
  REPOINT_ASSIGN(const auto index, files.CreateWhole(IndexPath(list_path), Access::kDefault));
  REPOINT_TRY(WriteIndexInto(files, list_path, *index));
  return index->Commit();
}

}  // namespace repoint::list
