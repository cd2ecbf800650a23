// Outlook as a program: is it installed, does it run for this user, start it for a profile, ask it
// to close.
#ifndef REPOINT_OUTLOOK_OUTLOOK_H_
#define REPOINT_OUTLOOK_OUTLOOK_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/registry.h"

namespace repoint {

struct OutlookInstallation {
  std::string path;  // of OUTLOOK.EXE
  std::string
      version;  // "16.0", from HKEY_CLASSES_ROOT\Outlook.Application\CurVer; empty when unknown
  int pointer_width = 0;  // 4 or 8, from the program file's header; 0 when unknown
  friend bool operator==(const OutlookInstallation&, const OutlookInstallation&) = default;
};

// What of MAPI runs for one user, in any session.
struct RunningMapi {
  bool outlook = false;             // OUTLOOK.EXE
  std::vector<std::string> others;  // other programs that hold MAPI sessions: lync.exe, ...
};

// An Outlook that we started.
class OutlookProcess {
 public:
  virtual ~OutlookProcess() = default;
  // Waits up to `seconds` for the program's own end, then asks its windows to close and waits a
  // little for that. Never kills. true when it has ended.
  virtual Result<bool> CloseAfter(int64_t seconds) = 0;
};

class Outlook {
 public:
  virtual ~Outlook() = default;

  // From App Paths of the machine's registry (64-bit view, then 32-bit), then of the user's.
  // nullopt: not installed.
  virtual Result<std::optional<OutlookInstallation>> FindInstalled() = 0;
  virtual Result<RunningMapi> FindRunning() = 0;
  // Starts `OUTLOOK.EXE /profile "<profile>" <options>`; `options` goes through as it is.
  virtual Result<std::unique_ptr<OutlookProcess>> Start(const OutlookInstallation& installation,
                                                        std::string_view profile,
                                                        std::string_view options) = 0;
};

// The command line for Start, quoted as CommandLineToArgvW reads it.
std::string OutlookCommandLine(std::string_view program, std::string_view profile,
                               std::string_view options);

// Outlook of this system. `machine`, `user` and `classes` must outlive it. What runs is looked for
// among the programs of the user with this SID; without one, of whoever runs this. On Linux nothing
// is installed or running, and Start is kUnsupported.
std::unique_ptr<Outlook> SystemOutlook(Registry& machine, Registry& user, Registry& classes,
                                       std::string sid = {});

}  // namespace repoint

#endif  // REPOINT_OUTLOOK_OUTLOOK_H_
