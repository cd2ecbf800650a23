// What is wrong with a list, in words that a person can act on.
#ifndef REPOINT_CONSOLE_CHECK_H_
#define REPOINT_CONSOLE_CHECK_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "console/export.h"
#include "list/writer.h"

namespace repoint::console {

// Everything that the list itself tells (list::FindFaults); empty: nothing is wrong. The signature
// is looked at when a public key (path of a PEM file) is given. A list holds no addresses of its
// targets but the primary one: which of them lack the X500 address of their SourceDN only the
// database can tell, see CheckAgainstProject. Every error names a file.
Result<std::vector<list::ListFault>> CheckListFile(
    FileSystem& files, const std::string& list_path,
    const std::optional<std::string>& public_key = {});

struct ProjectCheck {
  uint64_t rows = 0;
  uint64_t missing_x500 = 0;
  uint64_t unknown_targets = 0;
};
// Compares a list of any origin with what was imported last. Reads the list once, in memory that
// does not grow with it. `visit` gets every fault in the order of the list: "unknown-target",
// rows whose target the project's target directory does not have (any more) or does not have as a
// mailbox, and "missing-x500", rows whose target lacks the X500 address, with the command. Errors:
// what the reader refuses, an edited list, the database's.
Result<ProjectCheck> CheckAgainstProject(Database& database, const Project& project,
                                         FileSystem& files, const std::string& list_path,
                                         const std::function<void(const list::ListFault&)>& visit);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_CHECK_H_
