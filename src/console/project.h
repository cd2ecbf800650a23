// A project: one migration, from a source directory to a target directory.
#ifndef REPOINT_CONSOLE_PROJECT_H_
#define REPOINT_CONSOLE_PROJECT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "console/database.h"
#include "console/directory.h"

namespace repoint::console {

struct ProjectOptions {
  bool match_alias = false;          // the last rule of matching
  std::string target_proxy;          // TargetProxy of every row
  std::string target_public_server;  // TargetPublicServer of every row
  int max_shrink_percent = 10;       // a directory that answers with fewer objects by more than
                                     // this is not believed at export

  friend bool operator==(const ProjectOptions&, const ProjectOptions&) = default;
};

struct Project {
  int64_t id = 0;
  std::string name;
  int64_t created = 0;  // Unix milliseconds
  DirectorySpec source;
  DirectorySpec target;
  ProjectOptions options;
};

// The project with what a person gave looked at: kUsage for an address that does not fit its kind,
// and for a source and a target that are one directory; kNotFound for a CSV file that is not there.
// Paths become absolute, for the next command may run elsewhere. A directory that is as it was in
// `before` is not looked at again.
Result<Project> CheckedProject(Project project, FileSystem& files, const Project& before = {});

// kConflict when the name is taken (compared without ASCII case), kUsage for an empty or overlong
// name or one with control characters, '/' or '\'. `id` is given, and `created` where it is 0.
Result<Project> CreateProject(Database& database, Project project);
// Stores what `change` makes of directories and options, as they are now, in one transaction. What
// was read from the directories stays. kNotFound as FindProject; errors of `change`.
Result<Project> ChangeProject(Database& database, std::string_view name,
                              const std::function<Result<Project>(Project)>& change);
Result<std::vector<Project>> ListProjects(Database& database);
// kNotFound names the projects that there are.
Result<Project> FindProject(Database& database, std::string_view name);
// With everything that belongs to it. kNotFound when it is not there any more.
Status DeleteProject(Database& database, const Project& project);

// Inside a transaction: until its end no other console changes or deletes what belongs to the
// project. kNotFound when the project was deleted meanwhile. (An update that changes nothing: both
// engines take it for a lock of the row, and PostgreSQL's still lets rows refer to it.)
Status LockProject(soci::session& sql, const Project& project);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_PROJECT_H_
