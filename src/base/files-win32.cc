#include <windows.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/files.h"
#include "base/files_platform.h"
#include "base/private_acl-win32.h"
#include "base/win32.h"

namespace repoint {

const std::string_view kSeparators = "\\/";

namespace {

constexpr int64_t kTicksPerSecond = 10'000'000;               // a FILETIME counts 100 ns ...
constexpr int64_t kUnixEpochTicks = 116'444'736'000'000'000;  // ... from 1601
constexpr size_t kChunk = size_t{1} << 24;
constexpr DWORD kAppendWait = 2000;  // milliseconds
constexpr DWORD kShareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
// A link is opened itself, never what it names: OpenForWriting then refuses it.
constexpr DWORD kWriteFlags = FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT;

std::unexpected<Error> FailLast(std::string_view what, std::string_view where) {
  return std::unexpected(Win32Error(GetLastError(), what, where));
}

bool IsAbsent(DWORD error) {
  return error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND;
}

class Handle {
 public:
  explicit Handle(HANDLE handle) : handle_(handle) {}
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, INVALID_HANDLE_VALUE)) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() { Close(); }

  bool ok() const { return handle_ != INVALID_HANDLE_VALUE; }
  HANDLE get() const { return handle_; }
  void Close() {
    if (ok()) CloseHandle(std::exchange(handle_, INVALID_HANDLE_VALUE));
  }

 private:
  HANDLE handle_;
};

Result<std::wstring> Native(std::string_view path) {
  std::wstring native = LongPath(path);
  if (native.empty()) return Fail(ErrorCode::kUsage, "not a path", std::string(path));
  return native;
}

FileInfo InfoFrom(const WIN32_FILE_ATTRIBUTE_DATA& data) {
  const FILETIME time = data.ftLastWriteTime;
  const auto ticks = static_cast<int64_t>(uint64_t{time.dwHighDateTime} << 32 | time.dwLowDateTime);
  const bool is_folder = (data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  const uint64_t size = uint64_t{data.nFileSizeHigh} << 32 | data.nFileSizeLow;
  return {.size = is_folder ? 0 : size,
          .modified_seconds = (ticks - kUnixEpochTicks) / kTicksPerSecond,
          .is_folder = is_folder,
          .is_link = is_folder && (data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0};
}

bool IsFolder(const std::wstring& native) {
  const DWORD attributes = GetFileAttributesW(native.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
}

// What a new file in place of an old one takes over from it.
DWORD KeptAttributes(const std::wstring& native) {
  const DWORD attributes = GetFileAttributesW(native.c_str());
  if (attributes == INVALID_FILE_ATTRIBUTES) return FILE_ATTRIBUTE_NORMAL;
  const DWORD kept = attributes & (FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM);
  return kept == 0 ? FILE_ATTRIBUTE_NORMAL : kept;
}

// Opens for nothing but the right to rename.
DWORD ErrorOfOpening(const std::wstring& native, DWORD share) {
  const Handle file(CreateFileW(native.c_str(), DELETE, share, nullptr, OPEN_EXISTING,
                                FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS,
                                nullptr));
  return file.ok() ? ERROR_SUCCESS : GetLastError();
}

bool WriteAll(HANDLE file, ByteView bytes) {
  while (!bytes.empty()) {
    const auto count = static_cast<DWORD>(std::min(bytes.size(), kChunk));
    DWORD written = 0;
    if (!WriteFile(file, bytes.data(), count, &written, nullptr)) return false;
    bytes = bytes.subspan(written);
  }
  return true;
}

class Win32ReadableFile : public ReadableFile {
 public:
  Win32ReadableFile(Handle file, uint64_t size, std::string_view path)
      : file_(std::move(file)), size_(size), path_(path) {}

  uint64_t size() const override { return size_; }

  Result<Bytes> ReadAt(uint64_t offset, size_t count) override {
    LARGE_INTEGER now, start;
    if (!GetFileSizeEx(file_.get(), &now)) return FailLast("cannot be examined", path_);
    const auto end = static_cast<uint64_t>(now.QuadPart);
    if (offset >= end) return Bytes();
    start.QuadPart = static_cast<LONGLONG>(offset);
    if (!SetFilePointerEx(file_.get(), start, nullptr, FILE_BEGIN)) {
      return FailLast("cannot be read", path_);
    }
    // Memory for what is there, not for what was asked.
    Bytes bytes(static_cast<size_t>(std::min<uint64_t>(count, end - offset)));
    size_t done = 0;
    while (done < bytes.size()) {
      const auto wanted = static_cast<DWORD>(std::min(bytes.size() - done, kChunk));
      DWORD got = 0;
      if (!ReadFile(file_.get(), bytes.data() + done, wanted, &got, nullptr)) {
        return FailLast("cannot be read", path_);
      }
      if (got == 0) break;
      done += got;
    }
    bytes.resize(done);
    return bytes;
  }

 private:
  Handle file_;
  uint64_t size_;
  std::string path_;
};

// Windows says "access denied" when the file to be moved or replaced is open, however its opener
// shares it.
Status FailMove(std::string_view what, std::string_view path, const std::wstring& native) {
  Error error = Win32Error(GetLastError(), what, path);
  if (error.code == ErrorCode::kDenied && ErrorOfOpening(native, 0) == ERROR_SHARING_VIOLATION) {
    error.code = ErrorCode::kInUse;
    error.message = std::string(what) + ": another program holds it";
  }
  return std::unexpected(std::move(error));
}

class Win32WholeFile : public WholeFile {
 public:
  Win32WholeFile(Handle file, std::wstring temporary, std::wstring native, std::string name,
                 std::string_view path)
      : file_(std::move(file)),
        temporary_(std::move(temporary)),
        native_(std::move(native)),
        name_(std::move(name)),
        path_(path) {}
  ~Win32WholeFile() override {
    file_.Close();
    if (!committed_) DeleteFileW(temporary_.c_str());
  }

  Status Append(ByteView bytes) override {
    if (!file_.ok()) return Fail(ErrorCode::kInternal, "nothing can be appended any more", path_);
    if (WriteAll(file_.get(), bytes)) return {};
    const Status failed = FailLast("cannot be written", path_);
    file_.Close();
    failed_ = true;
    return failed;
  }

  Status Seal() override {
    if (failed_) return Fail(ErrorCode::kInternal, "was not written whole", path_);
    if (!file_.ok()) return {};
    failed_ = !FlushFileBuffers(file_.get());
    if (failed_) return FailLast("cannot be written", path_);
    file_.Close();
    return {};
  }

  Status Commit() override {
    REPOINT_TRY(Seal());
    committed_ = MoveFileExW(temporary_.c_str(), native_.c_str(),
                             MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0;
    return committed_ ? Status() : FailMove("cannot be put in place", path_, native_);
  }

  const std::string& path() const override { return name_; }

 private:
  Handle file_;
  std::wstring temporary_;
  std::wstring native_;  // of path_
  std::string name_;     // temporary_ as others spell it
  std::string path_;
  bool failed_ = false;
  bool committed_ = false;
};

class Win32InPlaceFile : public InPlaceFile {
 public:
  Win32InPlaceFile(Handle file, std::string_view path) : file_(std::move(file)), path_(path) {}

  Status WriteAt(uint64_t offset, ByteView bytes) override {
    LARGE_INTEGER start;
    start.QuadPart = static_cast<LONGLONG>(offset);
    if (SetFilePointerEx(file_.get(), start, nullptr, FILE_BEGIN) && WriteAll(file_.get(), bytes)) {
      return {};
    }
    return FailLast("cannot be written", path_);
  }

  Status Sync() override {
    return FlushFileBuffers(file_.get()) ? Status() : FailLast("cannot be written", path_);
  }

 private:
  Handle file_;
  std::string path_;
};

// Nobody else can open the file while this is open.
class Win32FileLock : public FileLock {
 public:
  explicit Win32FileLock(Handle file) : file_(std::move(file)) {}

 private:
  Handle file_;
};

// An existing or new file, neither a link nor a device.
Result<Handle> OpenForWriting(std::string_view path, DWORD share, Access access,
                              DWORD disposition = OPEN_ALWAYS) {
  REPOINT_ASSIGN(const std::wstring native, Native(path));
  REPOINT_ASSIGN(const PrivateAcl acl, PrivateAcl::For(access));
  Handle file(CreateFileW(native.c_str(), GENERIC_READ | GENERIC_WRITE, share, acl.attributes(),
                          disposition, kWriteFlags, nullptr));
  if (!file.ok()) return FailLast("cannot be opened for writing", path);
  BY_HANDLE_FILE_INFORMATION info;
  if (GetFileType(file.get()) != FILE_TYPE_DISK || !GetFileInformationByHandle(file.get(), &info) ||
      (info.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) {
    return Fail(ErrorCode::kConflict, "not a regular file", std::string(path));
  }
  return file;
}

// The same, as soon as nobody else writes to it: a log may have many writers, each for a moment.
Result<Handle> OpenForAppending(std::string_view path, Access access) {
  const DWORD start = GetTickCount();
  for (;;) {
    Result<Handle> file = OpenForWriting(path, FILE_SHARE_READ, access);
    if (file || file.error().code != ErrorCode::kInUse || GetTickCount() - start > kAppendWait)
      return file;
    Sleep(10);
  }
}

class Win32Files : public FileSystem {
 public:
  Result<std::optional<FileInfo>> Stat(std::string_view path) override {
    REPOINT_ASSIGN(const std::wstring native, Native(path));
    WIN32_FILE_ATTRIBUTE_DATA data;
    if (GetFileAttributesExW(native.c_str(), GetFileExInfoStandard, &data)) return InfoFrom(data);
    if (IsAbsent(GetLastError())) return std::nullopt;
    return FailLast("cannot be examined", path);
  }

  Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) override {
    REPOINT_ASSIGN(Handle file, OpenForReading(path));
    return Opened(std::move(file), path);
  }

  Result<std::unique_ptr<ReadableFile>> OpenOwn(std::string_view path) override {
    REPOINT_ASSIGN(Handle file, OpenForReading(path));
    REPOINT_ASSIGN(const bool own, IsOwnedByUser(file.get()));
    if (!own) return NotOwn(path);
    return Opened(std::move(file), path);
  }

  Result<std::vector<std::string>> List(std::string_view folder) override {
    REPOINT_ASSIGN(const std::wstring pattern, Native(JoinPath(folder, "*")));
    std::vector<std::string> names;
    WIN32_FIND_DATAW data;
    const HANDLE search = FindFirstFileW(pattern.c_str(), &data);
    if (search == INVALID_HANDLE_VALUE && IsAbsent(GetLastError())) return names;
    if (search == INVALID_HANDLE_VALUE) return std::unexpected(ListError(folder));
    do {
      const std::wstring_view name = data.cFileName;
      if (name != L"." && name != L"..") names.push_back(Narrow(name));
    } while (FindNextFileW(search, &data));
    const DWORD error = GetLastError();
    FindClose(search);
    if (error != ERROR_NO_MORE_FILES) {
      return std::unexpected(Win32Error(error, "cannot be listed", folder));
    }
    std::ranges::sort(names);
    return names;
  }

  Status CreateFolders(std::string_view folder, Access access) override {
    REPOINT_ASSIGN(const std::wstring native, Native(folder));
    REPOINT_ASSIGN(const PrivateAcl acl, PrivateAcl::For(access));
    const std::wstring_view trimmed =
        std::wstring_view(native).substr(0, native.find_last_not_of(L'\\') + 1);
    // From the deepest folder that is there downwards.
    std::vector<std::wstring> missing;
    std::wstring next(trimmed);
    while (!IsFolder(next)) {
      const size_t end = next.find_last_of(L'\\');
      missing.push_back(next);
      // Above "\\?\C:" and "\\?\UNC\server\share" there is nothing to make.
      if (end == std::wstring::npos || end <= 6) break;
      next.resize(end);
      if (next.ends_with(L':')) break;
    }
    for (; !missing.empty(); missing.pop_back()) {
      if (CreateDirectoryW(missing.back().c_str(), acl.attributes())) continue;
      const DWORD error = GetLastError();
      if (IsFolder(missing.back())) continue;
      return std::unexpected(Win32Error(error, "cannot be made", folder));
    }
    return {};
  }

  Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override {
    REPOINT_ASSIGN(const std::wstring native, Native(path));
    std::string name =
        JoinPath(FolderOf(path), TemporaryFileName(GetCurrentProcessId(), ++temporaries_));
    REPOINT_ASSIGN(const std::wstring temporary, Native(name));
    REPOINT_ASSIGN(const PrivateAcl acl, PrivateAcl::For(access));
    // Left by a program that ended in the middle and whose process number is ours now.
    DeleteFileW(temporary.c_str());
    Handle file(CreateFileW(temporary.c_str(), GENERIC_WRITE, 0, acl.attributes(), CREATE_NEW,
                            KeptAttributes(native) | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
    if (!file.ok()) return FailLast("cannot be made", path);
    // From here on its destructor takes the temporary file away.
    auto whole =
        std::make_unique<Win32WholeFile>(std::move(file), temporary, native, std::move(name), path);
    if (access == Access::kDefault) REPOINT_TRY(TakeAclOf(native, temporary, path));
    return whole;
  }

  Result<std::unique_ptr<InPlaceFile>> OpenInPlace(std::string_view path) override {
    REPOINT_ASSIGN(Handle file, OpenForWriting(path, 0, Access::kDefault, OPEN_EXISTING));
    return std::make_unique<Win32InPlaceFile>(std::move(file), path);
  }

  Status Append(std::string_view path, ByteView bytes, Access access) override {
    REPOINT_ASSIGN(const Handle file, OpenForAppending(path, access));
    LARGE_INTEGER end, zero = {};
    if (!SetFilePointerEx(file.get(), zero, &end, FILE_END)) {
      return FailLast("cannot be written", path);
    }
    if (WriteAll(file.get(), bytes) && FlushFileBuffers(file.get())) return {};
    const Status failed = FailLast("cannot be written", path);
    // Without a crash no prefix is left; when even this fails, the file is as after a crash.
    if (SetFilePointerEx(file.get(), end, nullptr, FILE_BEGIN)) SetEndOfFile(file.get());
    return failed;
  }

  Status Rename(std::string_view from, std::string_view to) override {
    REPOINT_ASSIGN(const std::wstring native_from, Native(from));
    REPOINT_ASSIGN(const std::wstring native_to, Native(to));
    if (MoveFileExW(native_from.c_str(), native_to.c_str(), MOVEFILE_WRITE_THROUGH)) return {};
    return FailMove("cannot be renamed to " + std::string(to), from, native_from);
  }

  Status Remove(std::string_view path) override {
    REPOINT_ASSIGN(const std::wstring native, Native(path));
    if (IsFolder(native) ? RemoveDirectoryW(native.c_str()) : DeleteFileW(native.c_str())) {
      return {};
    }
    if (IsAbsent(GetLastError())) return {};
    return FailLast("cannot be removed", path);
  }

  Result<std::unique_ptr<FileLock>> Lock(std::string_view path) override {
    REPOINT_ASSIGN(Handle file, OpenForWriting(path, 0, Access::kDefault));
    return std::make_unique<Win32FileLock>(std::move(file));
  }

  Result<bool> InUse(std::string_view path) override {
    REPOINT_ASSIGN(const std::wstring native, Native(path));
    // Renaming needs the DELETE right, which a program that did not share it keeps from everybody.
    const DWORD error = ErrorOfOpening(native, kShareAll);
    if (error == ERROR_SUCCESS || IsAbsent(error)) return false;
    if (error == ERROR_SHARING_VIOLATION || error == ERROR_LOCK_VIOLATION) return true;
    return std::unexpected(Win32Error(error, "cannot be examined", path));
  }

 private:
  static Result<Handle> OpenForReading(std::string_view path) {
    REPOINT_ASSIGN(const std::wstring native, Native(path));
    // Windows says "access denied" when a folder is opened as a file.
    if (IsFolder(native)) return Fail(ErrorCode::kConflict, "is a folder", std::string(path));
    Handle file(CreateFileW(native.c_str(), GENERIC_READ, kShareAll, nullptr, OPEN_EXISTING,
                            FILE_ATTRIBUTE_NORMAL, nullptr));
    if (!file.ok()) return FailLast("cannot be opened", path);
    if (GetFileType(file.get()) != FILE_TYPE_DISK) {
      return Fail(ErrorCode::kConflict, "not a regular file", std::string(path));
    }
    return file;
  }

  static Result<std::unique_ptr<ReadableFile>> Opened(Handle file, std::string_view path) {
    LARGE_INTEGER size;
    if (!GetFileSizeEx(file.get(), &size)) return FailLast("cannot be examined", path);
    return std::make_unique<Win32ReadableFile>(std::move(file),
                                               static_cast<uint64_t>(size.QuadPart), path);
  }

  // Windows and Wine say different things of a file that is listed.
  Error ListError(std::string_view folder) {
    const Error error = Win32Error(GetLastError(), "cannot be listed", folder);
    const auto info = Stat(folder);
    const bool is_file = info && *info && !(*info)->is_folder;
    return is_file ? Error{ErrorCode::kConflict, "not a folder", std::string(folder)} : error;
  }

  unsigned temporaries_ = 0;
};

}  // namespace

FileSystem& SystemFiles() {
  static Win32Files files;
  return files;
}

}  // namespace repoint
