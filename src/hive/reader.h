// Keys and values of a hive, read one by one: nothing is read that was not asked for.
//
//   REPOINT_ASSIGN(const std::optional<Key> key, FindKey(image, u"Software\\Microsoft"));
//   REPOINT_ASSIGN(const std::vector<uint32_t> cells, ValueCells(image, *key));
//   for (const uint32_t cell : cells) {
//     REPOINT_ASSIGN(const Value value, ReadValue(image, cell));
//     REPOINT_ASSIGN(const Bytes data, ReadData(image, value));
//   }
//
// All give kDamaged, naming the cell, where the hive is damaged. Names are compared in Windows' own
// upper case.
#ifndef REPOINT_HIVE_READER_H_
#define REPOINT_HIVE_READER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

// A key node, without what is only for a volatile registry.
struct Key {
  uint32_t cell = kNone;
  uint16_t flags = 0;
  uint64_t last_written = 0;  // FILETIME
  uint32_t parent = kNone;
  uint32_t subkey_count = 0, subkey_list = kNone;
  uint32_t value_count = 0, value_list = kNone;
  uint32_t security = kNone;
  uint32_t class_cell = kNone;
  uint16_t class_length = 0;  // bytes
  std::u16string name;
};

struct Value {
  uint32_t cell = kNone;
  uint32_t type = 0;
  uint32_t size = 0;  // bytes
  uint32_t data = 0;  // offset of its cell, or the bytes themselves
  bool is_inline = false;
  uint16_t flags = 0;
  std::u16string name;  // empty: the default value
};

Result<Key> ReadKey(const Image& image, uint32_t cell);
Result<Key> ReadRoot(const Image& image);
// In the order of the list, `subkey_count` of them.
Result<std::vector<uint32_t>> SubkeyCells(const Image& image, const Key& key);
Result<std::optional<Key>> FindSubkey(const Image& image, const Key& key, std::u16string_view name);
// Names joined by '\', from the root on; empty: the root.
Result<std::optional<Key>> FindKey(const Image& image, std::u16string_view path);

// In stored order.
Result<std::vector<uint32_t>> ValueCells(const Image& image, const Key& key);
Result<Value> ReadValue(const Image& image, uint32_t cell);
Result<std::optional<Value>> FindValue(const Image& image, const Key& key,
                                       std::u16string_view name);
Result<Bytes> ReadData(const Image& image, const Value& value);

// Windows' own limit of nested keys.
inline constexpr size_t kMaxDepth = 512;

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_READER_H_
