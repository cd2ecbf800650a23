// A registry export (.reg, version 5 or REGEDIT4) as a registry: read whole, changed in memory,
// written whole elsewhere.
#ifndef REPOINT_REGISTRY_REGFILE_H_
#define REPOINT_REGISTRY_REGFILE_H_

#include <memory>
#include <optional>
#include <string>

#include "base/files.h"
#include "registry/registry.h"

namespace repoint {

struct RegFileOptions {
  // Where Flush writes the changed export; without it the export is read only (kDenied).
  std::optional<std::string> out;
  // ANSI code page of the computer that a REGEDIT4 file comes from; without it its text is read as
  // Windows-1252 with every byte kept (base/codepage.h), so that what is not changed comes out as
  // it was.
  std::optional<int> code_page;
};

// Reads an export. The root of the registry is the one user in it: HKEY_CURRENT_USER,
// HKEY_USERS\<name>, or a hive loaded below HKEY_LOCAL_MACHINE; more than one user is kConflict
// with the names. Deletions in the file ("[-key]", "name"=-) are carried out in order, as an import
// would.
//
// Flush writes the whole export in its own format and encoding: keys without a change come out byte
// for byte as they were; each changed key is written anew, preceded by "[-key]" so that an import
// leaves nothing of the old one.
Result<std::unique_ptr<Registry>> OpenRegFile(FileSystem& files, const std::string& path,
                                              const RegFileOptions& options);

}  // namespace repoint

#endif  // REPOINT_REGISTRY_REGFILE_H_
