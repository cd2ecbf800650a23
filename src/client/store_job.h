// One store of many: opened, worked on, closed.
#ifndef REPOINT_CLIENT_STORE_JOB_H_
#define REPOINT_CLIENT_STORE_JOB_H_

#include <functional>
#include <memory>
#include <string>

#include "client/environment.h"
#include "client/fleet_summary.h"
#include "client/options.h"
#include "client/survey.h"
#include "registry/registry.h"

namespace repoint {

struct StoreJob {
  std::string text;  // for standard output
  std::string log;   // for the log; empty when none is kept
  StoreTally tally;
};

// A store, before it is opened.
struct JobStore {
  std::string title;  // stands above its lines, and in a line that is alone
  // Shared, for one that outlives the job.
  std::function<Result<std::shared_ptr<Registry>>()> open;
  // Makes an environment, that of the host with this registry and nobody's, the one of this store.
  std::function<void(Environment&)> describe;
  Outlook* outlook = nullptr;  // not owned; none: nobody is logged on
};

// What the options say, done to one store; its report is written where -Report says. Errors, also
// such as a store that cannot be opened, are in the report. Throws nothing.
StoreJob WorkOnStore(const Options& options, const Environment& host, ListReader& list,
                     const JobStore& store);

}  // namespace repoint

#endif  // REPOINT_CLIENT_STORE_JOB_H_
