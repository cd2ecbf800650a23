// The files of a package: what may be replaced in its folder, and what may be put there.
#ifndef REPOINT_CONSOLE_PACKAGE_FOLDER_H_
#define REPOINT_CONSOLE_PACKAGE_FOLDER_H_

#include <set>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"

namespace repoint::console {

// The text that says how to install. Its first line is the mark by which a folder is known as ours.
inline constexpr std::string_view kInstallName = "INSTALL.txt";

enum class ProgramKind { k64Bit, k32Bit };

// Makes the folder. kConflict, naming a file, unless it is new, empty, or a package with this mark
// that holds nothing but `known` names and our temporary files; the latter are removed.
Status ClaimFolder(FileSystem& files, const std::string& folder, std::string_view mark,
                   const std::set<std::string>& known);

Status CopyFile(FileSystem& files, const std::string& from, const std::string& to);

// kUsage when it is no program for this Windows.
Status CheckProgram(FileSystem& files, const std::string& path, ProgramKind kind);
// The text of a PEM file. kUsage when it holds no public key, or a private one.
Result<std::string> ReadPublicKey(FileSystem& files, const std::string& path);
// Opens the list as a client does.
Status CheckListForClients(FileSystem& files, const std::string& path,
                           const std::string& public_key);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_PACKAGE_FOLDER_H_
