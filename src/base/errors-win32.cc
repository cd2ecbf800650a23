#include <windows.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/win32.h"

namespace repoint {
namespace {

constexpr size_t kMaxPathUnits = 32767;

struct CodeRow {
  DWORD win32;
  ErrorCode code;
};

constexpr CodeRow kCodes[] = {
    {ERROR_FILE_NOT_FOUND, ErrorCode::kNotFound},
    {ERROR_PATH_NOT_FOUND, ErrorCode::kNotFound},
    {ERROR_INVALID_DRIVE, ErrorCode::kNotFound},
    {ERROR_BAD_NETPATH, ErrorCode::kNotFound},
    {ERROR_BAD_NET_NAME, ErrorCode::kNotFound},
    {ERROR_ACCESS_DENIED, ErrorCode::kDenied},
    {ERROR_NETWORK_ACCESS_DENIED, ErrorCode::kDenied},
    {ERROR_LOGON_FAILURE, ErrorCode::kDenied},
    {ERROR_PRIVILEGE_NOT_HELD, ErrorCode::kDenied},
    {ERROR_WRITE_PROTECT, ErrorCode::kDenied},
    {ERROR_SHARING_VIOLATION, ErrorCode::kInUse},
    {ERROR_LOCK_VIOLATION, ErrorCode::kInUse},
    {ERROR_BUSY, ErrorCode::kInUse},
    {ERROR_USER_MAPPED_FILE, ErrorCode::kInUse},
    {ERROR_ALREADY_EXISTS, ErrorCode::kConflict},
    {ERROR_FILE_EXISTS, ErrorCode::kConflict},
    {ERROR_DIR_NOT_EMPTY, ErrorCode::kConflict},
    {ERROR_DIRECTORY, ErrorCode::kConflict},
    {ERROR_INVALID_NAME, ErrorCode::kUsage},
    {ERROR_BAD_PATHNAME, ErrorCode::kUsage},
    {ERROR_FILENAME_EXCED_RANGE, ErrorCode::kUsage},
    {ERROR_NOT_SUPPORTED, ErrorCode::kUnsupported},
    {ERROR_NOT_SAME_DEVICE, ErrorCode::kUnsupported},
};

ErrorCode CodeOf(DWORD win32) {
  const auto* row = std::ranges::find(kCodes, win32, &CodeRow::win32);
  return row == std::end(kCodes) ? ErrorCode::kIo : row->code;
}

// The system's sentence without its final stop and line end.
std::string SystemText(DWORD code) {
  std::array<wchar_t, 512> buffer = {};
  DWORD length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr,
                                code, 0, buffer.data(), static_cast<DWORD>(buffer.size()), nullptr);
  const std::wstring_view ends = L"\r\n .";
  while (length > 0 && ends.find(buffer[length - 1]) != std::wstring_view::npos) --length;
  if (length == 0) return "Windows error " + std::to_string(code);
  return Narrow(std::wstring_view(buffer.data(), length));
}

}  // namespace

std::wstring Wide(std::string_view utf8) {
  const std::u16string units = ToUtf16(utf8);
  return std::wstring(units.begin(), units.end());
}

std::string Narrow(std::wstring_view wide) {
  return ToUtf8(std::u16string(wide.begin(), wide.end()));
}

std::wstring LongPath(std::string_view path) {
  std::wstring wide = Wide(path);
  if (wide.empty() || wide.find(L'\0') != std::wstring::npos) return {};
  if (wide.starts_with(L"\\\\?\\")) return wide;
  std::ranges::replace(wide, L'/', L'\\');
  std::wstring full(kMaxPathUnits, L'\0');
  const DWORD length =
      GetFullPathNameW(wide.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
  if (length == 0 || length >= full.size()) return {};
  full.resize(length);
  if (full.starts_with(L"\\\\.\\") || full.starts_with(L"\\\\?\\")) return full;
  if (full.starts_with(L"\\\\")) return L"\\\\?\\UNC\\" + full.substr(2);
  return L"\\\\?\\" + full;
}

Error Win32Error(uint32_t code, std::string_view what, std::string_view where) {
  return Error{CodeOf(code), std::string(what) + ": " + SystemText(code), std::string(where)};
}

}  // namespace repoint
