#include "client/outputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/system.h"
#include "base/text.h"
#include "client/render.h"

namespace repoint {
namespace {

constexpr std::string_view kLogName = "EMProfileUpdate.log";

// Names of computers and people in a file name: what file systems do not take becomes '_'.
std::string FileNamePart(std::string_view text) {
  std::string part(text);
  for (char& c : part) {
    if (static_cast<uint8_t>(c) < 0x20 ||
        std::string_view("\\/:*?\"<>|").find(c) != std::string_view::npos)
      c = '_';
  }
  return part.empty() ? "unknown" : part;
}

// Puts a file that is there under another name in place as "<stem>.json", or with a number where
// other runs of the same second have taken that. Replaces nothing.
Status PutInPlace(FileSystem& files, const std::string& scratch, const std::string& stem) {
  static constexpr int kMaxTries = 1000;
  Status placed;
  for (int i = 1; i <= kMaxTries; ++i) {
    placed = files.Rename(scratch, i == 1 ? stem + ".json" : fmt::format("{}-{}.json", stem, i));
    if (placed || placed.error().code != ErrorCode::kConflict) break;
  }
  if (!placed) (void)files.Remove(scratch);
  return placed;
}

Status WriteReport(const Options& options, Environment& env, const Report& report) {
  if (!options.report) return {};
  const std::string name = fmt::format("{}_{}_{}", FileNamePart(report.computer),
                                       FileNamePart(report.user), FormatCompactUtc(report.ended));
  const std::string scratch = JoinPath(*options.report, "new-" + UniqueId() + ".tmp");
  REPOINT_TRY(env.files.WriteWhole(scratch, AsBytes(RenderReportFile(report)), Access::kDefault));
  return PutInPlace(env.files, scratch, JoinPath(*options.report, name));
}

bool KeepsLog(const Options& options) { return options.log || !options.dry_run; }

Status WriteLog(const Options& options, Environment& env, const Report& report) {
  if (!KeepsLog(options)) return {};
  std::string text =
      fmt::format("{} EMProfileUpdate {} for {} on {}\n", FormatIso8601(report.started),
                  report.version, report.user, report.computer);
  for (const LogLine& line : env.log.lines()) {
    const auto is_in = [&](const std::vector<std::string>& said) {
      return std::ranges::find(said, line.text) != said.end();
    };
    if (!is_in(report.warnings) && !is_in(report.asides)) text += FormatLogLine(line) + "\n";
  }
  text += RenderText(report, {true, env.ansi});
  text += fmt::format("{} exit {}\n", FormatIso8601(report.ended), report.exit);
  if (options.log) return env.files.Append(*options.log, AsBytes(text), Access::kDefault);
  REPOINT_ASSIGN(const std::string folder, env.state_folder);
  REPOINT_TRY(env.files.CreateFolders(folder, Access::kUserOnly));
  return env.files.Append(JoinPath(folder, kLogName), AsBytes(text), Access::kUserOnly);
}

}  // namespace

int WriteOutputs(const Options& options, Environment& env, Report& report) {
  bool failed = false;
  for (const auto write : {WriteReport, WriteLog}) {
    const Status written = write(options, env, report);
    if (written) continue;
    report.warnings.push_back("the report or log could not be written: " +
                              written.error().ToString());
    failed = true;
  }
  if (failed && (report.exit == kExitDone || report.exit == kExitLeftovers)) {
    report.exit = kExitReport;
  }
  return report.exit;
}

}  // namespace repoint
