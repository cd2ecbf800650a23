// Lays out the bins of a hive, cell after cell. It shares nothing with the engine but the named
// offsets of format.h: what the engine gets wrong must not be wrong here in the same way.
#ifndef REPOINT_HIVE_TESTING_CELL_WRITER_H_
#define REPOINT_HIVE_TESTING_CELL_WRITER_H_

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "hive/format.h"

namespace repoint::hive {

// Cells lie back to back, none crosses its bin, and what remains of a bin is one free cell. No two
// free cells touch.
class CellWriter {
 public:
  struct Options {
    uint32_t bin_size = kPage;     // of a bin whose first cell does not need a larger one
    uint32_t free_every = 0;       // a free cell after so many cells; 0: none
    uint32_t free_size = 64;       // bytes of it
    uint64_t first_timestamp = 0;  // FILETIME, in the first bin
  };
  explicit CellWriter(const Options& options) : options_(options) {}

  // A cell for `contents` bytes, all zero; its offset.
  uint32_t Allocate(size_t contents);
  uint32_t Add(ByteView contents);
  // Overwrites contents of a cell from `at` on.
  void Put(uint32_t cell, size_t at, ByteView bytes);

  // The bins, the last one closed. The writer is of no use afterwards.
  Bytes Finish();

 private:
  void OpenBin(uint32_t need);
  void CloseBin();
  // A cell of `size` bytes, itself included, at the end of what is used.
  uint32_t Append(uint32_t size);
  void AppendFree(uint32_t size);
  void Put32(size_t at, uint32_t number);

  Options options_;
  Bytes bins_;               // whole bins
  uint32_t next_ = 0;        // end of the cells
  uint32_t free_ = kNone;    // the free cell that ends there
  uint32_t since_free_ = 0;  // cells since the last free one
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_CELL_WRITER_H_
