#include "hive/format.h"

#include <algorithm>
#include <iterator>

#include "hive/upcase_table.h"

namespace repoint::hive {
namespace {

constexpr uint64_t kTicksPerMillisecond = 10'000;              // a FILETIME counts 100 ns ...
constexpr uint64_t kUnixEpochTicks = 116'444'736'000'000'000;  // ... from 1601

}  // namespace

uint32_t BaseBlockChecksum(ByteView block) {
  uint32_t sum = 0;
  for (size_t at = 0; at < base_block::kChecksum; at += 4) sum ^= *LoadU32(block, at);
  if (sum == 0xFFFFFFFF) return 0xFFFFFFFE;
  return sum == 0 ? 1 : sum;
}

char16_t Upcase(char16_t unit) {
  if (unit < 0x80) [[likely]] {
    return static_cast<char16_t>(unit >= u'a' && unit <= u'z' ? unit - (u'a' - u'A') : unit);
  }
  const UpcaseRun* const run = std::ranges::lower_bound(kUpcaseRuns, unit, {}, &UpcaseRun::last);
  if (run == std::end(kUpcaseRuns) || unit < run->first) return unit;
  return static_cast<char16_t>((unit - run->first) % run->step == 0 ? unit + run->delta : unit);
}

std::u16string Upcase(std::u16string_view name) {
  std::u16string upper(name);
  std::ranges::transform(upper, upper.begin(), [](char16_t unit) { return Upcase(unit); });
  return upper;
}

bool StoredName::IsAscii() const {
  for (size_t i = 0; i < size(); ++i) {
    if ((*this)[i] >= 0x80) return false;
  }
  return true;
}

namespace {

template <typename A, typename B>
int Compare(const A& a, const B& b) {
  const size_t common = std::min(a.size(), b.size());
  for (size_t i = 0; i < common; ++i) {
    if (a[i] == b[i]) continue;
    const char16_t x = Upcase(a[i]);
    const char16_t y = Upcase(b[i]);
    if (x != y) return x < y ? -1 : 1;
  }
  if (a.size() == b.size()) return 0;
  return a.size() < b.size() ? -1 : 1;
}

template <typename Name>
uint32_t Hash(const Name& name) {
  uint32_t hash = 0;
  for (size_t i = 0; i < name.size(); ++i) hash = hash * 37 + Upcase(name[i]);
  return hash;
}

}  // namespace

int CompareNames(std::u16string_view a, std::u16string_view b) { return Compare(a, b); }
int CompareNames(const StoredName& a, const StoredName& b) { return Compare(a, b); }
int CompareNames(const StoredName& a, std::u16string_view b) { return Compare(a, b); }

uint32_t LhHash(std::u16string_view name) { return Hash(name); }
uint32_t LhHash(const StoredName& name) { return Hash(name); }

uint32_t LfHint(std::u16string_view name) {
  uint32_t hint = 0;
  const size_t count = std::min<size_t>(name.size(), 4);
  if (!IsLatin1(name.substr(0, count))) return 0;
  for (size_t i = 0; i < count; ++i) hint |= static_cast<uint32_t>(name[i]) << (8 * i);
  return hint;
}

bool IsLatin1(std::u16string_view name) {
  return std::ranges::all_of(name, [](char16_t unit) { return unit < 0x100; });
}

Bytes EncodeName(std::u16string_view name) {
  Bytes stored;
  const bool latin1 = IsLatin1(name);
  stored.reserve(name.size() * 2);
  for (const char16_t unit : name) {
    stored.push_back(static_cast<uint8_t>(unit));
    if (!latin1) stored.push_back(static_cast<uint8_t>(unit >> 8));
  }
  return stored;
}

std::u16string DecodeName(const StoredName& stored) {
  std::u16string name(stored.size(), u'\0');
  for (size_t i = 0; i < name.size(); ++i) name[i] = stored[i];
  return name;
}

uint64_t FileTime(int64_t unix_millis) {
  return static_cast<uint64_t>(unix_millis) * kTicksPerMillisecond + kUnixEpochTicks;
}

int64_t UnixMillis(uint64_t filetime) {
  return static_cast<int64_t>(filetime / kTicksPerMillisecond) -
         static_cast<int64_t>(kUnixEpochTicks / kTicksPerMillisecond);
}

}  // namespace repoint::hive
