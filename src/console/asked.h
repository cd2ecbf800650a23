// The mailboxes that somebody asked for by name (--only), and which of them there were.
#ifndef REPOINT_CONSOLE_ASKED_H_
#define REPOINT_CONSOLE_ASKED_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "list/row.h"

namespace repoint::console {

// Names that nobody has: most likely mistyped.
struct UnmetNames {
  static constexpr size_t kKept = 100;

  uint64_t count = 0;
  std::vector<std::string> names;  // sorted, at most kKept
};

//   Asked asked(keys);
//   for (const list::Row& row : rows) {
//     if (asked.For(list::SourceKeys(row))) Use(row);
//   }
//   Say(asked.Unmet());
class Asked {
 public:
  // No keys: everybody is asked for.
  explicit Asked(const std::vector<list::Key>& keys);

  // Whether the mailbox with these keys is asked for. Those of its keys that are have been met.
  bool For(const std::vector<list::Key>& keys);
  UnmetNames Unmet() const;

 private:
  std::map<list::Key, bool> met_;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_ASKED_H_
