#include "update/unit_check.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/text.h"
#include "profile/props.h"
#include "registry/registry.h"
#include "update/file_moves.h"
#include "update/mark.h"

namespace repoint {
namespace {

constexpr uint16_t kPrOstPath = 0x6610;

// Whether the value of a property is this path. ANSI text that needs a code page may be any.
bool MayBe(const std::optional<RegValue>& value, uint16_t type, const std::string& path) {
  if (!value) return false;
  const auto text = TextOf(*value, type, std::nullopt);
  return !text || EqualsFolded(*text, path);
}

bool MayName(const Unit& unit, const std::string& path) {
  return std::ranges::any_of(unit.edits, [&](const Edit& edit) {
    const auto prop = edit.name ? mapi::ParsePropName(*edit.name) : std::nullopt;
    return prop && prop->id == kPrOstPath && IsTextType(prop->type) &&
           (MayBe(edit.before, prop->type, path) || MayBe(edit.after, prop->type, path));
  });
}

bool IsOurMove(const Unit& unit, const FileMove& move) {
  if (move.profile >= unit.profiles.size()) return false;
  return (IsBackupName(move.from, move.to) && MayName(unit, move.from)) ||
         (IsBackupName(move.to, move.from) && MayName(unit, move.to));
}

template <typename KeyOf>
bool LiesBelow(const Unit& unit, const Edit& edit, const KeyOf& key_of) {
  return std::ranges::any_of(unit.profiles, [&](const ProfileRef& profile) {
    return IsAtOrBelow(edit.key, key_of(profile));
  });
}

}  // namespace

bool IsOurs(const Unit& unit) {
  const auto has_name = [](const ProfileRef& profile) {
    return !profile.name.empty() && !profile.name.contains('\\');
  };
  const auto of_profile = [&](const Edit& edit) {
    return LiesBelow(unit, edit, [](const ProfileRef& profile) { return profile.Key(); });
  };
  const auto of_mark = [&](const Edit& edit) {
    return edit.name && LiesBelow(unit, edit, MarkKey);
  };
  return std::ranges::all_of(unit.profiles, has_name) &&
         std::ranges::all_of(unit.edits, of_profile) && std::ranges::all_of(unit.marks, of_mark) &&
         std::ranges::all_of(unit.files,
                             [&](const FileMove& move) { return IsOurMove(unit, move); });
}

}  // namespace repoint
