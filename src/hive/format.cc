#include "hive/format.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "hive/upcase_table.h"

namespace repoint::hive {
namespace {

using UpcaseTable = std::array<char16_t, 0x10000>;

UpcaseTable MakeUpcaseTable() {
  UpcaseTable table{};
  for (size_t unit = 0; unit < table.size(); ++unit) table[unit] = static_cast<char16_t>(unit);
  for (const UpcaseRun& run : kUpcaseRuns) {
    for (uint32_t unit = run.first; unit <= run.last; unit += run.step) {
      table[unit] = static_cast<char16_t>(unit + run.delta);
    }
  }
  return table;
}

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
  static const UpcaseTable table = MakeUpcaseTable();
  return table[unit];
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

}  // namespace repoint::hive
