#include "client/fleet.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/system.h"
#include "base/text.h"
#include "client/find_hives.h"
#include "client/hive_job.h"
#include "client/resume.h"

namespace repoint {
namespace {

// The hives that the options name and leave in.
class Choice {
 public:
  Choice(const Options& options, const Environment& host, const Variables& variables,
         FleetSummary& summary)
      : options_(options), host_(host), variables_(variables), summary_(summary) {}

  Result<std::vector<FoundHive>> Make() {
    FoundHives found = FindHives(host_.files, options_.hives);
    if (found.hives.empty()) {
      summary_.exit = kExitRegistry;
      return Fail(ErrorCode::kNotFound, "there is no NTUSER.DAT or NTUSER.MAN in it",
                  Join(options_.hives, ", "));
    }
    REPOINT_TRY(At(kExitUsage, ChooseShard(found)));
    hives_ = std::move(found.hives);
    if (summary_.shard) {
      std::erase_if(hives_, [&](const FoundHive& h) { return !summary_.shard->Holds(h.name); });
    }
    REPOINT_TRY(At(kExitReport, Resume()));
    return std::move(hives_);
  }

 private:
  Status At(ExitCode exit, Status status) {
    if (!status) summary_.exit = exit;
    return status;
  }

  // A scheduler's numbers are for folders: a hive that was named is this task's own.
  Status ChooseShard(const FoundHives& found) {
    summary_.shard = options_.shard;
    if (summary_.shard || !found.any_folder) return {};
    REPOINT_ASSIGN(summary_.shard, ShardOfScheduler(variables_));
    return {};
  }

  Status Resume() {
    if (!options_.resume) return {};
    REPOINT_ASSIGN(const auto done, DoneHives(host_.files, *options_.report, summary_.list_digest));
    std::erase_if(hives_, [&](const FoundHive& hive) {
      const auto known = done.find("hive:" + CanonicalPath(hive.path));
      if (known == done.end()) return false;
      const bool same = StateOfHive(host_.files, hive.path) == known->second;
      if (same) summary_.Add(StoreOutcome::kSkipped);
      return same;
    });
    return {};
  }

  const Options& options_;
  const Environment& host_;
  const Variables& variables_;
  FleetSummary& summary_;
  std::vector<FoundHive> hives_;
};

}  // namespace

bool IsFleet(const Options& options, FileSystem& files) {
  if (options.hives.empty()) return false;
  if (options.hives.size() > 1 || options.shard || options.resume) return true;
  const auto info = files.Stat(options.hives[0]);
  return info && *info && (*info)->is_folder;
}

int RunFleet(const Options& options, const Environment& host, const Variables& variables,
             const FleetOutput& output) {
  const FindTasks find = [&](FleetSummary& summary) -> Result<std::vector<FleetTask>> {
    REPOINT_ASSIGN(auto hives, Choice(options, host, variables, summary).Make());
    std::vector<FleetTask> tasks;
    for (FoundHive& hive : hives) {
      tasks.push_back([&, hive = std::move(hive)](ListReader& list) {
        return WorkOnHive(options, host, list, hive);
      });
    }
    return tasks;
  };
  return WorkOnFleet(options, host, FleetSummary::kHives, options.jobs, find, output);
}

}  // namespace repoint
