#include "client/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

#include "base/system.h"
#include "base/text.h"
#include "client/hand_import.h"
#include "client/run.h"
#include "client/updater.h"
#include "update/journal.h"
#include "update/recover.h"
#include "update/unfinished.h"

namespace repoint {
namespace {

std::string ProfileNames(const Unit& unit) {
  std::vector<std::string> names;
  for (const ProfileRef& profile : unit.profiles) names.push_back(profile.name);
  return Join(names, ", ");
}

Result<std::vector<JournalFile>> JournalsOfStore(const Options& options, Environment& env) {
  // Where no run could keep a journal, none is.
  const auto folder = JournalFolder(options, env);
  if (!folder) return std::vector<JournalFile>();
  std::vector<std::string> warnings;
  REPOINT_ASSIGN(auto journals, ListJournals(env.files, *folder, warnings));
  for (std::string& warning : warnings) env.log.Warning(std::move(warning));
  std::erase_if(journals, [&](const JournalFile& journal) {
    return !BelongsHere(options, env, journal.run);
  });
  return journals;
}

// The name of a hive, also where another system wrote its path.
std::string_view LastName(std::string_view path) {
  return path.substr(path.find_last_of("/\\:") + 1);
}

// What earlier runs left.
struct Leavings {
  std::vector<JournalFile> journals;     // unfinished, oldest first
  std::vector<std::string> stale_notes;  // whose journals are finished
  std::vector<StuckProfiles> stuck;      // whose journals cannot be read

  bool Any() const { return !journals.empty() || !stale_notes.empty() || !stuck.empty(); }
};

StuckProfiles WithoutJournal(const std::string& path, const Error& error) {
  const std::string id = JournalIdOf(path);
  return {{},
          {},
          {ErrorCode::kConflict,
           fmt::format("the run {} was interrupted, and its journal cannot be read here ({}); "
                       "nothing was written; bring it back, or close Outlook, import {} by hand "
                       "and delete the value of this path in HKEY_CURRENT_USER\\{}",
                       id, error.message, JoinPath(FolderOf(path), id + "-*.reg"), kUnfinishedKey),
           path}};
}

// A journal that is named in the registry is this registry's, wherever it lies and whatever user
// and computer were called then.
Result<Leavings> FindLeavings(const Options& options, Environment& env) {
  Leavings found;
  REPOINT_ASSIGN(const auto here, JournalsOfStore(options, env));
  std::ranges::copy_if(here, std::back_inserter(found.journals), &JournalFile::Unfinished);
  REPOINT_ASSIGN(const auto noted, UnfinishedJournals(env.user));
  for (const std::string& path : noted) {
    const auto known = std::ranges::find_if(here, [&](const JournalFile& journal) {
      return EqualsFolded(CanonicalPath(journal.path), path);
    });
    const auto journal =
        known == here.end() ? ReadJournal(env.files, path) : Result<JournalFile>(*known);
    if (!journal) {
      found.stuck.push_back(WithoutJournal(path, journal.error()));
    } else if (!journal->Unfinished()) {
      found.stale_notes.push_back(path);
    } else if (known == here.end()) {
      found.journals.push_back(*journal);
    }
  }
  std::ranges::sort(found.journals, {}, [](const JournalFile& j) { return j.run.id; });
  return found;
}

class Recovery {
 public:
  Recovery(Environment& env, std::vector<std::string>& notes, std::vector<StuckProfiles> stuck)
      : env_(env), notes_(notes), stuck_(std::move(stuck)) {}

  Status Recover(const JournalFile& journal) {
    Workplace place = MakeWorkplace(env_);
    Journal writer = Journal::Resume(env_.files, journal);
    for (size_t i = journal.units.size(); i-- > 0;) {
      const JournalUnit& unit = journal.units[i];
      // What a newer run changed and could not give back hides what an older one left.
      if (!unit.Unfinished() || IsStuck(unit.unit)) continue;
      const auto state = RecoverUnit(place, writer, i, unit);
      if (state) {
        notes_.push_back(fmt::format("recovered: the run {} was interrupted in profile {}; {}",
                                     journal.run.id, ProfileNames(unit.unit),
                                     *state == UnitState::kDone
                                         ? "it was completed"
                                         : "everything was put back as it was before"));
        AddTakenBack(journal, unit.unit, *state == UnitState::kDone);
      } else if (state.error().code == ErrorCode::kConflict) {
        AddStuck(journal, unit.unit, state.error());
      } else {
        return std::unexpected(state.error());
      }
    }
    return writer.Unfinished() ? Status() : ForgetUnfinished(env_.user, journal.path);
  }

  Recovered Take() { return {std::move(stuck_), std::move(taken_back_)}; }

 private:
  bool IsStuck(const Unit& unit) const {
    return std::ranges::any_of(stuck_, [&](const StuckProfiles& stuck) {
      return std::ranges::any_of(unit.profiles,
                                 [&](const ProfileRef& profile) { return stuck.Holds(profile); });
    });
  }

  void AddTakenBack(const JournalFile& journal, const Unit& unit, bool completed) {
    if ((journal.run.kind == RunKind::kRollback) != completed) return;
    taken_back_.push_back(
        {completed ? journal.run.undoes : journal.run.id, journal, unit.profiles});
  }

  void AddStuck(const JournalFile& journal, const Unit& unit, const Error& error) {
    std::vector<std::string> imports;
    for (const ProfileRef& profile : unit.profiles) {
      imports.push_back(HandImportPath(FolderOf(journal.path), journal.run.id, profile));
    }
    StuckProfiles stuck;
    stuck.profiles = unit.profiles;
    for (const FileMove& move : unit.files) stuck.files.push_back(move.from);
    stuck.error = {ErrorCode::kConflict,
                   fmt::format("the run {} was interrupted in it, and {}; nothing was written; "
                               "close Outlook, import {} by hand, and run this again",
                               journal.run.id, error.message, Join(imports, " and ")),
                   ProfileNames(unit)};
    stuck_.push_back(std::move(stuck));
  }

  Environment& env_;
  std::vector<std::string>& notes_;
  std::vector<StuckProfiles> stuck_;
  std::vector<TakenBack> taken_back_;
};

}  // namespace

bool BelongsHere(const Options& options, const Environment& env, const RunInfo& run) {
  if (env.other) {
    return !options.journal_dir ||
           std::ranges::find(env.other->stores, run.store) != env.other->stores.end();
  }
  if (env.kind == StoreKind::kHive) {
    return run.store == env.store || (!options.journal_dir && run.store.starts_with("hive:") &&
                                      EqualsFolded(LastName(run.store), LastName(env.store)));
  }
  if (EqualsFolded(run.store, env.store)) return true;
  return env.traits().live && !options.journal_dir && run.store.starts_with("live:");
}

bool StuckProfiles::Holds(const ProfileRef& profile) const {
  return profiles.empty() || std::ranges::any_of(profiles, [&](const ProfileRef& held) {
           return SameProfile(held, profile);
         });
}

Result<bool> NeedsRecovery(const Options& options, Environment& env) {
  if (!env.traits().recovered) return false;
  REPOINT_ASSIGN(const Leavings found, FindLeavings(options, env));
  return found.Any();
}

Result<Recovered> RecoverInterrupted(const Options& options, Environment& env,
                                     std::vector<std::string>& notes) {
  if (!env.traits().recovered) return Recovered();
  REPOINT_ASSIGN(Leavings found, FindLeavings(options, env));
  Recovery recovery(env, notes, std::move(found.stuck));
  for (const JournalFile& journal : found.journals | std::views::reverse) {
    REPOINT_TRY(recovery.Recover(journal));
  }
  for (const std::string& path : found.stale_notes) {
    REPOINT_TRY(ForgetUnfinished(env.user, path));
  }
  if (env.traits().one_flush) REPOINT_TRY(env.user.Flush());
  return recovery.Take();
}

void FailStuckProfiles(const std::vector<StuckProfiles>& stuck, Survey& survey) {
  for (const StuckProfiles& group : stuck) {
    for (const std::string& path : group.files) survey.kept_osts.insert(FoldAscii(path));
    for (SurveyedProfile& profile : survey.profiles) {
      if (!group.Holds(profile.result.profile)) continue;
      if (profile.plan) {
        for (const std::string& path : profile.plan->old_osts) {
          survey.kept_osts.insert(FoldAscii(path));
        }
      }
      profile.plan.reset();
      profile.searches_files = false;
      ProfileResult result;
      result.store = profile.result.store;
      result.profile = profile.result.profile;
      result.outlook = profile.result.outlook;
      result.outcome = ProfileOutcome::kFailed;
      result.error = group.error;
      profile.result = std::move(result);
    }
  }
}

}  // namespace repoint
