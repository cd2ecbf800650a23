#include "hive/marvin.h"

#include <bit>

namespace repoint::hive {
namespace {

struct State {
  uint32_t p0, p1;

  void Mix(uint32_t word) {
    p0 += word;
    p1 ^= p0;
    p0 = std::rotl(p0, 20) + p1;
    p1 = std::rotl(p1, 9) ^ p0;
    p0 = std::rotl(p0, 27) + p1;
    p1 = std::rotl(p1, 19);
  }
};

}  // namespace

uint64_t Marvin32(ByteView bytes, uint64_t seed) {
  State state{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
  ByteReader reader(bytes);
  while (reader.Rest().size() >= 4) state.Mix(reader.U32());
  // The last word: the bytes that are left, and 0x80 behind them.
  uint32_t last = 0;
  int shift = 0;
  for (const uint8_t byte : reader.Rest()) {
    last |= static_cast<uint32_t>(byte) << shift;
    shift += 8;
  }
  state.Mix(last | uint32_t{0x80} << shift);
  state.Mix(0);
  return static_cast<uint64_t>(state.p1) << 32 | state.p0;
}

}  // namespace repoint::hive
