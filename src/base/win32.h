// Small helpers for the *-win32.cc files of every room: wide text and errors. Never included
// elsewhere.
#ifndef REPOINT_BASE_WIN32_H_
#define REPOINT_BASE_WIN32_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace repoint {

// UTF-8 to the units of a Win32 function and back; exact inverses, as ToUtf16 and ToUtf8.
std::wstring Wide(std::string_view utf8);
std::string Narrow(std::wstring_view wide);

// An absolute path in the \\?\ form, which may be longer than 260 characters: \\?\C:\...,
// \\?\UNC\server\share\... Names that are in such a form already, and devices, stay as they are.
// Empty when Windows cannot make sense of it.
std::wstring LongPath(std::string_view path);

// The error for a Win32 code (GetLastError or a registry function): "<what>: <the system's text>".
Error Win32Error(uint32_t code, std::string_view what, std::string_view where);

}  // namespace repoint

#endif  // REPOINT_BASE_WIN32_H_
