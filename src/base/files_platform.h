// What files.cc asks of the platform. Only base/files*.cc include this.
#ifndef REPOINT_BASE_FILES_PLATFORM_H_
#define REPOINT_BASE_FILES_PLATFORM_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace repoint {

// The characters between names, the one that JoinPath puts first.
extern const std::string_view kSeparators;

// The name of a WholeFile before it is committed, "repoint-<process>-<count>-<id>.tmp": on a share,
// another computer has processes of the same number.
std::string TemporaryFileName(uint32_t process, unsigned count);

// The error of OpenOwn.
inline std::unexpected<Error> NotOwn(std::string_view path) {
  return Fail(ErrorCode::kDenied,
              "it belongs to somebody else, or others may write to it, so it is not used",
              std::string(path));
}

}  // namespace repoint

#endif  // REPOINT_BASE_FILES_PLATFORM_H_
