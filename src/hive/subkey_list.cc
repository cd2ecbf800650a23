#include "hive/subkey_list.h"

#include <fmt/format.h>

#include <algorithm>

namespace repoint::hive {
namespace {

std::unexpected<Error> BadList(uint32_t cell, std::string_view why) {
  return Fail(ErrorCode::kDamaged,
              fmt::format("the hive is damaged: the list of subkeys in cell {:#x} {}", cell, why));
}

struct RawList {
  uint16_t kind = 0;
  uint32_t count = 0;
  ByteView entries;
};

Result<RawList> ReadRaw(const Image& image, uint32_t cell) {
  REPOINT_ASSIGN(const ByteView contents, image.Cell(cell, subkeys::kEntries, 0));
  RawList list;
  list.kind = *LoadU16(contents, 0);
  list.count = *LoadU16(contents, subkeys::kCount);
  list.entries = contents.subspan(subkeys::kEntries);
  if (list.kind != subkeys::kLf && list.kind != subkeys::kLh && list.kind != subkeys::kLi &&
      list.kind != subkeys::kRi) {
    return BadList(cell, "is none");
  }
  if (list.entries.size() / EntrySize(list.kind) < list.count) {
    return BadList(cell, "has more entries than fit");
  }
  return list;
}

Leaf DecodeLeaf(uint32_t cell, const RawList& list) {
  Leaf leaf{.cell = cell, .kind = list.kind, .entries = {}};
  leaf.entries.reserve(list.count);
  const uint32_t size = EntrySize(list.kind);
  for (size_t at = 0; leaf.entries.size() < list.count; at += size) {
    leaf.entries.push_back(
        {*LoadU32(list.entries, at), size == 8 ? *LoadU32(list.entries, at + 4) : 0});
  }
  return leaf;
}

}  // namespace

uint32_t HintFor(uint16_t kind, std::u16string_view name) {
  if (kind == subkeys::kLh) return LhHash(name);
  return kind == subkeys::kLf ? LfHint(name) : 0;
}

bool HintAllows(uint16_t kind, uint32_t hint, std::u16string_view name) {
  if (kind == subkeys::kLh) return hint == LhHash(name);
  if (kind == subkeys::kLi || (hint & 0xFF) == 0) return true;
  for (size_t i = 0; i < 4; ++i) {
    const auto unit = static_cast<char16_t>(hint >> (8 * i) & 0xFF);
    if (Upcase(unit) != (i < name.size() ? Upcase(name[i]) : u'\0')) return false;
  }
  return true;
}

Result<SubkeyList> ReadSubkeyList(const Image& image, uint32_t cell) {
  SubkeyList list;
  if (cell == kNone) return list;
  REPOINT_ASSIGN(const RawList raw, ReadRaw(image, cell));
  if (raw.kind != subkeys::kRi) {
    list.leaves.push_back(DecodeLeaf(cell, raw));
    return list;
  }
  list.root = cell;
  // Leaves that are named twice must not become more than the hive can hold.
  uint64_t room = image.bins_size() / nk::kName;
  for (size_t i = 0; i < raw.count; ++i) {
    const uint32_t leaf = *LoadU32(raw.entries, i * 4);
    REPOINT_ASSIGN(const RawList below, ReadRaw(image, leaf));
    if (below.kind == subkeys::kRi) return BadList(cell, "is an index of indexes");
    if (below.count > room) return BadList(cell, "has more entries than the hive has room for");
    room -= below.count;
    list.leaves.push_back(DecodeLeaf(leaf, below));
  }
  return list;
}

}  // namespace repoint::hive
