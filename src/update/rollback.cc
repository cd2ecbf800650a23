#include "update/rollback.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "base/text.h"
#include "profile/props.h"
#include "update/file_moves.h"
#include "update/mark.h"
#include "update/search_catalog.h"

namespace repoint {
namespace {

constexpr uint16_t kPrOstPath = 0x6610;

bool HasEdit(const Unit& unit, std::string_view key, std::string_view name) {
  return std::ranges::any_of(unit.edits, [&](const Edit& edit) {
    return edit.name && EqualsFolded(edit.key, key) && EqualsFolded(*edit.name, name);
  });
}

bool HasKeyEdit(const Unit& unit, std::string_view key) {
  return std::ranges::any_of(
      unit.edits, [&](const Edit& edit) { return !edit.name && EqualsFolded(edit.key, key); });
}

class Rollback {
 public:
  Rollback(Registry& user, FileSystem& files, const std::vector<ProfileRef>& profiles,
           int64_t now_millis)
      : user_(user), files_(files), profiles_(profiles), now_millis_(now_millis) {}

  Result<RollbackPlan> Plan(const JournalFile& journal) {
    for (const ProfileRef& profile : profiles_) {
      REPOINT_ASSIGN(const auto values, user_.Values(profile.Key()));
      if (values) continue;
      return Fail(
          ErrorCode::kNotFound,
          "the profile was deleted since the update; the .reg file beside the journal holds "
          "all of it as it was",
          profile.name);
    }
    plan_.unit.profiles = profiles_;
    journal_ = &journal;
    for (const JournalUnit& unit : journal.units | std::views::reverse) {
      if (unit.state != UnitState::kDone) continue;
      Unit whole = unit.unit;
      LoadContents(files_, journal.path, whole);
      REPOINT_TRY(TakeBack(whole));
    }
    return std::move(plan_);
  }

 private:
  Status TakeBack(const Unit& unit) {
    for (const Edit& edit : unit.edits | std::views::reverse) {
      const bool wanted = std::ranges::any_of(
          profiles_, [&](const auto& profile) { return BelongsTo(unit, profile, edit); });
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
    // A path that is there again already still has to name the file that comes back.
    const auto prop = mapi::ParsePropName(*edit.name);
    if (now != edit.before || (prop && prop->id == kPrOstPath)) {
      edits.push_back({edit.key, edit.name, now, edit.before, "rollback: " + edit.reason});
    }
    return {};
  }

  // A key that the run deleted is made again, one that it made is deleted; what someone put there
  // since then goes.
  Status TakeBackKey(const Unit& unit, const Edit& edit, std::vector<Edit>& edits) {
    REPOINT_ASSIGN(const auto now, user_.ReadTree(edit.key));
    if (now.has_value() != edit.after.has_value()) {
      plan_.conflicts.push_back(fmt::format("the key {} has been {} since the update", edit.key,
                                            now ? "made again" : "deleted"));
    }
    if (now) AddStrangers(unit, edit.key, *now, edit.after.has_value(), edits);
    if (now.has_value() == edit.before.has_value()) return {};
    edits.push_back({edit.key, std::nullopt, now ? std::optional(RegValue{}) : std::nullopt,
                     edit.before, "rollback: " + edit.reason});
    return {};
  }

  // Deletes what a key holds now and the run did not write.
  void AddStrangers(const Unit& unit, const std::string& key, const KeyTree& now,
                    bool conflicts_count, std::vector<Edit>& edits) {
    for (const NamedValue& value : now.values) {
      if (HasEdit(unit, key, value.name)) continue;
      if (conflicts_count) {
        plan_.conflicts.push_back(
            fmt::format("{}\\{} has been made since the update", key, value.name));
      }
      edits.push_back({key, value.name, value.value, std::nullopt, "rollback: made since"});
    }
    for (const KeyTree& subkey : now.subkeys) {
      const std::string path = JoinKey(key, subkey.name);
      if (HasKeyEdit(unit, path)) continue;
      if (conflicts_count) {
        plan_.conflicts.push_back(fmt::format("the key {} has been made since the update", path));
      }
      AddStrangers(unit, path, subkey, false, edits);
      edits.push_back({path, std::nullopt, RegValue{}, std::nullopt, "rollback: made since"});
    }
  }

  Status TakeBackFile(const Unit& unit, const FileMove& move) {
    // A file that two profiles shared moved with the last of them; either brings it back.
    const auto profile = std::ranges::find_if(profiles_, [&](const ProfileRef& wanted) {
      return SameProfile(wanted, unit.profiles[move.profile]) ||
             (move.kind == FileKind::kOst && move.IsToBackup() &&
              Named(wanted, RegistryPath(move)));
    });
    if (profile == profiles_.end()) return {};
    FileMove back = move;
    std::swap(back.from, back.to);
    back.profile = static_cast<size_t>(profile - profiles_.begin());
    return move.digest.empty() ? TakeBackMove(std::move(back)) : TakeBackContent(std::move(back));
  }

  // `back` goes from where the run put the file to where it was.
  Status TakeBackMove(FileMove back) {
    back.digest.clear();
    back.content.clear();
    REPOINT_ASSIGN(const auto moved, files_.Stat(back.from));
    REPOINT_ASSIGN(const auto grown, files_.Stat(back.to));
    if (!moved) {
      const bool shared =
          back.kind == FileKind::kOst && !back.IsToBackup() && IsShared(RegistryPath(back));
      if (grown && shared) return {};  // the other one has brought it back
      plan_.file_conflicts.push_back(
          fmt::format("the file {} is gone, and does not come back as {}", back.from, back.to));
      return {};
    }
    if (grown && !IsVacated(back.to)) {
      FileMove aside = back;
      aside.from = back.to;
      REPOINT_ASSIGN(aside.to, FreeBackupName(back.to));
      plan_.unit.files.push_back(std::move(aside));
    }
    plan_.unit.files.push_back(std::move(back));
    return {};
  }

  // The update may be of this very second.
  Result<std::string> FreeBackupName(const std::string& path) const {
    for (int64_t second = 0;; ++second) {
      std::string name = BackupName(path, now_millis_ + second * 1000);
      REPOINT_ASSIGN(const auto taken, files_.Stat(name));
      if (!taken) return name;
    }
  }

  // Content that is as the run left it is replaced by the ".bak"; or comes back, when a rollback is
  // taken back.
  Status TakeBackContent(FileMove back) {
    REPOINT_ASSIGN(const auto file, files_.Stat(back.file()));
    REPOINT_ASSIGN(const auto backup, files_.Stat(back.backup()));
    if (!back.IsToBackup()) {
      if (!file || !backup) return TakeBackMove(std::move(back));
      const auto bytes = ReadWhole(files_, back.file());
      if (!bytes) return std::unexpected(bytes.error());
      REPOINT_ASSIGN(const std::string digest, DigestOf(*bytes));
      if (digest != back.digest) return TakeBackMove(std::move(back));
      back.content = *bytes;
    } else if (!file || backup || back.content.empty()) {
      plan_.file_conflicts.push_back(fmt::format(
          "the file {} cannot get back what the update wrote into it; use -reprocess instead",
          back.file()));
      return {};
    }
    plan_.unit.files.push_back(std::move(back));
    return {};
  }

  // As 6610 spells it.
  static const std::string& RegistryPath(const FileMove& move) {
    return move.named.empty() ? move.file() : move.named;
  }

  // Whether what lies there now is moved away by what is planned already.
  bool IsVacated(const std::string& path) const {
    return std::ranges::any_of(plan_.unit.files,
                               [&](const FileMove& planned) { return planned.from == path; });
  }

  // Whether the run took the path of this OST out of a profile.
  bool Named(const ProfileRef& profile, const std::string& path) const {
    const auto names_it = [&](const Edit& edit) {
      const auto prop = edit.name ? mapi::ParsePropName(*edit.name) : std::nullopt;
      if (!prop || prop->id != kPrOstPath || !edit.before) return false;
      const auto text = TextOf(*edit.before, prop->type, std::nullopt);
      return text && EqualsFolded(*text, path) && IsAtOrBelow(edit.key, profile.Key());
    };
    return std::ranges::any_of(journal_->units, [&](const JournalUnit& unit) {
      return unit.state == UnitState::kDone && std::ranges::any_of(unit.unit.edits, names_it);
    });
  }

  bool IsShared(const std::string& path) const {
    int count = 0;
    for (const JournalUnit& unit : journal_->units) {
      for (const ProfileRef& profile : unit.unit.profiles) count += Named(profile, path) ? 1 : 0;
    }
    return count > 1;
  }

  Registry& user_;
  FileSystem& files_;
  const std::vector<ProfileRef>& profiles_;
  const int64_t now_millis_;
  const JournalFile* journal_ = nullptr;
  RollbackPlan plan_;
};

}  // namespace

Result<RollbackPlan> PlanRollback(Registry& user, FileSystem& files, const JournalFile& journal,
                                  const std::vector<ProfileRef>& profiles, int64_t now_millis) {
  return Rollback(user, files, profiles, now_millis).Plan(journal);
}

}  // namespace repoint
