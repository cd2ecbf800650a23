// Lists in a profile that name stores, folders and people: what belongs to mailboxes that move is
// taken out, or mapped. The places: docs/update.md, "Lists".
#ifndef REPOINT_UPDATE_LISTS_H_
#define REPOINT_UPDATE_LISTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "update/draft.h"
#include "update/ownership.h"

namespace repoint {

// 11023d05, 01023d06, 01023d07 of the admin section: address lists of the source and contact
// folders of source stores.
void CleanSearchPath(Draft& draft, const Ownership& ownership);

// The parallel arrays of the Outlook Address Book's provider sections. Learns which folders are in
// source stores; do it before CleanSearchPath.
void CleanContactFolders(Draft& draft, const Profile& profile, Ownership& ownership);

// Lists of last used folders and stores in Outlook's own section.
void CleanRecentFolders(Draft& draft, const Ownership& ownership);

// Takes a provider section's uid out of the lists of providers of these sections.
void RemoveFromProviderLists(Draft& draft, const std::vector<std::string>& sections,
                             std::string_view provider);

}  // namespace repoint

#endif  // REPOINT_UPDATE_LISTS_H_
