// The journals of a folder taken together: what is in force, and what need not be kept any longer.
#ifndef REPOINT_UPDATE_HISTORY_H_
#define REPOINT_UPDATE_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "update/journal.h"

namespace repoint {

// Whether what a run did to a profile was taken back by a rollback that is itself in force.
bool IsUndone(const std::vector<JournalFile>& journals, const RunInfo& run,
              const ProfileRef& profile);
// The profiles of a run that are in force: done, and not taken back.
std::vector<ProfileRef> ProfilesInForce(const std::vector<JournalFile>& journals,
                                        const JournalFile& journal);
// The newest run that changed one of `profiles` after this one did, and is in force: to take this
// one back under it would leave a mixture of both. Null: there is none. `journals` are of one
// store, oldest first.
const JournalFile* NewerInForce(const std::vector<JournalFile>& journals,
                                const JournalFile& journal,
                                const std::vector<ProfileRef>& profiles);

// Deletes finished journals older than 90 days, and what lies beside them; and files that a crash
// left half written, after a day. The newest journal of each profile stays, and with each journal
// the rollbacks that took it back: without them it would be in force again.
Status PruneJournals(FileSystem& files, const std::string& folder, int64_t now_millis);

}  // namespace repoint

#endif  // REPOINT_UPDATE_HISTORY_H_
