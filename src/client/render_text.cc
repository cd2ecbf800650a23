#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "client/render.h"

namespace repoint {
namespace {

// Names of files and people may hold anything; none of it steers a terminal or makes a line.
std::string OneLine(std::string text) {
  std::ranges::replace_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, '?');
  return text;
}

std::string ProfileLine(const ProfileResult& result) {
  std::string line = fmt::format("{:<12}  {}", OutcomeName(result.outcome), result.profile.name);
  if (!result.source.Short().empty() || !result.target.Short().empty()) {
    line += fmt::format("  {} -> {}", result.source.Short(), result.target.Short());
  }
  return line + "\n";
}

std::string_view ContentWords(const FileMove& move) {
  if (move.digest.empty()) return "";
  return move.IsToBackup() ? ", re-addressed under its name" : ", in place of the re-addressed one";
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
    text +=
        fmt::format("    file: {} {} to {}{}\n", OneLine(move.from),
                    planned ? "will be renamed" : "renamed", OneLine(move.to), ContentWords(move));
  }
  for (const std::string& warning : result.warnings) {
    text += fmt::format("    warning: {}\n", OneLine(warning));
  }
  for (const Leftover& leftover : result.leftovers) {
    text += fmt::format("    left: {} names {}\n", OneLine(leftover.place), OneLine(leftover.name));
  }
}

// All that a logon script shows of a person who is not listed.
std::string StrangersLine(const Report& report) {
  const int not_listed = report.Count(ProfileOutcome::kNotListed);
  const int profiles = not_listed + report.Count(ProfileOutcome::kNoExchange);
  if (profiles == 0) {
    return fmt::format("new-outlook   {} uses the new Outlook, which has no profile here\n",
                       report.subject);
  }
  return not_listed == 0
             ? fmt::format("no-exchange   none of the {} profile(s) of {} has Exchange\n", profiles,
                           report.subject)
             : fmt::format("not-listed    no mailbox of the {} profile(s) of {} is in the list\n",
                           profiles, report.subject);
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
  const bool quiet = report.OnlyStrangers() && !style.verbose;
  for (const std::string& warning : report.warnings)
    text += fmt::format("warning: {}\n", OneLine(warning));
  if (!quiet) {
    for (const std::string& aside : report.asides)
      text += fmt::format("warning: {}\n", OneLine(aside));
  }
  if (report.error) text += fmt::format("error: {}\n", report.error->ToString());
  for (const std::string& note : report.notes) text += OneLine(note) + "\n";
  if (report.profiles.empty()) return text;
  if (quiet) {
    for (const ProfileResult& result : report.profiles) AddDetails(text, result, style);
    return text + StrangersLine(report);
  }
  for (const ProfileResult& result : report.profiles) {
    text += ProfileLine(result);
    AddDetails(text, result, style);
  }
  return style.summary ? text + SummaryLine(report) : text;
}

}  // namespace repoint
