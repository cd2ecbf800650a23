// A hive as it is found, for people who look at it: what its file says of itself, which logs lie
// beside it, what would be taken of them, and whether the whole is sound. Nothing is written.
#ifndef REPOINT_HIVE_INSPECT_H_
#define REPOINT_HIVE_INSPECT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "hive/check.h"
#include "hive/image.h"
#include "hive/log.h"

namespace repoint::hive {

// The bytes of a hive and of its logs, nothing replayed.
struct FoundHive {
  Bytes bytes;
  BaseBlock base;
  std::vector<LogFile> logs;
};

// kDamaged and kUnsupported where it does not even begin like a hive; kConflict when the file was
// changed while it was read.
Result<FoundHive> FindHive(FileSystem& files, const std::string& path);

struct Inspection {
  uint64_t file_size = 0;
  BaseBlock base;                                      // as it lies in the file
  std::vector<std::pair<std::string, uint64_t>> logs;  // name and size of all that are there
  std::vector<AppliedLog> applied;                     // what a reader has to take of them
  // Why it cannot be read beyond its base block.
  std::optional<Error> unreadable;
  // Else, of the hive with its logs: ...
  CheckReport report;
  std::optional<Error> read_only;  // why it could not be edited, sound or not

  bool IsSound() const { return !unreadable && report.damage_count == 0; }
};

// Fails as FindHive does.
Result<Inspection> Inspect(FileSystem& files, const std::string& path, size_t max_findings);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_INSPECT_H_
