// Marvin32, the checksum of log entries: a hash with a 64-bit seed that both .NET and the registry
// use.
#ifndef REPOINT_HIVE_MARVIN_H_
#define REPOINT_HIVE_MARVIN_H_

#include <cstdint>

#include "base/bytes.h"

namespace repoint::hive {

// The seed of the registry, as a number.
inline constexpr uint64_t kLogSeed = 0x82EF4D887A4E55C5;

// 64 bits: the two words of the final state, the first one low.
uint64_t Marvin32(ByteView bytes, uint64_t seed = kLogSeed);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_MARVIN_H_
