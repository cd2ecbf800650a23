// Before a run does anything of its own: what an earlier, interrupted one left is brought to one
// side.
#ifndef REPOINT_CLIENT_RECOVERY_H_
#define REPOINT_CLIENT_RECOVERY_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "client/environment.h"
#include "client/options.h"
#include "client/survey.h"
#include "update/journal.h"

namespace repoint {

// Profiles that an interrupted run left half done and that cannot be brought to one side. Nobody
// may write to them until a person has looked.
struct StuckProfiles {
  std::vector<ProfileRef> profiles;  // empty: nobody knows which, so all of the user's
  std::vector<std::string> files;    // that belong to them
  Error error;                       // kConflict: what happened, and what to do

  bool Holds(const ProfileRef& profile) const;
};

// Whether a run changed what this one works on. In the state folder, which is this user's on this
// computer, that is every run on a registry: user or computer may have been renamed. In another
// folder, which many may share, its names have to be the same. In the folder of a hive it is every
// run on a hive of this name: the folder may be reached by another way now. For another user, of
// -AllUsers, it is every run in that user's folder.
bool BelongsHere(const Options& options, const Environment& environment, const RunInfo& run);

// Whether there is something to recover. An export is written whole or not at all: there is not.
Result<bool> NeedsRecovery(const Options& options, Environment& environment);

// Profiles of which a recovery has taken a run back: it put an interrupted one back as it was
// before, or completed the rollback of it.
struct TakenBack {
  std::string run;
  JournalFile journal;  // of the run that was interrupted
  std::vector<ProfileRef> profiles;
};

struct Recovered {
  std::vector<StuckProfiles> stuck;  // could not be brought to one side: everything else may go on
  std::vector<TakenBack> taken_back;
};

// Brings what an earlier, interrupted run left to one side; says so in `notes`. kInUse while
// Outlook runs.
Result<Recovered> RecoverInterrupted(const Options& options, Environment& environment,
                                     std::vector<std::string>& notes);

// Makes them failures of the survey, without a plan.
void FailStuckProfiles(const std::vector<StuckProfiles>& stuck, Survey& survey);

}  // namespace repoint

#endif  // REPOINT_CLIENT_RECOVERY_H_
