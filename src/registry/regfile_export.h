// The changed export: docs/reg-text.md says how it is written and why.
#ifndef REPOINT_REGISTRY_REGFILE_EXPORT_H_
#define REPOINT_REGISTRY_REGFILE_EXPORT_H_

#include "base/result.h"
#include "registry/regfile_root.h"
#include "registry/registry.h"
#include "regtext/regtext.h"

namespace repoint {

// `original` with the user's keys brought from `before`, what its import leaves, to `after`.
// Sections of keys without a change stay as they are and in their order; imported over what
// `original` leaves, or over nothing, the result leaves `after`. kInternal when that is not so.
Result<regtext::Document> ChangedExport(const regtext::Document& original, const UserRoot& root,
                                        const KeyTree& before, const KeyTree& after);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_REGFILE_EXPORT_H_
