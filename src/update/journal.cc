#include "update/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "base/system.h"
#include "base/text.h"
#include "update/journal_json.h"
#include "update/mark.h"

namespace repoint {
namespace {

constexpr std::string_view kSuffix = ".journal";
constexpr int64_t kKeptMillis = int64_t{90} * 24 * 60 * 60 * 1000;
constexpr int kMaxRunsASecond = 99;

// A name that no other process chooses: runs on exports, and runs of several users into one folder,
// have no lock in common.
std::string ScratchName(const RunInfo& run) {
  const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
  const auto here = reinterpret_cast<uintptr_t>(&run);
  return fmt::format("new-{:016x}.tmp", Fnv1a(fmt::format("{} {} {}", run.store, ticks, here)));
}

// Puts the first record in place under an id that is free; false when another run was faster.
Result<bool> Claim(FileSystem& files, const std::string& folder, const RunInfo& run) {
  const std::string path = JoinPath(folder, run.id + std::string(kSuffix));
  REPOINT_ASSIGN(const auto taken, files.Stat(path));
  if (taken) return false;
  // Whole or not at all: a file without its first record would be named at every later run.
  const std::string scratch = JoinPath(folder, ScratchName(run));
  const std::string first = FormatRecord(run) + "\n";
  REPOINT_TRY(files.WriteWhole(scratch, AsBytes(first), Access::kUserOnly));
  const Status renamed = files.Rename(scratch, path);
  if (renamed) return true;
  (void)files.Remove(scratch);
  if (renamed.error().code == ErrorCode::kConflict) return false;
  return std::unexpected(renamed.error());
}

bool IsJournalName(std::string_view name) { return name.ends_with(kSuffix); }

// A file only ever moves between its name and "<name>.<something>.bak" beside it.
bool IsBackupMove(const FileMove& move) {
  const auto is_backup = [](const std::string& name, const std::string& backup) {
    return backup.starts_with(name + ".") && backup.ends_with(".bak") &&
           FolderOf(backup) == FolderOf(name);
  };
  return is_backup(move.from, move.to) || is_backup(move.to, move.from);
}

// Whether a unit touches nothing but its own profiles and their marks. We write no other; a journal
// that somebody made up must not reach farther when it is undone.
bool IsSound(const Unit& unit) {
  const auto is_ours = [&](const Edit& edit, const auto& key_of) {
    return std::ranges::any_of(unit.profiles, [&](const ProfileRef& profile) {
      return IsAtOrBelow(edit.key, key_of(profile));
    });
  };
  return std::ranges::none_of(unit.profiles,
                              [](const ProfileRef& profile) {
                                return profile.name.empty() || profile.name.contains('\\');
                              }) &&
         std::ranges::all_of(unit.edits,
                             [&](const Edit& edit) {
                               return is_ours(edit, [](const auto& p) { return p.Key(); });
                             }) &&
         std::ranges::all_of(
             unit.marks, [&](const Edit& edit) { return edit.name && is_ours(edit, MarkKey); }) &&
         std::ranges::all_of(unit.files, [&](const FileMove& move) {
           return move.profile < unit.profiles.size() && IsBackupMove(move);
         });
}

// A run that we could have written: its journal is named by its id, and it started before the year
// 10000.
bool IsSound(const RunInfo& run, std::string_view path) {
  static constexpr int64_t kYear10000 = 253402300800000;
  return FileNameOf(path) == run.id + std::string(kSuffix) && run.started >= 0 &&
         run.started < kYear10000;
}

struct Collect {
  JournalFile& journal;

  void operator()(RunInfo run) const {
    if (journal.run.id.empty() && IsSound(run, journal.path)) journal.run = std::move(run);
  }
  void operator()(BeginRecord record) const {
    if (!IsSound(record.content)) return;
    JournalUnit unit{std::move(record.content)};
    if (record.unit == journal.units.size()) {
      journal.units.push_back(std::move(unit));
    } else if (!journal.units.empty() && record.unit == journal.units.size() - 1) {
      // Reported as failed, but on the disk: nothing was done under it, and its number was given
      // again.
      journal.units.back() = std::move(unit);
    }
  }
  void operator()(StateRecord record) const {
    if (record.unit < journal.units.size()) journal.units[record.unit].state = record.state;
  }
};

// A journal that cannot be read just now may be an unfinished one: nobody may go on. One that is
// damaged, or another user's, is not.
bool MayBeOurs(ErrorCode code) { return code == ErrorCode::kIo || code == ErrorCode::kInUse; }

// Without a record of the run, `run.id` stays empty.
Result<JournalFile> ReadRecords(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(const Bytes bytes, ReadWhole(files, path));
  JournalFile journal;
  journal.path = path;
  for (const std::string_view line : Split(AsChars(bytes), '\n')) {
    if (auto record = ParseRecord(line)) std::visit(Collect{journal}, std::move(*record));
  }
  return journal;
}

std::unexpected<Error> NoJournal(const JournalFile& journal) {
  return Fail(ErrorCode::kDamaged,
              journal.Unfinished()
                  ? "its first record is damaged, and it holds changes that were never finished; "
                    "with Outlook closed, import the .reg files beside it by hand, then move it "
                    "away"
                  : "this is not a journal of EMProfileUpdate",
              journal.path);
}

std::string ProfileId(const std::string& store, const ProfileRef& profile) {
  return FoldAscii(fmt::format("{}\n{}\n{}", store, RootOf(profile.root).name, profile.name));
}

bool ChangedProfile(const JournalFile& journal, const ProfileRef& profile) {
  return std::ranges::any_of(journal.units, [&](const JournalUnit& unit) {
    return unit.state == UnitState::kDone &&
           std::ranges::any_of(unit.unit.profiles, [&](const ProfileRef& other) {
             return SameProfile(other, profile);
           });
  });
}

}  // namespace

bool JournalFile::Unfinished() const {
  return std::ranges::any_of(units, [](const JournalUnit& unit) { return unit.Unfinished(); });
}

Result<Journal> Journal::Create(FileSystem& files, const std::string& folder, RunInfo run) {
  REPOINT_TRY(files.CreateFolders(folder, Access::kUserOnly));
  for (int i = 1; i <= kMaxRunsASecond; ++i) {
    run.id = fmt::format("{}-{:02}", FormatCompactUtc(run.started), i);
    REPOINT_ASSIGN(const bool claimed, Claim(files, folder, run));
    if (claimed) {
      return Journal(files, folder, JoinPath(folder, run.id + std::string(kSuffix)), run, 0);
    }
  }
  return Fail(ErrorCode::kConflict, "too many runs in one second", folder);
}

Journal Journal::Resume(FileSystem& files, const JournalFile& journal) {
  Journal writer(files, FolderOf(journal.path), journal.path, journal.run, journal.units.size());
  for (size_t i = 0; i < journal.units.size(); ++i) {
    if (journal.units[i].Unfinished()) writer.open_.insert(i);
  }
  return writer;
}

Status Journal::Write(std::string_view json) {
  // A line end in front as well: a torn record before this one must not swallow it.
  const std::string line = fmt::format("\n{}\n", json);
  return files_->Append(path_, AsBytes(line), Access::kUserOnly);
}

Result<size_t> Journal::Begin(const Unit& unit) {
  if (units_ >= kMaxUnits) return Fail(ErrorCode::kUnsupported, "too many profiles in one run");
  open_.insert(units_);
  if (Status begun = Write(FormatRecord(BeginRecord{units_, unit})); !begun) {
    // It may be on the disk all the same: nothing is done under it.
    (void)Undone(units_);
    return std::unexpected(begun.error());
  }
  return units_++;
}

Status Journal::Record(size_t unit, UnitState state) {
  REPOINT_TRY(Write(FormatRecord(StateRecord{unit, state})));
  if (state != UnitState::kApplied) open_.erase(unit);
  return {};
}

Status Journal::Applied(size_t unit) { return Record(unit, UnitState::kApplied); }
Status Journal::Done(size_t unit) { return Record(unit, UnitState::kDone); }
Status Journal::Undone(size_t unit) { return Record(unit, UnitState::kUndone); }

Status Journal::WriteBeside(std::string_view suffix, ByteView bytes) {
  const std::string path = JoinPath(folder_, fmt::format("{}-{}", run_.id, suffix));
  return files_->WriteWhole(path, bytes, Access::kUserOnly);
}

std::string JournalIdOf(std::string_view path) {
  const std::string name = FileNameOf(path);
  return name.substr(0, name.size() - (IsJournalName(name) ? kSuffix.size() : 0));
}

Result<JournalFile> ReadJournal(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(JournalFile journal, ReadRecords(files, path));
  if (journal.run.id.empty()) return NoJournal(journal);
  return journal;
}

Result<std::vector<JournalFile>> ListJournals(FileSystem& files, const std::string& folder,
                                              std::vector<std::string>& warnings) {
  std::vector<JournalFile> journals;
  REPOINT_ASSIGN(const auto names, files.List(folder));
  for (const std::string& name : names) {
    if (!IsJournalName(name)) continue;
    auto journal = ReadRecords(files, JoinPath(folder, name));
    if (!journal && MayBeOurs(journal.error().code)) return std::unexpected(journal.error());
    if (!journal) {
      warnings.push_back(journal.error().ToString());
    } else if (!journal->run.id.empty()) {
      journals.push_back(std::move(*journal));
    } else if (journal->Unfinished()) {
      return NoJournal(*journal);
    } else {
      warnings.push_back(NoJournal(*journal).error().ToString());
    }
  }
  return journals;
}

bool IsUndone(const std::vector<JournalFile>& journals, const RunInfo& run,
              const ProfileRef& profile) {
  return std::ranges::any_of(journals, [&](const JournalFile& later) {
    // A later id: a journal that claims to undo itself, or a later run, is nobody's rollback.
    return later.run.kind == RunKind::kRollback && later.run.undoes == run.id &&
           later.run.id > run.id && ChangedProfile(later, profile) &&
           !IsUndone(journals, later.run, profile);
  });
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

Status PruneJournals(FileSystem& files, const std::string& folder, int64_t now_millis) {
  std::vector<std::string> warnings;
  REPOINT_ASSIGN(const auto journals, ListJournals(files, folder, warnings));
  std::set<std::string> seen;
  for (auto it = journals.rbegin(); it != journals.rend(); ++it) {
    bool newest = false;
    for (const JournalUnit& unit : it->units) {
      // What was undone changed nothing; an older run that is in force must not go for it.
      if (unit.state == UnitState::kUndone) continue;
      for (const ProfileRef& profile : unit.unit.profiles) {
        newest |= seen.insert(ProfileId(it->run.store, profile)).second;
      }
    }
    if (newest || it->Unfinished() || now_millis - it->run.started <= kKeptMillis) continue;
    REPOINT_ASSIGN(const auto names, files.List(folder));
    for (const std::string& name : names) {
      // The journal last, so that what lies beside it never stays alone.
      if (name.starts_with(it->run.id + "-")) REPOINT_TRY(files.Remove(JoinPath(folder, name)));
    }
    REPOINT_TRY(files.Remove(it->path));
  }
  return {};
}

}  // namespace repoint
