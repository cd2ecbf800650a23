#include "update/file_moves.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/system.h"
#include "base/text.h"

namespace repoint {
namespace {

constexpr std::string_view kBackupSuffix = ".bak";

// Whether an earlier move of the unit takes away what lies where this one goes.
bool IsVacated(const std::vector<FileMove>& moves, size_t index) {
  return std::any_of(moves.begin(), moves.begin() + static_cast<std::ptrdiff_t>(index),
                     [&](const FileMove& move) { return move.from == moves[index].to; });
}

// "<path>.<number>.bak" that is free.
Result<std::string> FreeName(FileSystem& files, const std::string& path) {
  static constexpr int kMaxTries = 1000;
  for (int i = 1; i <= kMaxTries; ++i) {
    std::string name = fmt::format("{}.{}{}", path, i, kBackupSuffix);
    REPOINT_ASSIGN(const auto taken, files.Stat(name));
    if (!taken) return name;
  }
  return Fail(ErrorCode::kConflict, "no free name is left beside the file", path);
}

}  // namespace

Result<MoveState> StateOf(FileSystem& files, const std::vector<FileMove>& moves, size_t index) {
  const FileMove& move = moves[index];
  REPOINT_ASSIGN(const auto moved, files.Stat(move.to));
  REPOINT_ASSIGN(const auto original, files.Stat(move.from));
  if (!moved) return original ? MoveState::kPending : MoveState::kLost;
  // Both are there. A place that was to be vacated first: this move was never made. Any other was
  // free before (CheckFiles), so it was made, and Outlook has made a new file since.
  return original && IsVacated(moves, index) ? MoveState::kPending : MoveState::kMade;
}

Status CheckFiles(FileSystem& files, const std::vector<FileMove>& moves) {
  for (size_t i = 0; i < moves.size(); ++i) {
    REPOINT_ASSIGN(const bool in_use, files.InUse(moves[i].from));
    if (in_use) {
      return Fail(ErrorCode::kInUse, "another program holds the file; try again at the next logon",
                  moves[i].from);
    }
    REPOINT_ASSIGN(const auto there, files.Stat(moves[i].from));
    if (!there) return Fail(ErrorCode::kConflict, "the file is gone", moves[i].from);
    REPOINT_ASSIGN(const auto taken, files.Stat(moves[i].to));
    if (taken && !IsVacated(moves, i)) {
      return Fail(ErrorCode::kConflict, "a file of this name is there already", moves[i].to);
    }
  }
  return {};
}

Status MoveFiles(FileSystem& files, const std::vector<FileMove>& moves) {
  for (const FileMove& move : moves) REPOINT_TRY(files.Rename(move.from, move.to));
  return {};
}

Status MoveFilesBack(FileSystem& files, const std::vector<FileMove>& moves) {
  for (size_t i = moves.size(); i-- > 0;) {
    const FileMove& move = moves[i];
    REPOINT_ASSIGN(const MoveState state, StateOf(files, moves, i));
    if (state != MoveState::kMade) continue;
    REPOINT_ASSIGN(const auto grown, files.Stat(move.from));
    if (grown) {
      REPOINT_ASSIGN(const std::string aside, FreeName(files, move.from));
      REPOINT_TRY(files.Rename(move.from, aside));
    }
    REPOINT_TRY(files.Rename(move.to, move.from));
  }
  return {};
}

std::string BackupName(const std::string& path, int64_t now_millis) {
  return fmt::format("{}.{}{}", path, FormatCompactUtc(now_millis), kBackupSuffix);
}

bool IsBackupName(std::string_view path, std::string_view backup) {
  static constexpr std::string_view kUtcForm = "00000000T000000Z";
  if (!backup.starts_with(path) || !backup.ends_with(kBackupSuffix)) return false;
  const size_t utc_size = kUtcForm.size() + 1;
  if (backup.size() != path.size() + utc_size + kBackupSuffix.size()) return false;
  const std::string_view utc = backup.substr(path.size(), utc_size);
  return utc.front() == '.' && std::ranges::equal(utc.substr(1), kUtcForm, [](char c, char form) {
           return form == '0' ? c >= '0' && c <= '9' : c == form;
         });
}

}  // namespace repoint
