#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

#include "base/system.h"
#include "base/text.h"
#include "client/hand_import.h"
#include "client/lock.h"
#include "client/recovery.h"
#include "client/run.h"
#include "client/updater.h"
#include "client/wait_outlook.h"
#include "update/file_moves.h"
#include "update/history.h"
#include "update/mark.h"
#include "update/rollback.h"
#include "update/search_catalog.h"

namespace repoint {
namespace {

struct Choice {
  JournalFile journal;
  std::vector<ProfileRef> profiles;
  bool done = false;  // the recovery of an interrupted run has taken it back
};

std::unexpected<Error> NothingToUndo(const Options& options) {
  return Fail(ErrorCode::kNotFound,
              options.rollback_id
                  ? fmt::format("there is no run {} that is in force; -Journals lists them",
                                *options.rollback_id)
                  : std::string("there is no run to take back; -Journals lists all runs"));
}

std::unexpected<Error> OfAnother(const RunInfo& run, const Environment& env) {
  return Fail(ErrorCode::kNotFound,
              fmt::format("the run {} changed {}, and this is {}", run.id, run.store, env.store));
}

// Names of -Profile that neither a profile has nor one that a run changed: all or nothing, so a
// typo beside a good name stops both.
Status CheckNames(const Options& options, Environment& env,
                  const std::vector<JournalFile>& journals) {
  REPOINT_ASSIGN(std::vector<ProfileRef> known, FindProfiles(env.user));
  for (const JournalFile& journal : journals) {
    for (const JournalUnit& unit : journal.units) {
      known.insert(known.end(), unit.unit.profiles.begin(), unit.unit.profiles.end());
    }
  }
  const std::vector<std::string> unknown = options.UnknownNames(known);
  if (unknown.empty()) return {};
  return Fail(ErrorCode::kNotFound,
              "there is no profile of this name, so nothing was taken back; -Inspect lists them",
              Join(unknown, ", "));
}

// A run that changed the same profiles later: without it they would be a mixture.
Status CheckNewest(const Choice& choice, const std::vector<JournalFile>& journals) {
  const JournalFile* const newer = NewerInForce(journals, choice.journal, choice.profiles);
  if (newer == nullptr) return {};
  return Fail(ErrorCode::kConflict,
              fmt::format("the run {} changed a profile of {} later and is in force; take it back "
                          "first: -Rollback {}",
                          newer->run.id, choice.journal.run.id, newer->run.id));
}

// What the recovery took back of a run, or of any: nullopt when that was nothing that is wanted.
std::optional<Choice> ChoiceDone(const Options& options, const std::vector<TakenBack>& taken_back,
                                 std::optional<std::string_view> run) {
  for (const TakenBack& taken : taken_back) {
    if (run && !EqualsFolded(*run, taken.run)) continue;
    std::vector<ProfileRef> profiles = taken.profiles;
    std::erase_if(profiles, [&](const ProfileRef& p) { return !options.Wants(p.name); });
    if (!profiles.empty()) return Choice{taken.journal, std::move(profiles), true};
  }
  return std::nullopt;
}

// Without an id: the newest update (a rollback is taken back only by its id). One that the recovery
// has just taken back counts: whoever takes back an update that was interrupted means that one, and
// not the one before it.
Result<Choice> Choose(const Options& options, Environment& env, Report& report,
                      const std::vector<TakenBack>& taken_back) {
  std::vector<std::string> warnings;
  REPOINT_ASSIGN(const std::string folder, JournalFolder(options, env));
  REPOINT_ASSIGN(auto journals, ListJournals(env.files, folder, warnings));
  for (std::string& warning : warnings) report.Warn(std::move(warning));
  REPOINT_TRY(CheckNames(options, env, journals));
  const auto named = [&](const JournalFile& journal) {
    return options.rollback_id && EqualsFolded(*options.rollback_id, journal.run.id);
  };
  for (const JournalFile& journal : journals) {
    if (named(journal) && !BelongsHere(options, env, journal.run)) {
      return OfAnother(journal.run, env);
    }
  }
  std::erase_if(journals, [&](const JournalFile& journal) {
    return !BelongsHere(options, env, journal.run);
  });
  for (const JournalFile& journal : journals | std::views::reverse) {
    const bool wanted = options.rollback_id ? named(journal) : journal.run.kind == RunKind::kUpdate;
    if (!wanted) continue;
    std::vector<ProfileRef> profiles = ProfilesInForce(journals, journal);
    std::erase_if(profiles, [&](const ProfileRef& p) { return !options.Wants(p.name); });
    if (profiles.empty()) {
      if (auto done = ChoiceDone(options, taken_back, journal.run.id)) return *std::move(done);
      continue;
    }
    const Choice choice{journal, std::move(profiles)};
    REPOINT_TRY(CheckNewest(choice, journals));
    return choice;
  }
  // Its journal may lie elsewhere.
  if (auto done = ChoiceDone(options, taken_back, options.rollback_id)) return *std::move(done);
  return NothingToUndo(options);
}

// The mailbox of the first account as the mark names it that the run wrote, or took away.
MailboxName MarkedMailbox(const JournalFile& journal, const ProfileRef& profile,
                          std::string_view name) {
  for (const JournalUnit& unit : journal.units) {
    for (const Edit& mark : unit.unit.marks) {
      if (!mark.name || *mark.name != name || !EqualsFolded(mark.key, MarkKey(profile))) continue;
      const auto& value = mark.after ? mark.after : mark.before;
      const auto names = SplitMarkList(value ? SzText(*value).value_or("") : "");
      if (names.empty()) continue;
      MailboxName mailbox;
      (names[0].starts_with('/') ? mailbox.dn : mailbox.smtp) = names[0];
      return mailbox;
    }
  }
  return {};
}

class RollbackRun {
 public:
  RollbackRun(const Options& options, Environment& environment)
      : options_(options), env_(environment), report_(NewReport(options, environment)) {}

  Report Run() {
    Work();
    report_.AddAsides(env_.log);
    report_.ended = env_.now_millis();
    if (report_.exit == kExitDone) report_.exit = ExitOf(report_, false, false);
    return std::move(report_);
  }

 private:
  void Work() {
    if (Status waited = WaitForOutlook(); !waited) return Stop(waited.error(), kExitRegistry);
    std::unique_ptr<FileLock> lock;
    if (env_.traits().recovered && !options_.dry_run) {
      auto taken = TakeRunLock(options_, env_);
      if (!taken) return Stop(taken.error(), kExitRegistry);
      lock = std::move(*taken);
    }
    if (Status done = Undo(); !done) Stop(done.error(), ExitFor(done.error().code));
    if (!options_.dry_run) PruneOldJournals(options_, env_);
  }

  // Before the lock, which nobody else can have while this waits. Not for a run that is none.
  Status WaitForOutlook() {
    if (options_.wait_outlook_minutes == 0 && !options_.dry_run) return {};
    REPOINT_ASSIGN(const bool recovers, NeedsRecovery(options_, env_));
    if (!recovers && !Choose(options_, env_, report_, {})) return {};
    if (!options_.dry_run) {
      REPOINT_TRY(OutlookRuns(options_, env_, report_));
      return {};
    }
    Options look = options_;
    look.wait_outlook_minutes = 0;
    REPOINT_ASSIGN(const bool runs, OutlookRuns(look, env_, report_));
    if (runs) report_.Warn("Outlook is running: without -DryRun this would be deferred");
    return {};
  }

  void Stop(const Error& error, ExitCode exit) {
    report_.error = error;
    report_.exit = exit;
    for (ProfileResult& result : report_.profiles) {
      result.outcome = exit == kExitDeferred ? ProfileOutcome::kDeferred : ProfileOutcome::kFailed;
      result.edits.clear();
      result.files.clear();
    }
  }

  // Refusals are failures of the profile; everything else means that the store cannot be used.
  ExitCode ExitFor(ErrorCode code) const {
    if (!choosing_ && StopsStore(env_.kind, code)) return kExitRegistry;
    switch (code) {
      case ErrorCode::kInUse:
        return kExitDeferred;
      case ErrorCode::kConflict:
      case ErrorCode::kUnsupported:
      case ErrorCode::kNotFound:
        return kExitProfileFailed;
      default:
        return kExitRegistry;
    }
  }

  Status Undo() {
    REPOINT_TRY(Recover());
    if (options_.dry_run && interrupted_ && !options_.rollback_id) return {};
    REPOINT_ASSIGN(const Choice choice, Choose(options_, env_, report_, recovered_.taken_back));
    REPOINT_TRY(CheckStuck(choice));
    if (choice.done) {
      DescribeDone(choice);
      return {};
    }
    REPOINT_ASSIGN(RollbackPlan plan, PlanRollback(env_.user, env_.files, choice.journal,
                                                   choice.profiles, env_.now_millis()));
    if (options_.no_files) {
      WarnOfKept(plan.unit.files);
      plan.unit.files.clear();
    } else {
      std::ranges::copy(plan.file_conflicts, std::back_inserter(plan.conflicts));
    }
    Describe(choice, plan);
    if (!plan.conflicts.empty() && !options_.force) return Refuse(plan);
    if (options_.force && !options_.no_files) {
      for (const std::string& conflict : plan.file_conflicts) report_.Warn(conflict);
    }
    choosing_ = false;
    if (options_.dry_run) {
      if (const Status files = CheckFiles(env_.files, plan.unit.files); !files) {
        report_.Warn("without -DryRun this could not be done now: " + files.error().ToString());
      }
      return {};
    }
    REPOINT_TRY(Apply(choice, plan.unit));
    for (ProfileResult& result : report_.profiles) result.outcome = ProfileOutcome::kRolledBack;
    return {};
  }

  // Each file that a rollback with files would move. What would only make way stays in any case.
  void WarnOfKept(const std::vector<FileMove>& moves) {
    for (const FileMove& move : moves) {
      const bool makes_way =
          std::ranges::any_of(moves, [&](const FileMove& other) { return other.to == move.from; });
      if (makes_way) continue;
      report_.Warn(
          fmt::format("-NoFiles: {} keeps its name and does not become {}", move.from, move.to));
    }
  }

  Status Recover() {
    if (!options_.dry_run) {
      REPOINT_ASSIGN(recovered_, RecoverInterrupted(options_, env_, report_.notes));
      return {};
    }
    REPOINT_ASSIGN(interrupted_, NeedsRecovery(options_, env_));
    if (interrupted_) {
      report_.warnings.push_back(
          "an earlier run was interrupted; without -DryRun it is put right first, and nothing else "
          "is done when that has taken it back");
    }
    return {};
  }

  Status CheckStuck(const Choice& choice) {
    for (const StuckProfiles& stuck : recovered_.stuck) {
      const bool held = std::ranges::any_of(
          choice.profiles, [&](const ProfileRef& profile) { return stuck.Holds(profile); });
      if (held) return std::unexpected(stuck.error);
    }
    return {};
  }

  Status Refuse(const RollbackPlan& plan) {
    for (const std::string& conflict : plan.conflicts)
      report_.notes.push_back("conflict: " + conflict);
    report_.profiles.clear();
    return Fail(ErrorCode::kConflict,
                fmt::format("{} value(s) or file(s) changed since the update, so nothing was taken "
                            "back; -Rollback -Force gives back all of the old state",
                            plan.conflicts.size()));
  }

  Status Apply(const Choice& choice, const Unit& unit) {
    Workplace place = MakeWorkplace(env_);
    REPOINT_TRY(CheckUnit(place, unit));
    RunInfo run;
    run.kind = RunKind::kRollback;
    run.undoes = choice.journal.run.id;
    run.version = env_.version;
    run.store = env_.store_out;
    run.started = env_.now_millis();
    REPOINT_ASSIGN(const std::string folder, JournalFolder(options_, env_));
    REPOINT_ASSIGN(Journal journal, Journal::Create(env_.files, folder, run));
    for (const ProfileRef& profile : unit.profiles) {
      REPOINT_ASSIGN(const auto tree, env_.user.ReadTree(profile.Key()));
      if (tree) REPOINT_TRY(WriteHandImport(journal, profile, *tree));
    }
    for (ProfileResult& result : report_.profiles) result.journal = journal.run().id;
    return ApplyUnit(place, journal, unit);
  }

  ProfileResult ResultOf(const Choice& choice, const ProfileRef& profile) const {
    ProfileResult result;
    result.store = env_.user.Describe();
    result.profile = profile;
    result.source = MarkedMailbox(choice.journal, profile, "Source");
    result.target = MarkedMailbox(choice.journal, profile, "Target");
    return result;
  }

  void DescribeDone(const Choice& choice) {
    for (const ProfileRef& profile : choice.profiles) {
      ProfileResult result = ResultOf(choice, profile);
      result.outcome = ProfileOutcome::kRolledBack;
      report_.profiles.push_back(std::move(result));
    }
    const RunInfo& run = choice.journal.run;
    report_.notes.push_back(
        fmt::format("the run {} is taken back with that, and all is as it was before it; nothing "
                    "else was done, and earlier runs stay in force: -Journals lists them",
                    run.kind == RunKind::kRollback ? run.undoes : run.id));
  }

  void Describe(const Choice& choice, const RollbackPlan& plan) {
    for (size_t i = 0; i < choice.profiles.size(); ++i) {
      ProfileResult result = ResultOf(choice, choice.profiles[i]);
      result.outcome = ProfileOutcome::kWouldUpdate;
      for (const Edit& edit : plan.unit.edits) {
        if (BelongsTo(plan.unit, result.profile, edit)) result.edits.push_back(edit);
      }
      for (const FileMove& move : plan.unit.files) {
        if (move.profile == i) result.files.push_back(move);
      }
      report_.profiles.push_back(std::move(result));
    }
    report_.notes.push_back(fmt::format("taking back the run {} of {}", choice.journal.run.id,
                                        FormatIso8601(choice.journal.run.started)));
  }

  const Options& options_;
  Environment& env_;
  Report report_;
  bool choosing_ = true;  // nothing has been written or tested for writing
  Recovered recovered_;
  bool interrupted_ = false;  // of a dry run: there is something to recover
};

}  // namespace

Report RunRollback(const Options& options, Environment& environment) {
  return RollbackRun(options, environment).Run();
}

}  // namespace repoint
