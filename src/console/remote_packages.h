// Packages for people who are away, of all migrated mailboxes of a project or of those asked for.
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
// Makes them below `package.out`; `tell` hears of each one's row and folder. kConflict where
// CheckRemoteFolder says so, and for rows that an export would refuse: one row alone shows no
// circle and no contradiction.
Result<RemoteResult> WriteRemotePackages(
    Database& database, const Project& project, const RemoteOptions& options, FileSystem& files,
    const std::function<void(const list::Row& row, const std::string& folder)>& tell);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_REMOTE_PACKAGES_H_
