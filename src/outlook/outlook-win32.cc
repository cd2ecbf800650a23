#include <windows.h>

#include <algorithm>
#include <array>

#include "base/files.h"
#include "base/win32.h"
#include "outlook/installed.h"
#include "outlook/mapi_programs.h"
#include "outlook/outlook.h"
#include "outlook/processes-win32.h"

namespace repoint {
namespace {

// How long a program that was asked to close may take, looked at once a second.
constexpr int kCloseSeconds = 30;
constexpr size_t kMaxVariableUnits = 32767;

std::optional<std::string> Variable(std::string_view name) {
  std::wstring value(kMaxVariableUnits, L'\0');
  const DWORD length =
      GetEnvironmentVariableW(Wide(name).c_str(), value.data(), static_cast<DWORD>(value.size()));
  if (length == 0 || length >= value.size()) return std::nullopt;
  value.resize(length);
  return Narrow(value);
}

struct WindowsOfProcess {
  DWORD process_id;
  std::vector<HWND> windows;
};

BOOL CALLBACK AddWindow(HWND window, LPARAM parameter) {
  auto* found = reinterpret_cast<WindowsOfProcess*>(parameter);
  DWORD owner = 0;
  GetWindowThreadProcessId(window, &owner);
  // Hidden windows are the program's own business, and a dialog is closed by its owner.
  const bool main = IsWindowVisible(window) && GetWindow(window, GW_OWNER) == nullptr;
  if (owner == found->process_id && main) found->windows.push_back(window);
  return TRUE;
}

class StartedOutlook : public OutlookProcess {
 public:
  StartedOutlook(HANDLE process, DWORD process_id) : process_(process), process_id_(process_id) {}
  StartedOutlook(const StartedOutlook&) = delete;
  StartedOutlook& operator=(const StartedOutlook&) = delete;
  ~StartedOutlook() override { CloseHandle(process_); }

  Result<bool> CloseAfter(int64_t seconds) override {
    REPOINT_ASSIGN(const bool ended, EndedWithin(std::max<int64_t>(seconds, 0)));
    if (ended) return true;
    // Windows that open later are asked as well, each one once: a second WM_CLOSE would answer a
    // question that the first one made the program ask.
    std::vector<HWND> asked;
    for (int second = 0; second < kCloseSeconds; ++second) {
      AskNewWindows(asked);
      REPOINT_ASSIGN(const bool closed, EndedWithin(1));
      if (closed) return true;
    }
    return false;
  }

 private:
  Result<bool> EndedWithin(int64_t seconds) const {
    constexpr int64_t kMaxSeconds = (INFINITE - 1) / 1000;
    const auto millis = static_cast<DWORD>(std::min(seconds, kMaxSeconds) * 1000);
    switch (WaitForSingleObject(process_, millis)) {
      case WAIT_OBJECT_0:
        return true;
      case WAIT_TIMEOUT:
        return false;
      default:
        return std::unexpected(Win32Error(GetLastError(), "cannot wait for Outlook", ""));
    }
  }

  void AskNewWindows(std::vector<HWND>& asked) const {
    WindowsOfProcess found{process_id_, {}};
    EnumWindows(AddWindow, reinterpret_cast<LPARAM>(&found));
    for (HWND window : found.windows) {
      if (std::ranges::find(asked, window) != asked.end()) continue;
      asked.push_back(window);
      PostMessageW(window, WM_CLOSE, 0, 0);
    }
  }

  HANDLE process_;
  DWORD process_id_;
};

class WindowsOutlook : public Outlook {
 public:
  WindowsOutlook(Registry& machine, Registry& user, Registry& classes, std::string sid)
      : machine_(machine), user_(user), classes_(classes), sid_(std::move(sid)) {}

  Result<std::optional<OutlookInstallation>> FindInstalled() override {
    return FindInstalledOutlook({machine_, user_, classes_, SystemFiles(), Variable});
  }

  Result<RunningMapi> FindRunning() override {
    REPOINT_ASSIGN(const std::vector<std::string> names,
                   sid_.empty() ? ProgramsOfThisUser() : ProgramsOf(sid_));
    RunningMapi running;
    for (const std::string& name : names) {
      if (name == kOutlookProgram) running.outlook = true;
      if (std::ranges::find(kOtherMapiPrograms, name) != std::end(kOtherMapiPrograms)) {
        running.others.push_back(name);
      }
    }
    return running;
  }

  Result<std::unique_ptr<OutlookProcess>> Start(const OutlookInstallation& installation,
                                                std::string_view profile,
                                                std::string_view options) override {
    std::wstring line = Wide(OutlookCommandLine(installation.path, profile, options));
    STARTUPINFOW startup = {};
    startup.cb = sizeof(startup);
    PROCESS_INFORMATION process = {};
    // Without our handles: a logon script that reads our output must not wait for Outlook's end.
    if (!CreateProcessW(Wide(installation.path).c_str(), line.data(), nullptr, nullptr, FALSE, 0,
                        nullptr, nullptr, &startup, &process)) {
      return std::unexpected(Win32Error(GetLastError(), "cannot start Outlook", installation.path));
    }
    CloseHandle(process.hThread);
    return std::make_unique<StartedOutlook>(process.hProcess, process.dwProcessId);
  }

 private:
  Registry& machine_;
  Registry& user_;
  Registry& classes_;
  std::string sid_;  // empty: of whoever runs this
};

}  // namespace

std::unique_ptr<Outlook> SystemOutlook(Registry& machine, Registry& user, Registry& classes,
                                       std::string sid) {
  return std::make_unique<WindowsOutlook>(machine, user, classes, std::move(sid));
}

}  // namespace repoint
