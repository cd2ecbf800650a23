// One run of EMProfileUpdate: stores -> updates -> report.
#ifndef REPOINT_CLIENT_RUN_H_
#define REPOINT_CLIENT_RUN_H_

#include "client/environment.h"
#include "client/options.h"
#include "client/report.h"
#include "client/survey.h"

namespace repoint {

// Updates (or plans with -DryRun, or only verifies with -Verify) every profile of the user.
Report RunUpdate(const Options& options, Environment& environment);
// The same with a list that other runs use, too; it is opened when it is not yet.
Report RunUpdate(const Options& options, Environment& environment, ListReader& list);

// Takes back the newest run that is in force, or the one named.
Report RunRollback(const Options& options, Environment& environment);

// What a listing prints, and what it could not.
struct Listing {
  std::string text;
  std::optional<Error> error;
};

// Lines of text, or of JSON, about the runs in the journal folder.
Result<std::string> ListRuns(const Options& options, Environment& environment);

// The profiles decoded, as text or as JSON lines. A name of -Profile that is none is the listing's
// error; the others are printed.
Result<Listing> InspectProfiles(const Options& options, Environment& environment);

// A report with the members that every run has.
Report NewReport(const Options& options, const Environment& environment);
// Of -JournalDir, else in the state folder; the error when there is none. Of a hive: a folder of
// its own in -JournalDir, else the one that it lies in. Of another user: one of that user's own in
// either.
Result<std::string> JournalFolder(const Options& options, const Environment& environment);

}  // namespace repoint

#endif  // REPOINT_CLIENT_RUN_H_
