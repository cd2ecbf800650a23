#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/files.h"
#include "base/files_platform.h"
#include "base/posix_error.h"
#include "base/text.h"

namespace repoint {

const std::string_view kSeparators = "/";

namespace {

constexpr mode_t kFileMode = 0666;    // less the umask
constexpr mode_t kFolderMode = 0777;  // less the umask
// Opening a pipe or a device must not wait; that it is no regular file is found out behind the
// open.
constexpr int kOpenFlags = O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

std::unexpected<Error> FailErrno(std::string_view what, std::string_view where) {
  return std::unexpected(PosixError(errno, what, where));
}

Status CheckPath(std::string_view path) {
  if (path.empty()) return Fail(ErrorCode::kUsage, "an empty path");
  if (path.find('\0') != std::string_view::npos) {
    return Fail(ErrorCode::kUsage, "a path with a zero byte", std::string(path));
  }
  return {};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() { Close(); }

  bool ok() const { return fd_ >= 0; }
  int get() const { return fd_; }
  // False when the system tells of a failed write only now.
  bool Close() { return fd_ < 0 || close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

bool WriteAllAt(int fd, uint64_t offset, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    offset += static_cast<uint64_t>(count);
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return true;
}

bool WriteAll(int fd, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return true;
}

// Makes the names in a folder durable. File systems that cannot sync a folder say EINVAL.
Status SyncFolderOf(std::string_view path) {
  const std::string folder = FolderOf(path);
  const Descriptor fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.ok()) {
    // A folder in which one may write but not read cannot be synced; its file is in place all the
    // same.
    if (errno == EACCES) return {};
    return FailErrno("cannot open the folder", folder);
  }
  if (fsync(fd.get()) != 0 && errno != EINVAL) return FailErrno("cannot sync the folder", folder);
  return {};
}

FileInfo InfoFrom(const struct stat& info) {
  // Inodes of one file system differ; two file systems seldom meet in one name.
  return {.size = S_ISREG(info.st_mode) ? static_cast<uint64_t>(info.st_size) : 0,
          .modified_seconds = info.st_mtime,
          .is_folder = S_ISDIR(info.st_mode),
          .id = static_cast<uint64_t>(info.st_ino) ^ static_cast<uint64_t>(info.st_dev) << 48,
          .modified_nanos = info.st_mtim.tv_nsec,
          .links = S_ISDIR(info.st_mode) ? 1 : static_cast<uint64_t>(info.st_nlink)};
}

Result<FileInfo> InfoOf(const Descriptor& fd, std::string_view path) {
  struct stat info;
  if (fstat(fd.get(), &info) != 0) return FailErrno("cannot be examined", path);
  if (!S_ISREG(info.st_mode)) {
    return Fail(ErrorCode::kConflict, "not a regular file", std::string(path));
  }
  return InfoFrom(info);
}

class PosixReadableFile : public ReadableFile {
 public:
  PosixReadableFile(Descriptor fd, uint64_t size, std::string_view path)
      : fd_(std::move(fd)), size_(size), path_(path) {}

  uint64_t size() const override { return size_; }

  Result<Bytes> ReadAt(uint64_t offset, size_t count) override {
    if (offset > INT64_MAX) return Bytes();
    const auto start = static_cast<off_t>(offset);
    struct stat info;
    if (fstat(fd_.get(), &info) != 0) return FailErrno("cannot be examined", path_);
    // Memory for what is there, not for what was asked.
    const uint64_t left = info.st_size > start ? static_cast<uint64_t>(info.st_size - start) : 0;
    Bytes bytes(static_cast<size_t>(std::min<uint64_t>(count, left)));
    REPOINT_ASSIGN(const size_t got, ReadInto(offset, bytes));
    bytes.resize(got);
    return bytes;
  }

  Result<size_t> ReadInto(uint64_t offset, std::span<uint8_t> into) override {
    if (offset > INT64_MAX) return 0;
    const auto start = static_cast<off_t>(offset);
    size_t done = 0;
    while (done < into.size()) {
      const ssize_t got = pread(fd_.get(), into.data() + done, into.size() - done,
                                start + static_cast<off_t>(done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return FailErrno("cannot be read", path_);
      if (got == 0) break;
      done += static_cast<size_t>(got);
    }
    return done;
  }

 private:
  Descriptor fd_;
  uint64_t size_;
  std::string path_;
};

class PosixInPlaceFile : public InPlaceFile {
 public:
  PosixInPlaceFile(Descriptor fd, std::string_view path) : fd_(std::move(fd)), path_(path) {}

  Status WriteAt(uint64_t offset, ByteView bytes) override {
    if (WriteAllAt(fd_.get(), offset, bytes)) return {};
    return FailErrno("cannot be written", path_);
  }

  Status Sync() override {
    if (fdatasync(fd_.get()) == 0) return {};
    return FailErrno("cannot be written", path_);
  }

 private:
  Descriptor fd_;
  std::string path_;
};

// flock goes with the open file: it ends with the process however that ends.
class PosixFileLock : public FileLock {
 public:
  explicit PosixFileLock(Descriptor fd) : fd_(std::move(fd)) {}

 private:
  Descriptor fd_;
};

// A file that a WholeFile replaces, if there is one.
std::optional<struct stat> OldFile(const std::string& path) {
  struct stat old;
  if (lstat(path.c_str(), &old) != 0 || !S_ISREG(old.st_mode)) return std::nullopt;
  return old;
}

// A new file beside `path`, whose name is ours alone.
std::string TemporaryNameFor(std::string_view path) {
  static std::atomic<unsigned> count = 0;
  return JoinPath(FolderOf(path), TemporaryFileName(static_cast<uint32_t>(getpid()), ++count));
}

// Errors name the file that was asked for; of the temporary one nobody knows.
Result<Descriptor> CreateTemporary(const std::string& temporary, std::string_view path,
                                   mode_t mode) {
  constexpr int kFlags = kOpenFlags | O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
  Descriptor fd(open(temporary.c_str(), kFlags, mode));
  if (!fd.ok()) return FailErrno("cannot be made", path);
  return fd;
}

// Owner and mode of the old file, where the system lets us: a hive that an administrator writes
// stays its user's.
Status TakeAccessOf(const struct stat& old, int fd, std::string_view path) {
  if (fchown(fd, old.st_uid, old.st_gid) != 0 && errno != EPERM) {
    return FailErrno("cannot keep its owner", path);
  }
  if (fchmod(fd, old.st_mode & 0777) != 0 && errno != EPERM) {
    return FailErrno("cannot keep its mode", path);
  }
  return {};
}

// Extended attributes, ACLs among them; what the file system does not have, or does not let us set,
// is no reason to stop.
Status TakeAttributesOf(const std::string& old, int fd) {
  const ssize_t size = llistxattr(old.c_str(), nullptr, 0);
  if (size <= 0) return {};
  std::string names(static_cast<size_t>(size), '\0');
  const ssize_t listed = llistxattr(old.c_str(), names.data(), names.size());
  names.resize(listed < 0 ? 0 : static_cast<size_t>(listed));
  for (const std::string_view name : Split(names, '\0')) {
    if (name.empty()) continue;
    const std::string attribute(name);
    const ssize_t length = lgetxattr(old.c_str(), attribute.c_str(), nullptr, 0);
    if (length < 0) continue;
    Bytes value(static_cast<size_t>(length));
    if (lgetxattr(old.c_str(), attribute.c_str(), value.data(), value.size()) != length) continue;
    if (fsetxattr(fd, attribute.c_str(), value.data(), value.size(), 0) != 0 && errno != EPERM &&
        errno != ENOTSUP && errno != EACCES) {
      return FailErrno("cannot keep its extended attributes", old);
    }
  }
  return {};
}

class PosixWholeFile : public WholeFile {
 public:
  PosixWholeFile(Descriptor fd, std::string temporary, std::string_view path)
      : fd_(std::move(fd)), temporary_(std::move(temporary)), path_(path) {}
  ~PosixWholeFile() override {
    if (!committed_) unlink(temporary_.c_str());
  }

  Status Append(ByteView bytes) override {
    if (!fd_.ok()) return Fail(ErrorCode::kInternal, "nothing can be appended any more", path_);
    if (WriteAll(fd_.get(), bytes)) {
      StartWriting(bytes.size());
      return {};
    }
    const Error error = PosixError(errno, "cannot be written", path_);
    fd_.Close();
    failed_ = true;
    return std::unexpected(error);
  }

  Status Seal() override {
    if (failed_) return Fail(ErrorCode::kInternal, "was not written whole", path_);
    if (!fd_.ok()) return {};
    failed_ = true;
    if (fsync(fd_.get()) != 0 || !fd_.Close()) return FailErrno("cannot be written", path_);
    failed_ = false;
    return {};
  }

  Status Commit() override {
    REPOINT_TRY(Seal());
    if (rename(temporary_.c_str(), path_.c_str()) != 0) {
      return FailErrno("cannot be put in place", path_);
    }
    committed_ = true;
    return SyncFolderOf(path_);
  }

  const std::string& path() const override { return temporary_; }

 private:
  // The disk may as well work while the next piece is made. A hint: what fails, Seal says.
  void StartWriting(size_t size) {
    constexpr size_t kLarge = size_t{64} << 10;
    if (size >= kLarge) sync_file_range(fd_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  }

  Descriptor fd_;
  std::string temporary_;
  std::string path_;
  bool failed_ = false;
  bool committed_ = false;
};

// Renames, but never over something. For file systems without RENAME_NOREPLACE: a second name for
// files, which fails when the name is taken; a look before the rename for folders and where there
// are no hard links.
bool RenameNoReplace(const char* from, const char* to) {
  if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return true;
  if (errno != EINVAL && errno != ENOSYS) return false;
  if (link(from, to) == 0) return unlink(from) == 0;
  if (errno == EEXIST) return false;
  struct stat info;
  if (lstat(to, &info) == 0) {
    errno = EEXIST;
    return false;
  }
  return errno == ENOENT && rename(from, to) == 0;
}

class PosixFiles : public FileSystem {
 public:
  Result<std::optional<FileInfo>> Stat(std::string_view path) override {
    REPOINT_TRY(CheckPath(path));
    struct stat info;
    if (stat(std::string(path).c_str(), &info) != 0) {
      if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
      return FailErrno("cannot be examined", path);
    }
    struct stat itself;
    const bool is_link = lstat(std::string(path).c_str(), &itself) == 0 && S_ISLNK(itself.st_mode);
    FileInfo result = InfoFrom(info);
    result.is_link = is_link;
    return result;
  }

  Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) override {
    REPOINT_TRY(CheckPath(path));
    return Opened(Descriptor(open(std::string(path).c_str(), kOpenFlags | O_RDONLY)), path);
  }

  Result<std::unique_ptr<ReadableFile>> OpenOwn(std::string_view path) override {
    REPOINT_TRY(CheckPath(path));
    Descriptor fd(open(std::string(path).c_str(), kOpenFlags | O_RDONLY | O_NOFOLLOW));
    struct stat info = {};
    if (fd.ok() && fstat(fd.get(), &info) != 0) return FailErrno("cannot be examined", path);
    const bool own = info.st_uid == geteuid() || info.st_uid == 0;
    if (fd.ok() && (!own || (info.st_mode & (S_IWGRP | S_IWOTH)) != 0)) return NotOwn(path);
    return Opened(std::move(fd), path);
  }

  Result<std::vector<std::string>> List(std::string_view folder) override {
    REPOINT_TRY(CheckPath(folder));
    const std::unique_ptr<DIR, int (*)(DIR*)> handle(opendir(std::string(folder).c_str()),
                                                     closedir);
    if (!handle && errno == ENOTDIR) return ListOfNoFolder(folder);
    if (!handle && errno == ENOENT) return std::vector<std::string>();
    if (!handle) return FailErrno("cannot be listed", folder);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = readdir(handle.get())) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    if (errno != 0) return FailErrno("cannot be listed", folder);
    std::ranges::sort(names);
    return names;
  }

  Status CreateFolders(std::string_view folder, Access access) override {
    REPOINT_TRY(CheckPath(folder));
    REPOINT_ASSIGN(const std::optional<FileInfo> info, Stat(folder));
    if (info && info->is_folder) return {};
    if (info) return Fail(ErrorCode::kConflict, "is there, but not a folder", std::string(folder));
    const std::string_view trimmed = folder.substr(0, folder.find_last_not_of('/') + 1);
    REPOINT_TRY(CreateFolders(FolderOf(trimmed), access));
    const mode_t mode = access == Access::kUserOnly ? 0700 : kFolderMode;
    // Another program may have made it in between.
    if (mkdir(std::string(trimmed).c_str(), mode) != 0 && errno != EEXIST) {
      return FailErrno("cannot be made", folder);
    }
    return SyncFolderOf(trimmed);
  }

  Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override {
    REPOINT_TRY(CheckPath(path));
    // Whoever may would lose /dev/null to a rename, or a link to it such as /dev/stdout.
    struct stat there;
    if (stat(std::string(path).c_str(), &there) == 0 && !S_ISREG(there.st_mode) &&
        !S_ISDIR(there.st_mode)) {
      return Fail(ErrorCode::kConflict, "not a regular file", std::string(path));
    }
    std::string temporary = TemporaryNameFor(path);
    const auto old = access == Access::kUserOnly ? std::nullopt : OldFile(std::string(path));
    const bool open_to_others = access == Access::kDefault && !old;
    REPOINT_ASSIGN(Descriptor fd,
                   CreateTemporary(temporary, path, open_to_others ? kFileMode : 0600));
    // From here on its destructor takes the temporary file away.
    const int descriptor = fd.get();
    auto file = std::make_unique<PosixWholeFile>(std::move(fd), std::move(temporary), path);
    if (old) {
      REPOINT_TRY(TakeAccessOf(*old, descriptor, path));
      REPOINT_TRY(TakeAttributesOf(std::string(path), descriptor));
    }
    return file;
  }

  Result<std::unique_ptr<InPlaceFile>> OpenInPlace(std::string_view path) override {
    REPOINT_TRY(CheckPath(path));
    Descriptor fd(open(std::string(path).c_str(), kOpenFlags | O_RDWR | O_NOFOLLOW));
    if (!fd.ok() && errno == ELOOP) {
      return Fail(ErrorCode::kConflict, "not a regular file", std::string(path));
    }
    if (!fd.ok()) return FailErrno("cannot be opened for writing", path);
    REPOINT_TRY(InfoOf(fd, path));
    return std::make_unique<PosixInPlaceFile>(std::move(fd), path);
  }

  Status Append(std::string_view path, ByteView bytes, Access access) override {
    REPOINT_TRY(CheckPath(path));
    const mode_t mode = access == Access::kUserOnly ? 0600 : kFileMode;
    constexpr int kFlags = kOpenFlags | O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW;
    Descriptor fd(open(std::string(path).c_str(), kFlags, mode));
    if (!fd.ok()) return FailErrno("cannot be opened for writing", path);
    REPOINT_ASSIGN(const FileInfo before, InfoOf(fd, path));
    if (!WriteAll(fd.get(), bytes) || fsync(fd.get()) != 0) {
      const Error error = PosixError(errno, "cannot be written", path);
      // Without a crash no prefix is left; when even this fails, the file is as after a crash.
      if (ftruncate(fd.get(), static_cast<off_t>(before.size)) == 0) fsync(fd.get());
      return std::unexpected(error);
    }
    if (!fd.Close()) return FailErrno("cannot be written", path);
    // Only a file that was empty can be new, and need its name made durable.
    return before.size == 0 ? SyncFolderOf(path) : Status();
  }

  Status Rename(std::string_view from, std::string_view to) override {
    REPOINT_TRY(CheckPath(from));
    REPOINT_TRY(CheckPath(to));
    if (!RenameNoReplace(std::string(from).c_str(), std::string(to).c_str())) {
      const std::string what = "cannot be renamed to " + std::string(to);
      return std::unexpected(PosixError(errno, what, from));
    }
    REPOINT_TRY(SyncFolderOf(to));
    return FolderOf(from) == FolderOf(to) ? Status() : SyncFolderOf(from);
  }

  Status Remove(std::string_view path) override {
    REPOINT_TRY(CheckPath(path));
    if (::remove(std::string(path).c_str()) == 0) return SyncFolderOf(path);
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return FailErrno("cannot be removed", path);
  }

  Result<std::unique_ptr<FileLock>> Lock(std::string_view path) override {
    REPOINT_TRY(CheckPath(path));
    constexpr int kFlags = kOpenFlags | O_RDWR | O_CREAT | O_NOFOLLOW;
    Descriptor fd(open(std::string(path).c_str(), kFlags, kFileMode));
    if (!fd.ok()) return FailErrno("cannot be opened for locking", path);
    REPOINT_TRY(InfoOf(fd, path));
    if (flock(fd.get(), LOCK_EX | LOCK_NB) == 0) {
      return std::make_unique<PosixFileLock>(std::move(fd));
    }
    if (errno != EWOULDBLOCK) return FailErrno("cannot be locked", path);
    return Fail(ErrorCode::kInUse, "another program holds it", std::string(path));
  }

  Result<bool> InUse(std::string_view) override { return false; }

 private:
  static Result<std::unique_ptr<ReadableFile>> Opened(Descriptor fd, std::string_view path) {
    if (!fd.ok()) return FailErrno("cannot be opened", path);
    REPOINT_ASSIGN(const FileInfo info, InfoOf(fd, path));
    return std::make_unique<PosixReadableFile>(std::move(fd), info.size, path);
  }

  // Either the name itself is a file's, or one before it is: then nothing is there.
  Result<std::vector<std::string>> ListOfNoFolder(std::string_view folder) {
    REPOINT_ASSIGN(const std::optional<FileInfo> info, Stat(folder));
    if (!info) return std::vector<std::string>();
    return Fail(ErrorCode::kConflict, "not a folder", std::string(folder));
  }
};

}  // namespace

FileSystem& SystemFiles() {
  static PosixFiles files;
  return files;
}

}  // namespace repoint
