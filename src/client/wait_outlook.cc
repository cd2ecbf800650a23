#include "client/wait_outlook.h"

#include <fmt/format.h>

#include "base/text.h"

namespace repoint {
namespace {

constexpr int64_t kOutlookPauseMillis = 2000;

}  // namespace

Result<bool> OutlookRuns(const Options& options, Environment& env, Report& report) {
  if (!env.traits().live) return false;
  const int64_t end = env.now_millis() + options.wait_outlook_minutes * 60 * 1000;
  for (bool said = false;; said = true) {
    REPOINT_ASSIGN(const RunningMapi running, env.outlook.FindRunning());
    if (!running.outlook) {
      if (!running.others.empty()) {
        report.Warn(fmt::format("other mail programs run and may hold files: {}",
                                Join(running.others, ", ")));
      }
      return false;
    }
    if (env.now_millis() >= end) return true;
    if (!said)
      env.progress(fmt::format("Outlook is running; waiting up to {} minute(s) for its end",
                               options.wait_outlook_minutes));
    env.sleep_millis(kOutlookPauseMillis);
  }
}

}  // namespace repoint
