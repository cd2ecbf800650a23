#include "client/start_outlook.h"

#include <fmt/format.h>

namespace repoint {
namespace {

bool Wants(const Options& options, ProfileOutcome outcome) {
  switch (outcome) {
    case ProfileOutcome::kUpdated:
      return options.run_outlook || options.run_outlook_all;
    case ProfileOutcome::kWouldUpdate:
      return options.dry_run && (options.run_outlook || options.run_outlook_all);
    case ProfileOutcome::kCurrent:
    case ProfileOutcome::kDoneBefore:
      return options.run_outlook_all;
    default:
      return false;
  }
}

Status StartOnce(const Options& options, Environment& env, const OutlookInstallation& installation,
                 ProfileResult& result) {
  REPOINT_ASSIGN(const auto process,
                 env.outlook.Start(installation, result.profile.name, options.outlook_options));
  env.log.Info(fmt::format("started Outlook for profile {}", result.profile.name));
  if (options.keep_outlook_open) return {};
  REPOINT_ASSIGN(const bool ended, process->CloseAfter(options.close_outlook_after_seconds));
  if (!ended) {
    result.warnings.push_back("Outlook was asked to close and did not; it was left running");
  }
  return {};
}

void Start(const Options& options, Environment& env, const OutlookInstallation& installation,
           ProfileResult& result) {
  if (options.dry_run) {
    result.warnings.push_back("Outlook would be started for this profile");
    return;
  }
  const Status started = StartOnce(options, env, installation, result);
  if (!started) {
    result.warnings.push_back("Outlook was not started: " + started.error().ToString());
  }
}

}  // namespace

void StartOutlookForProfiles(const Options& options, Environment& env, Report& report) {
  if (!env.traits().live || (!options.run_outlook && !options.run_outlook_all)) return;
  const auto installed = env.outlook.FindInstalled();
  for (ProfileResult& result : report.profiles) {
    if (!Wants(options, result.outcome)) continue;
    if (!installed || !*installed) {
      report.warnings.push_back("Outlook was not started: it is not installed on this computer");
      return;
    }
    Start(options, env, **installed, result);
  }
}

}  // namespace repoint
