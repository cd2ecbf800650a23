#include "base/testing/faulty_files.h"

namespace repoint {
namespace {

ByteView HalfOf(ByteView bytes) { return bytes.first(bytes.size() / 2); }

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

class FaultyFiles::InPlace : public InPlaceFile {
 public:
  InPlace(FaultyFiles& owner, std::unique_ptr<InPlaceFile> file, std::string_view path)
      : owner_(owner), file_(std::move(file)), path_(path) {}

  Status WriteAt(uint64_t offset, ByteView bytes) override {
    return owner_.Step(
        path_, [&] { return file_->WriteAt(offset, bytes); },
        [&] { return file_->WriteAt(offset, HalfOf(bytes)); });
  }

  Status Sync() override {
    return owner_.Step(path_, [&] { return file_->Sync(); });
  }

 private:
  FaultyFiles& owner_;
  std::unique_ptr<InPlaceFile> file_;
  std::string path_;
};

class FaultyFiles::Whole : public WholeFile {
 public:
  Whole(FaultyFiles& owner, std::unique_ptr<WholeFile> file, std::string_view path, Access access)
      : owner_(owner), file_(std::move(file)), path_(path), access_(access) {}

  // Nobody takes away what a dead process leaves.
  ~Whole() override {
    if (committed_ || !owner_.stopped()) return;
    const std::string temporary = file_->path();
    const auto left = ReadWhole(owner_.files_, temporary);
    file_.reset();
    if (left) (void)owner_.files_.Append(temporary, *left, access_);
  }

  Status Append(ByteView bytes) override {
    return owner_.Step(
        path_, [&] { return file_->Append(bytes); }, [&] { return file_->Append(HalfOf(bytes)); });
  }

  Status Seal() override {
    return owner_.Step(path_, [&] { return file_->Seal(); });
  }

  Status Commit() override {
    return owner_.Step(path_, [&] {
      const Status status = file_->Commit();
      committed_ = status.has_value();
      return status;
    });
  }

  const std::string& path() const override { return file_->path(); }

 private:
  FaultyFiles& owner_;
  std::unique_ptr<WholeFile> file_;
  std::string path_;
  Access access_;
  bool committed_ = false;
};

Status FaultyFiles::CheckAlive(std::string_view path) const {
  if (!stopped()) return {};
  return Fail(ErrorCode::kIo, "the process has stopped", std::string(path));
}

Status FaultyFiles::Step(std::string_view path, const std::function<Status()>& done,
                         const std::function<Status()>& torn) {
  REPOINT_TRY(CheckAlive(path));
  if (tell_) tell_();
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

Result<std::unique_ptr<WholeFile>> FaultyFiles::CreateWhole(std::string_view path, Access access) {
  REPOINT_TRY(CheckAlive(path));
  REPOINT_ASSIGN(std::unique_ptr<WholeFile> file, files_.CreateWhole(path, access));
  return std::make_unique<Whole>(*this, std::move(file), path, access);
}

Result<std::unique_ptr<InPlaceFile>> FaultyFiles::OpenInPlace(std::string_view path) {
  REPOINT_TRY(CheckAlive(path));
  REPOINT_ASSIGN(std::unique_ptr<InPlaceFile> file, files_.OpenInPlace(path));
  return std::make_unique<InPlace>(*this, std::move(file), path);
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
