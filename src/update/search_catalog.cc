#include "update/search_catalog.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "profile/props.h"

namespace repoint {
namespace {

constexpr uint16_t kPrOstPath = 0x6610;

// Seen in hives of Outlook 2007 to 2019: the name of a value is the whole path of a store
// (docs/profile-format.md).
constexpr std::string_view kSearchKeys[] = {
    "Software\\Microsoft\\Office\\12.0\\Outlook\\Catalog",
    "Software\\Microsoft\\Office\\14.0\\Outlook\\Search",
    "Software\\Microsoft\\Office\\14.0\\Outlook\\Search\\Catalog",
    "Software\\Microsoft\\Office\\15.0\\Outlook\\Search",
    "Software\\Microsoft\\Office\\15.0\\Outlook\\Search\\Catalog",
    "Software\\Microsoft\\Office\\16.0\\Outlook\\Search",
    "Software\\Microsoft\\Office\\16.0\\Outlook\\Search\\Catalog",
};

// What no file name has, and the separator of lists.
bool EndsPath(char c) {
  return static_cast<uint8_t>(c) < 0x20 || std::string_view("\\/:*?\"<>|;").contains(c);
}

bool Holds(std::string_view value_name, std::string_view ost) {
  return !ost.empty() && FindFolded(value_name, ost) != std::string_view::npos;
}

// The same of the path as a whole: old.ost.bak is not old.ost.
bool Names(std::string_view value_name, std::string_view ost) {
  for (std::string_view rest = value_name; Holds(rest, ost);) {
    rest.remove_prefix(FindFolded(rest, ost) + ost.size());
    if (rest.empty() || EndsPath(rest.front())) return true;
  }
  return false;
}

// Whether an edit of 6610 has, before or after, a path that the name holds: wider than what is
// deleted, since what a journal says was deleted must come back. ANSI text that needs a code page
// may be any.
bool NamesOstOf(const Edit& edit, std::string_view value_name) {
  const auto prop = edit.name ? mapi::ParsePropName(*edit.name) : std::nullopt;
  if (!prop || prop->id != kPrOstPath || !IsTextType(prop->type)) return false;
  return std::ranges::any_of(std::array{&edit.before, &edit.after}, [&](const auto* value) {
    if (!*value) return false;
    const auto path = TextOf(**value, prop->type, std::nullopt);
    return !path || Holds(value_name, *path);
  });
}

}  // namespace

bool IsSearchKey(std::string_view key) {
  return std::ranges::any_of(kSearchKeys,
                             [&](std::string_view known) { return EqualsFolded(key, known); });
}

Result<std::vector<Edit>> SearchEdits(Registry& user, const std::string& ost) {
  std::vector<Edit> edits;
  for (const std::string_view key : kSearchKeys) {
    REPOINT_ASSIGN(const auto values, user.Values(key));
    for (const NamedValue& value : values.value_or(std::vector<NamedValue>())) {
      if (!Names(value.name, ost)) continue;
      edits.push_back(
          {std::string(key), value.name, value.value, std::nullopt, "search index of the old OST"});
    }
  }
  return edits;
}

bool IsSearchEditOf(const Unit& unit, const ProfileRef& profile, const Edit& edit) {
  // Deleted, or put back: nothing else is ever written there.
  if (!edit.name || (edit.before && edit.after) || !IsSearchKey(edit.key)) return false;
  return std::ranges::any_of(unit.edits, [&](const Edit& other) {
    return IsAtOrBelow(other.key, profile.Key()) && NamesOstOf(other, *edit.name);
  });
}

bool BelongsTo(const Unit& unit, const ProfileRef& profile, const Edit& edit) {
  return IsAtOrBelow(edit.key, profile.Key()) || IsSearchEditOf(unit, profile, edit);
}

}  // namespace repoint
