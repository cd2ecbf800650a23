#include "hive/testing/hive_builder.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "hive/format.h"
#include "hive/testing/base_block_builder.h"
#include "hive/testing/cell_writer.h"

namespace repoint::hive {
namespace {

constexpr size_t kAccessBits = 12;           // of an nk
constexpr uint32_t kStaleList = 0x80000598;  // a list of volatile subkeys that is gone

std::u16string Upper(std::u16string_view name) {
  std::u16string upper(name);
  for (char16_t& unit : upper) unit = Upcase(unit);
  return upper;
}

bool IsNarrow(std::u16string_view name) {
  return std::ranges::all_of(name, [](char16_t unit) { return unit <= 0xFF; });
}

Bytes Utf16(std::u16string_view text) {
  ByteWriter bytes;
  for (const char16_t unit : text) bytes.U16(unit);
  return bytes.Release();
}

Bytes Stored(std::u16string_view name) {
  return IsNarrow(name) ? Bytes(name.begin(), name.end()) : Utf16(name);
}

// One entry of a list of subkeys.
struct Entry {
  std::u16string name, upper;
  uint32_t cell = kNone;
};

uint32_t Hash(const Entry& entry) {
  uint32_t hash = 0;
  for (const char16_t unit : entry.upper) hash = 37 * hash + unit;
  return hash;
}

uint32_t Hint(const Entry& entry) {
  const std::u16string_view start = std::u16string_view(entry.name).substr(0, 4);
  if (!IsNarrow(start)) return 0;
  uint32_t hint = 0;
  for (size_t i = start.size(); i-- > 0;) hint = hint << 8 | start[i];
  return hint;
}

class Builder {
 public:
  explicit Builder(const HiveLayout& layout)
      : layout_(layout),
        cells_({.bin_size = layout.bin_size,
                .free_every = layout.free_every,
                .free_size = layout.free_size,
                .first_timestamp = layout.last_written}) {}

  Bytes Build(const SampleKey& root) {
    const uint32_t cell = AllocateKey(root);
    CountDescriptors(root);
    AddDescriptors();
    FillKey(root, cell, layout_.root_parent, nk::kFlagRoot | nk::kFlagNoDelete);
    const Bytes bins = cells_.Finish();
    ByteWriter file;
    file.Put(BuildBaseBlock(layout_, cell, static_cast<uint32_t>(bins.size())));
    file.Put(bins);
    for (uint32_t i = 0; i < layout_.garbage; ++i) file.U8(static_cast<uint8_t>(i * 31 + 1));
    return file.Release();
  }

 private:
  void Set16(uint32_t cell, size_t at, uint16_t number) {
    cells_.Put(cell, at, ByteWriter().U16(number).bytes());
  }
  void Set32(uint32_t cell, size_t at, uint32_t number) {
    cells_.Put(cell, at, ByteWriter().U32(number).bytes());
  }

  uint32_t AllocateKey(const SampleKey& key) {
    return cells_.Allocate(nk::kName + Stored(key.name).size());
  }

  size_t DescriptorOf(const SampleKey& key) const {
    return std::min(key.descriptor, layout_.descriptors.size() - 1);
  }
  void CountDescriptors(const SampleKey& key) {
    ++references_[DescriptorOf(key)];
    for (const SampleKey& subkey : key.subkeys) CountDescriptors(subkey);
  }

  void AddDescriptors() {
    std::vector<uint32_t> ring;
    for (const auto& [number, references] : references_) {
      const Bytes& descriptor = layout_.descriptors[number];
      const uint32_t cell = cells_.Allocate(sk::kDescriptor + descriptor.size());
      Set16(cell, 0, sk::kMagic);
      Set32(cell, sk::kReferences, references);
      Set32(cell, sk::kLength, static_cast<uint32_t>(descriptor.size()));
      cells_.Put(cell, sk::kDescriptor, descriptor);
      descriptors_[number] = cell;
      ring.push_back(cell);
    }
    for (size_t i = 0; i < ring.size(); ++i) {
      Set32(ring[i], sk::kNext, ring[(i + 1) % ring.size()]);
      Set32(ring[i], sk::kPrevious, ring[(i + ring.size() - 1) % ring.size()]);
    }
  }

  void FillKey(const SampleKey& key, uint32_t cell, uint32_t parent, uint16_t flags) {
    const Bytes name = Stored(key.name);
    if (IsNarrow(key.name)) flags |= nk::kFlagLatin1Name;
    Set16(cell, 0, nk::kMagic);
    Set16(cell, nk::kFlags, flags | key.flags);
    cells_.Put(cell, nk::kLastWritten, ByteWriter().U64(key.last_written).bytes());
    Set32(cell, kAccessBits, layout_.minor >= 5 ? 2 : 0);
    Set32(cell, nk::kParent, parent);
    Set32(cell, nk::kVolatileCount, key.volatile_count);
    Set32(cell, nk::kVolatileList, key.volatile_count == 0 ? kNone : kStaleList);
    Set32(cell, nk::kSecurity, descriptors_.at(DescriptorOf(key)));
    Set16(cell, nk::kNameLength, static_cast<uint16_t>(name.size()));
    cells_.Put(cell, nk::kName, name);
    FillClass(key, cell);
    FillValues(key, cell);
    FillSubkeys(key, cell);
  }

  void FillClass(const SampleKey& key, uint32_t cell) {
    const Bytes text = Utf16(key.class_name);
    Set32(cell, nk::kClass, text.empty() ? kNone : cells_.Add(text));
    Set16(cell, nk::kClassLength, static_cast<uint16_t>(text.size()));
  }

  void FillSubkeys(const SampleKey& key, uint32_t cell) {
    std::vector<Entry> entries;
    size_t largest_name = 0;
    size_t largest_class = 0;
    for (const SampleKey& subkey : key.subkeys) {
      largest_name = std::max(largest_name, subkey.name.size() * 2);
      largest_class = std::max(largest_class, subkey.class_name.size() * 2);
      entries.emplace_back(subkey.name, Upper(subkey.name), AllocateKey(subkey));
      FillKey(subkey, entries.back().cell, cell, 0);
    }
    std::ranges::sort(entries, {}, &Entry::upper);
    Set32(cell, nk::kSubkeyCount, static_cast<uint32_t>(entries.size()));
    Set32(cell, nk::kSubkeyList, entries.empty() ? kNone : AddList(entries));
    Set32(cell, nk::kLargestSubkeyName,
          static_cast<uint32_t>(largest_name) | uint32_t{key.odd_bits} << 16);
    Set32(cell, nk::kLargestClass, static_cast<uint32_t>(largest_class));
  }

  uint32_t AddList(std::span<const Entry> entries) {
    if (entries.size() <= layout_.leaf_entries) return AddLeaf(entries);
    std::vector<uint32_t> leaves;
    while (!entries.empty()) {
      const size_t count = std::min<size_t>(entries.size(), layout_.leaf_entries);
      leaves.push_back(AddLeaf(entries.first(count)));
      entries = entries.subspan(count);
    }
    ByteWriter list;
    list.U16(subkeys::kRi).U16(static_cast<uint16_t>(leaves.size()));
    for (const uint32_t leaf : leaves) list.U32(leaf);
    return cells_.Add(list.bytes());
  }

  uint32_t AddLeaf(std::span<const Entry> entries) {
    ByteWriter leaf;
    switch (layout_.lists) {
      case ListKind::kLf:
        leaf.U16(subkeys::kLf);
        break;
      case ListKind::kLh:
        leaf.U16(subkeys::kLh);
        break;
      case ListKind::kLi:
        leaf.U16(subkeys::kLi);
        break;
    }
    leaf.U16(static_cast<uint16_t>(entries.size()));
    for (const Entry& entry : entries) {
      leaf.U32(entry.cell);
      if (layout_.lists == ListKind::kLf) leaf.U32(Hint(entry));
      if (layout_.lists == ListKind::kLh) leaf.U32(Hash(entry));
    }
    return cells_.Add(leaf.bytes());
  }

  void FillValues(const SampleKey& key, uint32_t cell) {
    ByteWriter list;
    size_t largest_name = 0;
    size_t largest_data = 0;
    for (const SampleValue& value : key.values) {
      largest_name = std::max(largest_name, value.name.size() * 2);
      largest_data = std::max(largest_data, value.data.size());
      list.U32(AddValue(value));
    }
    Set32(cell, nk::kValueCount, static_cast<uint32_t>(key.values.size()));
    Set32(cell, nk::kValueList, key.values.empty() ? kNone : cells_.Add(list.bytes()));
    Set32(cell, nk::kLargestValueName, static_cast<uint32_t>(largest_name));
    Set32(cell, nk::kLargestValueData, static_cast<uint32_t>(largest_data));
  }

  uint32_t AddValue(const SampleValue& value) {
    const Bytes name = Stored(value.name);
    const uint32_t cell = cells_.Allocate(vk::kName + name.size());
    Set16(cell, 0, vk::kMagic);
    Set16(cell, vk::kNameLength, static_cast<uint16_t>(name.size()));
    Set32(cell, vk::kType, value.type);
    // The default value has no name and no flag.
    Set16(cell, vk::kFlags, !name.empty() && IsNarrow(value.name) ? vk::kFlagLatin1Name : 0);
    cells_.Put(cell, vk::kName, name);
    const uint32_t size = static_cast<uint32_t>(value.data.size());
    if (size <= vk::kMaxInline) {
      Set32(cell, vk::kDataSize, size | vk::kInline);
      cells_.Put(cell, vk::kData, value.data);
    } else {
      Set32(cell, vk::kDataSize, size);
      Set32(cell, vk::kData, AddData(value.data));
    }
    return cell;
  }

  uint32_t AddData(ByteView data) {
    if (layout_.minor < db::kFirstMinor || data.size() <= db::kSegment) return cells_.Add(data);
    ByteWriter list;
    uint16_t count = 0;
    for (; !data.empty(); ++count) {
      const size_t size = std::min<size_t>(data.size(), db::kSegment);
      const uint32_t segment = cells_.Allocate(db::kSegmentContents);
      cells_.Put(segment, 0, data.first(size));
      list.U32(segment);
      data = data.subspan(size);
    }
    const uint32_t cell = cells_.Allocate(db::kContents);
    Set16(cell, 0, db::kMagic);
    Set16(cell, db::kCount, count);
    Set32(cell, db::kList, cells_.Add(list.bytes()));
    return cell;
  }

  const HiveLayout& layout_;
  CellWriter cells_;
  std::map<size_t, uint32_t> references_;   // keys of each descriptor
  std::map<size_t, uint32_t> descriptors_;  // cell of each descriptor
};

}  // namespace

Bytes BuildHive(const SampleKey& root, const HiveLayout& layout) {
  return Builder(layout).Build(root);
}

}  // namespace repoint::hive
