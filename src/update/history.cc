#include "update/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>

#include "base/text.h"

namespace repoint {
namespace {

constexpr int64_t kDayMillis = int64_t{24} * 60 * 60 * 1000;
constexpr int64_t kKeptMillis = 90 * kDayMillis;

std::string ProfileId(const std::string& store, const ProfileRef& profile) {
  return FoldAscii(fmt::format("{}\n{}\n{}", store, RootOf(profile.root).name, profile.name));
}

bool Holds(const std::vector<ProfileRef>& profiles, const ProfileRef& profile) {
  return std::ranges::any_of(profiles,
                             [&](const ProfileRef& other) { return SameProfile(other, profile); });
}

bool ChangedProfile(const JournalFile& journal, const ProfileRef& profile) {
  return std::ranges::any_of(journal.units, [&](const JournalUnit& unit) {
    return unit.state == UnitState::kDone && Holds(unit.unit.profiles, profile);
  });
}

// Only the journals say which run undid which: a clock may have been set back in between.
// `visited`, so that journals that claim to undo each other come to an end.
bool IsUndone(const std::vector<JournalFile>& journals, const RunInfo& run,
              const ProfileRef& profile, std::set<std::string>& visited) {
  visited.insert(run.id);
  return std::ranges::any_of(journals, [&](const JournalFile& other) {
    return other.run.kind == RunKind::kRollback && other.run.undoes == run.id &&
           !visited.contains(other.run.id) && ChangedProfile(other, profile) &&
           !IsUndone(journals, other.run, profile, visited);
  });
}

// Ids of the journals that stay.
std::set<std::string> KeptRuns(const std::vector<JournalFile>& journals, int64_t now_millis) {
  std::set<std::string> kept, seen;
  for (const JournalFile& journal : journals | std::views::reverse) {
    bool newest = false;
    for (const JournalUnit& unit : journal.units) {
      // What was undone changed nothing; an older run that is in force must not go for it.
      if (unit.state == UnitState::kUndone) continue;
      for (const ProfileRef& profile : unit.unit.profiles) {
        newest |= seen.insert(ProfileId(journal.run.store, profile)).second;
      }
    }
    const bool young = now_millis - journal.run.started <= kKeptMillis;
    if (newest || young || journal.Unfinished()) kept.insert(journal.run.id);
  }
  for (bool more = true; more;) {
    more = false;
    for (const JournalFile& journal : journals) {
      if (kept.contains(journal.run.undoes)) more |= kept.insert(journal.run.id).second;
    }
  }
  return kept;
}

// What a crash leaves of Journal::Create and of FileSystem::WriteWhole.
// The journals of a hive lie in a person's folder: only what has a name of ours.
bool IsScratch(std::string_view name) {
  static constexpr std::string_view kNew = "new-", kEnd = ".tmp";
  static constexpr size_t kUniqueId = 16;
  const bool ours =
      name.starts_with("repoint-") ||
      (name.starts_with(kNew) && name.size() == kNew.size() + kUniqueId + kEnd.size());
  return ours && name.ends_with(kEnd);
}

Status RemoveRun(FileSystem& files, const std::string& folder, const JournalFile& journal,
                 const std::vector<std::string>& names) {
  // The journal last, so that what lies beside it never stays alone.
  for (const std::string& name : names) {
    if (name.starts_with(journal.run.id + "-")) REPOINT_TRY(files.Remove(JoinPath(folder, name)));
  }
  return files.Remove(journal.path);
}

}  // namespace

bool IsUndone(const std::vector<JournalFile>& journals, const RunInfo& run,
              const ProfileRef& profile) {
  std::set<std::string> visited;
  return IsUndone(journals, run, profile, visited);
}

std::vector<ProfileRef> ProfilesInForce(const std::vector<JournalFile>& journals,
                                        const JournalFile& journal) {
  std::vector<ProfileRef> profiles;
  for (const JournalUnit& unit : journal.units) {
    if (unit.state != UnitState::kDone) continue;
    for (const ProfileRef& profile : unit.unit.profiles) {
      if (!IsUndone(journals, journal.run, profile)) profiles.push_back(profile);
    }
  }
  return profiles;
}

const JournalFile* NewerInForce(const std::vector<JournalFile>& journals,
                                const JournalFile& journal,
                                const std::vector<ProfileRef>& profiles) {
  for (const JournalFile& newer : journals | std::views::reverse) {
    if (newer.run.id <= journal.run.id) break;
    // It took back a run that is newer, too: nothing of either is left.
    if (newer.run.undoes > journal.run.id) continue;
    const auto in_force = ProfilesInForce(journals, newer);
    if (std::ranges::any_of(in_force, [&](const auto& p) { return Holds(profiles, p); })) {
      return &newer;
    }
  }
  return nullptr;
}

Status PruneJournals(FileSystem& files, const std::string& folder, int64_t now_millis) {
  REPOINT_ASSIGN(const auto names, files.List(folder));
  for (const std::string& name : names) {
    if (!IsScratch(name)) continue;
    const std::string path = JoinPath(folder, name);
    REPOINT_ASSIGN(const auto info, files.Stat(path));
    const bool old = info && now_millis - info->modified_seconds * 1000 > kDayMillis;
    if (old) REPOINT_TRY(files.Remove(path));
  }
  std::vector<std::string> warnings;
  REPOINT_ASSIGN(const auto journals, ListJournals(files, folder, warnings));
  const std::set<std::string> kept = KeptRuns(journals, now_millis);
  // Oldest first: a rollback never goes before the run that it took back.
  for (const JournalFile& journal : journals) {
    if (!kept.contains(journal.run.id)) REPOINT_TRY(RemoveRun(files, folder, journal, names));
  }
  return {};
}

}  // namespace repoint
