// The names of the rules of matching, as the database has them.
#ifndef REPOINT_CONSOLE_MATCH_RULES_H_
#define REPOINT_CONSOLE_MATCH_RULES_H_

#include <string_view>

namespace repoint::console {

// In the order in which they are asked.
inline constexpr std::string_view kMatchRules[] = {"mapping", "x500", "sid", "smtp", "alias"};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_MATCH_RULES_H_
