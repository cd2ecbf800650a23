// Edits carried out on a registry, and compared with it.
#ifndef REPOINT_UPDATE_EDITS_H_
#define REPOINT_UPDATE_EDITS_H_

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "registry/registry.h"
#include "update/draft.h"

namespace repoint {

// "key\name", or the key alone: for messages.
std::string PlaceOf(const Edit& edit);

// What is there now, in the form of Edit::before.
Result<std::optional<RegValue>> Present(Registry& user, const Edit& edit);

// Whether every edit finds what it expects, and keys that go hold nothing else (kConflict); the
// first difference is named.
Status CheckBefore(Registry& user, const std::vector<Edit>& edits);

// Whether every edit is made: what is there is `after`; kIo with the first that is not.
Status CheckAfter(Registry& user, const std::vector<Edit>& edits);

// Whether keys that go hold nothing that the edits do not delete one by one: it could not be given
// back. kConflict with the first thing that they do.
Status CheckDeletedKeys(Registry& user, const std::vector<Edit>& edits);

// Makes edits, in order, without asking; those that are made already are left out.
Status WriteEdits(Registry& user, const std::vector<Edit>& edits);

}  // namespace repoint

#endif  // REPOINT_UPDATE_EDITS_H_
