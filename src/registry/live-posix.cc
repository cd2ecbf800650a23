#include "registry/live.h"

namespace repoint {

Result<std::unique_ptr<Registry>> OpenLiveRegistry(LiveRoot) {
  return Fail(ErrorCode::kUnsupported, "there is no Windows registry here: give -RegFile");
}

}  // namespace repoint
