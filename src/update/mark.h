// The note of an update, outside the profile:
// HKCU\Software\EMProfileUpdate\Profiles\<root>\<profile>. docs/update.md.
#ifndef REPOINT_UPDATE_MARK_H_
#define REPOINT_UPDATE_MARK_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "list/list.h"
#include "profile/roots.h"
#include "registry/registry.h"
#include "update/draft.h"

namespace repoint {

inline constexpr std::string_view kMarkRoot = "Software\\EMProfileUpdate";

// All text; lists are separated by "; ".
struct Mark {
  std::string updated;         // UTC, ISO 8601
  std::string list;            // digest of the list
  std::string version;         // of the program
  std::string source;          // DNs or addresses of the mailboxes before
  std::string target;          // and after
  std::string rows;            // fingerprints of their rows
  std::string source_servers;  // names of the source's servers that the profile had
  std::string source_names;    // DNs and addresses of the source that it or the list knew
  std::string journal;         // id of the run
};

// The key of a profile's mark.
std::string MarkKey(const ProfileRef& profile);
Result<std::optional<Mark>> ReadMark(Registry& user, const ProfileRef& profile);
// The edits that put a mark in place of the present one.
Result<std::vector<Edit>> MarkEdits(Registry& user, const ProfileRef& profile, const Mark& mark);

// Deletes a key of ours, and those above it, that have become empty, up to and with
// Software\EMProfileUpdate.
Status PruneOwnKeys(Registry& user, std::string key);
// Deletes our own keys above the marks that have become empty, up to and with
// Software\EMProfileUpdate.
Status PruneMarkKeys(Registry& user, const std::vector<Edit>& marks);

// Changes whenever a row, or the row at the end of its chain, changes.
std::string RowFingerprint(const list::Move& move);

std::string JoinMarkList(const std::vector<std::string>& items);
std::vector<std::string> SplitMarkList(std::string_view text);

}  // namespace repoint

#endif  // REPOINT_UPDATE_MARK_H_
