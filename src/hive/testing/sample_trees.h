// Trees for tests and benchmarks, the same for the same seed on every machine.
#ifndef REPOINT_HIVE_TESTING_SAMPLE_TREES_H_
#define REPOINT_HIVE_TESTING_SAMPLE_TREES_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "hive/testing/sample.h"

namespace repoint::hive {

// Numbers below a bound, names and bytes; std's distributions differ between machines.
class Chance {
 public:
  explicit Chance(uint64_t seed) : engine_(seed) {}

  uint32_t Below(uint32_t bound) { return static_cast<uint32_t>(engine_() % bound); }
  template <typename T, size_t N>
  const T& Of(const T (&choices)[N]) {
    return choices[Below(N)];
  }
  Bytes Data(size_t size);
  // Latin, Cyrillic, Chinese, emoji, or with a lone surrogate; 1 to 255 units without a '\' and
  // without zeros.
  std::u16string Name();
  // "{XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX}"; `digits` upper-case hex digits.
  std::u16string Guid();
  std::u16string Hex(size_t digits);

 private:
  std::mt19937_64 engine_;
};

struct RandomTreeOptions {
  size_t keys = 300;       // about so many, beside those of `wide`
  bool wide = true;        // keys with 1, 600 and 2,000 subkeys
  bool odd = true;         // classes, flags, descriptors, volatile counts
  bool large_data = true;  // data from 16,343 to 40,000 bytes
};
// Anything that a hive may hold: names of Chance::Name, default values, any type, data of every
// size class.
SampleKey RandomTree(uint64_t seed, const RandomTreeOptions& options = {});

inline constexpr std::u16string_view kMessagingProfiles =
    u"Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";
inline constexpr std::u16string_view kOutlookProfiles =
    u"Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles";
// What the hive of a user holds whom Outlook serves: in both places above two profiles with their
// sections, around them the keys of other programs, until the hive has about `bytes`.
SampleKey OutlookTree(uint64_t seed, size_t bytes = 1'900'000);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_SAMPLE_TREES_H_
