#include "client/outputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/system.h"
#include "base/text.h"
#include "client/render.h"
#include "client/resume.h"

namespace repoint {
namespace {

constexpr std::string_view kLogName = "EMProfileUpdate.log";

// A hive's path may be longer than a name can be: its end stays, and what tells it from others.
std::string ShortEnough(std::string part) {
  static constexpr size_t kMost = 120;
  if (part.size() <= kMost) return part;
  size_t start = part.size() - kMost;
  while (start < part.size() && (static_cast<uint8_t>(part[start]) & 0xC0) == 0x80) ++start;
  return fmt::format("{:016x}{}", Fnv1a(part), part.substr(start));
}

// Names of computers and people in a file name: what file systems do not take becomes '_'.
std::string FileNamePart(std::string_view text) {
  std::string part(text);
  for (char& c : part) {
    if (static_cast<uint8_t>(c) < 0x20 ||
        std::string_view("\\/:*?\"<>|").find(c) != std::string_view::npos)
      c = '_';
  }
  return part.empty() ? "unknown" : ShortEnough(std::move(part));
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

Status WriteReport(const Options& options, Environment& env, Report& report) {
  if (!options.report) return {};
  if (env.kind == StoreKind::kHive) report.hive = StateOfHive(env.files, env.user.Describe());
  const std::string name = fmt::format("{}_{}_{}", FileNamePart(report.computer),
                                       FileNamePart(report.user), FormatCompactUtc(report.ended));
  const std::string scratch = JoinPath(*options.report, "new-" + UniqueId() + ".tmp");
  Status written =
      env.files.WriteWhole(scratch, AsBytes(RenderReportFile(report)), Access::kDefault);
  if (written) written = PutInPlace(env.files, scratch, JoinPath(*options.report, name));
  if (!written) written.error().where = *options.report;  // of the scratch file nobody knows
  return written;
}

bool KeepsLog(const Options& options) { return options.log || !options.dry_run; }

// What went wrong is said in the report; a run that was not fine keeps its own exit code.
int Settle(const Status& written, Report& report) {
  if (written) return report.exit;
  report.warnings.push_back("the report or log could not be written: " +
                            written.error().ToString());
  if (report.exit == kExitDone || report.exit == kExitLeftovers) report.exit = kExitReport;
  return report.exit;
}

}  // namespace

int WriteResultFile(const Options& options, Environment& env, Report& report) {
  return Settle(WriteReport(options, env, report), report);
}

std::string LogText(const Options& options, const Environment& env, const Report& report) {
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
  return text + fmt::format("{} exit {}\n", FormatIso8601(report.ended), report.exit);
}

Status AppendLog(const Options& options, const Environment& env, std::string_view text) {
  if (text.empty()) return {};
  if (options.log) return env.files.Append(*options.log, AsBytes(text), Access::kDefault);
  REPOINT_ASSIGN(const std::string folder, env.state_folder);
  REPOINT_TRY(env.files.CreateFolders(folder, Access::kUserOnly));
  return env.files.Append(JoinPath(folder, kLogName), AsBytes(text), Access::kUserOnly);
}

int WriteOutputs(const Options& options, Environment& env, Report& report) {
  WriteResultFile(options, env, report);
  return Settle(AppendLog(options, env, LogText(options, env, report)), report);
}

}  // namespace repoint
