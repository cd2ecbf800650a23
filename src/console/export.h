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
// mailbox and not gone. A source that is gone counts: its profiles are still there. Rows of one
// SourceDN that agree are merged. Proxies are the source's SMTP and X500 addresses beside its DN
// and primary address. Columns that the project fixes (proxy, public folder server) are filled in.
// Works in memory that does not grow with the project, in one snapshot: `visit` must not use this
// database, while others may write to it.
Status VisitRows(Database& database, const Project& project,
                 const std::function<Status(list::Row)>& visit);

// A target that is not found by the row's SourceDN: neither an X500 address among its proxies nor
// its own legacy DN. Replies to old mail bounce.
struct MissingX500 {
  std::string source_dn, target_smtp;
  // The Exchange command that adds it, quoted for PowerShell: Set-Mailbox 'john@fabrikam.example'
  // -EmailAddresses @{Add='X500:/o=...'}. Without an address the target's DN names it.
  std::string command;
};
Status VisitMissingX500(Database& database, const Project& project,
                        const std::function<Status(const MissingX500&)>& visit);
// One line: the mailbox, the reason, the command; and the same without the mailbox.
std::string Describe(const MissingX500& missing);
std::string DescribeLack(const MissingX500& missing);

struct ExportOptions {
  std::string output = "EMAMappings.tab";
  std::string private_key_pem;  // signs when not empty
  bool require_x500 = false;
  // Only these mailboxes (list keys of the DN or primary address of source or target); empty: all.
  std::vector<list::Key> only;
};
struct ExportResult {
  uint64_t rows = 0;
  std::vector<MissingX500> missing_x500;  // at most 1000 are kept
  uint64_t missing_x500_count = 0;
};
// Writes list, index and, with a key, signature; each appears whole or not at all. All three are
// written under temporary names, checked and synced before the first takes its own. They do so in
// the order index, signature, list, for these pairs can be met in between:
//   * old list, new index: clients ignore it as stale and read the list itself;
//   * old list, new signature: clients that check signatures refuse the list. This lasts from one
//     rename to the next; only a crash just there leaves it until the next export.
// A failure that is no crash puts back what was replaced already. Exports to one path take turns by
// a lock on <output>.lock, an empty file that stays: kInUse for the second.
//
// kConflict, with every fault in a line of its own, when the list has rows that cannot be written,
// duplicates that disagree, cycles, rows that lead nowhere, no rows at all, or (required) targets
// without the X500 address; also, before anything is read, for an export without a key over a list
// with a signature, which the new list would not fit. The old files stay then. kUsage for a key
// that cannot sign, kNotFound for a folder that is not there.
Result<ExportResult> ExportList(Database& database, const Project& project,
                                const ExportOptions& options, FileSystem& files,
                                int64_t now_millis);

// What ExportList would refuse before anything is read, for those who read much before it.
Status CheckExport(const ExportOptions& options, FileSystem& files);

// What ExportList would refuse for all the project's rows, told without writing a list: for those
// who use the rows one by one. A temporary file lies in `folder` meanwhile.
Status CheckRows(Database& database, const Project& project, const std::string& folder,
                 FileSystem& files);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_EXPORT_H_
