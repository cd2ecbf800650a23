#include "hive/testing/lossy_files.h"

#include <algorithm>
#include <random>
#include <utility>

#include "hive/format.h"

namespace repoint::hive {

class LossyFiles::File : public InPlaceFile {
 public:
  File(LossyFiles& files, std::unique_ptr<InPlaceFile> file, std::string path)
      : files_(files), file_(std::move(file)), path_(std::move(path)) {}

  Status WriteAt(uint64_t offset, ByteView bytes) override {
    files_.durable_.try_emplace(path_, *files_.Text(path_));
    return file_->WriteAt(offset, bytes);
  }

  Status Sync() override {
    REPOINT_TRY(file_->Sync());
    files_.durable_.erase(path_);
    return {};
  }

 private:
  LossyFiles& files_;
  std::unique_ptr<InPlaceFile> file_;
  std::string path_;
};

Result<std::unique_ptr<InPlaceFile>> LossyFiles::OpenInPlace(std::string_view path) {
  REPOINT_ASSIGN(std::unique_ptr<InPlaceFile> file, FakeFiles::OpenInPlace(path));
  return std::make_unique<File>(*this, std::move(file), std::string(path));
}

void LossyFiles::Crash(uint64_t seed) {
  std::mt19937_64 chance(seed);
  for (const auto& [path, durable] : durable_) {
    const std::string written = *Text(path);
    std::string left = durable;
    // The file may have its new length and zeros, or the old one.
    if (chance() % 2 == 0) left.resize(std::max(left.size(), written.size()));
    for (size_t at = 0; at < written.size(); at += kSector) {
      if (chance() % 2 == 0) continue;
      const std::string sector = written.substr(at, kSector);
      left.resize(std::max(left.size(), at + sector.size()));
      left.replace(at, sector.size(), sector);
    }
    Put(path, left);
  }
  durable_.clear();
}

}  // namespace repoint::hive
