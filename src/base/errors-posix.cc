#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "base/posix_error.h"

namespace repoint {
namespace {

struct CodeRow {
  int number;
  ErrorCode code;
};

constexpr CodeRow kCodes[] = {
    {ENOENT, ErrorCode::kNotFound},    {ENOTDIR, ErrorCode::kNotFound},
    {EACCES, ErrorCode::kDenied},      {EPERM, ErrorCode::kDenied},
    {EROFS, ErrorCode::kDenied},       {EWOULDBLOCK, ErrorCode::kInUse},
    {EBUSY, ErrorCode::kInUse},        {ETXTBSY, ErrorCode::kInUse},
    {EEXIST, ErrorCode::kConflict},    {ENOTEMPTY, ErrorCode::kConflict},
    {EISDIR, ErrorCode::kConflict},    {ELOOP, ErrorCode::kConflict},
    {ENAMETOOLONG, ErrorCode::kUsage}, {EXDEV, ErrorCode::kUnsupported},
};

}  // namespace

Error PosixError(int code, std::string_view what, std::string_view where) {
  const auto* row = std::ranges::find(kCodes, code, &CodeRow::number);
  const ErrorCode mapped = row == std::end(kCodes) ? ErrorCode::kIo : row->code;
  const char* text = strerrordesc_np(code);  // not of the locale, and safe in threads
  return Error{mapped, std::string(what) + ": " + (text == nullptr ? "unknown error" : text),
               std::string(where)};
}

}  // namespace repoint
