// The note that a run is at work, in the registry that it changes: whoever looks there knows of a
// journal though it lies in another folder, or on another computer, or is damaged.
//
// HKCU\Software\EMProfileUpdate\Unfinished has a value for each journal that is not finished: its
// name is the journal's path, its text the run's id.
#ifndef REPOINT_UPDATE_UNFINISHED_H_
#define REPOINT_UPDATE_UNFINISHED_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/registry.h"

namespace repoint {

inline constexpr std::string_view kUnfinishedKey = "Software\\EMProfileUpdate\\Unfinished";

// Durable when it returns.
Status NoteUnfinished(Registry& user, const std::string& journal_path);
Status ForgetUnfinished(Registry& user, const std::string& journal_path);

// The paths of journals of which there is a note.
Result<std::vector<std::string>> UnfinishedJournals(Registry& user);

}  // namespace repoint

#endif  // REPOINT_UPDATE_UNFINISHED_H_
