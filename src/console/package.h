// What goes on the share: programs, list, scripts that run them at logon, and how to install them.
#ifndef REPOINT_CONSOLE_PACKAGE_H_
#define REPOINT_CONSOLE_PACKAGE_H_

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace repoint::console {

struct PackageOptions {
  std::string share;       // "\\%USERDNSDOMAIN%\NETLOGON": where clients find the folder's content
  std::string out;         // folder that is made; kConflict when it holds files that are not ours
  std::string list;        // the exported list; <list>.idx and <list>.sig go along when there
  std::string program64;   // EMProfileUpdate.exe, 64-bit
  std::string program32;   // 32-bit; empty: none in the package
  std::string public_key;  // PEM; empty: the scripts do not ask for a signature
  std::string report;      // folder for -Report; empty: none
  std::vector<std::string> outlook;  // further switches: "-RunOutlook", "-OutlookOp", ...
  std::string project;               // name, for the texts
};

// Writes the package: EMProfileUpdate.exe (64-bit) and EMProfileUpdate32.exe, list with index and
// signature, the key, logon.cmd, logon.ps1 with detect.ps1, playbook.yml, INSTALL.txt. Returns the
// names of the files. kUsage for a share, folder or switch that cannot be quoted for cmd.
Result<std::vector<std::string>> WritePackage(const PackageOptions& options, FileSystem& files);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_PACKAGE_H_
