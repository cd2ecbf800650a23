#include "client/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "client/beside.h"
#include "client/lock.h"
#include "client/profile_nicknames.h"
#include "client/recovery.h"
#include "client/start_outlook.h"
#include "client/survey.h"
#include "client/updater.h"
#include "client/wait_outlook.h"

namespace repoint {
namespace {

std::string_view ModeWord(const Options& options) {
  if (options.mode == Mode::kVerify) return "verify";
  if (options.dry_run) return "dry-run";
  return options.mode == Mode::kRollback ? "rollback" : "update";
}

// DWORD in ...\Outlook\Preferences: this user has switched to the new Outlook, which has no
// registry profile.
constexpr std::string_view kPreferences = "Software\\Microsoft\\Office\\16.0\\Outlook\\Preferences";
constexpr std::string_view kUseNewOutlook = "UseNewOutlook";

void Stop(Report& report, Error error, ExitCode exit) {
  report.error = std::move(error);
  report.exit = exit;
}

bool HasPlans(const Survey& survey) {
  return std::ranges::any_of(survey.profiles,
                             [](const SurveyedProfile& p) { return p.plan.has_value(); });
}

bool Ends(Report& report, const std::expected<Survey, SurveyFailure>& survey) {
  if (survey) return false;
  Stop(report, survey.error().error, survey.error().exit);
  return true;
}

void Defer(Survey& survey) {
  for (SurveyedProfile& profile : survey.profiles) {
    if (!profile.plan) continue;
    profile.result.outcome = ProfileOutcome::kDeferred;
    profile.result.edits.clear();
    profile.result.error = Error{ErrorCode::kInUse,
                                 "Outlook is running for this user; nothing was changed; close it, "
                                 "or try again at the next logon",
                                 ""};
  }
}

class UpdateRun {
 public:
  UpdateRun(const Options& options, Environment& environment, ListReader& list)
      : options_(options),
        env_(environment),
        list_(list),
        report_(NewReport(options, environment)) {}

  Report Run() {
    Work();
    report_.ended = env_.now_millis();
    if (report_.exit == kExitDone) {
      report_.exit = ExitOf(report_, false, options_.mode == Mode::kVerify);
    }
    return std::move(report_);
  }

 private:
  bool Writes() const { return options_.mode == Mode::kUpdate && !options_.dry_run; }

  void Work() {
    // First of all: what an interrupted run left must not wait until somebody has mended the list.
    if (auto recovered = Recover(); !recovered) {
      return Stop(report_, recovered.error().error, recovered.error().exit);
    }
    if (Status there = CheckProfileDir(options_, env_.files); !there) {
      return Stop(report_, there.error(), kExitRegistry);
    }
    if (Status open = list_.Open(); !open) return Stop(report_, open.error(), kExitList);
    auto survey = LookAround();
    if (Ends(report_, survey)) return;
    DescribeList();
    if (options_.mode == Mode::kVerify) VerifyFiles(*survey);
    if (options_.mode == Mode::kUpdate && HasPlans(*survey)) {
      survey = Carry(std::move(*survey));
      if (Ends(report_, survey)) return;
    }
    if (Writes()) PruneOldJournals(options_, env_);
    Collect(*survey);
  }

  std::expected<Survey, SurveyFailure> LookAround() {
    auto survey = MakeSurvey(options_, env_, list_);
    if (survey) FailStuckProfiles(stuck_, *survey);
    return survey;
  }

  // Under the lock: what was planned before it may have been done meanwhile by another run.
  std::expected<Survey, SurveyFailure> Carry(Survey survey) {
    auto runs = OutlookRuns(options_, env_, report_);
    if (!runs) return std::unexpected(SurveyFailure{runs.error(), kExitRegistry});
    if (*runs) {
      if (!options_.dry_run) {
        Defer(survey);
        return survey;
      }
      report_.warnings.push_back("Outlook is running: without -DryRun this would be deferred");
    }
    Updater updater(options_, env_, list_.list());
    if (!Writes()) {
      updater.Update(survey);
      return survey;
    }
    if (const auto folder = JournalFolder(options_, env_); !folder) {
      return std::unexpected(SurveyFailure{folder.error(), kExitRegistry});
    }
    if (env_.traits().recovered) {
      REPOINT_TRY(TakeLock());
      // The other run may have been killed; and profiles may have changed while we waited.
      REPOINT_TRY(RecoverUnderLock());
      REPOINT_ASSIGN(survey, LookAround());
    }
    if (Status writable = env_.user.CheckWritable(); !writable) {
      return std::unexpected(SurveyFailure{writable.error(), kExitRegistry});
    }
    updater.Update(survey);
    if (updater.failure()) Stop(report_, *updater.failure(), kExitRegistry);
    return survey;
  }

  using Done = std::expected<void, SurveyFailure>;

  Done Recover() {
    const auto needed = NeedsRecovery(options_, env_);
    if (!needed) return std::unexpected(SurveyFailure{needed.error(), kExitRegistry});
    if (!*needed) return {};
    if (!Writes()) {
      report_.warnings.push_back(
          "an earlier run was interrupted; the next run that is not a dry run puts it right");
      return {};
    }
    if (const auto runs = OutlookRuns(options_, env_, report_); !runs) {
      return std::unexpected(SurveyFailure{runs.error(), kExitRegistry});
    }
    REPOINT_TRY(TakeLock());
    return RecoverUnderLock();
  }

  Done TakeLock() {
    if (lock_) return {};
    auto lock = TakeRunLock(options_, env_);
    if (!lock) return std::unexpected(SurveyFailure{lock.error(), kExitRegistry});
    lock_ = std::move(*lock);
    return {};
  }

  Done RecoverUnderLock() {
    auto recovered = RecoverInterrupted(options_, env_, report_.notes);
    if (recovered) {
      stuck_ = std::move(recovered->stuck);
      return {};
    }
    const bool outlook = recovered.error().code == ErrorCode::kInUse;
    return std::unexpected(
        SurveyFailure{recovered.error(), outlook ? kExitDeferred : kExitRegistry});
  }

  void VerifyFiles(Survey& survey) {
    auto files = OpenUserFiles(options_, env_);
    if (!files) return Stop(report_, files.error(), kExitRegistry);
    if (!*files) return;
    ReaddressNicknamesOf(options_, env_, survey, **files, list_.list());
    BesidePlanner beside(options_, env_, survey, &**files);
    for (SurveyedProfile& profile : survey.profiles) {
      if (!profile.searches_files) continue;
      BesidePlan found = beside.Verify(profile);
      std::ranges::move(found.leftovers, std::back_inserter(profile.result.leftovers));
      std::ranges::move(found.warnings, std::back_inserter(profile.result.warnings));
    }
  }

  void DescribeList() {
    report_.list_path = list_.list().path();
    report_.list_digest = list_.list().digest();
    report_.list_indexed = list_.list().indexed();
  }

  void Collect(Survey& survey) {
    const bool has_profiles = survey.any_profiles;
    report_.AddAsides(env_.log);
    for (SurveyedProfile& profile : survey.profiles) {
      report_.profiles.push_back(std::move(profile.result));
    }
    AddNewOutlook(has_profiles);
    if (!report_.profiles.empty() || has_profiles) AddMissingProfiles();
    if (report_.profiles.empty()) {
      report_.notes.push_back(fmt::format("no MAPI profiles found for {}", report_.subject));
    }
    AddUnwrittenOut();
    lock_.reset();  // another run of this user need not wait for Outlook
    if (options_.mode == Mode::kUpdate) StartOutlookForProfiles(options_, env_, report_);
  }

  // Nobody can tell whether someone without a profile is listed, so that only those hear what to do
  // of whom another profile is.
  void AddNewOutlook(bool has_profiles) {
    const bool asked_for =
        options_.profiles.empty() && (options_.mode == Mode::kUpdate || !has_profiles);
    const auto value = env_.user.GetValue(kPreferences, kUseNewOutlook);
    if (!asked_for || !value || !*value || DwordNumber(**value).value_or(0) == 0) return;
    ProfileResult result;
    result.store = env_.user.Describe();
    result.profile = {RootKind::kOffice16, "(new Outlook)", false};
    result.outcome = ProfileOutcome::kNewOutlook;
    if (!report_.OnlyStrangers()) {
      result.warnings.push_back(
          "this user has switched to the new Outlook, which has no profile in the registry; add "
          "the new account there by hand");
    }
    report_.profiles.push_back(std::move(result));
  }

  // An export that nothing changed is not written; one of an earlier run must not be taken for its
  // result.
  void AddUnwrittenOut() {
    if (env_.kind != StoreKind::kExport || !Writes() || !options_.out || report_.error) return;
    if (report_.Count(ProfileOutcome::kUpdated) != 0) return;
    const auto there = env_.files.Stat(*options_.out);
    report_.notes.push_back(
        fmt::format("nothing changed, {} was not written{}", *options_.out,
                    there && *there ? "; the file that is there is not of this run" : ""));
  }

  void AddMissingProfiles() {
    for (const std::string& name : options_.profiles) {
      const bool known = std::ranges::any_of(report_.profiles, [&](const ProfileResult& result) {
        return EqualsFolded(result.profile.name, name);
      });
      if (known) continue;
      ProfileResult result;
      result.store = env_.user.Describe();
      result.profile = {RootKind::kNt, name, false};
      result.outcome = ProfileOutcome::kFailed;
      result.error =
          Error{ErrorCode::kNotFound, "there is no profile of this name; -Inspect lists them", ""};
      report_.profiles.push_back(std::move(result));
    }
  }

  const Options& options_;
  Environment& env_;
  ListReader& list_;
  Report report_;
  std::unique_ptr<FileLock> lock_;
  std::vector<StuckProfiles> stuck_;
};

}  // namespace

Report NewReport(const Options& options, const Environment& env) {
  Report report;
  report.mode = ModeWord(options);
  report.version = env.version;
  report.user = env.user_name;
  report.computer = env.computer_name;
  report.store = env.store;
  report.subject = SubjectOf(env);
  report.started = env.now_millis();
  return report;
}

Result<std::string> JournalFolder(const Options& options, const Environment& env) {
  if (env.other) return env.other->journals;
  if (env.kind == StoreKind::kHive && !options.journal_dir) return FolderOf(env.user.Describe());
  // A folder for each hive: a run looks through all journals beside its own, and there may be
  // thousands of hives.
  if (env.kind == StoreKind::kHive) {
    return JoinPath(*options.journal_dir, fmt::format("hive-{:016x}", Fnv1a(env.store)));
  }
  if (options.journal_dir) return *options.journal_dir;
  REPOINT_ASSIGN(const std::string state, env.state_folder);
  return JoinPath(state, "Journals");
}

Report RunUpdate(const Options& options, Environment& environment) {
  ListReader list(options, environment);
  return RunUpdate(options, environment, list);
}

Report RunUpdate(const Options& options, Environment& environment, ListReader& list) {
  return UpdateRun(options, environment, list).Run();
}

}  // namespace repoint
