// The users of this computer, for -AllUsers: who they are, and how the registry of each is reached.
#ifndef REPOINT_CLIENT_ALL_USERS_H_
#define REPOINT_CLIENT_ALL_USERS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "registry/registry.h"

namespace repoint {

struct ComputerUser {
  std::string sid;
  bool loaded = false;         // HKEY_USERS holds the registry, which then lies there ...
  std::string folder;          // of the profile
  std::string hive;            // ... and otherwise in this file, which need not be there
  std::optional<Error> error;  // why there is no way to this user
};

// Where users are looked for. Borrowed for the call.
struct UserSources {
  Registry& machine;  // HKEY_LOCAL_MACHINE
  Registry& users;    // HKEY_USERS
  FileSystem& files;
  // Of the computer, for %SystemDrive%; nullopt when it is not set.
  std::function<std::optional<std::string>(std::string_view)> variable;
};

// The accounts of people that ProfileList names, in its order. Left out are the accounts of Windows
// and of its services, what Windows has put aside (.bak), profiles that Windows deletes at the end
// of the session (temporary ones), and accounts without a profile. kNotFound when there is no
// ProfileList.
Result<std::vector<ComputerUser>> FindUsers(const UserSources& sources);

}  // namespace repoint

#endif  // REPOINT_CLIENT_ALL_USERS_H_
