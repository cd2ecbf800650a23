#include "hive/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "hive/subkey_list.h"

namespace repoint::hive {
namespace {

std::unexpected<Error> BadCell(uint32_t cell, std::string_view why) {
  return Fail(ErrorCode::kDamaged, fmt::format("the hive is damaged: cell {:#x} {}", cell, why));
}

// Data in segments.
Result<Bytes> ReadBigData(const Image& image, const Value& value) {
  REPOINT_ASSIGN(const ByteView head, image.Cell(value.data, db::kContents - 4, db::kMagic));
  const uint32_t count = *LoadU16(head, db::kCount);
  if (value.size > image.bins_size()) return BadCell(value.cell, "has more data than the hive");
  if (count != (value.size + db::kSegment - 1) / db::kSegment) {
    return BadCell(value.data, "has another number of segments than its size asks for");
  }
  REPOINT_ASSIGN(const ByteView list, image.Cell(*LoadU32(head, db::kList), count * 4, 0));
  Bytes data;
  for (size_t i = 0; i < count; ++i) {
    const uint32_t left =
        std::min<uint32_t>(value.size - static_cast<uint32_t>(data.size()), db::kSegment);
    REPOINT_ASSIGN(const ByteView segment, image.Cell(*LoadU32(list, i * 4), left, 0));
    data.insert(data.end(), segment.begin(), segment.begin() + left);
  }
  return data;
}

}  // namespace

Result<Key> ReadKey(const Image& image, uint32_t cell) {
  REPOINT_ASSIGN(const ByteView contents, image.Cell(cell, nk::kName, nk::kMagic));
  const auto number = [&](size_t at) { return *LoadU32(contents, at); };
  Key key;
  key.cell = cell;
  key.flags = *LoadU16(contents, nk::kFlags);
  key.last_written = *LoadU64(contents, nk::kLastWritten);
  key.parent = number(nk::kParent);
  key.subkey_count = number(nk::kSubkeyCount);
  key.subkey_list = key.subkey_count == 0 ? kNone : number(nk::kSubkeyList);
  key.value_count = number(nk::kValueCount);
  key.value_list = key.value_count == 0 ? kNone : number(nk::kValueList);
  key.security = number(nk::kSecurity);
  key.class_length = *LoadU16(contents, nk::kClassLength);
  key.class_cell = key.class_length == 0 ? kNone : number(nk::kClass);
  const uint16_t length = *LoadU16(contents, nk::kNameLength);
  if (length > contents.size() - nk::kName) return BadCell(cell, "has a name longer than itself");
  key.name =
      DecodeName({contents.subspan(nk::kName, length), (key.flags & nk::kFlagLatin1Name) != 0});
  return key;
}

Result<Key> ReadRoot(const Image& image) { return ReadKey(image, image.base().root_cell); }

Result<std::vector<uint32_t>> SubkeyCells(const Image& image, const Key& key) {
  REPOINT_ASSIGN(const SubkeyList list, ReadSubkeyList(image, key.subkey_list));
  std::vector<uint32_t> cells;
  for (const Leaf& leaf : list.leaves) {
    for (const LeafEntry& entry : leaf.entries) cells.push_back(entry.key);
  }
  if (cells.size() != key.subkey_count) {
    return BadCell(key.cell, fmt::format("counts {} subkeys where its list has {}",
                                         key.subkey_count, cells.size()));
  }
  return cells;
}

Result<std::optional<Key>> FindSubkey(const Image& image, const Key& key,
                                      std::u16string_view name) {
  REPOINT_ASSIGN(const SubkeyList list, ReadSubkeyList(image, key.subkey_list));
  const uint32_t hash = LhHash(name);
  const auto may_be = [&](const Leaf& leaf, const LeafEntry& entry) {
    if (leaf.kind == subkeys::kLh) return entry.hint == hash;
    return HintAllows(leaf.kind, entry.hint, name);
  };
  // Other programs write wrong hashes for names beyond ASCII: where those fail, look at each name.
  const bool ascii = std::ranges::all_of(name, [](char16_t unit) { return unit < 0x80; });
  for (const bool by_hint : {true, false}) {
    for (const Leaf& leaf : list.leaves) {
      for (const LeafEntry& entry : leaf.entries) {
        if (by_hint && !may_be(leaf, entry)) continue;
        REPOINT_ASSIGN(Key subkey, ReadKey(image, entry.key));
        if (CompareNames(subkey.name, name) == 0) return subkey;
      }
    }
    if (ascii) break;
  }
  return std::nullopt;
}

Result<std::optional<Key>> FindKey(const Image& image, std::u16string_view path) {
  REPOINT_ASSIGN(Key key, ReadRoot(image));
  while (!path.empty()) {
    const size_t end = std::min(path.find(u'\\'), path.size());
    REPOINT_ASSIGN(std::optional<Key> subkey, FindSubkey(image, key, path.substr(0, end)));
    if (!subkey) return std::nullopt;
    key = std::move(*subkey);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return key;
}

Result<std::vector<uint32_t>> ValueCells(const Image& image, const Key& key) {
  std::vector<uint32_t> cells;
  if (key.value_count == 0) return cells;
  REPOINT_ASSIGN(const ByteView list, image.Cell(key.value_list));
  if (list.size() / 4 < key.value_count) {
    return BadCell(key.value_list, "has more values than fit into their list");
  }
  cells.reserve(key.value_count);
  for (size_t i = 0; i < key.value_count; ++i) cells.push_back(*LoadU32(list, i * 4));
  return cells;
}

Result<Value> ReadValue(const Image& image, uint32_t cell) {
  REPOINT_ASSIGN(const ByteView contents, image.Cell(cell, vk::kName, vk::kMagic));
  Value value;
  value.cell = cell;
  const uint32_t size = *LoadU32(contents, vk::kDataSize);
  value.is_inline = (size & vk::kInline) != 0;
  value.size = size & ~vk::kInline;
  value.data = *LoadU32(contents, vk::kData);
  value.type = *LoadU32(contents, vk::kType);
  value.flags = *LoadU16(contents, vk::kFlags);
  const uint16_t length = *LoadU16(contents, vk::kNameLength);
  if (length > contents.size() - vk::kName) return BadCell(cell, "has a name longer than itself");
  if (value.is_inline && value.size > vk::kMaxInline) {
    return BadCell(cell, "has more data than it can hold itself");
  }
  value.name =
      DecodeName({contents.subspan(vk::kName, length), (value.flags & vk::kFlagLatin1Name) != 0});
  return value;
}

Result<std::optional<Value>> FindValue(const Image& image, const Key& key,
                                       std::u16string_view name) {
  REPOINT_ASSIGN(const std::vector<uint32_t> cells, ValueCells(image, key));
  for (const uint32_t cell : cells) {
    REPOINT_ASSIGN(Value value, ReadValue(image, cell));
    if (CompareNames(value.name, name) == 0) return value;
  }
  return std::nullopt;
}

Result<Bytes> ReadData(const Image& image, const Value& value) {
  if (value.is_inline) {
    Bytes data = ByteWriter().U32(value.data).Release();
    data.resize(value.size);
    return data;
  }
  if (value.size == 0) return Bytes{};
  if (image.HasBigData() && value.size > db::kSegment) return ReadBigData(image, value);
  REPOINT_ASSIGN(const ByteView contents, image.Cell(value.data, value.size, 0));
  return ToBytes(contents.first(value.size));
}

}  // namespace repoint::hive
