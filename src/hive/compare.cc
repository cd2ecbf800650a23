#include "hive/compare.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "base/text.h"
#include "hive/reader.h"

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

// Walks two sorted vectors: `both` gets equals, `left` and `right` what is in one alone.
template <typename Named, typename Both, typename One>
Status Merge(const std::vector<Named>& a, const std::vector<Named>& b, const Both& both,
             const One& left, const One& right) {
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
    REPOINT_ASSIGN(const Key a, ReadRoot(before_));
    REPOINT_ASSIGN(const Key b, ReadRoot(after_));
    REPOINT_TRY(CompareKeys(a, b, 0));
    return std::move(changes_);
  }

 private:
  void Note(ChangeKind kind, uint32_t before, uint32_t after, std::u16string value = {}) {
    std::u16string path;
    for (const std::u16string& name : names_) {
      if (!path.empty()) path += u'\\';
      path += name;
    }
    changes_.push_back({kind, std::move(path), std::move(value), before, after});
  }

  // Of every key that is met: lists that lead to one key again and again must come to an end.
  Status Enter(size_t depth) {
    if (depth > kMaxDepth) return Fail(ErrorCode::kDamaged, "keys are nested too deep");
    if (room_ == 0) return Fail(ErrorCode::kDamaged, "more keys are listed than there is room for");
    --room_;
    return {};
  }

  // Whether the same stretch of both images holds the same bytes: most of a hive does not move.
  bool SameCell(uint32_t cell) const {
    const auto a = before_.Cell(cell);
    const auto b = after_.Cell(cell);
    return a && b && Equal(*a, *b);
  }

  Status CompareKeys(const Key& a, const Key& b, size_t depth) {
    REPOINT_TRY(Enter(depth));
    REPOINT_TRY(CompareClass(a, b));
    REPOINT_TRY(CompareSecurity(a, b));
    REPOINT_TRY(CompareValues(a, b));
    REPOINT_ASSIGN(const std::vector<uint32_t> cells_a, SubkeyCells(before_, a));
    REPOINT_ASSIGN(const std::vector<uint32_t> cells_b, SubkeyCells(after_, b));
    // Where lists are the same, so is the order, and names need not be sorted.
    if (cells_a == cells_b) return CompareInOrder(cells_a, depth);
    REPOINT_ASSIGN(const std::vector<Key> subkeys_a, ReadSubkeys(before_, cells_a));
    REPOINT_ASSIGN(const std::vector<Key> subkeys_b, ReadSubkeys(after_, cells_b));
    return CompareSubkeys(subkeys_a, subkeys_b, depth);
  }

  Status CompareInOrder(const std::vector<uint32_t>& cells, size_t depth) {
    for (const uint32_t cell : cells) {
      REPOINT_ASSIGN(Key x, ReadKey(before_, cell));
      REPOINT_ASSIGN(Key y, ReadKey(after_, cell));
      if (CompareNames(x.name, y.name) != 0) {
        REPOINT_TRY(CompareSubkeys({std::move(x)}, {std::move(y)}, depth));
        continue;
      }
      names_.push_back(y.name);
      REPOINT_TRY(CompareKeys(x, y, depth + 1));
      names_.pop_back();
    }
    return {};
  }

  static Result<std::vector<Key>> ReadSubkeys(const Image& image,
                                              const std::vector<uint32_t>& cells) {
    std::vector<Key> keys;
    keys.reserve(cells.size());
    for (const uint32_t cell : cells) {
      REPOINT_ASSIGN(Key key, ReadKey(image, cell));
      keys.push_back(std::move(key));
    }
    SortByName(keys);
    return keys;
  }

  Status CompareSubkeys(const std::vector<Key>& a, const std::vector<Key>& b, size_t depth) {
    const auto both = [&](const Key& x, const Key& y) -> Status {
      names_.push_back(y.name);
      REPOINT_TRY(CompareKeys(x, y, depth + 1));
      names_.pop_back();
      return {};
    };
    const auto removed = [&](const Key& key) {
      return NoteTree(before_, key, ChangeKind::kKeyRemoved, ChangeKind::kValueRemoved, depth);
    };
    const auto added = [&](const Key& key) {
      return NoteTree(after_, key, ChangeKind::kKeyAdded, ChangeKind::kValueAdded, depth);
    };
    using One = std::function<Status(const Key&)>;
    return Merge(a, b, both, One(removed), One(added));
  }

  // A whole key that is in one of the hives alone.
  Status NoteTree(const Image& image, const Key& key, ChangeKind key_kind, ChangeKind value_kind,
                  size_t depth) {
    REPOINT_TRY(Enter(depth));
    names_.push_back(key.name);
    const bool added = &image == &after_;
    const auto note = [&](ChangeKind kind, uint32_t cell, std::u16string value) {
      Note(kind, added ? kNone : cell, added ? cell : kNone, std::move(value));
    };
    note(key_kind, key.cell, {});
    REPOINT_ASSIGN(const std::vector<Value> values, ReadValues(image, key));
    for (const Value& value : values) note(value_kind, value.cell, value.name);
    REPOINT_ASSIGN(const std::vector<uint32_t> cells, SubkeyCells(image, key));
    for (const uint32_t cell : cells) {
      REPOINT_ASSIGN(const Key subkey, ReadKey(image, cell));
      REPOINT_TRY(NoteTree(image, subkey, key_kind, value_kind, depth + 1));
    }
    names_.pop_back();
    return {};
  }

  static Result<std::vector<Value>> ReadValues(const Image& image, const Key& key) {
    REPOINT_ASSIGN(const std::vector<uint32_t> cells, ValueCells(image, key));
    std::vector<Value> values;
    values.reserve(cells.size());
    for (const uint32_t cell : cells) {
      REPOINT_ASSIGN(Value value, ReadValue(image, cell));
      values.push_back(std::move(value));
    }
    SortByName(values);
    return values;
  }

  Status CompareValues(const Key& a, const Key& b) {
    if (a.value_count == 0 && b.value_count == 0) return {};
    REPOINT_ASSIGN(const bool same, SameValues(a, b));
    if (same) return {};
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
    using One = std::function<Status(const Value&)>;
    return Merge(values_a, values_b, both, One([&](const Value& value) -> Status {
                   Note(ChangeKind::kValueRemoved, value.cell, kNone, value.name);
                   return {};
                 }),
                 One([&](const Value& value) -> Status {
                   Note(ChangeKind::kValueAdded, kNone, value.cell, value.name);
                   return {};
                 }));
  }

  // Whether all values lie in the same cells of both and hold the same bytes.
  Result<bool> SameValues(const Key& a, const Key& b) const {
    if (a.value_count != b.value_count) return false;
    REPOINT_ASSIGN(const std::vector<uint32_t> cells_a, ValueCells(before_, a));
    REPOINT_ASSIGN(const std::vector<uint32_t> cells_b, ValueCells(after_, b));
    if (cells_a != cells_b) return false;
    for (const uint32_t cell : cells_a) {
      if (!SameCell(cell)) return false;
      REPOINT_ASSIGN(const ByteView contents, after_.Cell(cell, vk::kName, vk::kMagic));
      const uint32_t size = *LoadU32(contents, vk::kDataSize);
      if ((size & vk::kInline) != 0 || size == 0) continue;
      // Segments lie elsewhere: let them be read.
      if (size > db::kSegment || !SameCell(*LoadU32(contents, vk::kData))) return false;
    }
    return true;
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
  uint64_t room_;                      // for keys that are still to be met
  std::vector<std::u16string> names_;  // of the key at hand, from the root on
  std::vector<Change> changes_;
};

}  // namespace

Result<std::vector<Change>> Compare(const Image& before, const Image& after) {
  return Comparison(before, after).Run();
}

}  // namespace repoint::hive
