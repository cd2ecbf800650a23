// The registry of a user who is not logged on: a hive file behind the interface of all registries.
#ifndef REPOINT_REGISTRY_HIVE_REGISTRY_H_
#define REPOINT_REGISTRY_HIVE_REGISTRY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/files.h"
#include "hive/file.h"
#include "registry/registry.h"

namespace repoint {

// Reads what it is asked for, no more. Writes stay in memory until Flush, which puts all of them
// into the file or none (hive/file.h says what it checks before, and its errors): a hive is wholly
// old or wholly new. When it fails, the file is read anew: what it holds is what there is. What was
// written and not flushed is gone with the object.
class HiveRegistry : public Registry {
 public:
  // `now_millis` gives the time that changed keys get. The files must outlive it.
  static Result<std::unique_ptr<HiveRegistry>> Open(FileSystem& files, std::string path,
                                                    hive::CommitMode mode,
                                                    std::function<int64_t()> now_millis);

  const hive::HiveFile& file() const { return file_; }

  std::string Describe() const override { return file_.path(); }
  Status CheckWritable() override { return file_.CheckWritable(mode_); }
  Status Flush() override;
  Status Refresh() override;
  Result<std::optional<std::vector<std::string>>> Subkeys(std::string_view key) override;
  Result<std::optional<std::vector<NamedValue>>> Values(std::string_view key) override;
  Result<std::optional<RegValue>> GetValue(std::string_view key, std::string_view name) override;
  // By cells: also what lies below a name that no search would find. kDamaged as in hive/walk.h.
  Result<std::optional<KeyTree>> ReadTree(std::string_view key) override;
  Status SetValue(std::string_view key, std::string_view name, const RegValue& value) override;
  Status CreateKey(std::string_view key) override;
  Status DeleteValue(std::string_view key, std::string_view name) override;
  // kUsage for the root, kDenied for a key that the hive says must stay.
  Status DeleteKey(std::string_view key) override;

 private:
  HiveRegistry(FileSystem& files, hive::HiveFile file, hive::CommitMode mode,
               std::function<int64_t()> now_millis)
      : files_(&files), file_(std::move(file)), mode_(mode), now_millis_(std::move(now_millis)) {}

  Status Begin();

  FileSystem* files_;
  hive::HiveFile file_;
  hive::CommitMode mode_;
  std::function<int64_t()> now_millis_;
};

}  // namespace repoint

#endif  // REPOINT_REGISTRY_HIVE_REGISTRY_H_
