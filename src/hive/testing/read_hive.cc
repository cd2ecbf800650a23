#include "hive/testing/read_hive.h"

#include <utility>
#include <vector>

#include "hive/reader.h"

namespace repoint::hive {

Result<std::string> EngineText(const Image& image, ReaderLimits limits) {
  CanonicalLines lines(limits);
  REPOINT_ASSIGN(const Key root, ReadRoot(image));
  std::vector<std::pair<Key, std::u16string>> pending;
  pending.emplace_back(root, u"");
  while (!pending.empty()) {
    const auto [key, path] = std::move(pending.back());
    pending.pop_back();
    lines.Key(path);
    REPOINT_ASSIGN(const std::vector<uint32_t> values, ValueCells(image, key));
    for (const uint32_t cell : values) {
      REPOINT_ASSIGN(const Value value, ReadValue(image, cell));
      REPOINT_ASSIGN(const Bytes data, ReadData(image, value));
      lines.Value(path, value.name, value.type, data);
    }
    REPOINT_ASSIGN(const std::vector<uint32_t> subkeys, SubkeyCells(image, key));
    for (const uint32_t cell : subkeys) {
      REPOINT_ASSIGN(Key subkey, ReadKey(image, cell));
      std::u16string below = JoinPath(path, subkey.name);
      pending.emplace_back(std::move(subkey), std::move(below));
    }
  }
  return lines.Text();
}

}  // namespace repoint::hive
