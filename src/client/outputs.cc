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

// "<stem>.json", or with a number when an earlier run of the same second has taken that.
Result<std::string> FreePath(FileSystem& files, const std::string& stem) {
  std::string path = stem + ".json";
  for (int i = 2;; ++i) {
    REPOINT_ASSIGN(const auto taken, files.Stat(path));
    if (!taken) return path;
    path = fmt::format("{}-{}.json", stem, i);
  }
}

Status WriteReport(const Options& options, Environment& env, const Report& report) {
  if (!options.report) return {};
  const std::string name = fmt::format("{}_{}_{}", FileNamePart(report.computer),
                                       FileNamePart(report.user), FormatCompactUtc(report.ended));
  REPOINT_ASSIGN(const std::string path, FreePath(env.files, JoinPath(*options.report, name)));
  return env.files.WriteWhole(path, AsBytes(RenderReportFile(report)), Access::kDefault);
}

bool KeepsLog(const Options& options) { return options.log || !options.dry_run; }

Status WriteLog(const Options& options, Environment& env, const Report& report) {
  if (!KeepsLog(options)) return {};
  std::string text =
      fmt::format("{} EMProfileUpdate {} for {} on {}\n", FormatIso8601(report.started),
                  report.version, report.user, report.computer);
  for (const LogLine& line : env.log.lines()) {
    const bool in_report = std::ranges::find(report.warnings, line.text) != report.warnings.end();
    if (!in_report) text += FormatLogLine(line) + "\n";
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
