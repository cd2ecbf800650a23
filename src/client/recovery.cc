#include "client/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "client/hand_import.h"
#include "client/run.h"
#include "client/updater.h"
#include "update/journal.h"
#include "update/recover.h"

namespace repoint {
namespace {

std::string ProfileNames(const Unit& unit) {
  std::vector<std::string> names;
  for (const ProfileRef& profile : unit.profiles) names.push_back(profile.name);
  return Join(names, ", ");
}

Result<std::vector<JournalFile>> JournalsOfStore(const Options& options, Environment& env) {
  std::vector<std::string> warnings;
  REPOINT_ASSIGN(auto journals, ListJournals(env.files, JournalFolder(options, env), warnings));
  for (std::string& warning : warnings) env.log.Warning(std::move(warning));
  std::erase_if(journals, [&](const JournalFile& journal) {
    return !EqualsFolded(journal.run.store, env.store);
  });
  return journals;
}

class Recovery {
 public:
  Recovery(Environment& env, std::vector<std::string>& notes) : env_(env), notes_(notes) {}

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
      } else if (state.error().code == ErrorCode::kConflict) {
        AddStuck(journal, unit.unit, state.error());
      } else {
        return std::unexpected(state.error());
      }
    }
    return {};
  }

  std::vector<StuckProfiles> TakeStuck() { return std::move(stuck_); }

 private:
  bool IsStuck(const Unit& unit) const {
    return std::ranges::any_of(stuck_, [&](const StuckProfiles& stuck) {
      return std::ranges::any_of(unit.profiles,
                                 [&](const ProfileRef& profile) { return stuck.Holds(profile); });
    });
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
};

}  // namespace

bool StuckProfiles::Holds(const ProfileRef& profile) const {
  return std::ranges::any_of(profiles,
                             [&](const ProfileRef& held) { return SameProfile(held, profile); });
}

Result<bool> NeedsRecovery(const Options& options, Environment& env) {
  if (env.is_export) return false;
  REPOINT_ASSIGN(const auto journals, JournalsOfStore(options, env));
  return std::ranges::any_of(journals,
                             [](const JournalFile& journal) { return journal.Unfinished(); });
}

Result<std::vector<StuckProfiles>> RecoverInterrupted(const Options& options, Environment& env,
                                                      std::vector<std::string>& notes) {
  if (env.is_export) return std::vector<StuckProfiles>();
  REPOINT_ASSIGN(const auto journals, JournalsOfStore(options, env));
  Recovery recovery(env, notes);
  for (auto it = journals.rbegin(); it != journals.rend(); ++it) {
    if (it->Unfinished()) REPOINT_TRY(recovery.Recover(*it));
  }
  return recovery.TakeStuck();
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
