#include "client/report.h"

#include <algorithm>

namespace repoint {

std::string_view OutcomeName(ProfileOutcome outcome) {
  switch (outcome) {
    case ProfileOutcome::kUpdated:
      return "updated";
    case ProfileOutcome::kWouldUpdate:
      return "would-update";
    case ProfileOutcome::kCurrent:
      return "current";
    case ProfileOutcome::kDoneBefore:
      return "done-before";
    case ProfileOutcome::kNotListed:
      return "not-listed";
    case ProfileOutcome::kNoExchange:
      return "no-exchange";
    case ProfileOutcome::kFailed:
      return "failed";
    case ProfileOutcome::kDeferred:
      return "deferred";
    case ProfileOutcome::kRolledBack:
      return "rolled-back";
    case ProfileOutcome::kNewOutlook:
      return "new-outlook";
  }
  return "failed";
}

const std::string& MailboxName::Short() const {
  if (!smtp.empty()) return smtp;
  return dn.empty() ? server : dn;
}

int Report::Count(ProfileOutcome outcome) const {
  return static_cast<int>(std::ranges::count(profiles, outcome, &ProfileResult::outcome));
}

bool Report::OnlyStrangers() const {
  return std::ranges::all_of(profiles, [](const ProfileResult& result) {
    return result.outcome == ProfileOutcome::kNotListed ||
           result.outcome == ProfileOutcome::kNoExchange ||
           result.outcome == ProfileOutcome::kNewOutlook;
  });
}

void Report::AddAsides(const Log& log) {
  for (const LogLine& line : log.lines()) {
    const auto said = [&](const std::vector<std::string>& texts) {
      return std::ranges::find(texts, line.text) != texts.end();
    };
    if (line.level != LogLevel::kWarning || said(warnings) || said(asides)) continue;
    asides.push_back(line.text);
  }
}

void Report::Warn(std::string warning) {
  if (std::ranges::find(warnings, warning) == warnings.end()) {
    warnings.push_back(std::move(warning));
  }
}

int ExitOf(const Report& report, bool report_failed, bool leftovers_count) {
  if (report.exit != kExitDone) return report.exit;
  if (report.Count(ProfileOutcome::kFailed) != 0) return kExitProfileFailed;
  if (report.Count(ProfileOutcome::kDeferred) != 0) return kExitDeferred;
  if (report_failed) return kExitReport;
  const bool left = std::ranges::any_of(
      report.profiles, [](const ProfileResult& p) { return !p.leftovers.empty(); });
  return leftovers_count && left ? kExitLeftovers : kExitDone;
}

}  // namespace repoint
