// One hive of a fleet.
#ifndef REPOINT_CLIENT_HIVE_JOB_H_
#define REPOINT_CLIENT_HIVE_JOB_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "client/environment.h"
#include "client/find_hives.h"
#include "client/options.h"
#include "client/store_job.h"
#include "client/survey.h"
#include "registry/hive_registry.h"

namespace repoint {

// HiveRegistry::Open, committing as the options say.
Result<std::unique_ptr<HiveRegistry>> OpenHive(const Options& options, FileSystem& files,
                                               std::string path,
                                               std::function<int64_t()> now_millis);

// WorkOnStore, of a hive.
StoreJob WorkOnHive(const Options& options, const Environment& host, ListReader& list,
                    const FoundHive& hive);

}  // namespace repoint

#endif  // REPOINT_CLIENT_HIVE_JOB_H_
