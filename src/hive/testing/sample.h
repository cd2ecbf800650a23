// A registry tree as a test writes it down, with what a hive holds beside keys and values.
#ifndef REPOINT_HIVE_TESTING_SAMPLE_H_
#define REPOINT_HIVE_TESTING_SAMPLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace repoint::hive {

// REG_* types of winnt.h that samples use.
inline constexpr uint32_t kSampleSz = 1;
inline constexpr uint32_t kSampleExpandSz = 2;
inline constexpr uint32_t kSampleBinary = 3;
inline constexpr uint32_t kSampleDword = 4;

struct SampleValue {
  std::u16string name;  // empty: the default value
  uint32_t type = kSampleBinary;
  Bytes data;
};

struct SampleKey {
  std::u16string name;  // that of the root is in no path
  std::u16string class_name = {};
  std::vector<SampleValue> values = {};  // in the order in which they are stored
  std::vector<SampleKey> subkeys = {};   // in any order; no two the same in upper case

  uint16_t flags = 0;           // beside those that the builder finds out
  uint32_t volatile_count = 0;  // volatile subkeys that are long gone
  uint16_t odd_bits = 0;        // bits 16-31 of "largest subkey name"
  size_t descriptor = 0;        // which security descriptor (HiveLayout::descriptors)
  uint64_t last_written = 0x01D5'0000'0000'0000;
};

// The key at a path of names joined by '\'; made with its parents when absent. Names are compared
// as they are. The reference holds until a key is added beside it or one of its parents.
SampleKey& KeyAt(SampleKey& root, std::u16string_view path);

// Values as programs write them: text with its terminator, a number.
SampleValue SampleText(std::u16string name, std::u16string_view text);
SampleValue SampleNumber(std::u16string name, uint32_t number);

// Keys in a tree, itself included.
size_t CountKeys(const SampleKey& key);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_SAMPLE_H_
