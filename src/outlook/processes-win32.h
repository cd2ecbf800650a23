// The programs of this user. Included by *-win32.cc files only.
#ifndef REPOINT_OUTLOOK_PROCESSES_WIN32_H_
#define REPOINT_OUTLOOK_PROCESSES_WIN32_H_

#include <string>
#include <vector>

#include "base/result.h"

namespace repoint {

// The file names (in lower case, each once) of the programs that run as this user, in any session.
// A program whose user cannot be read counts as ours when it runs in our session.
Result<std::vector<std::string>> ProgramsOfThisUser();

}  // namespace repoint

#endif  // REPOINT_OUTLOOK_PROCESSES_WIN32_H_
