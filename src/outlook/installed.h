// Where Outlook is installed, from the registry and the head of the program file alone.
#ifndef REPOINT_OUTLOOK_INSTALLED_H_
#define REPOINT_OUTLOOK_INSTALLED_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/files.h"
#include "base/result.h"
#include "outlook/outlook.h"
#include "registry/registry.h"

namespace repoint {

// The value of an environment variable; nullopt when it is not set.
using Environment = std::function<std::optional<std::string>(std::string_view name)>;

// Everything that FindInstalledOutlook looks at. Borrowed for the call.
struct InstallationSources {
  Registry& machine;
  Registry& user;
  Registry& classes;
  FileSystem& files;
  Environment environment;
};

// `App Paths\OUTLOOK.EXE` of the machine, of its 32-bit view, then of the user; the first that
// names a file which is there. nullopt when there is none.
Result<std::optional<OutlookInstallation>> FindInstalledOutlook(const InstallationSources& sources);

// "%ProgramFiles%\x" with its variables replaced, as ExpandEnvironmentStrings does: an unknown
// variable stays as it is.
std::string ExpandVariables(std::string_view text, const Environment& environment);

// "Outlook.Application.16" to "16.0"; empty for anything else.
std::string VersionFromProgId(std::string_view prog_id);

// 4 or 8, from the Magic of the PE optional header (0x10B, 0x20B); 0 for a file that is not a
// program.
int PointerWidthOfProgram(FileSystem& files, std::string_view path);

}  // namespace repoint

#endif  // REPOINT_OUTLOOK_INSTALLED_H_
