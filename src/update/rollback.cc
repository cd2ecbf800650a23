#include "update/rollback.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "base/system.h"
#include "base/text.h"
#include "update/mark.h"

namespace repoint {
namespace {

bool IsAtOrBelow(std::string_view key, std::string_view parent) {
  return StartsWithFolded(key, parent) &&
         (key.size() == parent.size() || key[parent.size()] == '\\');
}

bool HasEdit(const Unit& unit, std::string_view key, std::string_view name) {
  return std::ranges::any_of(unit.edits, [&](const Edit& edit) {
    return edit.name && EqualsFolded(edit.key, key) && EqualsFolded(*edit.name, name);
  });
}

class Rollback {
 public:
  Rollback(Registry& user, FileSystem& files, const std::vector<ProfileRef>& profiles,
           int64_t now_millis)
      : user_(user), files_(files), profiles_(profiles), now_millis_(now_millis) {}

  Result<RollbackPlan> Plan(const JournalFile& journal) {
    plan_.unit.profiles = profiles_;
    for (const JournalUnit& unit : journal.units | std::views::reverse) {
      if (unit.state == UnitState::kDone) REPOINT_TRY(TakeBack(unit.unit));
    }
    return std::move(plan_);
  }

 private:
  Status TakeBack(const Unit& unit) {
    for (const Edit& edit : unit.edits | std::views::reverse) {
      const bool wanted = std::ranges::any_of(
          profiles_, [&](const auto& profile) { return IsAtOrBelow(edit.key, profile.Key()); });
      if (wanted) REPOINT_TRY(TakeBackEdit(unit, edit, true, plan_.unit.edits));
    }
    for (const Edit& mark : unit.marks | std::views::reverse) {
      const bool wanted = std::ranges::any_of(
          profiles_, [&](const auto& profile) { return IsAtOrBelow(mark.key, MarkKey(profile)); });
      // Our own note: no one else's business, and no reason to refuse.
      if (wanted) REPOINT_TRY(TakeBackEdit(unit, mark, false, plan_.unit.marks));
    }
    for (const FileMove& move : unit.files | std::views::reverse) {
      if (move.profile < unit.profiles.size()) REPOINT_TRY(TakeBackFile(unit, move));
    }
    return {};
  }

  Status TakeBackEdit(const Unit& unit, const Edit& edit, bool conflicts_count,
                      std::vector<Edit>& edits) {
    if (!edit.name) return TakeBackKey(unit, edit, edits);
    REPOINT_ASSIGN(const auto now, user_.GetValue(edit.key, *edit.name));
    if (now != edit.after && conflicts_count) {
      plan_.conflicts.push_back(
          fmt::format("{}\\{} has changed since the update", edit.key, *edit.name));
    }
    if (now != edit.before) {
      edits.push_back({edit.key, edit.name, now, edit.before, "rollback: " + edit.reason});
    }
    return {};
  }

  // A key that the run deleted is made again; what someone put there since then goes.
  Status TakeBackKey(const Unit& unit, const Edit& edit, std::vector<Edit>& edits) {
    REPOINT_ASSIGN(const auto now, user_.Values(edit.key));
    const bool is_there = now.has_value();
    if (is_there != edit.after.has_value()) {
      plan_.conflicts.push_back(
          fmt::format("the key {} has been made again since the update", edit.key));
      for (const NamedValue& value : now.value_or(std::vector<NamedValue>())) {
        if (HasEdit(unit, edit.key, value.name)) continue;
        edits.push_back({edit.key, value.name, value.value, std::nullopt, "rollback: made since"});
      }
      return {};
    }
    edits.push_back({edit.key, std::nullopt, edit.after, edit.before, "rollback: " + edit.reason});
    return {};
  }

  Status TakeBackFile(const Unit& unit, const FileMove& move) {
    const auto profile = std::ranges::find_if(profiles_, [&](const ProfileRef& wanted) {
      return SameProfile(wanted, unit.profiles[move.profile]);
    });
    if (profile == profiles_.end()) return {};
    const size_t index = static_cast<size_t>(profile - profiles_.begin());
    REPOINT_ASSIGN(const auto moved, files_.Stat(move.to));
    if (!moved) {
      plan_.conflicts.push_back(fmt::format("the file {} is gone", move.to));
      return {};
    }
    REPOINT_ASSIGN(const auto grown, files_.Stat(move.from));
    if (grown) {
      plan_.unit.files.push_back({move.from, BackupName(move.from, now_millis_), index});
    }
    plan_.unit.files.push_back({move.to, move.from, index});
    return {};
  }

  Registry& user_;
  FileSystem& files_;
  const std::vector<ProfileRef>& profiles_;
  const int64_t now_millis_;
  RollbackPlan plan_;
};

}  // namespace

Result<RollbackPlan> PlanRollback(Registry& user, FileSystem& files, const JournalFile& journal,
                                  const std::vector<ProfileRef>& profiles, int64_t now_millis) {
  return Rollback(user, files, profiles, now_millis).Plan(journal);
}

std::string BackupName(const std::string& path, int64_t now_millis) {
  return fmt::format("{}.{}.bak", path, FormatCompactUtc(now_millis));
}

}  // namespace repoint
