// A subkey put into the sorted lists of its parent, and taken out.
#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "hive/editor.h"
#include "hive/subkey_list.h"

namespace repoint::hive {
namespace {

constexpr uint32_t kMaxSlack = 512;  // bytes

uint32_t MaxEntries(uint16_t kind) {
  return kind == subkeys::kLi ? subkeys::kMaxPlain : subkeys::kMaxHashed;
}

// The leaf where the name belongs: the last that begins at or before it.
Result<size_t> FindLeaf(const Image& image, const SubkeyList& list, std::u16string_view name) {
  size_t low = 0;
  size_t high = list.leaves.size();
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    REPOINT_ASSIGN(const Key first, ReadKey(image, list.leaves[middle].entries.front().key));
    (CompareNames(first.name, name) <= 0 ? low : high) = middle;
  }
  return low;
}

// The first entry behind the name.
Result<size_t> FindPlace(const Image& image, const Leaf& leaf, std::u16string_view name) {
  size_t low = 0;
  size_t high = leaf.entries.size();
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    REPOINT_ASSIGN(const Key key, ReadKey(image, leaf.entries[middle].key));
    if (CompareNames(key.name, name) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace

Status Editor::WriteLeaf(Leaf& leaf) {
  const auto count = static_cast<uint32_t>(leaf.entries.size());
  const auto size = static_cast<uint32_t>(subkeys::kEntries) + count * EntrySize(leaf.kind);
  if (leaf.cell == kNone) {
    REPOINT_ASSIGN(leaf.cell, heap_.Allocate(size));
  } else {
    REPOINT_ASSIGN(const ByteView held, image_->Cell(leaf.cell));
    const auto room = static_cast<uint32_t>(held.size());
    // A list that moved with each of its keys would leave holes behind it: room for a quarter more.
    if (size > room || size < room / 2) {
      const uint32_t more = size > room ? std::min(size / 4, kMaxSlack) : 0;
      REPOINT_ASSIGN(leaf.cell, heap_.Resize(leaf.cell, size + more));
    }
  }
  ByteWriter bytes;
  bytes.U16(leaf.kind).U16(static_cast<uint16_t>(count));
  for (const LeafEntry& entry : leaf.entries) {
    bytes.U32(entry.key);
    if (EntrySize(leaf.kind) == 8) bytes.U32(entry.hint);
  }
  return PutWhole(leaf.cell, bytes.bytes());
}

Status Editor::WriteIndex(const Key& parent, SubkeyList& list, uint32_t count) {
  uint32_t head = kNone;
  if (list.leaves.size() > 1) {
    const auto size = static_cast<uint32_t>(subkeys::kEntries + list.leaves.size() * 4);
    if (list.root == kNone) {
      REPOINT_ASSIGN(list.root, heap_.Allocate(size));
    } else {
      REPOINT_ASSIGN(list.root, heap_.Resize(list.root, size));
    }
    ByteWriter bytes;
    bytes.U16(subkeys::kRi).U16(static_cast<uint16_t>(list.leaves.size()));
    for (const Leaf& leaf : list.leaves) bytes.U32(leaf.cell);
    REPOINT_TRY(PutWhole(list.root, bytes.bytes()));
    head = list.root;
  } else {
    if (list.root != kNone) REPOINT_TRY(heap_.Free(list.root));
    if (!list.leaves.empty()) head = list.leaves.front().cell;
  }
  REPOINT_TRY(Put32(parent.cell, nk::kSubkeyList, head));
  return Put32(parent.cell, nk::kSubkeyCount, count);
}

Status Editor::CheckOrder(const Key& parent) const {
  if (!names_out_of_order_) return {};
  REPOINT_ASSIGN(const SubkeyList list, ReadSubkeyList(*image_, parent.subkey_list));
  std::u16string last;
  for (const Leaf& leaf : list.leaves) {
    for (const LeafEntry& entry : leaf.entries) {
      REPOINT_ASSIGN(Key key, ReadKey(*image_, entry.key));
      if (!last.empty() && CompareNames(last, key.name) >= 0) {
        return Fail(
            ErrorCode::kUnsupported,
            "another program has left the keys below this one out of order, so none is "
            "made or deleted here: leave the hive to its user's own session, or export it with "
            "emhive dump and use -RegFile",
            ToUtf8(parent.name));
      }
      last = std::move(key.name);
    }
  }
  return {};
}

Status Editor::InsertSubkey(const Key& parent, std::u16string_view name, uint32_t key) {
  REPOINT_ASSIGN(SubkeyList list, ReadSubkeyList(*image_, parent.subkey_list));
  if (list.leaves.empty()) {
    const uint16_t kind = image_->base().minor >= 5 ? subkeys::kLh : subkeys::kLf;
    list.leaves.push_back({.cell = kNone, .kind = kind, .entries = {}});
  }
  REPOINT_ASSIGN(const size_t at, FindLeaf(*image_, list, name));
  Leaf& leaf = list.leaves[at];
  REPOINT_ASSIGN(const size_t place, FindPlace(*image_, leaf, name));
  leaf.entries.insert(leaf.entries.begin() + static_cast<ptrdiff_t>(place),
                      {key, HintFor(leaf.kind, name)});
  if (leaf.entries.size() > MaxEntries(leaf.kind)) {
    const auto half = leaf.entries.begin() + static_cast<ptrdiff_t>(leaf.entries.size() / 2);
    Leaf second{.cell = kNone, .kind = leaf.kind, .entries = {half, leaf.entries.end()}};
    leaf.entries.erase(half, leaf.entries.end());
    REPOINT_TRY(WriteLeaf(second));
    REPOINT_TRY(WriteLeaf(leaf));
    list.leaves.insert(list.leaves.begin() + static_cast<ptrdiff_t>(at) + 1, std::move(second));
  } else {
    REPOINT_TRY(WriteLeaf(leaf));
  }
  return WriteIndex(parent, list, parent.subkey_count + 1);
}

Status Editor::RemoveSubkey(const Key& parent, uint32_t key) {
  REPOINT_ASSIGN(SubkeyList list, ReadSubkeyList(*image_, parent.subkey_list));
  for (size_t at = 0; at < list.leaves.size(); ++at) {
    Leaf& leaf = list.leaves[at];
    if (std::erase_if(leaf.entries, [&](const LeafEntry& entry) { return entry.key == key; }) ==
        0) {
      continue;
    }
    if (leaf.entries.empty()) {
      REPOINT_TRY(heap_.Free(leaf.cell));
      list.leaves.erase(list.leaves.begin() + static_cast<ptrdiff_t>(at));
    } else {
      REPOINT_TRY(WriteLeaf(leaf));
      REPOINT_TRY(MergeLeaf(list, at));
    }
    return WriteIndex(parent, list, parent.subkey_count - 1);
  }
  return Fail(ErrorCode::kInternal, "a subkey is not in the list of its parent");
}

Status Editor::MergeLeaf(SubkeyList& list, size_t at) {
  const size_t left = at > 0 ? at - 1 : 0;
  if (left + 1 >= list.leaves.size()) return {};
  Leaf& first = list.leaves[left];
  Leaf& second = list.leaves[left + 1];
  // Half full at most: the next key must not split it again.
  if (first.kind != second.kind ||
      first.entries.size() + second.entries.size() > MaxEntries(first.kind) / 2) {
    return {};
  }
  first.entries.insert(first.entries.end(), second.entries.begin(), second.entries.end());
  REPOINT_TRY(heap_.Free(second.cell));
  list.leaves.erase(list.leaves.begin() + static_cast<ptrdiff_t>(left) + 1);
  return WriteLeaf(list.leaves[left]);
}

}  // namespace repoint::hive
