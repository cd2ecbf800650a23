// For tests and benchmarks: passes reads on to another file system and counts their bytes.
#ifndef REPOINT_LIST_TESTING_COUNTING_FILES_H_
#define REPOINT_LIST_TESTING_COUNTING_FILES_H_

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "base/files.h"

namespace repoint::list {

class CountingFiles : public FileSystem {
 public:
  explicit CountingFiles(FileSystem& files) : files_(files) {}

  uint64_t bytes_read() const { return bytes_read_; }
  uint64_t largest_read() const { return largest_read_; }
  void Reset() { bytes_read_ = largest_read_ = 0; }

  Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) override {
    auto file = files_.Open(path);
    if (!file) return file;
    return std::make_unique<File>(*this, std::move(*file));
  }
  Result<std::unique_ptr<ReadableFile>> OpenOwn(std::string_view path) override {
    return files_.OpenOwn(path);
  }
  Result<std::optional<FileInfo>> Stat(std::string_view path) override { return files_.Stat(path); }
  Result<std::vector<std::string>> List(std::string_view path) override {
    return files_.List(path);
  }
  Status CreateFolders(std::string_view path, Access access) override {
    return files_.CreateFolders(path, access);
  }
  Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override {
    return files_.CreateWhole(path, access);
  }
  Result<std::unique_ptr<InPlaceFile>> OpenInPlace(std::string_view path) override {
    return files_.OpenInPlace(path);
  }
  Status Append(std::string_view path, ByteView bytes, Access access) override {
    return files_.Append(path, bytes, access);
  }
  Status Rename(std::string_view from, std::string_view to) override {
    return files_.Rename(from, to);
  }
  Status Remove(std::string_view path) override { return files_.Remove(path); }
  Result<std::unique_ptr<FileLock>> Lock(std::string_view path) override {
    return files_.Lock(path);
  }
  Result<bool> InUse(std::string_view path) override { return files_.InUse(path); }

 private:
  class File : public ReadableFile {
   public:
    File(CountingFiles& owner, std::unique_ptr<ReadableFile> file)
        : owner_(owner), file_(std::move(file)) {}
    uint64_t size() const override { return file_->size(); }
    Result<Bytes> ReadAt(uint64_t offset, size_t count) override {
      auto bytes = file_->ReadAt(offset, count);
      if (bytes) {
        owner_.bytes_read_ += bytes->size();
        owner_.largest_read_ = std::max<uint64_t>(owner_.largest_read_, bytes->size());
      }
      return bytes;
    }

   private:
    CountingFiles& owner_;
    std::unique_ptr<ReadableFile> file_;
  };

  FileSystem& files_;
  uint64_t bytes_read_ = 0;
  uint64_t largest_read_ = 0;
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_TESTING_COUNTING_FILES_H_
