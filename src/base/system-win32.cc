#include <windows.h>
// These need windows.h before them.
#include <lmcons.h>
#include <sddl.h>
#include <shellapi.h>
#include <shlobj.h>

#include <algorithm>
#include <array>

#include "base/files.h"
#include "base/system.h"
#include "base/text.h"
#include "base/win32.h"

namespace repoint {
namespace {

constexpr int64_t kTicksPerMilli = 10'000;                    // a FILETIME counts 100 ns ...
constexpr int64_t kUnixEpochTicks = 116'444'736'000'000'000;  // ... from 1601
constexpr size_t kMaxPathUnits = 32767;
constexpr size_t kConsoleChunk = 8000;  // WriteConsoleW refuses about 64 KB at once on Windows XP
constexpr size_t kMaxSidBytes = 68;     // SECURITY_MAX_SID_SIZE
constexpr size_t kFileChunk = size_t{1} << 20;

bool WriteWide(HANDLE console, std::wstring_view text) {
  while (!text.empty()) {
    size_t count = std::min(text.size(), kConsoleChunk);
    // A surrogate pair stays together.
    if (count < text.size() && text[count - 1] >= 0xD800 && text[count - 1] <= 0xDBFF) --count;
    DWORD written = 0;
    if (!WriteConsoleW(console, text.data(), static_cast<DWORD>(count), &written, nullptr)) {
      return false;
    }
    if (written == 0) return false;
    text.remove_prefix(written);
  }
  return true;
}

bool WriteBytes(HANDLE file, std::string_view text) {
  while (!text.empty()) {
    const auto count = static_cast<DWORD>(std::min(text.size(), kFileChunk));
    DWORD written = 0;
    if (!WriteFile(file, text.data(), count, &written, nullptr) || written == 0) return false;
    text.remove_prefix(written);
  }
  return true;
}

bool WriteTo(DWORD which, std::string_view utf8) {
  const HANDLE stream = GetStdHandle(which);
  if (stream == nullptr) return true;  // started without streams: nobody wants to hear it
  if (stream == INVALID_HANDLE_VALUE) return false;
  DWORD mode = 0;
  return GetConsoleMode(stream, &mode) ? WriteWide(stream, Wide(utf8)) : WriteBytes(stream, utf8);
}

}  // namespace

int64_t NowMillis() {
  FILETIME now = {};
  GetSystemTimeAsFileTime(&now);
  const auto ticks = static_cast<int64_t>(uint64_t{now.dwHighDateTime} << 32 | now.dwLowDateTime);
  return (ticks - kUnixEpochTicks) / kTicksPerMilli;
}

void SleepMillis(int64_t millis) {
  constexpr int64_t kStep = 1'000'000'000;  // a DWORD, and never INFINITE
  for (; millis > 0; millis -= kStep) Sleep(static_cast<DWORD>(std::min(millis, kStep)));
}

std::string UserName() {
  std::array<wchar_t, UNLEN + 1> name = {};
  DWORD size = static_cast<DWORD>(name.size());
  return GetUserNameW(name.data(), &size) ? Narrow(name.data()) : std::string();
}

std::string ComputerName() {
  std::array<wchar_t, MAX_COMPUTERNAME_LENGTH + 1> name = {};
  DWORD size = static_cast<DWORD>(name.size());
  return GetComputerNameW(name.data(), &size) ? Narrow(name.data()) : std::string();
}

std::string UserSid() {
  HANDLE token = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) return {};
  alignas(8) std::array<BYTE, sizeof(TOKEN_USER) + kMaxSidBytes> bytes = {};
  DWORD size = 0;
  const BOOL read =
      GetTokenInformation(token, TokenUser, bytes.data(), static_cast<DWORD>(bytes.size()), &size);
  CloseHandle(token);
  wchar_t* text = nullptr;
  const PSID sid = reinterpret_cast<const TOKEN_USER*>(bytes.data())->User.Sid;
  if (!read || !ConvertSidToStringSidW(sid, &text)) return {};
  std::string narrow = Narrow(text);
  LocalFree(text);
  return narrow;
}

std::optional<std::string> AccountName(const std::string& text) {
  PSID sid = nullptr;
  if (!ConvertStringSidToSidW(Wide(text).c_str(), &sid)) return std::nullopt;
  std::array<wchar_t, UNLEN + 1> name = {};
  std::array<wchar_t, 256> domain = {};  // DNS names have at most 255
  auto name_size = static_cast<DWORD>(name.size());
  auto domain_size = static_cast<DWORD>(domain.size());
  SID_NAME_USE use = SidTypeUnknown;
  const BOOL found =
      LookupAccountSidW(nullptr, sid, name.data(), &name_size, domain.data(), &domain_size, &use);
  LocalFree(sid);
  if (!found || name[0] == L'\0') return std::nullopt;
  const std::string account = Narrow(name.data());
  return domain[0] == L'\0' ? account : Narrow(domain.data()) + "\\" + account;
}

bool IsElevated() {
  SID_IDENTIFIER_AUTHORITY authority = {SECURITY_NT_AUTHORITY};
  PSID administrators = nullptr;
  if (!AllocateAndInitializeSid(&authority, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS,
                                0, 0, 0, 0, 0, 0, &administrators)) {
    return false;
  }
  // Of an administrator's token that is not elevated the group only denies: no member.
  BOOL member = FALSE;
  const BOOL known = CheckTokenMembership(nullptr, administrators, &member);
  FreeSid(administrators);
  return known != 0 && member != 0;
}

Result<std::string> StateFolder() {
  std::array<wchar_t, MAX_PATH> folder = {};
  const HRESULT found =
      SHGetFolderPathW(nullptr, CSIDL_LOCAL_APPDATA, nullptr, SHGFP_TYPE_CURRENT, folder.data());
  if (FAILED(found) || folder[0] == L'\0') {
    return Fail(ErrorCode::kNotFound, "Windows names no folder for local application data",
                "CSIDL_LOCAL_APPDATA");
  }
  return JoinPath(Narrow(folder.data()), "EMProfileUpdate");
}

Result<std::string> ProgramFolder() {
  std::wstring path(kMaxPathUnits, L'\0');
  const DWORD length = GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size()));
  if (length == 0 || length >= path.size()) {
    return std::unexpected(Win32Error(GetLastError(), "cannot find the program's folder", ""));
  }
  path.resize(length);
  return FolderOf(Narrow(path));
}

std::vector<std::string> CommandLineArguments(int, char**) {
  int count = 0;
  wchar_t** const words = CommandLineToArgvW(GetCommandLineW(), &count);
  std::vector<std::string> arguments;
  for (int i = 1; words != nullptr && i < count; ++i) arguments.push_back(Narrow(words[i]));
  LocalFree(words);
  return arguments;
}

std::string CanonicalPath(const std::string& path) {
  const std::wstring wide = Wide(path);
  std::wstring full(32768, L'\0');
  const DWORD length =
      GetFullPathNameW(wide.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
  if (length == 0 || length >= full.size()) return path;
  full.resize(length);
  return FoldAscii(Narrow(full));
}

bool SlashStartsSwitches() { return true; }

bool WriteStdout(std::string_view utf8) { return WriteTo(STD_OUTPUT_HANDLE, utf8); }
bool WriteStderr(std::string_view utf8) { return WriteTo(STD_ERROR_HANDLE, utf8); }
bool StderrIsTerminal() {
  DWORD mode = 0;
  return GetConsoleMode(GetStdHandle(STD_ERROR_HANDLE), &mode) != 0;
}

std::optional<std::string> EnvironmentVariable(const std::string& name) {
  std::wstring value(32768, L'\0');  // the longest that there can be
  const DWORD length =
      GetEnvironmentVariableW(Wide(name).c_str(), value.data(), static_cast<DWORD>(value.size()));
  if (length == 0 || length >= value.size()) return std::nullopt;
  return Narrow(std::wstring_view(value).substr(0, length));
}

}  // namespace repoint
