// What of a source mailbox is still named in a profile. docs/update.md, "Verify".
#ifndef REPOINT_UPDATE_LEFTOVERS_H_
#define REPOINT_UPDATE_LEFTOVERS_H_

#include <string>
#include <vector>

#include "update/ownership.h"

namespace repoint {

struct Leftover {
  std::string place;  // section and value below the profile: "13dbb0c8...\001f6791"
  std::string name;   // what it names, folded; several are joined by ", "
  friend bool operator==(const Leftover&, const Leftover&) = default;
};

// Scans every value of a profile, apart from sections and list elements of mailboxes that do not
// move.
std::vector<Leftover> FindLeftovers(const KeyTree& profile, const Ownership& ownership);

}  // namespace repoint

#endif  // REPOINT_UPDATE_LEFTOVERS_H_
