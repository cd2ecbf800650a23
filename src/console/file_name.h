// Names of files that Windows takes for something else.
#ifndef REPOINT_CONSOLE_FILE_NAME_H_
#define REPOINT_CONSOLE_FILE_NAME_H_

#include <string_view>

namespace repoint::console {

// Whether the part before the first '.' is one of CON, PRN, AUX, NUL, COM1 ... COM9, LPT1 ... LPT9:
// for Windows such a name is a device, whatever follows it and in whichever folder.
bool IsDeviceName(std::string_view file_name);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_FILE_NAME_H_
