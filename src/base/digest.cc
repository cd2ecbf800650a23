#include "base/digest.h"

namespace repoint {

Result<Sha256Digest> Sha256Of(ByteView bytes) {
  REPOINT_ASSIGN(Sha256 sha, Sha256::Create());
  sha.Update(bytes);
  return sha.Finish();
}

}  // namespace repoint
