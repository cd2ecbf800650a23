// What a plan does with each mailbox of a profile that is listed. docs/update.md, "Match".
#ifndef REPOINT_UPDATE_PLAN_JOBS_H_
#define REPOINT_UPDATE_PLAN_JOBS_H_

#include <string>
#include <utility>

#include "update/ownership.h"
#include "update/plan.h"

namespace repoint {

// The job of an account, without its method: what names the source, and whether the account has
// arrived at its target already.
Job MakeAccountJob(const Profile& profile, size_t index, const AccountMatch& match,
                   const PlanOptions& options);

// The job of an additional mailbox: its move, and the DN that the profile tells.
Job MakeDelegateJob(const Profile& profile, const std::string& section,
                    const std::pair<list::Move, std::string>& match, const PlanOptions& options);

}  // namespace repoint

#endif  // REPOINT_UPDATE_PLAN_JOBS_H_
