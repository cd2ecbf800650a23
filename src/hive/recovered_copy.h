// A hive with its logs replayed, as a whole clean hive of its own elsewhere: for looking into it
// with programs that know nothing of logs. The hive and its logs are only read.
#ifndef REPOINT_HIVE_RECOVERED_COPY_H_
#define REPOINT_HIVE_RECOVERED_COPY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "hive/log.h"

namespace repoint::hive {

// Whether something made of a hive may be written to `out`: kUsage where that is the hive itself or
// would be one of its logs, also under another name of the same file; kConflict for a folder, and
// for what is there already unless it may be replaced.
Status CheckOutput(FileSystem& files, const std::string& hive_path, const std::string& out,
                   bool replace);

struct RecoveredCopy {
  bool was_dirty = false;
  uint32_t entries = 0;   // of logs that were applied
  uint32_t sequence = 0;  // of the copy
  std::vector<AppliedLog> logs;
  uint64_t bytes = 0;
};

struct CopyOptions {
  bool replace = false;  // what is there
  // The logs are lost: TakeWithoutLogs in place of ReplayLogs.
  bool without_logs = false;
};

// Writes the copy, durable, whole or not at all; of a clean hive one that is the same. The errors
// of CheckOutput, FindHive and ReplayLogs; kDamaged, with nothing written, where the result would
// not be sound; kConflict where a device has the name.
Result<RecoveredCopy> CopyRecovered(FileSystem& files, const std::string& path,
                                    const std::string& out, const CopyOptions& options = {});

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_RECOVERED_COPY_H_
