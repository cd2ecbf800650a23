// The live registry of this Windows. On Linux there is none, and opening it says so (kUnsupported).
#ifndef REPOINT_REGISTRY_LIVE_H_
#define REPOINT_REGISTRY_LIVE_H_

#include <memory>
#include <string>

#include "registry/registry.h"

namespace repoint {

enum class LiveRoot {
  kCurrentUser,   // HKEY_CURRENT_USER
  kLocalMachine,  // HKEY_LOCAL_MACHINE, the 64-bit view where there are two
  kClassesRoot,   // HKEY_CLASSES_ROOT
  kUsers,         // HKEY_USERS
};

Result<std::unique_ptr<Registry>> OpenLiveRegistry(LiveRoot root);

// HKEY_USERS\<sid>: of a user whose hive is loaded, called `name` in messages. No key stays open
// between two calls, so that nothing keeps the user from logging off.
Result<std::unique_ptr<Registry>> OpenLiveUser(const std::string& sid, const std::string& name);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_LIVE_H_
