// One hive of a fleet: opened, worked on, closed.
#ifndef REPOINT_CLIENT_HIVE_JOB_H_
#define REPOINT_CLIENT_HIVE_JOB_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "client/environment.h"
#include "client/find_hives.h"
#include "client/fleet_summary.h"
#include "client/options.h"
#include "client/survey.h"
#include "registry/hive_registry.h"

namespace repoint {

struct HiveJob {
  std::string text;  // for standard output
  std::string log;   // for the log; empty when none is kept
  HiveTally tally;
};

// HiveRegistry::Open, committing as the options say.
Result<std::unique_ptr<HiveRegistry>> OpenHive(const Options& options, FileSystem& files,
                                               std::string path,
                                               std::function<int64_t()> now_millis);

// What the options say, done to one hive; its report is written where -Report says. Errors, also
// such as a hive that cannot be opened, are in the report. Throws nothing.
HiveJob WorkOnHive(const Options& options, const Environment& host, ListReader& list,
                   const FoundHive& hive);

}  // namespace repoint

#endif  // REPOINT_CLIENT_HIVE_JOB_H_
