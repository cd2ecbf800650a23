// What two hives differ in, as trees: not in where things lie.
#ifndef REPOINT_HIVE_COMPARE_H_
#define REPOINT_HIVE_COMPARE_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

enum class ChangeKind {
  kKeyAdded,
  kKeyRemoved,
  kValueAdded,
  kValueRemoved,
  kValueChanged,     // its type or data
  kClassChanged,     // of a key
  kSecurityChanged,  // of a key: its descriptor
};

struct Change {
  ChangeKind kind;
  std::u16string path;   // of the key, from the root on
  std::u16string value;  // where it is one of a value
  // The key's or value's cell in each of the hives; kNone where it is not there.
  uint32_t before = kNone, after = kNone;

  // Where things lie is no part of what changed.
  friend bool operator==(const Change& a, const Change& b) {
    return a.kind == b.kind && a.path == b.path && a.value == b.value;
  }
};

// Everything, also each key and value below a key that was added or removed; parents before what is
// in them. Times of keys do not count, nor the order of values, nor the case of names. kDamaged
// where keys lead to each other in a circle, or more of them than a hive has room for.
Result<std::vector<Change>> Compare(const Image& before, const Image& after);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_COMPARE_H_
