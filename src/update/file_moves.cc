#include "update/file_moves.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>

#include "base/digest.h"
#include "base/system.h"
#include "base/text.h"
#include "mapi/autocomplete.h"

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

Result<bool> HasDigest(FileSystem& files, const std::string& path, const std::string& digest) {
  const auto bytes = ReadWhole(files, path, mapi::kMaxAutocompleteSize);
  if (!bytes && bytes.error().code == ErrorCode::kUnsupported) return false;
  if (!bytes) return std::unexpected(bytes.error());
  REPOINT_ASSIGN(const std::string found, DigestOf(*bytes));
  return found == digest;
}

// Of a move with content.
Result<MoveState> StateOfContent(FileSystem& files, const FileMove& move) {
  REPOINT_ASSIGN(const auto file, files.Stat(move.file()));
  REPOINT_ASSIGN(const auto backup, files.Stat(move.backup()));
  if (!file) return backup ? MoveState::kHalf : MoveState::kLost;
  return backup.has_value() == move.IsToBackup() ? MoveState::kMade : MoveState::kPending;
}

// The old file becomes the ".bak", new content takes its name, with the access that the old file
// has. A full disk is met before anything is renamed.
Status WriteContent(FileSystem& files, const FileMove& move) {
  REPOINT_ASSIGN(const std::unique_ptr<WholeFile> whole,
                 files.CreateWhole(move.file(), Access::kDefault));
  REPOINT_TRY(whole->Append(move.content));
  REPOINT_TRY(whole->Seal());
  REPOINT_ASSIGN(const auto backup, files.Stat(move.backup()));
  if (!backup) REPOINT_TRY(files.Rename(move.file(), move.backup()));
  return whole->Commit();
}

// Errors name the file, not the temporary one, of which nobody knows.
Status PutContent(FileSystem& files, const FileMove& move) {
  Status put = WriteContent(files, move);
  if (!put) put.error().where = move.file();
  return put;
}

// Content goes; what became something else since is moved aside; the ".bak" gets its name back.
Status TakeContent(FileSystem& files, const FileMove& move) {
  REPOINT_ASSIGN(const auto there, files.Stat(move.file()));
  if (there) {
    REPOINT_ASSIGN(const bool ours, HasDigest(files, move.file(), move.digest));
    if (ours) {
      REPOINT_TRY(files.Remove(move.file()));
    } else {
      REPOINT_ASSIGN(const std::string aside, FreeName(files, move.file()));
      REPOINT_TRY(files.Rename(move.file(), aside));
    }
  }
  return files.Rename(move.backup(), move.file());
}

Status UndoContent(FileSystem& files, const FileMove& move) {
  if (move.IsToBackup()) return TakeContent(files, move);
  if (!move.content.empty()) return PutContent(files, move);
  REPOINT_ASSIGN(const auto there, files.Stat(move.file()));
  return there ? Status() : files.Rename(move.backup(), move.file());
}

// "repoint-<process>-<number>-<hex digits>.tmp": so WholeFile calls what is not yet whole.
bool IsScratch(std::string_view name) {
  static constexpr std::string_view kHead = "repoint-", kTail = ".tmp";
  if (!name.starts_with(kHead) || !name.ends_with(kTail)) return false;
  const std::string middle(
      name.substr(kHead.size(), name.size() - std::min(name.size(), kHead.size() + kTail.size())));
  const std::vector<std::string_view> parts = Split(middle, '-');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return (parts.size() == 2 || parts.size() == 3) && digits(parts[0]) && digits(parts[1]) &&
         parts.back().find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// What a crash left of PutContent (WholeFile::path) lies in a person's folder. That it cannot be
// removed is no reason to stop.
void RemoveScratch(FileSystem& files, const FileMove& move) {
  const std::string folder = FolderOf(move.file());
  const auto names = files.List(folder);
  if (!names) return;
  for (const std::string& name : *names) {
    if (IsScratch(name)) (void)files.Remove(JoinPath(folder, name));
  }
}

Status CheckNotHeld(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(const bool in_use, files.InUse(path));
  if (!in_use) return {};
  return Fail(ErrorCode::kInUse, "another program holds the file; try again at the next logon",
              path);
}

// Content that is to go has to be the one that was written.
Status CheckContent(FileSystem& files, const FileMove& move) {
  REPOINT_TRY(CheckNotHeld(files, move.to));
  const auto ours = HasDigest(files, move.to, move.digest);
  if (ours && *ours) return {};
  if (!ours && ours.error().code != ErrorCode::kNotFound) return std::unexpected(ours.error());
  return Fail(ErrorCode::kConflict, "the file has changed since the update", move.to);
}

}  // namespace

bool FileMove::IsToBackup() const { return IsBackupName(from, to); }

Result<MoveState> StateOf(FileSystem& files, const std::vector<FileMove>& moves, size_t index) {
  const FileMove& move = moves[index];
  if (!move.digest.empty()) return StateOfContent(files, move);
  REPOINT_ASSIGN(const auto moved, files.Stat(move.to));
  REPOINT_ASSIGN(const auto original, files.Stat(move.from));
  if (!moved) return original ? MoveState::kPending : MoveState::kLost;
  // Both are there. A place that was to be vacated first: this move was never made. Any other was
  // free before (CheckFiles), so it was made, and Outlook has made a new file since.
  return original && IsVacated(moves, index) ? MoveState::kPending : MoveState::kMade;
}

Status CheckFiles(FileSystem& files, const std::vector<FileMove>& moves) {
  for (size_t i = 0; i < moves.size(); ++i) {
    REPOINT_TRY(CheckNotHeld(files, moves[i].from));
    REPOINT_ASSIGN(const auto there, files.Stat(moves[i].from));
    if (!there) return Fail(ErrorCode::kConflict, "the file is gone", moves[i].from);
    if (!moves[i].digest.empty() && !moves[i].IsToBackup()) {
      REPOINT_TRY(CheckContent(files, moves[i]));
      continue;
    }
    REPOINT_ASSIGN(const auto taken, files.Stat(moves[i].to));
    if (taken && !IsVacated(moves, i)) {
      return Fail(ErrorCode::kConflict, "a file of this name is there already", moves[i].to);
    }
  }
  return {};
}

Status CheckNoLinks(const std::vector<FileMove>& moves) {
  for (const FileMove& move : moves) {
    const std::string folder = FolderOf(move.from);
    // What lies in the folder as it is really called; the name itself is never followed.
    if (CanonicalPath(JoinPath(folder, "x")) == JoinPath(folder, "x")) continue;
    return Fail(ErrorCode::kConflict,
                "a folder on the way to this file is a link now, and may lead to what is somebody "
                "else's: nothing is moved; take the link away and try again",
                move.from);
  }
  return {};
}

Status MoveFiles(FileSystem& files, const std::vector<FileMove>& moves) {
  for (const FileMove& move : moves) {
    if (move.digest.empty()) {
      REPOINT_TRY(files.Rename(move.from, move.to));
    } else {
      REPOINT_TRY(move.IsToBackup() ? PutContent(files, move) : TakeContent(files, move));
    }
  }
  return {};
}

Status MoveFilesBack(FileSystem& files, const std::vector<FileMove>& moves) {
  for (size_t i = moves.size(); i-- > 0;) {
    const FileMove& move = moves[i];
    if (!move.digest.empty()) RemoveScratch(files, move);
    REPOINT_ASSIGN(const MoveState state, StateOf(files, moves, i));
    if (state == MoveState::kPending || state == MoveState::kLost) continue;
    if (!move.digest.empty()) {
      REPOINT_TRY(UndoContent(files, move));
      continue;
    }
    REPOINT_ASSIGN(const auto grown, files.Stat(move.from));
    if (grown) {
      REPOINT_ASSIGN(const std::string aside, FreeName(files, move.from));
      REPOINT_TRY(files.Rename(move.from, aside));
    }
    REPOINT_TRY(files.Rename(move.to, move.from));
  }
  return {};
}

Result<std::string> DigestOf(ByteView content) {
  REPOINT_ASSIGN(const Sha256Digest digest, Sha256Of(content));
  return HexEncode(digest);
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
