// The switches of the command line, as a table: what -Help prints and what the parser knows is the
// same.
#ifndef REPOINT_CLIENT_SWITCHES_H_
#define REPOINT_CLIENT_SWITCHES_H_

#include <span>
#include <string_view>

namespace repoint {

enum class SwitchValue { kNone, kRequired, kOptional };

struct Switch {
  std::string_view name;  // as documented: "RunOutlook"
  SwitchValue value;
  std::string_view value_name;  // "<seconds>"; empty without a value
  std::string_view help;
  bool value_may_be_switch = false;  // its value is text for another program
};

std::span<const Switch> Switches();
// nullptr when no switch has this name in any case.
const Switch* FindSwitch(std::string_view name);

}  // namespace repoint

#endif  // REPOINT_CLIENT_SWITCHES_H_
