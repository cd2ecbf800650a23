// The files of a unit: renamed after its edits, in order, and renamed back. A move with a digest
// also puts new content under the old name, or takes it away again.
#ifndef REPOINT_UPDATE_FILE_MOVES_H_
#define REPOINT_UPDATE_FILE_MOVES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "update/unit.h"

namespace repoint {

enum class MoveState {
  kPending,  // the file is where it was
  kMade,     // it is at its new place; a new one may have grown at the old one
  kHalf,     // of a move with content: the old file is the ".bak", under its name is nothing
  kLost,     // it is at neither
};

// How far a move has come, told from what lies there.
Result<MoveState> StateOf(FileSystem& files, const std::vector<FileMove>& moves, size_t index);

// Before anything is written: every file is where it should be, its new place is free and content
// that goes is the one that is known (kConflict), and nobody holds it (kInUse).
Status CheckFiles(FileSystem& files, const std::vector<FileMove>& moves);

// Of a hive, whose user may write where we may more (kConflict): the folders of all files are what
// they are called, with no link on the way.
Status CheckNoLinks(const std::vector<FileMove>& moves);

// Files that moved before a later one failed are moved back by whoever undoes.
Status MoveFiles(FileSystem& files, const std::vector<FileMove>& moves);

// Moves back what was moved. A file that has grown at the old place, or content that is not the one
// that was written any more, is moved aside, to "<path>.<number>.bak". Content that nobody knows
// any more is not put back: the old file stays under its name.
Status MoveFilesBack(FileSystem& files, const std::vector<FileMove>& moves);

// SHA-256 in hex.
Result<std::string> DigestOf(ByteView content);

// "<path>.<UTC>.bak": where a file goes.
std::string BackupName(const std::string& path, int64_t now_millis);
// Whether a name is of that form.
bool IsBackupName(std::string_view path, std::string_view backup);

}  // namespace repoint

#endif  // REPOINT_UPDATE_FILE_MOVES_H_
