// Whose keys a registry export holds.
#ifndef REPOINT_REGISTRY_REGFILE_ROOT_H_
#define REPOINT_REGISTRY_REGFILE_ROOT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "regtext/regtext.h"

namespace repoint {

// The key of an export that stands for the user: HKEY_CURRENT_USER, HKEY_USERS\<name> or
// HKEY_LOCAL_MACHINE\<hive>.
struct UserRoot {
  std::string key;  // as the export spells it

  // The names below the root, none for the root itself; nullopt for a key of another root.
  std::optional<std::vector<std::string_view>> Names(std::string_view full_key) const;
};

// The one user of an export. A name below HKEY_LOCAL_MACHINE is a loaded user hive when it is none
// of the system's own and has Software below it. <SID>_Classes belongs to a user and is none.
// kNotFound without a user, kConflict with the names when there are several.
Result<UserRoot> FindUserRoot(const regtext::Document& document);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_REGFILE_ROOT_H_
