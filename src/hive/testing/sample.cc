#include "hive/testing/sample.h"

#include <algorithm>
#include <utility>

namespace repoint::hive {

SampleKey& KeyAt(SampleKey& root, std::u16string_view path) {
  SampleKey* key = &root;
  while (!path.empty()) {
    const std::u16string_view name = path.substr(0, path.find(u'\\'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    auto found = std::ranges::find(key->subkeys, name, &SampleKey::name);
    if (found == key->subkeys.end()) {
      key->subkeys.push_back({.name = std::u16string(name)});
      found = key->subkeys.end() - 1;
    }
    key = &*found;
  }
  return *key;
}

SampleValue SampleText(std::u16string name, std::u16string_view text) {
  ByteWriter data;
  for (const char16_t unit : text) data.U16(unit);
  data.U16(0);
  return {std::move(name), kSampleSz, data.Release()};
}

SampleValue SampleNumber(std::u16string name, uint32_t number) {
  return {std::move(name), kSampleDword, ByteWriter().U32(number).Release()};
}

size_t CountKeys(const SampleKey& key) {
  size_t count = 1;
  for (const SampleKey& subkey : key.subkeys) count += CountKeys(subkey);
  return count;
}

}  // namespace repoint::hive
