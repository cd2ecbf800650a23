// Export Migrated Objects: the list for EMProfileUpdate, from the database.
#ifndef REPOINT_CONSOLE_EXPORT_H_
#define REPOINT_CONSOLE_EXPORT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "console/database.h"
#include "console/import.h"
#include "console/project.h"
#include "list/row.h"

namespace repoint::console {

// The rows of the list, in order of folded SourceDN: every source object with one target that is a
// mailbox and not gone. A source that is gone counts: its profiles are still there. Columns that
// the project fixes (proxy, public folder server) are filled in. Works in memory that does not grow
// with the project.
Status VisitRows(Database& database, const Project& project,
                 const std::function<Status(list::Row)>& visit);

// A target whose proxies lack the X500 address of the row's SourceDN: replies to old mail bounce.
struct MissingX500 {
  std::string source_dn, target_smtp;
  // The Exchange command that adds it: Set-Mailbox ... -EmailAddresses @{Add='X500:...'}
  std::string command;
};
Status VisitMissingX500(Database& database, const Project& project,
                        const std::function<Status(const MissingX500&)>& visit);

struct ExportOptions {
  std::string output = "EMAMappings.tab";
  std::string private_key_pem;  // signs when not empty
  bool require_x500 = false;
  // Only these mailboxes (folded list keys of source or target); empty: all.
  std::vector<list::Key> only;
};
struct ExportResult {
  uint64_t rows = 0;
  std::vector<MissingX500> missing_x500;  // at most 1000 are kept
  uint64_t missing_x500_count = 0;
};
// Writes list, index and, with a key, signature; each appears whole or not at all, the list last,
// so that a reader never finds a list without the index that belongs to it (a stale index is
// ignored). kConflict, with every fault in a line of its own, when the list has duplicates that
// disagree, cycles, rows that lead nowhere, no rows at all, or (required) targets without the X500
// address; the old files stay.
Result<ExportResult> ExportList(Database& database, const Project& project,
                                const ExportOptions& options, FileSystem& files,
                                int64_t now_millis);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_EXPORT_H_
