#include "registry/regfile_root.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "registry/registry.h"

namespace repoint {
namespace {

// What Windows itself keeps below HKEY_LOCAL_MACHINE.
constexpr std::string_view kMachineKeys[] = {"SOFTWARE", "SYSTEM",     "HARDWARE", "SAM",
                                             "SECURITY", "COMPONENTS", "DRIVERS",  "BCD00000000"};
constexpr std::string_view kClassesSuffix = "_Classes";

// Up to `limit` names of a path; a doubled or trailing backslash names nothing.
std::vector<std::string_view> SplitKey(std::string_view key, size_t limit) {
  std::vector<std::string_view> names;
  while (!key.empty() && names.size() < limit) {
    const size_t end = std::min(key.find('\\'), key.size());
    if (end > 0) names.push_back(key.substr(0, end));
    key.remove_prefix(std::min(end + 1, key.size()));
  }
  return names;
}

bool IsMachineKey(std::string_view name) {
  return std::ranges::any_of(kMachineKeys,
                             [&](std::string_view key) { return EqualsFolded(key, name); });
}

bool IsClasses(std::string_view name) {
  return name.size() > kClassesSuffix.size() &&
         EqualsFolded(name.substr(name.size() - kClassesSuffix.size()), kClassesSuffix);
}

// The root of the user to whom a key belongs; empty when it is nobody's.
std::string RootOf(std::string_view key) {
  const auto names = SplitKey(key, 3);
  if (names.empty()) return {};
  if (EqualsFolded(names[0], "HKEY_CURRENT_USER")) return std::string(names[0]);
  if (names.size() < 2) return {};
  const std::string root = JoinKey(names[0], names[1]);
  if (EqualsFolded(names[0], "HKEY_USERS")) return IsClasses(names[1]) ? "" : root;
  const bool hive = EqualsFolded(names[0], "HKEY_LOCAL_MACHINE") && !IsMachineKey(names[1]) &&
                    names.size() > 2 && EqualsFolded(names[2], "Software");
  return hive ? root : "";
}

}  // namespace

std::optional<std::vector<std::string_view>> UserRoot::Names(std::string_view full_key) const {
  auto names = SplitKey(full_key, full_key.size() + 1);
  const auto root = SplitKey(key, key.size());
  if (names.size() < root.size()) return std::nullopt;
  for (size_t i = 0; i < root.size(); ++i) {
    if (!EqualsFolded(names[i], root[i])) return std::nullopt;
  }
  names.erase(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(root.size()));
  return names;
}

Result<UserRoot> FindUserRoot(const regtext::Document& document) {
  std::set<std::string, FoldedLess> roots;
  for (const regtext::Section& section : document.sections) {
    std::string root = RootOf(section.key);
    if (!root.empty()) roots.insert(std::move(root));
  }
  if (roots.empty()) {
    return Fail(ErrorCode::kNotFound,
                "the export holds no user: no key of HKEY_CURRENT_USER, of HKEY_USERS or of a user "
                "hive loaded below HKEY_LOCAL_MACHINE");
  }
  if (roots.size() == 1) return UserRoot{*roots.begin()};
  return Fail(ErrorCode::kConflict,
              "the export holds more than one user: " + Join({roots.begin(), roots.end()}, ", "));
}

}  // namespace repoint
