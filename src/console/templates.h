// The text files in templates/, built into the program.
#ifndef REPOINT_CONSOLE_TEMPLATES_H_
#define REPOINT_CONSOLE_TEMPLATES_H_

#include <string_view>

namespace repoint::console {

// The file of this name, as it is in the source; one that is not there is a mistake of ours.
std::string_view Template(std::string_view name);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TEMPLATES_H_
