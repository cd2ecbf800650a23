// A project's directories and options as they are stored: JSON objects, a member for every field.
#ifndef REPOINT_CONSOLE_PROJECT_JSON_H_
#define REPOINT_CONSOLE_PROJECT_JSON_H_

#include <string>
#include <string_view>

#include "base/result.h"
#include "console/project.h"

namespace repoint::console {

std::string DirectorySpecToJson(const DirectorySpec& spec);
std::string ProjectOptionsToJson(const ProjectOptions& options);

// A member that is missing has its default: the field is newer than what was stored. kUnsupported
// for a member or a name that we do not know (a newer console has stored it), kDamaged for what is
// no JSON object or has a member of another type. `where` is for the error.
Result<DirectorySpec> DirectorySpecFromJson(std::string_view json, std::string_view where = {});
Result<ProjectOptions> ProjectOptionsFromJson(std::string_view json, std::string_view where = {});

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_PROJECT_JSON_H_
