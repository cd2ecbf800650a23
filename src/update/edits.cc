#include "update/edits.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "base/text.h"

namespace repoint {
namespace {

Status WriteEdit(Registry& user, const Edit& edit) {
  if (edit.name) {
    return edit.after ? user.SetValue(edit.key, *edit.name, *edit.after)
                      : user.DeleteValue(edit.key, *edit.name);
  }
  return edit.after ? user.CreateKey(edit.key) : user.DeleteKey(edit.key);
}

}  // namespace

std::string PlaceOf(const Edit& edit) {
  return edit.name ? fmt::format("{}\\{}", edit.key, *edit.name) : edit.key;
}

Result<std::optional<RegValue>> Present(Registry& user, const Edit& edit) {
  if (edit.name) return user.GetValue(edit.key, *edit.name);
  REPOINT_ASSIGN(const auto values, user.Values(edit.key));
  return values ? std::optional<RegValue>(RegValue{}) : std::nullopt;
}

Status CheckDeletedKeys(Registry& user, const std::vector<Edit>& edits) {
  std::set<std::pair<std::string, std::optional<std::string>>> deleted;
  for (const Edit& edit : edits) {
    if (edit.after) continue;
    deleted.emplace(FoldAscii(edit.key),
                    edit.name ? std::optional(FoldAscii(*edit.name)) : std::nullopt);
  }
  for (const Edit& edit : edits) {
    if (edit.name || edit.after) continue;
    const std::string key = FoldAscii(edit.key);
    REPOINT_ASSIGN(const auto values, user.Values(edit.key));
    for (const NamedValue& value : values.value_or(std::vector<NamedValue>())) {
      if (deleted.contains({key, FoldAscii(value.name)})) continue;
      return Fail(ErrorCode::kConflict, "the value was not there when the plan was made",
                  fmt::format("{}\\{}", edit.key, value.name));
    }
    REPOINT_ASSIGN(const auto subkeys, user.Subkeys(edit.key));
    for (const std::string& name : subkeys.value_or(std::vector<std::string>())) {
      if (deleted.contains({FoldAscii(JoinKey(edit.key, name)), std::nullopt})) continue;
      return Fail(ErrorCode::kConflict, "the key was not there when the plan was made",
                  JoinKey(edit.key, name));
    }
  }
  return {};
}

Status CheckBefore(Registry& user, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    REPOINT_ASSIGN(const auto now, Present(user, edit));
    if (now == edit.before) continue;
    return Fail(ErrorCode::kConflict, "the value is not what it was when the plan was made",
                PlaceOf(edit));
  }
  return CheckDeletedKeys(user, edits);
}

Status CheckAfter(Registry& user, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    REPOINT_ASSIGN(const auto now, Present(user, edit));
    if (now == edit.after) continue;
    return Fail(ErrorCode::kIo, "the value read back is not the one that was written",
                PlaceOf(edit));
  }
  return {};
}

Status WriteEdits(Registry& user, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    REPOINT_ASSIGN(const auto now, Present(user, edit));
    if (now != edit.after) REPOINT_TRY(WriteEdit(user, edit));
  }
  return {};
}

}  // namespace repoint
