// The lists of a key's subkeys: a leaf (lf, lh, li), or an index root (ri) of leaves.
#ifndef REPOINT_HIVE_SUBKEY_LIST_H_
#define REPOINT_HIVE_SUBKEY_LIST_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

struct LeafEntry {
  uint32_t key = kNone;  // cell of the subkey
  uint32_t hint = 0;     // hint or hash; 0 in li
};

struct Leaf {
  uint32_t cell = kNone;
  uint16_t kind = 0;  // subkeys::kLf, kLh or kLi
  std::vector<LeafEntry> entries;
};

// A list as it lies: its leaves in order, and the cell of the index root where there is one.
struct SubkeyList {
  uint32_t root = kNone;
  std::vector<Leaf> leaves;
};

// Bytes of an entry.
constexpr uint32_t EntrySize(uint16_t kind) {
  return kind == subkeys::kLf || kind == subkeys::kLh ? 8 : 4;
}
// What an entry of this kind says of a name.
uint32_t HintFor(uint16_t kind, std::u16string_view name);
// Whether it may lead to a key of this name; `false` is certain.
bool HintAllows(uint16_t kind, uint32_t hint, std::u16string_view name);

// `cell` may be kNone: no leaves. kDamaged for another kind of list, for more entries than its cell
// holds, and for an index root that leads to another.
Result<SubkeyList> ReadSubkeyList(const Image& image, uint32_t cell);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_SUBKEY_LIST_H_
