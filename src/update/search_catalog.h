// Outlook's search remembers stores by the path of their file, in values outside of the profile.
// Those of an OST that goes are deleted. docs/update.md, "Files".
#ifndef REPOINT_UPDATE_SEARCH_CATALOG_H_
#define REPOINT_UPDATE_SEARCH_CATALOG_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/registry.h"
#include "update/unit.h"

namespace repoint {

// Whether a key is one of those below Software\Microsoft\Office that hold such values.
bool IsSearchKey(std::string_view key);

// Edits that delete the values whose name is or holds the path of an OST, as 6610 spells it;
// as a whole: what goes on like a file's name is another file.
Result<std::vector<Edit>> SearchEdits(Registry& user, const std::string& ost);

// Whether an edit is such a one, or its inverse, of an OST that edits of this profile in the unit
// take out of 6610 or put back.
bool IsSearchEditOf(const Unit& unit, const ProfileRef& profile, const Edit& edit);

// Whether an edit belongs to a profile: below its key, or IsSearchEditOf.
bool BelongsTo(const Unit& unit, const ProfileRef& profile, const Edit& edit);

}  // namespace repoint

#endif  // REPOINT_UPDATE_SEARCH_CATALOG_H_
