// The cells of a hive as they lie, also those that are free and what was left in them.
#ifndef REPOINT_HIVE_CELLS_H_
#define REPOINT_HIVE_CELLS_H_

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

struct CellView {
  uint32_t offset = 0;
  uint32_t size = 0;  // itself included
  bool is_free = false;
  ByteView contents;  // behind its size
};

// All, in the order of the file. An error of `visit` ends it; kDamaged where bins or cells do not
// follow each other, after what lies before.
Status ForEachCell(const Image& image, const std::function<Status(const CellView&)>& visit);

// "nk", "vk", "sk", "lf", "lh", "li", "ri" or "db" when the contents begin like one of these; data
// may by chance. Else empty.
std::string_view SignatureOf(ByteView contents);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_CELLS_H_
