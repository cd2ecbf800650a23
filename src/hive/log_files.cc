#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "hive/log.h"
#include "hive/log_format.h"

namespace repoint::hive {

Result<std::vector<LogFile>> FindLogs(FileSystem& files, std::string_view hive_path) {
  const std::string folder = FolderOf(hive_path);
  REPOINT_ASSIGN(const std::vector<std::string> names, files.List(folder));
  std::vector<LogFile> logs;
  for (const std::string_view suffix : {".LOG", ".LOG1", ".LOG2"}) {
    const std::string wanted = FileNameOf(hive_path) + std::string(suffix);
    const std::string* found = nullptr;
    for (const std::string& name : names) {
      if (!EqualsFolded(name, wanted)) continue;
      if (found != nullptr) {
        return Fail(ErrorCode::kConflict,
                    fmt::format("{} and {} are both there: leave the one that belongs to the hive",
                                *found, name),
                    std::string(hive_path));
      }
      found = &name;
    }
    if (found == nullptr) continue;
    REPOINT_ASSIGN(Bytes bytes, ReadWhole(files, JoinPath(folder, *found)));
    logs.push_back({*found, std::move(bytes)});
  }
  return logs;
}

uint32_t HighestSequence(const BaseBlock& base, std::span<const LogFile> logs) {
  uint32_t highest = std::max(base.primary_sequence, base.secondary_sequence);
  for (const LogFile& log : logs) {
    const ByteView bytes = log.bytes;
    if (const auto copy = BaseBlock::Decode(bytes)) {
      highest = std::max({highest, copy->primary_sequence, copy->secondary_sequence});
    }
    for (size_t at = 0; at < bytes.size(); at += kSector) {
      const ByteView head = bytes.subspan(at);
      if (!AsChars(head).starts_with(log_entry::kSignature)) continue;
      highest = std::max(highest, LoadU32(head, log_entry::kSequence).value_or(0));
    }
  }
  return highest;
}

Result<uint32_t> NextSequence(const BaseBlock& base, std::span<const LogFile> logs) {
  const uint32_t highest = HighestSequence(base, logs);
  if (highest == 0xFFFFFFFF) {
    return Fail(ErrorCode::kConflict,
                "the sequence numbers of the hive and its logs are used up: nothing can be written "
                "to it");
  }
  return highest + 1;
}

}  // namespace repoint::hive
