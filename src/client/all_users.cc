#include "client/all_users.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "outlook/installed.h"

namespace repoint {
namespace {

constexpr std::string_view kProfileList =
    "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

// Accounts of a domain or of this computer, and of Azure AD. Everything else is Windows itself
// (S-1-5-18 to 20) or made for a service (S-1-5-80, 82, 90, ...).
constexpr std::string_view kPeople[] = {"S-1-5-21-", "S-1-12-1-"};

// A bit of the value State.
constexpr uint32_t kTemporaryProfile = 0x800;

// A mandatory profile has NTUSER.MAN, and Windows takes that one.
constexpr std::string_view kHiveNames[] = {"NTUSER.MAN", "NTUSER.DAT"};

// Behind the SID stands nothing: Windows puts ".bak" there, and "_Classes" in HKEY_USERS.
bool IsPerson(std::string_view name) {
  const bool person = std::ranges::any_of(
      kPeople, [&](std::string_view prefix) { return StartsWithFolded(name, prefix); });
  return person && name.find_first_not_of("0123456789-", 1) == std::string_view::npos;
}

Result<bool> IsTemporary(Registry& machine, std::string_view key) {
  REPOINT_ASSIGN(const auto state, machine.GetValue(key, "State"));
  return state && (DwordNumber(*state).value_or(0) & kTemporaryProfile) != 0;
}

// REG_EXPAND_SZ, by hand also REG_SZ; empty when there is none.
Result<std::string> FolderOfProfile(const UserSources& sources, std::string_view key) {
  REPOINT_ASSIGN(auto value, sources.machine.GetValue(key, "ProfileImagePath"));
  if (!value || (value->type != kRegExpandSz && value->type != kRegSz)) return std::string();
  value->type = kRegSz;
  return ExpandVariables(SzText(*value).value_or(""), sources.variable);
}

std::string HiveIn(FileSystem& files, const std::string& folder) {
  std::string path;
  for (const std::string_view name : kHiveNames) {
    path = JoinPath(folder, name);
    const auto there = files.Stat(path);
    if (there && *there) break;
  }
  return path;
}

}  // namespace

Result<std::vector<ComputerUser>> FindUsers(const UserSources& sources) {
  REPOINT_ASSIGN(const auto names, sources.machine.Subkeys(kProfileList));
  if (!names) {
    return Fail(ErrorCode::kNotFound, "this Windows has no list of its users",
                std::string(kProfileList));
  }
  REPOINT_ASSIGN(const auto loaded, sources.users.Subkeys(""));
  std::vector<ComputerUser> users;
  for (const std::string& name : *names) {
    if (!IsPerson(name)) continue;
    const std::string key = JoinKey(kProfileList, name);
    REPOINT_ASSIGN(const bool temporary, IsTemporary(sources.machine, key));
    if (temporary) continue;
    ComputerUser user;
    user.sid = name;
    user.loaded = loaded && std::ranges::any_of(*loaded, [&](const std::string& sid) {
                    return EqualsFolded(sid, name);
                  });
    REPOINT_ASSIGN(user.folder, FolderOfProfile(sources, key));
    if (user.folder.empty() && !user.loaded) continue;
    if (user.folder.empty()) {
      user.error = Error{ErrorCode::kNotFound, "has no ProfileImagePath", key};
    } else {
      user.hive = HiveIn(sources.files, user.folder);
    }
    users.push_back(std::move(user));
  }
  return users;
}

}  // namespace repoint
