// Everything below a key, met one by one: what exports, comparisons by eye and whole trees are made
// of. It goes by cells, not by names, so that it also meets what no search by name would find.
#ifndef REPOINT_HIVE_WALK_H_
#define REPOINT_HIVE_WALK_H_

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "hive/image.h"
#include "hive/reader.h"

namespace repoint::hive {

struct WalkedValue {
  Value value;
  Bytes data;
};

struct WalkedKey {
  Key key;
  std::u16string path;  // from the root on; empty: the root
  size_t depth = 0;     // below the key where the walk began
  std::vector<WalkedValue> values;
};

// Meets the key `from`, which lies at `path`, and all below it, parents before children, in the
// order of their lists. An error of `visit` ends it. kDamaged for keys nested deeper than 512 and,
// before it takes more time or memory than the hive's size allows, where lists lead to the same
// cells again and again.
Status Walk(const Image& image, const Key& from, std::u16string_view path,
            const std::function<Status(WalkedKey&)>& visit);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_WALK_H_
