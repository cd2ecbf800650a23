#include "outlook/processes-win32.h"

#include <windows.h>
// After windows.h.
#include <sddl.h>
#include <tlhelp32.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>

#include "base/text.h"
#include "base/win32.h"
#include "outlook/mapi_programs.h"

namespace repoint {
namespace {

// PROCESS_QUERY_LIMITED_INFORMATION, which Windows XP's headers do not have: Windows Vista and
// later grant it where they deny PROCESS_QUERY_INFORMATION, for a program of this user that runs
// elevated.
constexpr DWORD kQueryLimited = 0x1000;

class Handle {
 public:
  explicit Handle(HANDLE handle) : handle_(handle) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (*this) CloseHandle(handle_);
  }
  explicit operator bool() const { return handle_ != nullptr && handle_ != INVALID_HANDLE_VALUE; }
  HANDLE get() const { return handle_; }

 private:
  HANDLE handle_;
};

// A TOKEN_USER with the SID that it points to; the bytes own both.
class UserOfProcess {
 public:
  static std::optional<UserOfProcess> Read(HANDLE process) {
    HANDLE raw = nullptr;
    if (!OpenProcessToken(process, TOKEN_QUERY, &raw)) return std::nullopt;
    const Handle token(raw);
    DWORD size = 0;
    GetTokenInformation(token.get(), TokenUser, nullptr, 0, &size);
    UserOfProcess user;
    user.bytes_.resize(std::max<size_t>(size, sizeof(TOKEN_USER)));
    if (!GetTokenInformation(token.get(), TokenUser, user.bytes_.data(), size, &size)) {
      return std::nullopt;
    }
    return user;
  }

  bool Is(PSID other) const { return EqualSid(sid(), other); }
  PSID sid() const { return reinterpret_cast<const TOKEN_USER*>(bytes_.data())->User.Sid; }

 private:
  std::vector<BYTE> bytes_;  // moves keep their address, so the SID inside stays valid
};

std::optional<UserOfProcess> UserOf(DWORD process_id) {
  for (const DWORD access : {DWORD{PROCESS_QUERY_INFORMATION}, kQueryLimited}) {
    const Handle process(OpenProcess(access, FALSE, process_id));
    if (process) return UserOfProcess::Read(process.get());
  }
  return std::nullopt;
}

bool InOurSession(DWORD process_id) {
  DWORD ours = 0;
  DWORD theirs = 0;
  return ProcessIdToSessionId(GetCurrentProcessId(), &ours) &&
         ProcessIdToSessionId(process_id, &theirs) && ours == theirs;
}

bool IsOurs(DWORD process_id, const std::optional<UserOfProcess>& us) {
  const std::optional<UserOfProcess> user = us ? UserOf(process_id) : std::nullopt;
  return user ? user->Is(us->sid()) : InOurSession(process_id);
}

// Lets administrators look at the programs of others; nobody else has the privilege.
void EnableDebugPrivilege() {
  HANDLE raw = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES, &raw)) return;
  const Handle token(raw);
  TOKEN_PRIVILEGES privileges = {};
  privileges.PrivilegeCount = 1;
  privileges.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  if (LookupPrivilegeValueW(nullptr, L"SeDebugPrivilege", &privileges.Privileges[0].Luid)) {
    AdjustTokenPrivileges(token.get(), FALSE, &privileges, 0, nullptr, nullptr);
  }
}

// The names of the programs whose process ids are wanted.
Result<std::vector<std::string>> ProgramsThat(const std::function<bool(DWORD)>& wanted) {
  const Handle snapshot(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  if (!snapshot) {
    return std::unexpected(Win32Error(GetLastError(), "cannot list the running programs", ""));
  }
  std::vector<std::string> names;
  PROCESSENTRY32W entry = {};
  entry.dwSize = sizeof(entry);
  for (BOOL more = Process32FirstW(snapshot.get(), &entry); more;
       more = Process32NextW(snapshot.get(), &entry)) {
    std::string name = FoldAscii(Narrow(entry.szExeFile));
    if (std::ranges::find(names, name) != names.end()) continue;
    if (wanted(entry.th32ProcessID)) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Result<std::vector<std::string>> ProgramsOfThisUser() {
  const std::optional<UserOfProcess> us = UserOfProcess::Read(GetCurrentProcess());
  return ProgramsThat([&](DWORD process_id) { return IsOurs(process_id, us); });
}

Result<std::vector<std::string>> ProgramsOf(const std::string& text) {
  PSID sid = nullptr;
  if (!ConvertStringSidToSidW(Wide(text).c_str(), &sid)) {
    return std::unexpected(Win32Error(GetLastError(), "is no SID", text));
  }
  const std::unique_ptr<void, decltype(&LocalFree)> owner(sid, LocalFree);
  EnableDebugPrivilege();
  return ProgramsThat([&](DWORD process_id) {
    const std::optional<UserOfProcess> user = UserOf(process_id);
    return !user || user->Is(sid);
  });
}

}  // namespace repoint
