// What goes on the share: programs, list, scripts that run them at logon, and how to install them.
// docs/packages.md.
#ifndef REPOINT_CONSOLE_PACKAGE_H_
#define REPOINT_CONSOLE_PACKAGE_H_

#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace repoint::console {

// Share, report and switches may hold variables of the client's environment, %NAME%.
struct PackageOptions {
  std::string share;       // "\\%USERDNSDOMAIN%\NETLOGON": where clients find the folder's content;
                           // empty, or out of reach: beside the script
  std::string out;         // folder that is made; kConflict when it holds files that are not ours
  std::string list;        // path of the exported list; <list>.idx and <list>.sig go along when
                           // there
  std::string program64;   // path of EMProfileUpdate.exe, 64-bit
  std::string program32;   // 32-bit; empty: none in the package
  std::string public_key;  // path of a PEM file; empty: the scripts do not ask for a signature, but
                           // for that of a remote package's own list
  std::string report;      // folder for -Report; empty: none
  std::vector<std::string> outlook;  // further switches: "-RunOutlook", "-OutlookOp", ...
  std::string project;               // name, for the texts
};

// Writes the package: EMProfileUpdate.exe (64-bit) and EMProfileUpdate32.exe, list with index and
// signature, the key, logon.cmd and run.cmd, logon.ps1 with detect.ps1 and return-codes.csv,
// playbook.yml, INSTALL.txt. Each file appears whole; what is left of an older package is removed.
// Returns the names of the files. kUsage for a share, folder, list's name or switch that not every
// script can hold, for a program of the wrong kind, and for a private key where the public one
// belongs, kNotFound without the list. A list that clients would refuse goes into no package:
// errors of list::MappingList.
Result<std::vector<std::string>> WritePackage(const PackageOptions& options, FileSystem& files);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_PACKAGE_H_
