#include "registry/live.h"

namespace repoint {

Result<std::unique_ptr<Registry>> OpenLiveRegistry(LiveRoot) {
  return Fail(ErrorCode::kUnsupported, "there is no Windows registry here: give -RegFile");
}

Result<std::unique_ptr<Registry>> OpenLiveUser(const std::string&, const std::string&) {
  return OpenLiveRegistry(LiveRoot::kUsers);
}

}  // namespace repoint
