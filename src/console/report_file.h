// A report file as EMProfileUpdate -Report writes it (docs/exit-codes.md), read without trust: it
// comes from a folder that everybody may write to.
#ifndef REPOINT_CONSOLE_REPORT_FILE_H_
#define REPOINT_CONSOLE_REPORT_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace repoint::console {

inline constexpr uint64_t kMaxReportBytes = uint64_t{16} << 20;
inline constexpr size_t kMaxReportProfiles = 1000;
// Of a name, DN or address; PostgreSQL's indexes take values up to 2,700 bytes.
inline constexpr size_t kMaxReportText = 2000;

// Text is UTF-8 without zero bytes; empty = unknown.
struct ReportedProfile {
  std::string root, profile, result;
  std::string source_dn, source_smtp, target_dn, target_smtp;
  std::string error;  // cut at kMaxReportText
};
struct ReportFile {
  std::string user, computer;
  // What was worked on: "live:..." or "hive:<path>", of which `user` is the path.
  std::string store;
  std::string list_digest;
  std::string error;  // why the run as a whole stopped; cut at kMaxReportText
  int64_t exit = 0;
  std::vector<ReportedProfile> results;
};

// kDamaged says what is wrong: no JSON, no report, a member that is missing or of another type, a
// text that is too long, too many profiles, nesting deeper than a report's. Members it does not
// know are passed over. Memory grows with what is kept, not with the text.
Result<ReportFile> ParseReportFile(std::string_view json);

// The end of the run, Unix milliseconds, from "<computer>_<user>_20260331T070509Z.json" (or
// "...Z-2.json", which counts as a millisecond later). A clock that runs ahead of the file's own
// time is not believed; without a time in the name it is the file's.
int64_t ReportTime(std::string_view file_name, int64_t modified_seconds);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_REPORT_FILE_H_
