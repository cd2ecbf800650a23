// Address book entry ids of people anywhere in a profile: found, and mapped to where these people
// are now.
#ifndef REPOINT_UPDATE_USERS_H_
#define REPOINT_UPDATE_USERS_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "update/draft.h"
#include "update/ownership.h"

namespace repoint {

// DNs of all address book entry ids of type user in a profile, as spelled, each once.
std::set<std::string> UserDns(const Profile& profile);

// Where listed people are now: folded DN before the move -> TargetDN, empty when the list does not
// know it.
using UserMap = std::map<std::string, std::string>;

// Maps every such id outside the sections that do not move. Ids of people who are listed without
// TargetDN stay; their DNs are returned (folded), since they are leftovers. Errors: a DN that does
// not fit the code page.
Result<std::set<std::string>> MapUsers(Draft& draft, const Ownership& ownership,
                                       const UserMap& users, const Job& any_job);

// The map with the mailboxes that move: whatever the profile calls them leads to their TargetDN.
UserMap WithMovingMailboxes(UserMap users, const ProfileJobs& jobs);

}  // namespace repoint

#endif  // REPOINT_UPDATE_USERS_H_
