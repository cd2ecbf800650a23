// Cells given and taken back. Free cells are used before the hive grows, neighbours that are free
// become one, and what is freed is zeroed: nothing that was deleted can be read in the file.
#ifndef REPOINT_HIVE_HEAP_H_
#define REPOINT_HIVE_HEAP_H_

#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

// The image must outlive it, be loaded whole, and have been checked (check.h): cells fill its bins.
class Heap {
 public:
  static Heap Of(Image& image);

  // An allocated cell with room for `contents` bytes behind its size, all zero.
  Result<uint32_t> Allocate(uint32_t contents);
  Status Free(uint32_t cell);
  // Makes room for `contents` bytes in a cell, and gives back what is more: in place where it fits
  // or what follows is free, else elsewhere. What the cell held is kept, as far as it still fits;
  // new bytes are zero. Returns where it is now.
  Result<uint32_t> Resize(uint32_t cell, uint32_t contents);

 private:
  explicit Heap(Image& image) : image_(&image) {}

  void AddFree(uint32_t offset, uint32_t size);
  void RemoveFree(uint32_t offset, uint32_t size);
  // Size word, and zeros behind it.
  Status WriteFree(uint32_t offset, uint32_t size);
  Status WriteSize(uint32_t cell, uint32_t size);
  // Makes this stretch free and joins it with free neighbours.
  Status Release(uint32_t offset, uint32_t size);
  // The free cell that begins at `offset`: its size, or 0.
  uint32_t FreeAt(uint32_t offset) const;

  Image* image_;
  std::map<uint32_t, uint32_t> by_offset_;           // offset -> size
  std::set<std::pair<uint32_t, uint32_t>> by_size_;  // size, offset
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_HEAP_H_
