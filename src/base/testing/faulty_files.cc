#include "base/testing/faulty_files.h"

namespace repoint {
namespace {

ByteView HalfOf(ByteView bytes) { return bytes.first(bytes.size() / 2); }

// What a crash in WriteWhole leaves beside the file.
std::string LeftoverBeside(std::string_view path) {
  return JoinPath(FolderOf(path), "repoint-1-1.tmp");
}

}  // namespace

class FaultyFiles::File : public ReadableFile {
 public:
  File(std::unique_ptr<ReadableFile> file, const FaultyFiles& files, std::string_view path)
      : file_(std::move(file)), files_(files), path_(path) {}

  uint64_t size() const override { return file_->size(); }

  Result<Bytes> ReadAt(uint64_t offset, size_t count) override {
    REPOINT_TRY(files_.CheckAlive(path_));
    return file_->ReadAt(offset, count);
  }

 private:
  std::unique_ptr<ReadableFile> file_;
  const FaultyFiles& files_;
  std::string path_;
};

Status FaultyFiles::CheckAlive(std::string_view path) const {
  if (!stopped()) return {};
  return Fail(ErrorCode::kIo, "the process has stopped", std::string(path));
}

Status FaultyFiles::Step(std::string_view path, const std::function<Status()>& done,
                         const std::function<Status()>& torn) {
  REPOINT_TRY(CheckAlive(path));
  const bool here = steps_++ == at_step_ && fault_ != Fault::kNone;
  if (!here && !(fired_ && FailsOn())) return done();
  fired_ = true;
  if (dead_ != nullptr && stopped()) *dead_ = true;
  if (fault_ == Fault::kStopTorn) REPOINT_TRY(torn());
  const bool is_done = fault_ == Fault::kDoneButFailed || fault_ == Fault::kDoneThenFailing;
  if (here && is_done) REPOINT_TRY(done());
  return Fail(ErrorCode::kIo, "made to fail at step " + std::to_string(at_step_),
              std::string(path));
}

Result<std::optional<FileInfo>> FaultyFiles::Stat(std::string_view path) {
  REPOINT_TRY(CheckAlive(path));
  return files_.Stat(path);
}

Result<std::unique_ptr<ReadableFile>> FaultyFiles::Open(std::string_view path) {
  REPOINT_TRY(CheckAlive(path));
  REPOINT_ASSIGN(std::unique_ptr<ReadableFile> file, files_.Open(path));
  return std::make_unique<File>(std::move(file), *this, path);
}

Result<std::unique_ptr<ReadableFile>> FaultyFiles::OpenOwn(std::string_view path) {
  REPOINT_TRY(CheckAlive(path));
  REPOINT_ASSIGN(std::unique_ptr<ReadableFile> file, files_.OpenOwn(path));
  return std::make_unique<File>(std::move(file), *this, path);
}

Result<std::vector<std::string>> FaultyFiles::List(std::string_view folder) {
  REPOINT_TRY(CheckAlive(folder));
  return files_.List(folder);
}

Status FaultyFiles::CreateFolders(std::string_view folder, Access access) {
  return Step(folder, [&] { return files_.CreateFolders(folder, access); });
}

Status FaultyFiles::WriteWhole(std::string_view path, ByteView bytes, Access access) {
  const std::string leftover = LeftoverBeside(path);
  const auto nothing = [] { return Status(); };
  const auto torn = [&] { return files_.WriteWhole(leftover, HalfOf(bytes), access); };
  REPOINT_TRY(Step(path, nothing, torn));
  const auto put_in_place = [&] { return files_.WriteWhole(path, bytes, access); };
  const Status status = Step(path, put_in_place);
  // Died before the rename: the temporary file is whole and nobody takes it away.
  if (stopped() && fault_ == Fault::kStop) REPOINT_TRY(files_.WriteWhole(leftover, bytes, access));
  return status;
}

Status FaultyFiles::Append(std::string_view path, ByteView bytes, Access access) {
  return Step(
      path, [&] { return files_.Append(path, bytes, access); },
      [&] { return files_.Append(path, HalfOf(bytes), access); });
}

Status FaultyFiles::Rename(std::string_view from, std::string_view to) {
  return Step(from, [&] { return files_.Rename(from, to); });
}

Status FaultyFiles::Remove(std::string_view path) {
  return Step(path, [&] { return files_.Remove(path); });
}

Result<std::unique_ptr<FileLock>> FaultyFiles::Lock(std::string_view path) {
  std::unique_ptr<FileLock> lock;
  REPOINT_TRY(Step(path, [&]() -> Status {
    REPOINT_ASSIGN(lock, files_.Lock(path));
    return {};
  }));
  return lock;
}

Result<bool> FaultyFiles::InUse(std::string_view path) {
  REPOINT_TRY(CheckAlive(path));
  return files_.InUse(path);
}

}  // namespace repoint
