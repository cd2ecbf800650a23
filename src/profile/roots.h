// Where profiles lie in a user's registry, and which there are. docs/profile-format.md, "Roots".
#ifndef REPOINT_PROFILE_ROOTS_H_
#define REPOINT_PROFILE_ROOTS_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "registry/registry.h"

namespace repoint {

enum class RootKind { kWin9x, kNt, kOffice15, kOffice16 };

// One key that holds profiles, and where its default profile is named.
struct ProfileRoot {
  RootKind kind;
  std::string_view name;         // "9x", "NT", "15.0", "16.0"
  std::string_view key;          // the Profiles key
  std::string_view default_key;  // the key of the value DefaultProfile
  bool autodiscover_only;        // Outlook 2013 and later
};

// All of them, in the order in which they are worked on.
const std::array<ProfileRoot, 4>& ProfileRoots();
const ProfileRoot& RootOf(RootKind kind);
std::optional<RootKind> RootByName(std::string_view name);

struct ProfileRef {
  RootKind root;
  std::string name;  // the profile's name, as the key is spelled
  bool is_default = false;

  // The profile's key, relative to the user's root.
  std::string Key() const { return JoinKey(RootOf(root).key, name); }
};

// Same root and same name; which one is the default does not matter.
bool SameProfile(const ProfileRef& a, const ProfileRef& b);

// Every profile of every root; in each root the default profile first, then in stored order.
Result<std::vector<ProfileRef>> FindProfiles(Registry& user);

}  // namespace repoint

#endif  // REPOINT_PROFILE_ROOTS_H_
