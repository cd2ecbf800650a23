// The files of a package: what may be replaced in its folder, and what may be put there.
#ifndef REPOINT_CONSOLE_PACKAGE_FOLDER_H_
#define REPOINT_CONSOLE_PACKAGE_FOLDER_H_

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "console/package.h"
#include "console/package_plan.h"

namespace repoint::console {

enum class ProgramKind { k64Bit, k32Bit };

// Makes the folder. kConflict, naming a file, unless it is new, empty, or a package with this mark
// that holds nothing but `known` names and our temporary files; the latter are removed.
Status ClaimFolder(FileSystem& files, const std::string& folder, std::string_view mark,
                   const std::set<std::string>& known);

// Puts list, index and signature into the folder.
using PutList = std::function<Status(const std::string& list_path)>;
// Writes the package into its folder and removes what is left of an older one, the scripts last:
// they run what is there by then. Returns the names of the files.
Result<std::vector<std::string>> WriteFiles(const Plan& plan, FileSystem& files,
                                            const PutList& put_list);

Result<bool> IsThere(FileSystem& files, const std::string& path);
Status CopyFile(FileSystem& files, const std::string& from, const std::string& to);

// Both programs, each for its Windows.
Status CheckPrograms(FileSystem& files, const PackageOptions& options);
// kUsage when it is no program for this Windows.
Status CheckProgram(FileSystem& files, const std::string& path, ProgramKind kind);
// The text of the PEM file that the options name; empty when they name none. kUsage when it holds
// no public key, or a private one.
Result<std::string> ReadPublicKey(FileSystem& files, const PackageOptions& options);
// Opens the list as a client does.
Status CheckListForClients(FileSystem& files, const std::string& path,
                           const std::string& public_key);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_PACKAGE_FOLDER_H_
