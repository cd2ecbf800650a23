// A profile being changed in memory. What comes of it is a list of edits, each with its bytes
// before and after and the reason: the only thing that is ever applied.
#ifndef REPOINT_UPDATE_DRAFT_H_
#define REPOINT_UPDATE_DRAFT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "registry/registry.h"

namespace repoint {

// One change. A value (set, replaced or deleted), or a whole key without values or subkeys (made or
// deleted): `name` is then nullopt and `before`/`after` only tell whether it is there.
struct Edit {
  std::string key;                  // relative to the user's root
  std::optional<std::string> name;  // of the value; "" is the default value
  std::optional<RegValue> before;
  std::optional<RegValue> after;
  std::string reason;
  friend bool operator==(const Edit&, const Edit&) = default;
};

// The edit that takes back another one.
Edit Inverse(const Edit& edit);
// The edits that take back a list of edits, in the order in which they have to be made.
std::vector<Edit> InverseOf(const std::vector<Edit>& edits);

// Sections are named by their path below the profile: "13dbb0c8...", "9375CFF0...\00000002".
// Setting what is there already, or deleting what is not, changes nothing.
class Draft {
 public:
  Draft(std::string profile_key, KeyTree before);

  const KeyTree& tree() const { return after_; }
  const KeyTree* Section(std::string_view section) const;

  void Set(std::string_view section, std::string_view name, RegValue value,
           std::string_view reason);
  void Delete(std::string_view section, std::string_view name, std::string_view reason);
  void DeleteSection(std::string_view section, std::string_view reason);

  // The difference between the tree as it was and as it is now. Values first, deleted keys last,
  // children before parents.
  std::vector<Edit> Edits() const;

 private:
  std::string profile_key_;
  KeyTree before_;
  KeyTree after_;
  std::map<std::pair<std::string, std::string>, std::string>
      reasons_;  // by folded section and value name
};

}  // namespace repoint

#endif  // REPOINT_UPDATE_DRAFT_H_
