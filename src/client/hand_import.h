// The .reg file beside a journal: the whole profile as it was, for a person to import by hand when
// all else fails.
#ifndef REPOINT_CLIENT_HAND_IMPORT_H_
#define REPOINT_CLIENT_HAND_IMPORT_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "registry/registry.h"
#include "update/journal.h"

namespace repoint {

// Version 5, UTF-16LE; "[-key]" stands before each key, so that an import leaves nothing that was
// not there. `key` is relative to HKEY_CURRENT_USER.
Result<Bytes> HandImportFile(std::string_view key, const KeyTree& tree);

// Where that file lies beside the journal of a run.
std::string HandImportPath(const std::string& folder, const std::string& run_id,
                           const ProfileRef& profile);
// Puts it there.
Status WriteHandImport(Journal& journal, const ProfileRef& profile, const KeyTree& tree);

}  // namespace repoint

#endif  // REPOINT_CLIENT_HAND_IMPORT_H_
