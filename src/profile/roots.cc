#include "profile/roots.h"

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

constexpr std::string_view kWin9xProfiles =
    "Software\\Microsoft\\Windows Messaging Subsystem\\Profiles";
constexpr std::string_view kNtProfiles =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";

constexpr std::array<ProfileRoot, 4> kRoots = {{
    {RootKind::kWin9x, "9x", kWin9xProfiles, kWin9xProfiles, false},
    {RootKind::kNt, "NT", kNtProfiles, kNtProfiles, false},
    {RootKind::kOffice15, "15.0", "Software\\Microsoft\\Office\\15.0\\Outlook\\Profiles",
     "Software\\Microsoft\\Office\\15.0\\Outlook", true},
    {RootKind::kOffice16, "16.0", "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles",
     "Software\\Microsoft\\Office\\16.0\\Outlook", true},
}};

}  // namespace

const std::array<ProfileRoot, 4>& ProfileRoots() { return kRoots; }

const ProfileRoot& RootOf(RootKind kind) { return kRoots[static_cast<size_t>(kind)]; }

std::optional<RootKind> RootByName(std::string_view name) {
  for (const ProfileRoot& root : kRoots) {
    if (root.name == name) return root.kind;
  }
  return std::nullopt;
}

bool SameProfile(const ProfileRef& a, const ProfileRef& b) {
  return a.root == b.root && EqualsFolded(a.name, b.name);
}

Result<std::vector<ProfileRef>> FindProfiles(Registry& user) {
  std::vector<ProfileRef> found;
  for (const ProfileRoot& root : kRoots) {
    REPOINT_ASSIGN(const auto names, user.Subkeys(root.key));
    if (!names) continue;
    REPOINT_ASSIGN(const auto value, user.GetValue(root.default_key, "DefaultProfile"));
    const std::string preferred = value ? SzText(*value).value_or("") : "";
    const size_t first = found.size();
    for (const std::string& name : *names) {
      found.push_back({root.kind, name, EqualsFolded(name, preferred)});
    }
    const auto begin = found.begin() + static_cast<std::ptrdiff_t>(first);
    const auto chosen = std::ranges::find(begin, found.end(), true, &ProfileRef::is_default);
    if (chosen != found.end()) std::rotate(begin, chosen, chosen + 1);
  }
  return found;
}

}  // namespace repoint
