#include <fmt/format.h>

#include "base/text.h"
#include "client/render.h"

namespace repoint {
namespace {

std::string ProfileLine(const ProfileResult& result) {
  std::string line = fmt::format("{:<12}  {}", OutcomeName(result.outcome), result.profile.name);
  if (!result.source.Short().empty() || !result.target.Short().empty()) {
    line += fmt::format("  {} -> {}", result.source.Short(), result.target.Short());
  }
  return line + "\n";
}

void AddDetails(std::string& text, const ProfileResult& result, const TextStyle& style) {
  if (result.error) text += fmt::format("    error: {}\n", result.error->ToString());
  const bool planned = result.outcome == ProfileOutcome::kWouldUpdate;
  if (style.verbose || planned) {
    for (const Edit& edit : result.edits) {
      text += fmt::format("    {}\n", DescribeEdit(edit, result.profile, style.ansi));
    }
  }
  for (const FileMove& move : result.files) {
    text += fmt::format("    file: {} {} to {}\n", move.from,
                        planned ? "will be renamed" : "renamed", move.to);
  }
  for (const std::string& warning : result.warnings) {
    text += fmt::format("    warning: {}\n", warning);
  }
  for (const Leftover& leftover : result.leftovers) {
    text += fmt::format("    left: {} names {}\n", leftover.place, leftover.name);
  }
}

bool OnlyStrangers(const Report& report) {
  return report.Count(ProfileOutcome::kNotListed) + report.Count(ProfileOutcome::kNoExchange) ==
         static_cast<int>(report.profiles.size());
}

std::string SummaryLine(const Report& report) {
  std::string counts;
  for (int i = 0; i <= static_cast<int>(ProfileOutcome::kNewOutlook); ++i) {
    const auto outcome = static_cast<ProfileOutcome>(i);
    if (const int count = report.Count(outcome); count != 0) {
      counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, OutcomeName(outcome));
    }
  }
  return counts + "\n";
}

}  // namespace

std::string RenderText(const Report& report, const TextStyle& style) {
  std::string text;
  for (const std::string& warning : report.warnings) text += fmt::format("warning: {}\n", warning);
  if (report.error) text += fmt::format("error: {}\n", report.error->ToString());
  for (const std::string& note : report.notes) text += note + "\n";
  if (report.profiles.empty()) return text;
  if (OnlyStrangers(report) && !style.verbose) {
    const int exchange = report.Count(ProfileOutcome::kNotListed);
    for (const ProfileResult& result : report.profiles) AddDetails(text, result, style);
    return text +
           (exchange == 0
                ? fmt::format("no-exchange   {} has {} profile(s), none with Exchange\n",
                              report.user, report.profiles.size())
                : fmt::format("not-listed    no mailbox of {}'s {} profile(s) is in the list\n",
                              report.user, report.profiles.size()));
  }
  for (const ProfileResult& result : report.profiles) {
    text += ProfileLine(result);
    AddDetails(text, result, style);
  }
  return text + SummaryLine(report);
}

}  // namespace repoint
