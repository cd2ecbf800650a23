#include "hive/recovered_copy.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/system.h"
#include "base/text.h"
#include "hive/check.h"
#include "hive/inspect.h"

namespace repoint::hive {
namespace {

Error Located(Error error, const std::string& path) {
  if (error.where.empty()) error.where = path;
  return error;
}

// Whether both are names of one file; only Linux tells files apart.
bool SameFile(const std::optional<FileInfo>& a, const std::optional<FileInfo>& b) {
  return a && b && a->id != 0 && a->id == b->id;
}

}  // namespace

Status CheckOutput(FileSystem& files, const std::string& hive_path, const std::string& out,
                   bool replace) {
  REPOINT_ASSIGN(const std::optional<FileInfo> there, files.Stat(out));
  REPOINT_ASSIGN(const std::vector<LogFile> logs, FindLogs(files, hive_path));
  std::vector<std::string> own;
  for (const std::string_view suffix : {"", ".LOG", ".LOG1", ".LOG2"}) {
    own.push_back(hive_path + std::string(suffix));
  }
  for (const LogFile& log : logs) own.push_back(JoinPath(FolderOf(hive_path), log.name));
  for (const std::string& path : own) {
    REPOINT_ASSIGN(const std::optional<FileInfo> info, files.Stat(path));
    if (SameFile(there, info) || EqualsFolded(CanonicalPath(path), CanonicalPath(out))) {
      return Fail(ErrorCode::kUsage,
                  "is the hive itself or one of its logs, which are never touched: name another "
                  "file for what is written",
                  out);
    }
  }
  if (!there) return {};
  if (there->is_folder) return Fail(ErrorCode::kConflict, "is a folder", out);
  if (!replace)
    return Fail(ErrorCode::kConflict,
                "is there already: name another file, or replace it with --force", out);
  return {};
}

Result<RecoveredCopy> CopyRecovered(FileSystem& files, const std::string& path,
                                    const std::string& out, const CopyOptions& options) {
  REPOINT_ASSIGN(FoundHive found, FindHive(files, path));
  REPOINT_TRY(CheckOutput(files, path, out, options.replace));
  RecoveredCopy copy;
  copy.was_dirty = found.base.IsDirty();
  auto replay = options.without_logs ? TakeWithoutLogs(std::move(found.bytes))
                                     : ReplayLogs(std::move(found.bytes), found.logs);
  if (!replay) return std::unexpected(Located(std::move(replay.error()), path));
  const auto image = Image::FromBytes(replay->hive);
  if (!image) return std::unexpected(Located(image.error(), path));
  REPOINT_ASSIGN(const CheckReport report, Check(*image, 1));
  if (report.damage_count != 0) {
    const Finding& first = report.damage.front();
    return Fail(
        ErrorCode::kDamaged,
        fmt::format("the hive is damaged{} its logs, and no copy is made of it: "
                    "{} (cell {:#x})",
                    options.without_logs ? " without" : ", also with", first.message, first.cell),
        path);
  }
  REPOINT_TRY(files.WriteWhole(out, replay->hive, Access::kDefault));
  copy.entries = replay->entries;
  copy.sequence = replay->sequence;
  copy.logs = std::move(replay->logs);
  copy.bytes = replay->hive.size();
  return copy;
}

}  // namespace repoint::hive
