// Taking back a run: its journal read backwards, made into a unit of change like any other, so that
// it is journaled, applied and checked in the same way, and can itself be taken back.
// docs/update.md, "Rollback".
#ifndef REPOINT_UPDATE_ROLLBACK_H_
#define REPOINT_UPDATE_ROLLBACK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "registry/registry.h"
#include "update/journal.h"

namespace repoint {

struct RollbackPlan {
  Unit unit;
  // What changed since the run, in words; with any, the rollback is refused unless it is forced.
  std::vector<std::string> conflicts;
  // The same of files: no matter to a rollback that leaves files alone.
  std::vector<std::string> file_conflicts;
};

// Plans to take back what a run did to `profiles` (of ProfilesInForce). The edits expect the
// present state, whatever it is, so that a forced rollback gives back the whole before-image.
// `now_millis` names files that are moved aside. kNotFound when one of the profiles is gone.
Result<RollbackPlan> PlanRollback(Registry& user, FileSystem& files, const JournalFile& journal,
                                  const std::vector<ProfileRef>& profiles, int64_t now_millis);

}  // namespace repoint

#endif  // REPOINT_UPDATE_ROLLBACK_H_
