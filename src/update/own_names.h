// What a profile itself calls a mailbox. docs/update.md, "Verify".
#ifndef REPOINT_UPDATE_OWN_NAMES_H_
#define REPOINT_UPDATE_OWN_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

#include "profile/graph.h"

namespace repoint {

// All folded (base/text.h); addresses without "SMTP:".
struct OwnNames {
  std::vector<std::string> dns;        // 6603, 660b, 6607, and in the store's own entry id
  std::vector<std::string> addresses;  // 6641
  std::vector<std::string> typed;      // addresses that somebody typed: 6607, 6620, 663d
};

// Of an account: its settings and its own store.
OwnNames OwnNamesOfAccount(const Profile& profile, const ExchangeAccount& account);
// Of an additional mailbox: its section.
OwnNames OwnNamesOfSection(const Profile& profile, std::string_view section);

}  // namespace repoint

#endif  // REPOINT_UPDATE_OWN_NAMES_H_
