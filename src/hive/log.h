// The logs of a hive. Windows writes a change to a log first and into the hive later: a hive that
// is dirty is only whole together with its logs, and is as it was long ago without them.
//
//   REPOINT_ASSIGN(const auto logs, FindLogs(files, path));
//   if (base.IsDirty()) {
//     REPOINT_ASSIGN(Replay replay, ReplayLogs(std::move(bytes), logs));
//     bytes = std::move(replay.hive);
//   }
//   REPOINT_ASSIGN(const uint32_t sequence, NextSequence(base, logs));  // of the next commit
#ifndef REPOINT_HIVE_LOG_H_
#define REPOINT_HIVE_LOG_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/files.h"
#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

struct LogFile {
  std::string name;  // without its folder; ends with ".LOG", ".LOG1" or ".LOG2" in any case
  Bytes bytes;
};

// What was taken of one log.
struct AppliedLog {
  std::string name;
  uint32_t entries = 0;
  uint32_t first_sequence = 0;
  friend bool operator==(const AppliedLog&, const AppliedLog&) = default;
};

struct Replay {
  Bytes hive;             // the whole file, clean; what lay behind its bins is gone
  uint32_t entries = 0;   // of logs that were applied; 0 when the hive was clean already
  uint32_t sequence = 0;  // both sequence numbers of the hive
  std::vector<AppliedLog> logs = {};  // in the order in which they were applied
};

// The logs beside a hive: its name and a suffix, in any case; in the order .LOG, .LOG1, .LOG2. An
// empty file is there, too. kConflict when two files have one name but for its case.
Result<std::vector<LogFile>> FindLogs(FileSystem& files, std::string_view hive_path);

// The one whose name ends with ".LOG", ".LOG1" or ".LOG2", in any case; nullptr when it is not
// there.
const LogFile* LogNamed(std::span<const LogFile> logs, std::string_view suffix);

// Recovers a hive as Windows does, in memory. `primary` is the whole file, `logs` are all that are
// there, empty ones included. A clean hive comes back as it is. Where Windows would go on with a
// guess, this refuses:
//   kConflict  no log can be used, or one that was there is missing or damaged: what to do is said
//   kDamaged   a hive that is cut short, or an entry that holds and yet cannot be applied
Result<Replay> ReplayLogs(Bytes primary, std::span<const LogFile> logs);

// For a hive whose logs are lost, when a person says so: clean, as it stands. What its last write
// changed may be in it, missing, or there in part: whoever calls this checks the hive before use
// (check.h). kDamaged when its base block is torn or the file is cut short, which only a log could
// mend.
Result<Replay> TakeWithoutLogs(Bytes primary);

// The highest sequence number that stands in the base block or anywhere in the logs, in whatever
// looks like the head of an entry: so also in entries that are stale, torn or damaged.
uint32_t HighestSequence(const BaseBlock& base, std::span<const LogFile> logs);
// The sequence number for the next write: no entry that is there now can ever apply to it.
// kConflict when there is none.
Result<uint32_t> NextSequence(const BaseBlock& base, std::span<const LogFile> logs);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_LOG_H_
