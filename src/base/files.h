// The file system behind a small interface, so that tests can make every single step of it fail.
//
// Paths are UTF-8, absolute or relative to the working directory, with '/' (and on Windows also
// '\') between names. On Windows they may be longer than 260 characters. No function follows the
// last component when it is a symbolic link and the function writes.
#ifndef REPOINT_BASE_FILES_H_
#define REPOINT_BASE_FILES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace repoint {

struct FileInfo {
  uint64_t size = 0;
  int64_t modified_seconds = 0;  // Unix time
  bool is_folder = false;        // or a link to one
  bool is_link = false;          // a symbolic link, on Linux; the rest tells of what it points to
};

// A file opened for reading; shares it with readers and writers. Not safe for use by two threads at
// once.
class ReadableFile {
 public:
  virtual ~ReadableFile() = default;
  virtual uint64_t size() const = 0;
  // Up to `count` bytes from `offset`; fewer only at the end of the file.
  virtual Result<Bytes> ReadAt(uint64_t offset, size_t count) = 0;
};

// Holds a lock until it is destroyed, or until the process ends in any way.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

// Who may read a file that we make.
enum class Access {
  // As the folder or umask has it. A file that is replaced keeps its mode and owner on Linux, and
  // stays hidden on Windows.
  kDefault,
  // This user alone: mode 0600 or 0700; on Windows an ACL of the user and SYSTEM. What is there
  // already stays as it is, except for a file that WriteWhole replaces.
  kUserOnly,
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // nullopt when nothing is there.
  virtual Result<std::optional<FileInfo>> Stat(std::string_view path) = 0;
  // kNotFound when it is not there, kDenied without permission.
  virtual Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) = 0;
  // Names (not paths) in a folder, in byte order; a folder that is not there is empty. kConflict
  // for a file.
  virtual Result<std::vector<std::string>> List(std::string_view folder) = 0;

  // Makes a folder and its parents.
  virtual Status CreateFolders(std::string_view folder, Access access) = 0;
  // Puts a whole file in place, durable when it returns: writes a new file beside it, syncs it,
  // renames it over the old one, syncs the folder. A crash can leave that new file,
  // "repoint-<process>-<count>.tmp". After a failure or a crash the old file is there as it was.
  // On Windows it is kInUse while anybody, also this program, has the old file open or locked.
  virtual Status WriteWhole(std::string_view path, ByteView bytes, Access access) = 0;
  // Appends to a file (made when absent); durable when it returns. A crash can leave a prefix of
  // `bytes`, a failure leaves none where the disk still lets us take it back.
  virtual Status Append(std::string_view path, ByteView bytes, Access access) = 0;
  // Renames within one volume, durable when it returns. kConflict when `to` exists.
  virtual Status Rename(std::string_view from, std::string_view to) = 0;
  // Removes a file or an empty folder (kConflict when it is not empty), a symbolic link itself.
  // Succeeds when nothing is there.
  virtual Status Remove(std::string_view path) = 0;

  // Takes an exclusive lock on a file (made when absent) without waiting; kInUse when another
  // process, or another lock of this one, holds it. On Windows nobody can open, rename or replace
  // the file meanwhile: lock a file that is there only for locking.
  virtual Result<std::unique_ptr<FileLock>> Lock(std::string_view path) = 0;
  // Whether another program holds the file so that it cannot be renamed. Always false on Linux,
  // which has no such locks; false when nothing is there.
  virtual Result<bool> InUse(std::string_view path) = 0;
};

// The system's own; lives as long as the program.
FileSystem& SystemFiles();

// Whole file in memory; kUnsupported when it is larger than `limit` bytes.
Result<Bytes> ReadWhole(FileSystem& files, std::string_view path,
                        uint64_t limit = uint64_t{1} << 30);

// '/', and on Windows also '\'.
bool IsSeparator(char c);
// "folder/name" with the separator of this platform.
std::string JoinPath(std::string_view folder, std::string_view name);
// The part before and behind the last separator; the folder of a bare name is ".".
std::string FolderOf(std::string_view path);
std::string FileNameOf(std::string_view path);

}  // namespace repoint

#endif  // REPOINT_BASE_FILES_H_
