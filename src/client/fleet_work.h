// What a run on many stores does, whatever they are: opens the list, shares the tasks among
// workers, tells what came of them in their order, counts.
#ifndef REPOINT_CLIENT_FLEET_WORK_H_
#define REPOINT_CLIENT_FLEET_WORK_H_

#include <cstddef>
#include <functional>
#include <string_view>
#include <vector>

#include "client/environment.h"
#include "client/fleet_summary.h"
#include "client/options.h"
#include "client/store_job.h"
#include "client/survey.h"

namespace repoint {

// Where a fleet's words go. Never called by two threads at once.
struct FleetOutput {
  std::function<void(std::string_view)> print;  // lines of text or JSON, for standard output
  std::function<void(size_t done, size_t all, size_t failed)> progress;
};

// One store; called by one worker, whose list this is.
using FleetTask = std::function<StoreJob(ListReader&)>;

// Called when the list is open and its digest is in the summary. When there is nothing that could
// be done, the error, with the exit code in the summary.
using FindTasks = std::function<Result<std::vector<FleetTask>>(FleetSummary&)>;

// The exit code: 3 when the list is refused, else what the tasks come to. `jobs` of them are done
// at the same time; 0: one for each core. `host` is everything around them, used by all workers.
int WorkOnFleet(const Options& options, const Environment& host, FleetSummary::Noun noun, int jobs,
                const FindTasks& find, const FleetOutput& output);

}  // namespace repoint

#endif  // REPOINT_CLIENT_FLEET_WORK_H_
