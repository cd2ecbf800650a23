// Errors of system calls, for the *-posix.cc files.
#ifndef REPOINT_BASE_POSIX_ERROR_H_
#define REPOINT_BASE_POSIX_ERROR_H_

#include <string_view>

#include "base/result.h"

namespace repoint {

// The error for a value of errno: "<what>: <the system's text>".
Error PosixError(int code, std::string_view what, std::string_view where);

}  // namespace repoint

#endif  // REPOINT_BASE_POSIX_ERROR_H_
