#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "hive/format.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

// Alphabets: first and last unit.
struct Alphabet {
  char16_t first, last;
};
constexpr Alphabet kAlphabets[] = {
    {u'a', u'z'},           {u'!', u'['},           {u'\u00C0', u'\u017E'}, {u'\u0410', u'\u044F'},
    {u'\u4E00', u'\u9FA5'}, {u'\u0001', u'\u001F'}, {u'\u0080', u'\u00FF'}, {u'\u1E00', u'\u1EFF'},
};
constexpr uint32_t kSmallSizes[] = {0, 1, 2, 3, 4, 5, 7, 8, 12, 40, 255, 560, 1000, 4056};
constexpr uint32_t kLargeSizes[] = {16343, 16344, 16345, 32688, 32689, 40000};
constexpr uint32_t kTypes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 17, 0x10001, 0xFFFFFFFF};

class Grower {
 public:
  Grower(uint64_t seed, const RandomTreeOptions& options) : options_(options), chance_(seed) {}

  SampleKey Grow() {
    SampleKey root = {.name = u"ROOT"};
    std::vector<SampleKey> keys;
    // Later keys become subkeys of earlier ones, from the end on.
    for (size_t i = 0; i < options_.keys; ++i) keys.push_back(NewKey());
    while (!keys.empty()) {
      SampleKey key = std::move(keys.back());
      keys.pop_back();
      const bool top = keys.empty() || chance_.Below(20) == 0;
      Adopt(top ? root : keys[chance_.Below(static_cast<uint32_t>(keys.size()))], std::move(key));
    }
    if (options_.wide) {
      for (const size_t count : {1, 600, 2000}) Adopt(root, WideKey(count));
    }
    AddLargeData(root);
    return root;
  }

 private:
  // Below a key that has no such name yet, in upper case.
  static void Adopt(SampleKey& parent, SampleKey key) {
    const auto same = [&key](const SampleKey& other) {
      return CompareNames(key.name, other.name) == 0;
    };
    if (std::ranges::none_of(parent.subkeys, same)) parent.subkeys.push_back(std::move(key));
  }

  SampleKey NewKey() {
    SampleKey key = {.name = chance_.Name()};
    for (uint32_t count = chance_.Below(6); count > 0; --count) {
      AddValue(key, chance_.Of(kSmallSizes));
    }
    key.last_written += chance_.Below(1'000'000);
    if (!options_.odd) return key;
    key.descriptor = chance_.Below(4);
    if (chance_.Below(20) == 0) key.class_name = chance_.Name();
    if (chance_.Below(10) == 0) key.volatile_count = 1 + chance_.Below(5);
    if (chance_.Below(10) == 0) key.odd_bits = static_cast<uint16_t>(1 + chance_.Below(0xFFFF));
    if (chance_.Below(20) == 0) key.flags = nk::kFlagNoDelete;
    return key;
  }

  SampleKey WideKey(size_t count) {
    SampleKey key = NewKey();
    key.name = u"Wide " + std::u16string(count % 97, u'x');
    std::set<std::u16string> upper;
    while (key.subkeys.size() < count) {
      SampleKey subkey = {.name = chance_.Name().substr(0, 12)};
      std::u16string name = subkey.name;
      for (char16_t& unit : name) unit = Upcase(unit);
      if (upper.insert(name).second) key.subkeys.push_back(std::move(subkey));
    }
    return key;
  }

  void AddValue(SampleKey& key, uint32_t size) {
    SampleValue value = {chance_.Below(6) == 0 ? u"" : chance_.Name(), chance_.Of(kTypes),
                         chance_.Data(size)};
    const auto same = [&value](const SampleValue& other) {
      return CompareNames(value.name, other.name) == 0;
    };
    if (std::ranges::none_of(key.values, same)) key.values.push_back(std::move(value));
  }

  void AddLargeData(SampleKey& root) {
    if (!options_.large_data) return;
    for (const uint32_t size : kLargeSizes) {
      for (const size_t before = root.values.size(); root.values.size() == before;) {
        AddValue(root, size);
      }
    }
  }

  const RandomTreeOptions& options_;
  Chance chance_;
};

}  // namespace

Bytes Chance::Data(size_t size) {
  Bytes data(size);
  for (uint8_t& byte : data) byte = static_cast<uint8_t>(Below(256));
  return data;
}

std::u16string Chance::Name() {
  const Alphabet alphabet = Of(kAlphabets);
  const uint32_t size = Below(40) == 0 ? 255 : 1 + Below(24);
  std::u16string name;
  for (uint32_t i = 0; i < size; ++i) {
    const uint32_t range = uint32_t{alphabet.last} - alphabet.first + 1;
    name.push_back(static_cast<char16_t>(alphabet.first + Below(range)));
  }
  switch (Below(30)) {
    case 0:
      name[Below(size)] = static_cast<char16_t>(0xD800 + Below(0x800));
      break;
    case 1:
      name.replace(0, std::min(size, 2u), u"\U0001F4E7");
      break;
    default:
      break;
  }
  return name;
}

std::u16string Chance::Hex(size_t digits) {
  std::u16string text;
  while (text.size() < digits) text.push_back(u"0123456789ABCDEF"[Below(16)]);
  return text;
}

std::u16string Chance::Guid() {
  return u"{" + Hex(8) + u"-" + Hex(4) + u"-" + Hex(4) + u"-" + Hex(4) + u"-" + Hex(12) + u"}";
}

SampleKey RandomTree(uint64_t seed, const RandomTreeOptions& options) {
  return Grower(seed, options).Grow();
}

}  // namespace repoint::hive
