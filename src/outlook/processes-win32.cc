#include "outlook/processes-win32.h"

#include <windows.h>
// After windows.h.
#include <tlhelp32.h>

#include <algorithm>
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

  bool Is(const UserOfProcess& other) const { return EqualSid(sid(), other.sid()); }

 private:
  PSID sid() const { return reinterpret_cast<const TOKEN_USER*>(bytes_.data())->User.Sid; }

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
  return user ? user->Is(*us) : InOurSession(process_id);
}

}  // namespace

Result<std::vector<std::string>> ProgramsOfThisUser() {
  const Handle snapshot(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  if (!snapshot) {
    return std::unexpected(Win32Error(GetLastError(), "cannot list the running programs", ""));
  }
  const std::optional<UserOfProcess> us = UserOfProcess::Read(GetCurrentProcess());
  std::vector<std::string> names;
  PROCESSENTRY32W entry = {};
  entry.dwSize = sizeof(entry);
  for (BOOL more = Process32FirstW(snapshot.get(), &entry); more;
       more = Process32NextW(snapshot.get(), &entry)) {
    std::string name = FoldAscii(Narrow(entry.szExeFile));
    if (std::ranges::find(names, name) != names.end()) continue;
    if (IsOurs(entry.th32ProcessID, us)) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace repoint
