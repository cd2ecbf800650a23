// A hive whose last write was interrupted, while its logs are applied to it.
#ifndef REPOINT_HIVE_RECOVERY_H_
#define REPOINT_HIVE_RECOVERY_H_

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"
#include "hive/image.h"
#include "hive/log_format.h"

namespace repoint::hive {

// One thread. Never holds more than the primary file and what the logs brought.
class Recovery {
 public:
  // `primary` has kPage bytes at least. Bins are those that its base block tells of, as far as they
  // are in the file; when the block is bad, those that follow each other without a gap.
  Recovery(Bytes primary, const BaseBlock& base);

  // Puts the copy of the base block in a log in the place of a bad one.
  void TakeBase(ByteView log);
  // Sets the size of the bins and writes the pages, all or nothing. kDamaged when the hive would
  // grow by bytes that are not among the pages: no writer of hives leaves any out.
  Status Apply(uint32_t bins_size, std::span<const LogPage> pages);
  // What an entry says of the transaction flag; without effect in hives that have no flags.
  void SetLocked(bool locked);
  // The clean hive: base block and bins, nothing behind them.
  Bytes Finish(uint32_t sequence) &&;

 private:
  uint32_t bins_size() const { return static_cast<uint32_t>(hive_.size() - kPage); }

  Bytes hive_;  // grows and shrinks with the bins
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_RECOVERY_H_
