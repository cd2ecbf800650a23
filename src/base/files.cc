#include "base/files.h"

#include <algorithm>

#include "base/files_platform.h"
#include "base/system.h"

namespace repoint {
namespace {

constexpr size_t kChunk = size_t{1} << 20;

bool IsDriveRoot(std::string_view path) {
  return kSeparators.size() > 1 && path.size() == 3 && path[1] == ':';
}

}  // namespace

std::string TemporaryFileName(uint32_t process, unsigned count) {
  return "repoint-" + std::to_string(process) + "-" + std::to_string(count) + "-" + UniqueId() +
         ".tmp";
}

Result<size_t> ReadableFile::ReadInto(uint64_t offset, std::span<uint8_t> into) {
  REPOINT_ASSIGN(const Bytes bytes, ReadAt(offset, into.size()));
  std::ranges::copy(bytes, into.begin());
  return bytes.size();
}

Status FileSystem::WriteWhole(std::string_view path, ByteView bytes, Access access) {
  REPOINT_ASSIGN(const std::unique_ptr<WholeFile> file, CreateWhole(path, access));
  REPOINT_TRY(file->Append(bytes));
  return file->Commit();
}

Result<Bytes> ReadWhole(FileSystem& files, std::string_view path, uint64_t limit) {
  REPOINT_ASSIGN(const std::unique_ptr<ReadableFile> file, files.Open(path));
  return ReadWhole(*file, path, limit);
}

Result<Bytes> ReadWhole(ReadableFile& file, std::string_view path, uint64_t limit) {
  const auto too_large = [&] {
    return Fail(ErrorCode::kUnsupported, "larger than " + std::to_string(limit) + " bytes",
                std::string(path));
  };
  if (file.size() > limit) return too_large();
  Bytes whole;
  whole.reserve(static_cast<size_t>(file.size()));
  // To the end that is there now: the file may have grown or shrunk since it was opened.
  while (true) {
    REPOINT_ASSIGN(const Bytes part, file.ReadAt(whole.size(), kChunk));
    if (part.size() > limit - whole.size()) return too_large();
    whole.insert(whole.end(), part.begin(), part.end());
    if (part.size() < kChunk) return whole;
  }
}

bool IsSeparator(char c) { return kSeparators.find(c) != std::string_view::npos; }

std::string JoinPath(std::string_view folder, std::string_view name) {
  std::string path(folder);
  if (!path.empty() && !IsSeparator(path.back())) path += kSeparators.front();
  path += name;
  return path;
}

std::string FolderOf(std::string_view path) {
  const size_t end = path.find_last_of(kSeparators);
  if (end == std::string_view::npos) return ".";
  // The root keeps its separator: "C:" alone would be the working directory of that drive.
  const std::string_view root = path.substr(0, end + 1);
  if (end == 0 || IsDriveRoot(root)) return std::string(root);
  return std::string(path.substr(0, end));
}

std::string FileNameOf(std::string_view path) {
  const size_t end = path.find_last_of(kSeparators);
  return std::string(end == std::string_view::npos ? path : path.substr(end + 1));
}

}  // namespace repoint
