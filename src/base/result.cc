#include "base/result.h"

namespace repoint {

std::string_view ErrorCodeName(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kNotFound:
      return "not-found";
    case ErrorCode::kDamaged:
      return "damaged";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kInUse:
      return "in-use";
    case ErrorCode::kDenied:
      return "denied";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

std::string Error::ToString() const { return where.empty() ? message : where + ": " + message; }

}  // namespace repoint
