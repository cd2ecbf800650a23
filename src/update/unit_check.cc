#include "update/unit_check.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/digest.h"
#include "base/text.h"
#include "profile/props.h"
#include "registry/registry.h"
#include "update/file_moves.h"
#include "update/mark.h"
#include "update/search_catalog.h"

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

// 64 hex digits, of a kind that is rewritten.
bool IsOurDigest(const FileMove& move) {
  if (move.digest.empty()) return true;
  static constexpr size_t kHexDigits = 2 * std::tuple_size_v<Sha256Digest>;
  const bool rewritten = move.kind == FileKind::kNicknames || move.kind == FileKind::kAutocomplete;
  return rewritten && move.digest.size() == kHexDigits &&
         move.digest.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// The last name of a path of any system.
std::string_view LastName(std::string_view path) {
  return path.substr(path.find_last_of("/\\") + 1);  // npos + 1 is 0
}

// Whether the file is the one that the profile named: under that path, or re-rooted.
bool IsNamedFile(const Unit& unit, const FileMove& move) {
  if (move.named.empty()) return MayName(unit, move.file());
  return MayName(unit, move.named) && EqualsFolded(LastName(move.named), LastName(move.file()));
}

bool IsOurMove(const Unit& unit, const FileMove& move) {
  if (move.profile >= unit.profiles.size() || !IsBackupName(move.file(), move.backup()) ||
      !IsOurDigest(move)) {
    return false;
  }
  return move.kind == FileKind::kOst ? IsNamedFile(unit, move)
                                     : MayBeOfKind(move.kind, move.file());
}

}  // namespace

bool IsOurs(const Unit& unit) {
  const auto has_name = [](const ProfileRef& profile) {
    return !profile.name.empty() && !profile.name.contains('\\');
  };
  const auto of_profile = [&](const Edit& edit) {
    return std::ranges::any_of(
        unit.profiles, [&](const ProfileRef& profile) { return BelongsTo(unit, profile, edit); });
  };
  const auto of_mark = [&](const Edit& edit) {
    return edit.name && std::ranges::any_of(unit.profiles, [&](const ProfileRef& profile) {
             return IsAtOrBelow(edit.key, MarkKey(profile));
           });
  };
  return std::ranges::all_of(unit.profiles, has_name) &&
         std::ranges::all_of(unit.edits, of_profile) && std::ranges::all_of(unit.marks, of_mark) &&
         std::ranges::all_of(unit.files,
                             [&](const FileMove& move) { return IsOurMove(unit, move); });
}

}  // namespace repoint
