// Carries out the plans of a survey, one profile after the other: journal, apply, mark.
#ifndef REPOINT_CLIENT_UPDATER_H_
#define REPOINT_CLIENT_UPDATER_H_

#include <optional>
#include <string>

#include "client/beside.h"
#include "client/environment.h"
#include "client/options.h"
#include "client/survey.h"
#include "update/apply.h"
#include "update/journal.h"

namespace repoint {

class Updater {
 public:
  Updater(const Options& options, Environment& environment, list::MappingList& list);

  // Every profile with a plan becomes kUpdated, kFailed or kDeferred.
  void Update(Survey& survey);
  // Why the export or hive as a whole could not be written: what was to be updated has failed.
  const std::optional<Error>& failure() const { return failure_; }

 private:
  Status UpdateProfile(SurveyedProfile& profile, BesidePlanner& beside);
  Result<Unit> UnitOf(SurveyedProfile& profile, BesidePlanner& beside);
  Status Apply(SurveyedProfile& profile, Unit& unit);
  bool LeaveBehind(Unit& unit, const Error& error, ProfileResult& result) const;
  Status EnsureJournal();

  const Options& options_;
  Environment& env_;
  list::MappingList& list_;
  std::optional<Journal> journal_;
  std::optional<Error> failure_;
};

// Journals that need not be kept any longer; a failure is a warning in the log.
void PruneOldJournals(const Options& options, Environment& environment);

// Whether an error of a write is of the file that an export or a hive is, or of its journal, and
// not of what was to be written.
bool StopsStore(StoreKind kind, ErrorCode code);

Workplace MakeWorkplace(Environment& environment);

}  // namespace repoint

#endif  // REPOINT_CLIENT_UPDATER_H_
