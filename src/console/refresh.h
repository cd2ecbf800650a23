// Source and target asked again, so that an export holds what is true today.
#ifndef REPOINT_CONSOLE_REFRESH_H_
#define REPOINT_CONSOLE_REFRESH_H_

#include <functional>
#include <memory>

#include "console/import.h"

namespace repoint::console {

// What a refresh consists of; tests put their own in place of it.
struct RefreshSteps {
  std::function<Result<std::unique_ptr<Directory>>(const DirectorySpec&, FileSystem&,
                                                   const AskSecret&)>
      open = OpenDirectory;
  std::function<Result<ImportCounts>(Database&, const Project&, Side, Directory&,
                                     std::optional<int> max_shrink_percent, const Progress&)>
      import = ImportSide;
  std::function<Result<MatchCounts>(Database&, const Project&)> match = MatchObjects;
};

struct Refreshed {
  ImportCounts source, target;
  MatchCounts matched;
};

// Opens both directories, reads both, matches again. A directory that cannot be opened or read, or
// that answers with fewer objects than before by more than the project allows, is an error with the
// code of its cause, which names the directory, the cause with its numbers, and --from-database.
// Both are opened before either is read; a source that was read stays in the database when the
// target fails. `progress` counts the objects of the directory that is being read.
Result<Refreshed> RefreshProject(Database& database, const Project& project, FileSystem& files,
                                 const AskSecret& ask, const Progress& progress,
                                 const RefreshSteps& steps = {});

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_REFRESH_H_
