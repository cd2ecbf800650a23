// What an import of a registry export leaves of a user's keys where nothing was before.
#ifndef REPOINT_REGISTRY_REGFILE_IMPORT_H_
#define REPOINT_REGISTRY_REGFILE_IMPORT_H_

#include "base/result.h"
#include "registry/regfile_root.h"
#include "registry/registry.h"
#include "regtext/regtext.h"

namespace repoint {

// Sections in their order: keys that stand twice merge, a later value wins and keeps the place and
// spelling of the first, "name"=- and [-key] delete, values below [-key] mean nothing. kDamaged for
// keys nested deeper than 512.
Result<KeyTree> ImportKeys(const regtext::Document& document, const UserRoot& root);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_REGFILE_IMPORT_H_
