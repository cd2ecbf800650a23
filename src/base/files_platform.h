// What files.cc asks of the platform. Only base/files*.cc include this.
#ifndef REPOINT_BASE_FILES_PLATFORM_H_
#define REPOINT_BASE_FILES_PLATFORM_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace repoint {

// The characters between names, the one that JoinPath puts first.
extern const std::string_view kSeparators;

// The name of the file that WriteWhole writes first, "repoint-<process>-<count>-<id>.tmp": on a
// share, another computer has processes of the same number.
std::string TemporaryFileName(uint32_t process, unsigned count);

}  // namespace repoint

#endif  // REPOINT_BASE_FILES_PLATFORM_H_
