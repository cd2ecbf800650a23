#include "hive/compare.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "base/text.h"
#include "hive/reader.h"
#include "hive/subkey_list.h"

namespace repoint::hive {
namespace {

// Names that stand twice, as only odd hives have them, by their cells: those do not move in an
// edit.
template <typename Named>
void SortByName(std::vector<Named>& all) {
  std::ranges::sort(all, [](const Named& a, const Named& b) {
    const int order = CompareNames(a.name, b.name);
    return order != 0 ? order < 0 : a.cell < b.cell;
  });
}

// What `read` finds in these cells.
template <typename Named>
Result<std::vector<Named>> ReadSorted(const Image& image,
                                      const Result<std::vector<uint32_t>>& cells,
                                      Result<Named> (*read)(const Image&, uint32_t)) {
  if (!cells) return std::unexpected(cells.error());
  std::vector<Named> all;
  all.reserve(cells->size());
  for (const uint32_t cell : *cells) {
    REPOINT_ASSIGN(Named named, read(image, cell));
    all.push_back(std::move(named));
  }
  SortByName(all);
  return all;
}

// Walks two sorted vectors: `both` gets equals, `left` and `right` what is in one alone.
template <typename Named, typename Both, typename Left, typename Right>
Status Merge(const std::vector<Named>& a, const std::vector<Named>& b, const Both& both,
             const Left& left, const Right& right) {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() || j < b.size()) {
    const int order = i == a.size() ? 1 : j == b.size() ? -1 : CompareNames(a[i].name, b[j].name);
    if (order < 0) {
      REPOINT_TRY(left(a[i++]));
    } else if (order > 0) {
      REPOINT_TRY(right(b[j++]));
    } else {
      REPOINT_TRY(both(a[i++], b[j++]));
    }
  }
  return {};
}

class Comparison {
 public:
  Comparison(const Image& before, const Image& after)
      : before_(before),
        after_(after),
        room_((uint64_t{before.bins_size()} + after.bins_size()) / nk::kName) {}

  Result<std::vector<Change>> Run() {
    REPOINT_TRY(before_.Bins(0, before_.bins_size()));
    REPOINT_TRY(after_.Bins(0, after_.bins_size()));
    REPOINT_TRY(CompareKeys(before_.base().root_cell, after_.base().root_cell));
    return std::move(changes_);
  }

 private:
  // A key on the way down, in one of the images.
  struct Place {
    const Image* image;
    uint32_t cell;
  };

  void Note(ChangeKind kind, uint32_t before, uint32_t after, std::u16string value = {}) {
    std::u16string path;
    for (const Place& place : way_) {
      if (!path.empty()) path += u'\\';
      const auto key = ReadKey(*place.image, place.cell);
      if (key) path += key->name;
    }
    changes_.push_back({kind, std::move(path), std::move(value), before, after});
  }

  template <typename Visit>
  Status Below(const Image& image, uint32_t cell, const Visit& visit) {
    if (way_.size() > kMaxDepth) return Fail(ErrorCode::kDamaged, "keys are nested too deep");
    // Lists that lead to one key again and again must come to an end.
    if (room_ == 0) return Fail(ErrorCode::kDamaged, "more keys are listed than there is room for");
    --room_;
    way_.push_back({&image, cell});
    REPOINT_TRY(visit());
    way_.pop_back();
    return {};
  }

  // Whether the same cell of both images holds the same bytes: most of a hive does not move.
  bool SameCell(uint32_t cell) const {
    const ByteView a = before_.CellOrEmpty(cell);
    return !a.empty() && Equal(a, after_.CellOrEmpty(cell));
  }

  // Keys of one name.
  Status CompareKeys(uint32_t a, uint32_t b) {
    if (a == b && SameNode(a)) {
      const ByteView node = after_.CellOrEmpty(a);
      return CompareListed(U32At(node, nk::kSubkeyCount), U32At(node, nk::kSubkeyList));
    }
    REPOINT_ASSIGN(const Key key_a, ReadKey(before_, a));
    REPOINT_ASSIGN(const Key key_b, ReadKey(after_, b));
    REPOINT_TRY(CompareClass(key_a, key_b));
    REPOINT_TRY(CompareSecurity(key_a, key_b));
    REPOINT_TRY(CompareValues(key_a, key_b));
    REPOINT_ASSIGN(const std::vector<Key> subkeys_a, ReadSubkeys(before_, key_a));
    REPOINT_ASSIGN(const std::vector<Key> subkeys_b, ReadSubkeys(after_, key_b));
    return CompareSubkeys(subkeys_a, subkeys_b);
  }

  // Whether a key, but for its time and its "largest" fields, and all of it but its subkeys lie in
  // the same cells of both images with the same bytes, and its list of subkeys, too.
  bool SameNode(uint32_t cell) {
    const ByteView a = before_.CellOrEmpty(cell);
    const ByteView b = after_.CellOrEmpty(cell);
    if (a.size() != b.size() || a.size() < nk::kName || U16At(a, 0) != nk::kMagic ||
        U16At(b, 0) != nk::kMagic) {
      return false;
    }
    const auto same = [&](size_t begin, size_t end) {
      return Equal(a.subspan(begin, end - begin), b.subspan(begin, end - begin));
    };
    if (!same(nk::kFlags, nk::kLastWritten) || !same(nk::kParent, nk::kLargestSubkeyName) ||
        !same(nk::kNameLength, a.size())) {
      return false;
    }
    const bool has_class = U16At(a, nk::kClassLength) != 0;
    return SameDescriptor(U32At(a, nk::kSecurity)) &&
           (!has_class || SameCell(U32At(a, nk::kClass))) &&
           (U32At(a, nk::kValueCount) == 0 ||
            SameValues(U32At(a, nk::kValueCount), U32At(a, nk::kValueList))) &&
           (U32At(a, nk::kSubkeyCount) == 0 || SameLists(U32At(a, nk::kSubkeyList)));
  }

  // The counts of those that use it may differ.
  bool SameDescriptor(uint32_t cell) {
    if (cell == same_descriptor_) return true;
    const ByteView a = before_.CellOrEmpty(cell);
    const ByteView b = after_.CellOrEmpty(cell);
    if (a.size() < sk::kDescriptor || a.size() != b.size() ||
        !Equal(a.subspan(sk::kLength), b.subspan(sk::kLength))) {
      return false;
    }
    same_descriptor_ = cell;
    return true;
  }

  bool SameValues(uint32_t count, uint32_t list) const {
    if (!SameCell(list)) return false;
    const ByteView cells = after_.CellOrEmpty(list);
    if (cells.size() / 4 < count) return false;
    for (size_t i = 0; i < count; ++i) {
      const uint32_t cell = U32At(cells, i * 4);
      if (!SameCell(cell)) return false;
      const ByteView value = after_.CellOrEmpty(cell);
      if (value.size() < vk::kName) return false;
      const uint32_t size = U32At(value, vk::kDataSize);
      if ((size & vk::kInline) != 0 || size == 0) continue;
      // Segments lie elsewhere: let them be read.
      if (size > db::kSegment || !SameCell(U32At(value, vk::kData))) return false;
    }
    return true;
  }

  bool SameLists(uint32_t cell) const {
    if (!SameCell(cell)) return false;
    const ByteView list = after_.CellOrEmpty(cell);
    if (list.size() < subkeys::kEntries || U16At(list, 0) != subkeys::kRi) return true;
    const size_t count = U16At(list, subkeys::kCount);
    if ((list.size() - subkeys::kEntries) / 4 < count) return false;
    for (size_t i = 0; i < count; ++i) {
      if (!SameCell(U32At(list, subkeys::kEntries + i * 4))) return false;
    }
    return true;
  }

  // Subkeys of a list that both images have.
  Status CompareListed(uint32_t count, uint32_t list) {
    if (count == 0) return {};
    REPOINT_ASSIGN(const SubkeyList subkeys, ReadSubkeyList(after_, list));
    for (const Leaf& leaf : subkeys.leaves) {
      for (const LeafEntry& entry : leaf.entries) {
        REPOINT_TRY(CompareSubkey(entry.key));
      }
    }
    return {};
  }

  Status CompareSubkey(uint32_t cell) {
    // Names need not be read where nothing differs, and that is nearly everywhere.
    if (SameName(cell)) {
      return Below(after_, cell, [&] { return CompareKeys(cell, cell); });
    }
    REPOINT_ASSIGN(const Key a, ReadKey(before_, cell));
    REPOINT_ASSIGN(const Key b, ReadKey(after_, cell));
    return CompareSubkeys({a}, {b});
  }

  bool SameName(uint32_t cell) const {
    const ByteView a = before_.CellOrEmpty(cell);
    const ByteView b = after_.CellOrEmpty(cell);
    return a.size() >= nk::kName && a.size() == b.size() &&
           Equal(a.subspan(nk::kNameLength), b.subspan(nk::kNameLength)) &&
           U16At(a, nk::kFlags) == U16At(b, nk::kFlags);
  }

  static Result<std::vector<Key>> ReadSubkeys(const Image& image, const Key& parent) {
    return ReadSorted(image, SubkeyCells(image, parent), ReadKey);
  }

  Status CompareSubkeys(const std::vector<Key>& a, const std::vector<Key>& b) {
    const auto both = [&](const Key& x, const Key& y) {
      return Below(after_, y.cell, [&] { return CompareKeys(x.cell, y.cell); });
    };
    const auto removed = [&](const Key& key) {
      return NoteTree(before_, key, ChangeKind::kKeyRemoved, ChangeKind::kValueRemoved);
    };
    const auto added = [&](const Key& key) {
      return NoteTree(after_, key, ChangeKind::kKeyAdded, ChangeKind::kValueAdded);
    };
    return Merge(a, b, both, removed, added);
  }

  // A whole key that is in one of the hives alone.
  Status NoteTree(const Image& image, const Key& key, ChangeKind key_kind, ChangeKind value_kind) {
    return Below(image, key.cell, [&]() -> Status {
      const bool added = &image == &after_;
      const auto note = [&](ChangeKind kind, uint32_t cell, std::u16string value) {
        Note(kind, added ? kNone : cell, added ? cell : kNone, std::move(value));
      };
      note(key_kind, key.cell, {});
      REPOINT_ASSIGN(const std::vector<Value> values, ReadValues(image, key));
      for (const Value& value : values) note(value_kind, value.cell, value.name);
      REPOINT_ASSIGN(const std::vector<Key> subkeys, ReadSubkeys(image, key));
      for (const Key& subkey : subkeys) {
        REPOINT_TRY(NoteTree(image, subkey, key_kind, value_kind));
      }
      return {};
    });
  }

  static Result<std::vector<Value>> ReadValues(const Image& image, const Key& key) {
    return ReadSorted(image, ValueCells(image, key), ReadValue);
  }

  Status CompareValues(const Key& a, const Key& b) {
    if (a.value_count == 0 && b.value_count == 0) return {};
    REPOINT_ASSIGN(const std::vector<Value> values_a, ReadValues(before_, a));
    REPOINT_ASSIGN(const std::vector<Value> values_b, ReadValues(after_, b));
    const auto both = [&](const Value& x, const Value& y) -> Status {
      REPOINT_ASSIGN(const Bytes data_x, ReadData(before_, x));
      REPOINT_ASSIGN(const Bytes data_y, ReadData(after_, y));
      if (x.type != y.type || data_x != data_y) {
        Note(ChangeKind::kValueChanged, x.cell, y.cell, y.name);
      }
      return {};
    };
    const auto removed = [&](const Value& value) -> Status {
      Note(ChangeKind::kValueRemoved, value.cell, kNone, value.name);
      return {};
    };
    const auto added = [&](const Value& value) -> Status {
      Note(ChangeKind::kValueAdded, kNone, value.cell, value.name);
      return {};
    };
    return Merge(values_a, values_b, both, removed, added);
  }

  Status CompareClass(const Key& a, const Key& b) {
    if (a.class_cell == kNone && b.class_cell == kNone) return {};
    const auto text = [](const Image& image, const Key& key) -> Result<Bytes> {
      if (key.class_cell == kNone) return Bytes{};
      REPOINT_ASSIGN(const ByteView contents, image.Cell(key.class_cell, key.class_length, 0));
      return ToBytes(contents.first(key.class_length));
    };
    REPOINT_ASSIGN(const Bytes class_a, text(before_, a));
    REPOINT_ASSIGN(const Bytes class_b, text(after_, b));
    if (class_a != class_b) Note(ChangeKind::kClassChanged, a.cell, b.cell);
    return {};
  }

  Status CompareSecurity(const Key& a, const Key& b) {
    REPOINT_ASSIGN(const ByteView descriptor_a, Descriptor(before_, a));
    REPOINT_ASSIGN(const ByteView descriptor_b, Descriptor(after_, b));
    if (!Equal(descriptor_a, descriptor_b)) Note(ChangeKind::kSecurityChanged, a.cell, b.cell);
    return {};
  }

  static Result<ByteView> Descriptor(const Image& image, const Key& key) {
    REPOINT_ASSIGN(const ByteView contents, image.Cell(key.security, sk::kDescriptor, sk::kMagic));
    const uint32_t length = *LoadU32(contents, sk::kLength);
    if (length > contents.size() - sk::kDescriptor) {
      return Fail(ErrorCode::kDamaged, "a security descriptor is longer than its cell");
    }
    return contents.subspan(sk::kDescriptor, length);
  }

  const Image& before_;
  const Image& after_;
  uint64_t room_;           // for keys that are still to be met
  std::vector<Place> way_;  // to the key at hand, from the root's subkeys on
  std::vector<Change> changes_;
  uint32_t same_descriptor_ = kNone;  // the last one that was found the same
};

}  // namespace

Result<std::vector<Change>> Compare(const Image& before, const Image& after) {
  return Comparison(before, after).Run();
}

}  // namespace repoint::hive
