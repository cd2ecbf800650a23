#include "client/updater.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/system.h"
#include "base/text.h"
#include "client/hand_import.h"
#include "client/profile_nicknames.h"
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
  std::vector<std::string> names = profile.source_names.dns;
  std::ranges::copy(profile.source_names.addresses, std::back_inserter(names));
  std::erase_if(names, [](const std::string& name) { return name.contains(';'); });
  mark.source_names = JoinMarkList(names);
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

Updater::Updater(const Options& options, Environment& environment, list::MappingList& list)
    : options_(options), env_(environment), list_(list) {}

Status Updater::EnsureJournal() {
  if (journal_) return {};
  RunInfo run;
  run.version = env_.version;
  run.store = env_.store_out;
  run.started = env_.now_millis();
  run.list = list_.digest();
  REPOINT_ASSIGN(const std::string folder, JournalFolder(options_, env_));
  REPOINT_ASSIGN(journal_, Journal::Create(env_.files, folder, run));
  return {};
}

Result<Unit> Updater::UnitOf(SurveyedProfile& profile, BesidePlanner& beside) {
  Unit unit;
  unit.profiles = {profile.result.profile};
  unit.edits = profile.plan->edits;
  REPOINT_ASSIGN(BesidePlan files, beside.Plan(profile));
  unit.files = std::move(files.moves);
  std::ranges::move(files.edits, std::back_inserter(unit.edits));
  std::ranges::move(files.warnings, std::back_inserter(profile.result.warnings));
  return unit;
}

// Takes the file that an error is of out of a unit that was put back: the update goes on without
// it. False when it is of none, or of one that an update cannot do without.
bool Updater::LeaveBehind(Unit& unit, const Error& error, ProfileResult& result) const {
  if (error.where.empty() || (journal_ && journal_->Unfinished())) return false;
  const auto move = std::ranges::find_if(unit.files, [&](const FileMove& file) {
    return !IsNeeded(file.kind) && (file.from == error.where || file.to == error.where);
  });
  if (move == unit.files.end()) return false;
  result.warnings.push_back(
      fmt::format("{}: {}{}", FileKindStays(move->kind), error.ToString(),
                  IsFoundByContent(move->kind) ? "; mend that and run with -reprocess" : ""));
  unit.files.erase(move);
  return true;
}

Status Updater::Apply(SurveyedProfile& profile, Unit& unit) {
  ProfileResult& result = profile.result;
  // Nothing is left behind by a run that changes nothing.
  Workplace place = MakeWorkplace(env_);
  REPOINT_TRY(CheckUnit(place, unit));
  REPOINT_TRY(EnsureJournal());
  const Mark mark = MarkOf(env_, profile, list_.digest(), journal_->run().id);
  REPOINT_ASSIGN(unit.marks, MarkEdits(env_.user, result.profile, mark));
  REPOINT_TRY(WriteHandImport(*journal_, result.profile, profile.profile.tree));
  result.journal = journal_->run().id;
  return ApplyUnit(place, *journal_, unit);
}

Status Updater::UpdateProfile(SurveyedProfile& profile, BesidePlanner& beside) {
  ProfileResult& result = profile.result;
  REPOINT_ASSIGN(Unit unit, UnitOf(profile, beside));
  result.edits = unit.edits;
  const auto is_empty = [&] { return unit.edits.empty() && unit.files.empty(); };
  if (options_.dry_run) {
    if (!is_empty()) result.outcome = ProfileOutcome::kWouldUpdate;
    result.files = unit.files;
    if (const Status files = CheckFiles(env_.files, unit.files); !files) {
      result.warnings.push_back("without -DryRun this could not be done now: " +
                                files.error().ToString());
    }
    return {};
  }
  while (!is_empty()) {
    const Status applied = Apply(profile, unit);
    if (applied) {
      result.files = unit.files;
      result.outcome = ProfileOutcome::kUpdated;
      return {};
    }
    if (!LeaveBehind(unit, applied.error(), result)) return applied;
  }
  return {};  // nothing to do
}

void Updater::Update(Survey& survey) {
  auto files = OpenUserFiles(options_, env_);
  if (!files) failure_ = files.error();
  if (files && *files) ReaddressNicknamesOf(options_, env_, survey, **files, list_);
  BesidePlanner beside(options_, env_, survey, files && *files ? &**files : nullptr);
  for (SurveyedProfile& profile : survey.profiles) {
    if (!profile.plan) continue;
    const Status done =
        failure_ ? Status(std::unexpected(*failure_)) : UpdateProfile(profile, beside);
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
}

}  // namespace repoint
