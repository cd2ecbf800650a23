#include "client/hive_job.h"

#include <utility>

namespace repoint {

Result<std::unique_ptr<HiveRegistry>> OpenHive(const Options& options, FileSystem& files,
                                               std::string path,
                                               std::function<int64_t()> now_millis) {
  const auto mode = options.hive_log ? hive::CommitMode::kLog : hive::CommitMode::kReplace;
  return HiveRegistry::Open(files, std::move(path), mode, std::move(now_millis));
}

StoreJob WorkOnHive(const Options& options, const Environment& host, ListReader& list,
                    const FoundHive& hive) {
  JobStore store;
  store.title = hive.path;
  store.open = [&]() -> Result<std::shared_ptr<Registry>> {
    if (hive.error) return std::unexpected(*hive.error);
    return OpenHive(options, host.files, hive.path, host.now_millis);
  };
  store.describe = [&](Environment& env) { SetHive(env, hive.path); };
  return WorkOnStore(options, host, list, store);
}

}  // namespace repoint
