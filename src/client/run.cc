#include "client/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "client/lock.h"
#include "client/recovery.h"
#include "client/start_outlook.h"
#include "client/survey.h"
#include "client/updater.h"

namespace repoint {
namespace {

constexpr int64_t kOutlookPauseMillis = 2000;

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

// Whether Outlook runs, after waiting for its end as long as the options say.
Result<bool> OutlookRuns(const Options& options, Environment& env, Report& report) {
  if (env.is_export) return false;
  const int64_t end = env.now_millis() + options.wait_outlook_minutes * 60 * 1000;
  for (bool said = false;; said = true) {
    REPOINT_ASSIGN(const RunningMapi running, env.outlook.FindRunning());
    if (!running.outlook) {
      const std::string warning =
          fmt::format("other mail programs run and may hold files: {}", Join(running.others, ", "));
      const bool said_before = std::ranges::find(report.warnings, warning) != report.warnings.end();
      if (!running.others.empty() && !said_before) report.warnings.push_back(warning);
      return false;
    }
    if (env.now_millis() >= end) return true;
    if (!said)
      env.progress(fmt::format("Outlook is running; waiting up to {} minute(s) for its end",
                               options.wait_outlook_minutes));
    env.sleep_millis(kOutlookPauseMillis);
  }
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
  UpdateRun(const Options& options, Environment& environment)
      : options_(options),
        env_(environment),
        list_(options, environment),
        report_(NewReport(environment)) {}

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
    if (Status open = list_.Open(); !open) return Stop(report_, open.error(), kExitList);
    if (auto recovered = Recover(); !recovered) {
      return Stop(report_, recovered.error().error, recovered.error().exit);
    }
    auto survey = LookAround();
    if (Ends(report_, survey)) return;
    DescribeList();
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
    if (!Writes()) {
      Updater(options_, env_, list_.list().digest()).Update(survey);
      return survey;
    }
    if (!env_.is_export) {
      REPOINT_TRY(TakeLock());
      // The other run may have been killed; and profiles may have changed while we waited.
      REPOINT_TRY(RecoverUnderLock());
      REPOINT_ASSIGN(survey, LookAround());
    }
    if (Status writable = env_.user.CheckWritable(); !writable) {
      return std::unexpected(SurveyFailure{writable.error(), kExitRegistry});
    }
    Updater(options_, env_, list_.list().digest()).Update(survey);
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
    auto lock = TakeUserLock(env_);
    if (!lock) return std::unexpected(SurveyFailure{lock.error(), kExitRegistry});
    lock_ = std::move(*lock);
    return {};
  }

  Done RecoverUnderLock() {
    auto recovered = RecoverInterrupted(options_, env_, report_.notes);
    if (recovered) {
      stuck_ = std::move(*recovered);
      return {};
    }
    const bool outlook = recovered.error().code == ErrorCode::kInUse;
    return std::unexpected(
        SurveyFailure{recovered.error(), outlook ? kExitDeferred : kExitRegistry});
  }

  void DescribeList() {
    report_.list_path = list_.list().path();
    report_.list_digest = list_.list().digest();
    report_.list_indexed = list_.list().indexed();
  }

  void Collect(Survey& survey) {
    const bool has_profiles = survey.any_profiles;
    AddLogWarnings();
    AddNewOutlook();
    for (SurveyedProfile& profile : survey.profiles) {
      report_.profiles.push_back(std::move(profile.result));
    }
    if (!report_.profiles.empty() || has_profiles) AddMissingProfiles();
    if (report_.profiles.empty()) {
      report_.notes.push_back(fmt::format("no MAPI profiles found for {}", env_.user_name));
    }
    lock_.reset();  // another run of this user need not wait for Outlook
    if (options_.mode == Mode::kUpdate) StartOutlookForProfiles(options_, env_, report_);
  }

  // What the rooms below have to say (an index that is ignored, columns that were guessed, a
  // journal that cannot be read) is for people, once.
  void AddLogWarnings() {
    for (const LogLine& line : env_.log.lines()) {
      const bool said = std::ranges::find(report_.warnings, line.text) != report_.warnings.end();
      if (line.level == LogLevel::kWarning && !said) report_.warnings.push_back(line.text);
    }
  }

  void AddNewOutlook() {
    const auto value = env_.user.GetValue(kPreferences, kUseNewOutlook);
    if (!value || !*value || DwordNumber(**value).value_or(0) == 0) return;
    ProfileResult result;
    result.store = env_.user.Describe();
    result.profile = {RootKind::kOffice16, "(new Outlook)", false};
    result.outcome = ProfileOutcome::kNewOutlook;
    result.warnings.push_back(
        "this user has switched to the new Outlook, which has no profile in the registry; add the "
        "new account there by hand");
    report_.profiles.push_back(std::move(result));
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
  ListReader list_;
  Report report_;
  std::unique_ptr<FileLock> lock_;
  std::vector<StuckProfiles> stuck_;
};

}  // namespace

Report NewReport(const Environment& env) {
  Report report;
  report.version = env.version;
  report.user = env.user_name;
  report.computer = env.computer_name;
  report.store = env.user.Describe();
  report.started = env.now_millis();
  return report;
}

std::string JournalFolder(const Options& options, const Environment& env) {
  return options.journal_dir.value_or(JoinPath(env.state_folder, "Journals"));
}

Report RunUpdate(const Options& options, Environment& environment) {
  return UpdateRun(options, environment).Run();
}

}  // namespace repoint
