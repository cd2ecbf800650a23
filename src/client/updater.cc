#include "client/updater.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/system.h"
#include "base/text.h"
#include "client/hand_import.h"
#include "client/run.h"
#include "update/file_moves.h"
#include "update/history.h"

namespace repoint {
namespace {

Mark MarkOf(const Environment& env, const SurveyedProfile& profile, const std::string& digest,
            const std::string& journal) {
  Mark mark;
  mark.updated = FormatIso8601(env.now_millis());
  mark.list = digest;
  mark.version = env.version;
  mark.journal = journal;
  mark.source_servers = JoinMarkList(profile.plan->source_servers);
  std::vector<std::string> sources, targets, rows;
  for (const AccountPlan& account : profile.plan->accounts) {
    if (account.match.verdict == Verdict::kNotListed) continue;
    const list::Move& move = account.match.move;
    sources.push_back(move.first.source_dn.empty() ? move.first.source_smtp : move.first.source_dn);
    targets.push_back(move.last.target_dn.empty() ? move.last.target_smtp : move.last.target_dn);
    rows.push_back(RowFingerprint(move));
  }
  mark.source = JoinMarkList(sources);
  mark.target = JoinMarkList(targets);
  mark.rows = JoinMarkList(rows);
  return mark;
}

}  // namespace

bool StopsStore(StoreKind kind, ErrorCode code) {
  switch (code) {
    case ErrorCode::kIo:
    case ErrorCode::kDenied:
    case ErrorCode::kInUse:
    case ErrorCode::kNotFound:
      return kind != StoreKind::kLive;
    case ErrorCode::kDamaged:   // found only when everything is read, before a hive is written
    case ErrorCode::kConflict:  // somebody else changed the file
      return kind == StoreKind::kHive;
    default:
      return false;
  }
}

Workplace MakeWorkplace(Environment& env) {
  return {env.user, env.files, env.log,
          [&env]() -> Result<bool> {
            if (!env.traits().live) return false;
            REPOINT_ASSIGN(const RunningMapi running, env.outlook.FindRunning());
            return running.outlook;
          },
          env.kind};
}

void PruneOldJournals(const Options& options, Environment& env) {
  const auto folder = JournalFolder(options, env);
  if (!folder) return;
  const Status pruned = PruneJournals(env.files, *folder, env.now_millis());
  if (!pruned) env.log.Warning("old journals could not be deleted: " + pruned.error().ToString());
}

Updater::Updater(const Options& options, Environment& environment, std::string list_digest)
    : options_(options), env_(environment), list_digest_(std::move(list_digest)) {}

Status Updater::EnsureJournal() {
  if (journal_) return {};
  RunInfo run;
  run.version = env_.version;
  run.store = env_.store_out;
  run.started = env_.now_millis();
  run.list = list_digest_;
  REPOINT_ASSIGN(const std::string folder, JournalFolder(options_, env_));
  REPOINT_ASSIGN(journal_, Journal::Create(env_.files, folder, run));
  return {};
}

Status Updater::AddOstMoves(SurveyedProfile& profile, const std::set<std::string>& kept_osts,
                            Unit& unit) {
  ProfileResult& result = profile.result;
  for (const std::string& path : profile.plan->old_osts) {
    if (!options_.rename_ost || options_.no_files) {
      result.warnings.push_back(fmt::format("the old OST stays where it is: {}", path));
      continue;
    }
    if (!env_.traits().live) {
      result.warnings.push_back(fmt::format(
          "rename the old OST by hand, it may hold unsent mail: {} on the user's computer", path));
      continue;
    }
    if (kept_osts.contains(FoldAscii(path))) {
      result.warnings.push_back(fmt::format(
          "ost-shared: {} is not renamed, since a profile that is not updated uses it, too", path));
      continue;
    }
    REPOINT_ASSIGN(const auto there, env_.files.Stat(path));
    if (!there || there->is_folder) continue;
    if (IsNamedLater(profile, path)) {
      result.warnings.push_back(
          fmt::format("the old OST {} is renamed with the last profile that uses it", path));
      continue;
    }
    unit.files.push_back({path, BackupName(path, env_.now_millis()), 0});
    result.warnings.push_back(fmt::format(
        "the old OST becomes {}; to send what was never sent: EMProfileUpdate -Rollback, start "
        "Outlook offline, export to a PST",
        unit.files.back().to));
  }
  return {};
}

// Whether a profile that comes later in the run moves away from the same OST. If that one fails,
// the file has to stay for it.
bool Updater::IsNamedLater(const SurveyedProfile& profile, const std::string& path) const {
  const auto here = std::ranges::find_if(
      survey_->profiles, [&](const SurveyedProfile& other) { return &other == &profile; });
  return std::any_of(here + 1, survey_->profiles.end(), [&](const SurveyedProfile& later) {
    return later.plan && std::ranges::any_of(later.plan->old_osts, [&](const std::string& old) {
             return EqualsFolded(old, path);
           });
  });
}

Result<Unit> Updater::UnitOf(SurveyedProfile& profile, const std::set<std::string>& kept_osts) {
  Unit unit;
  unit.profiles = {profile.result.profile};
  unit.edits = profile.plan->edits;
  REPOINT_TRY(AddOstMoves(profile, kept_osts, unit));
  return unit;
}

Status Updater::UpdateProfile(SurveyedProfile& profile, const std::set<std::string>& kept_osts) {
  ProfileResult& result = profile.result;
  REPOINT_ASSIGN(Unit unit, UnitOf(profile, kept_osts));
  result.files = unit.files;
  if (options_.dry_run) {
    if (const Status files = CheckFiles(env_.files, unit.files); !files) {
      result.warnings.push_back("without -DryRun this could not be done now: " +
                                files.error().ToString());
    }
    return {};
  }
  // Nothing is left behind by a run that changes nothing.
  Workplace place = MakeWorkplace(env_);
  REPOINT_TRY(CheckUnit(place, unit));
  REPOINT_TRY(EnsureJournal());
  const Mark mark = MarkOf(env_, profile, list_digest_, journal_->run().id);
  REPOINT_ASSIGN(unit.marks, MarkEdits(env_.user, result.profile, mark));
  REPOINT_TRY(WriteHandImport(*journal_, result.profile, profile.profile.tree));
  result.journal = journal_->run().id;
  REPOINT_TRY(ApplyUnit(place, *journal_, unit));
  result.outcome = ProfileOutcome::kUpdated;
  return {};
}

void Updater::Update(Survey& survey) {
  survey_ = &survey;
  for (SurveyedProfile& profile : survey.profiles) {
    if (!profile.plan) continue;
    const Status done =
        failure_ ? Status(std::unexpected(*failure_)) : UpdateProfile(profile, survey.kept_osts);
    if (done) continue;
    if (StopsStore(env_.kind, done.error().code)) failure_ = done.error();
    ProfileResult& result = profile.result;
    const bool in_use = done.error().code == ErrorCode::kInUse && !failure_;
    result.outcome = in_use ? ProfileOutcome::kDeferred : ProfileOutcome::kFailed;
    result.error = done.error();
    result.files.clear();
    result.edits.clear();
    result.warnings.clear();
    result.leftovers.clear();
    // It still uses them.
    for (const std::string& path : profile.plan->old_osts) survey.kept_osts.insert(FoldAscii(path));
  }
  survey_ = nullptr;
}

}  // namespace repoint
