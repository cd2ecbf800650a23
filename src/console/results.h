// What the clients reported, and who is done.
#ifndef REPOINT_CONSOLE_RESULTS_H_
#define REPOINT_CONSOLE_RESULTS_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "console/database.h"
#include "console/project.h"

namespace repoint::console {

inline constexpr size_t kMaxSetAside = 1000;  // names kept

struct ResultsImport {
  uint64_t read = 0;   // files looked at
  uint64_t added = 0;  // reports that were new
  uint64_t known = 0;  // read before, or the same bytes under another name
  uint64_t set_aside_count = 0;
  std::vector<std::string> set_aside;  // "file: why"
  uint64_t passed_over_count = 0;      // cannot be read, and stay where they are
  std::vector<std::string> passed_over;
};
// Reads the report files (*.json, docs/exit-codes.md) in a folder. A file stays where it is, and is
// counted once however often it is read. One that is malformed, too large (16 MiB) or no report is
// moved to `rejected/` in the folder and named; one that cannot be read now, a pipe or a device is
// passed over, named, and stays; neither stops the rest. Folders, links and other names are passed
// over. Stored in transactions of some hundred reports: what a run that was interrupted left out,
// the next one reads. kNotFound without the folder. `progress` is told the number of files read.
Result<ResultsImport> ImportResults(Database& database, FileSystem& files,
                                    const std::string& folder,
                                    const std::function<void(uint64_t)>& progress);

// A migrated mailbox, by the newest report of each computer and user, and of each hive, that named
// it.
enum class DoneState {
  kDone,       // updated, current or done before on every computer that reported it
  kFailed,     // failed on one of them
  kDeferred,   // deferred (Outlook ran) on one of them, failed on none
  kPending,    // reported, but none of these: a dry run, rolled back, left unlisted
  kNeverSeen,  // no report names it
};
// "done", "failed", "deferred", "pending", "never-seen"
std::string_view DoneStateName(DoneState state);

struct StatusLine {
  std::string source_dn, source_smtp, target_smtp, display_name;
  DoneState state = DoneState::kNeverSeen;
  std::string reason;                  // of the failure, with its computer
  std::vector<std::string> computers;  // that reported it, at most 100
  int64_t reported = 0;                // newest report, Unix milliseconds; 0: none
};
// Every mailbox that an export of the project would hold, in order of folded source DN. Read in
// pages, between which nothing is locked. A report names a mailbox by the DN of source or target,
// or by their addresses where the report or the project knows no DN: addresses get recycled.
Status VisitStatus(Database& database, const Project& project,
                   const std::function<Status(const StatusLine&)>& visit);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_RESULTS_H_
