// The programs of a user. Included by *-win32.cc files only.
#ifndef REPOINT_OUTLOOK_PROCESSES_WIN32_H_
#define REPOINT_OUTLOOK_PROCESSES_WIN32_H_

#include <string>
#include <vector>

#include "base/result.h"

namespace repoint {

// The file names (in lower case, each once) of the programs that run as this user, in any session.
// A program whose user cannot be read counts as ours when it runs in our session.
Result<std::vector<std::string>> ProgramsOfThisUser();
// The same of the user with this SID. A program whose user cannot be read counts, whosoever it is.
Result<std::vector<std::string>> ProgramsOf(const std::string& sid);

}  // namespace repoint

#endif  // REPOINT_OUTLOOK_PROCESSES_WIN32_H_
