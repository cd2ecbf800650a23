// The live registry of this Windows. On Linux there is none, and opening it says so (kUnsupported).
#ifndef REPOINT_REGISTRY_LIVE_H_
#define REPOINT_REGISTRY_LIVE_H_

#include <memory>

#include "registry/registry.h"

namespace repoint {

enum class LiveRoot {
  kCurrentUser,   // HKEY_CURRENT_USER
  kLocalMachine,  // HKEY_LOCAL_MACHINE, the 64-bit view where there are two
  kClassesRoot,   // HKEY_CLASSES_ROOT
};

Result<std::unique_ptr<Registry>> OpenLiveRegistry(LiveRoot root);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_LIVE_H_
