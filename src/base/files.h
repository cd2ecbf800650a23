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
#include <span>
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
  // A symbolic link; the rest tells of what it points to. On Windows of folders only, with
  // junctions and whatever else is no plain folder.
  bool is_link = false;
  // On Linux, what tells a file from another that took its name, and from itself before a write.
  uint64_t id = 0;             // inode and device
  int64_t modified_nanos = 0;  // of the second
  uint64_t links = 1;          // names that the file has

  friend bool operator==(const FileInfo&, const FileInfo&) = default;
};

// A file opened for reading; shares it with readers and writers. Not safe for use by two threads at
// once.
class ReadableFile {
 public:
  virtual ~ReadableFile() = default;
  virtual uint64_t size() const = 0;
  // Up to `count` bytes from `offset`; fewer only at the end of the file.
  virtual Result<Bytes> ReadAt(uint64_t offset, size_t count) = 0;
  // The same into memory of the caller, which may be large; how many bytes there were.
  virtual Result<size_t> ReadInto(uint64_t offset, std::span<uint8_t> into);
};

// A file on its way: written in pieces, under its name whole or not at all. Not safe for use by two
// threads at once.
//
//   REPOINT_ASSIGN(const auto file, files.CreateWhole("list", Access::kDefault));
//   for (const Bytes& piece : pieces) REPOINT_TRY(file->Append(piece));
//   REPOINT_TRY(file->Commit());  // until here the old "list" is there
class WholeFile {
 public:
  // Without Commit the bytes are removed, and the old file stays as it was. A crash can leave them
  // at `path()`.
  virtual ~WholeFile() = default;
  // Behind what was appended before. Nothing can be appended after a failure, nor after Seal.
  virtual Status Append(ByteView bytes) = 0;
  // Makes the bytes durable where they lie. From now on they can be read at `path()`: to be checked
  // before they take their name.
  virtual Status Seal() = 0;
  // Seals if that was not done, renames over the old file, syncs the folder. Once, the last call.
  // On Windows kInUse while anybody, also this program, has the old file open or locked.
  virtual Status Commit() = 0;
  // Where the bytes lie until Commit: beside their name, "repoint-<process>-<count>-<id>.tmp".
  virtual const std::string& path() const = 0;
};

// A file that is changed where it lies: what a crash leaves of it is the caller's care. On Windows
// nobody else has it open meanwhile. Not safe for use by two threads at once.
class InPlaceFile {
 public:
  virtual ~InPlaceFile() = default;
  // Writes all or fails, with any part of it written; beyond its end the file grows.
  virtual Status WriteAt(uint64_t offset, ByteView bytes) = 0;
  // Makes durable what was written.
  virtual Status Sync() = 0;
};

// Holds a lock until it is destroyed, or until the process ends in any way.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

// Who may read a file that we make.
enum class Access {
  // As the folder or umask has it. A file that is replaced keeps its owner, mode, extended
  // attributes
  // and ACLs on Linux, its access list and whether it is hidden on Windows; its owner, where we
  // may.
  kDefault,
  // This user alone: mode 0600 or 0700; on Windows an ACL of the user and SYSTEM. What is there
  // already stays as it is, except for a file that a WholeFile replaces.
  kUserOnly,
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;

  // nullopt when nothing is there.
  virtual Result<std::optional<FileInfo>> Stat(std::string_view path) = 0;
  // kNotFound when it is not there, kDenied without permission.
  virtual Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) = 0;
  // The same for a file that nobody but this user can have written; kDenied when it belongs to
  // somebody else, or others may write to it (of which only Linux takes notice). Root, and on
  // Windows SYSTEM and Administrators, can do anything anyway: their files are taken, too.
  virtual Result<std::unique_ptr<ReadableFile>> OpenOwn(std::string_view path) = 0;
  // Names (not paths) in a folder, in byte order; a folder that is not there is empty. kConflict
  // for a file.
  virtual Result<std::vector<std::string>> List(std::string_view folder) = 0;

  // Makes a folder and its parents.
  virtual Status CreateFolders(std::string_view folder, Access access) = 0;
  // Begins a file that takes this name when it is committed. kConflict where a device or a pipe has
  // the name. Errors name this path or its folder.
  virtual Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) = 0;
  // The same for bytes that are there already: the file is in place and durable when it returns.
  // After a failure or a crash the old file is there as it was.
  Status WriteWhole(std::string_view path, ByteView bytes, Access access);
  // Opens a file that is there. kConflict for a link or a device; on Windows kInUse while anybody
  // has it open.
  virtual Result<std::unique_ptr<InPlaceFile>> OpenInPlace(std::string_view path) = 0;
  // Appends to a file (made when absent); durable when it returns. A crash can leave a prefix of
  // `bytes`, a failure leaves none where the disk still lets us take it back. Where others hinder
  // it, waits two seconds for them before it says kInUse.
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

// The whole of an open file in memory; kUnsupported when it is larger than `limit` bytes.
Result<Bytes> ReadWhole(ReadableFile& file, std::string_view path,
                        uint64_t limit = uint64_t{1} << 30);
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
