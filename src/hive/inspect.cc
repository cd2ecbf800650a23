#include "hive/inspect.h"

#include <utility>

namespace repoint::hive {
namespace {

constexpr uint64_t kMaxHive = uint64_t{1} << 31;

Result<Image> Recovered(FoundHive found, std::vector<AppliedLog>& applied) {
  REPOINT_ASSIGN(Replay replay, ReplayLogs(std::move(found.bytes), found.logs));
  applied = std::move(replay.logs);
  return Image::FromBytes(std::move(replay.hive));
}

}  // namespace

Result<FoundHive> FindHive(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(const std::optional<FileInfo> before, files.Stat(path));
  if (!before) return Fail(ErrorCode::kNotFound, "there is no such hive", path);
  if (before->is_folder) return Fail(ErrorCode::kConflict, "is a folder, not a hive", path);
  FoundHive found;
  REPOINT_ASSIGN(found.bytes, ReadWhole(files, path, kMaxHive));
  auto base = BaseBlock::Decode(found.bytes);
  if (!base) {
    base.error().where = path;
    return std::unexpected(std::move(base.error()));
  }
  found.base = *base;
  REPOINT_ASSIGN(found.logs, FindLogs(files, path));
  REPOINT_ASSIGN(const std::optional<FileInfo> after, files.Stat(path));
  if (after == before) return found;
  return Fail(ErrorCode::kConflict, "the hive was changed while it was read: try again", path);
}

Result<Inspection> Inspect(FileSystem& files, const std::string& path, size_t max_findings) {
  REPOINT_ASSIGN(FoundHive found, FindHive(files, path));
  Inspection seen;
  seen.file_size = found.bytes.size();
  seen.base = found.base;
  for (const LogFile& log : found.logs) seen.logs.emplace_back(log.name, log.bytes.size());
  const auto image = Recovered(std::move(found), seen.applied);
  if (!image) {
    seen.unreadable = image.error();
    return seen;
  }
  REPOINT_ASSIGN(seen.report, Check(*image, max_findings));
  if (const Status writable = image->CheckWritable(); !writable) {
    seen.read_only = writable.error();
  }
  return seen;
}

}  // namespace repoint::hive
