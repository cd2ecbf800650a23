// The plan: everything that an update of one profile will change, decided before anything is
// written. The only thing that decides; apply (apply.h) only carries out. docs/update.md.
#ifndef REPOINT_UPDATE_PLAN_H_
#define REPOINT_UPDATE_PLAN_H_

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "update/draft.h"
#include "update/leftovers.h"
#include "update/match.h"
#include "update/method.h"
#include "update/names.h"

namespace repoint {

struct PlanOptions {
  MethodChoice method = MethodChoice::kAuto;
  bool shows_2007 = false;   // ShowsOutlook2007
  bool reprocess = false;    // plan for accounts that are at their target with nothing left, too
  bool ansi_export = false;  // Job::ansi_export
  // Names of source servers that an earlier update noted (mark.h), folded; for accounts at their
  // target.
  std::vector<std::string> known_servers;
  // Fingerprints of the rows that an earlier update carried out (mark.h).
  std::vector<std::string> done_rows{};
};

// What happened, or will happen, to one account.
struct AccountPlan {
  AccountMatch match;
  std::optional<Method> method;  // when it moves
  std::string source_server;     // as the profile or the row names it; empty = unknown
  bool leaves = false;           // it moves, and was not at its target before
};

struct Plan {
  ProfileRef ref;
  std::vector<AccountPlan> accounts;
  std::vector<Edit> edits;                  // empty: nothing to do
  KeyTree after;                            // the profile as it will be
  std::vector<std::string> old_osts;        // paths that 6610 named for mailboxes that are new ones
  bool ost_unnamed = false;                 // such a mailbox is cached, and no 6610 says where
  SourceNames source_names;                 // of all mailboxes that move, or have moved
  std::vector<Leftover> leftovers;          // what will still name the source
  std::vector<std::string> source_servers;  // folded; for the mark
  std::vector<std::string> warnings;

  // An account moves; with no edits: everything is there already.
  bool Moves() const;
  // An account leaves the source: what belongs to its mailbox beside the profile is the old one's.
  bool Leaves() const;
};

// Errors fail the profile as a whole: a method that cannot be used, text that does not fit the code
// page, a value that Outlook needs and that cannot be read.
Result<Plan> MakePlan(const Profile& profile, const ProfileMatch& match,
                      const PlanOptions& options);

// What of the listed mailboxes is named in a profile as it is now (-Verify), and the names that
// were looked for.
struct Verified {
  std::vector<Leftover> leftovers;
  SourceNames source_names;
};
Verified VerifyProfile(const Profile& profile, const ProfileMatch& match,
                       const PlanOptions& options);

// Paths of all OSTs that a profile's accounts name (6610).
std::vector<std::string> OstPaths(const Profile& profile);

}  // namespace repoint

#endif  // REPOINT_UPDATE_PLAN_H_
