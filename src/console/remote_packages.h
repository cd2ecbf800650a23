// Packages for people who are away: each holds the row of one person alone. docs/packages.md.
#ifndef REPOINT_CONSOLE_REMOTE_PACKAGES_H_
#define REPOINT_CONSOLE_REMOTE_PACKAGES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "console/asked.h"
#include "console/database.h"
#include "console/package.h"
#include "console/project.h"
#include "list/row.h"

namespace repoint::console {

// For a person who is away: a package in a folder of its own below `options.out`, with a list of
// this row alone and its index, and an INSTALL.txt for that person in place of the scripts and
// texts for administrators. `share` and `list` of the options do not count: its scripts look beside
// themselves. When `private_key_pem` is not empty the list is signed, and its public key goes
// along; kUsage when `public_key` is another one, and for a public key alone. Returns the folder's
// name.
Result<std::string> WriteRemotePackage(const PackageOptions& options, const list::Row& row,
                                       const std::string& private_key_pem, int64_t now_millis,
                                       FileSystem& files);

// kConflict when the folder for remote packages holds files of a package for the share.
Status CheckRemoteFolder(const std::string& folder, FileSystem& files);

// The name of a person's folder: the row's source address, else its target's, else its DN, in small
// letters; what is not a letter, digit or one of ".-_@" becomes ~ and two hex digits, and so does
// the first letter of a name that Windows takes for a device. Two people have two names.
std::string RemotePackageName(const list::Row& row);

struct RemoteOptions {
  PackageOptions package;       // as WriteRemotePackage takes them
  std::string private_key_pem;  // signs the lists; empty: nothing does
  std::vector<list::Key> only;  // of source or target, any address; empty: everybody
  int64_t now_millis = 0;
};
struct RemoteResult {
  uint64_t made = 0;
  UnmetNames unmet;  // of `only`: no migrated mailbox has the name
};
// Makes one for every migrated mailbox that is asked for, below `package.out`; `tell` hears of each
// one's row and folder. kConflict where CheckRemoteFolder says so, and for rows that an export
// would refuse: one row alone shows no circle and no contradiction.
Result<RemoteResult> WriteRemotePackages(
    Database& database, const Project& project, const RemoteOptions& options, FileSystem& files,
    const std::function<void(const list::Row& row, const std::string& folder)>& tell);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_REMOTE_PACKAGES_H_
