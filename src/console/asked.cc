#include "console/asked.h"

namespace repoint::console {

Asked::Asked(const std::vector<list::Key>& keys) {
  for (const list::Key& key : keys) met_.emplace(key, false);
}

bool Asked::For(const std::vector<list::Key>& keys) {
  if (met_.empty()) return true;
  bool asked = false;
  for (const list::Key& key : keys) {
    const auto found = met_.find(key);
    if (found == met_.end()) continue;
    found->second = true;
    asked = true;
  }
  return asked;
}

UnmetNames Asked::Unmet() const {
  UnmetNames unmet;
  for (const auto& [key, met] : met_) {
    if (met) continue;
    ++unmet.count;
    // A key is a kind, ':' and the name.
    if (unmet.names.size() < UnmetNames::kKept) {
      unmet.names.push_back(key.substr(key.find(':') + 1));
    }
  }
  return unmet;
}

}  // namespace repoint::console
