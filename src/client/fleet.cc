#include "client/fleet.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/system.h"
#include "base/text.h"
#include "base/workers.h"
#include "client/find_hives.h"
#include "client/fleet_summary.h"
#include "client/hive_job.h"
#include "client/outputs.h"
#include "client/resume.h"
#include "client/survey.h"
#include "registry/memory.h"

namespace repoint {
namespace {

// The log is not needed after a crash: it is written in pieces, not once for each hive.
constexpr size_t kLogPiece = size_t{256} << 10;

// What a worker needs of its own: a list is read by one thread.
struct Worker {
  Worker(const Options& options, const Environment& host)
      : environment{host.user, host.files, host.outlook, log}, list(options, environment) {
    environment.program_folder = host.program_folder;
  }
  Log log;
  Environment environment;
  ListReader list;
};

class Fleet {
 public:
  Fleet(const Options& options, const Environment& host, const Variables& variables,
        const FleetOutput& output)
      : options_(options), host_(host), variables_(variables), output_(output) {
    summary_.mode = options.mode;
    summary_.dry_run = options.dry_run;
    summary_.version = host.version;
    summary_.computer = host.computer_name;
    summary_.started = host.now_millis();
  }

  int Run() {
    if (Status ready = Prepare(); !ready) {
      summary_.error = ready.error();
    } else {
      Work();
    }
    AddListWarnings();
    summary_.ended = host_.now_millis();
    output_.print(options_.json ? RenderJson(summary_) : RenderText(summary_));
    return summary_.exit;
  }

 private:
  Status Prepare() {
    REPOINT_TRY(At(kExitList, OpenList()));
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
    return At(kExitReport, Resume());
  }

  Status At(ExitCode exit, Status status) {
    if (!status) summary_.exit = exit;
    return status;
  }

  // Before any hive is looked at: a list that is refused is refused for all.
  Status OpenList() {
    workers_.push_back(std::make_unique<Worker>(options_, host_));
    if (!options_.UsesList()) return {};
    REPOINT_TRY(workers_[0]->list.Open());
    list::MappingList& list = workers_[0]->list.list();
    // The digest of a list without an #end line is known when it was read.
    if (list.digest().empty()) REPOINT_TRY(list.Find({{list::DnKey("/o=nobody"), ""}}));
    summary_.list_path = list.path();
    summary_.list_digest = list.digest();
    summary_.list_indexed = list.indexed();
    return {};
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
      if (same) summary_.Add(HiveOutcome::kSkipped);
      return same;
    });
    return {};
  }

  void Work() {
    const int wanted = options_.jobs != 0 ? options_.jobs : CoreCount();
    const int count = static_cast<int>(
        std::clamp<size_t>(hives_.size(), 1, static_cast<size_t>(std::max(wanted, 1))));
    while (workers_.size() < static_cast<size_t>(count)) {
      workers_.push_back(std::make_unique<Worker>(options_, host_));
    }
    jobs_.resize(hives_.size());
    WorkInOrder(
        hives_.size(), count,
        [&](int worker, size_t i) {
          jobs_[i] = WorkOnHive(options_, host_, workers_[worker]->list, hives_[i]);
        },
        [&](size_t i) { Tell(i); });
    WriteLog();
  }

  void Tell(size_t i) {
    HiveJob& job = jobs_[i];
    summary_.Add(job.tally);
    log_ += job.log;
    if (log_.size() >= kLogPiece) WriteLog();
    if (!job.text.empty()) output_.print(job.text);
    job = {};
    output_.progress(i + 1, hives_.size(), summary_.Count(HiveOutcome::kFailed));
  }

  void WriteLog() {
    if (log_.empty()) return;
    const Status written = AppendLog(options_, host_, log_);
    log_.clear();
    if (written) return;
    summary_.warnings.push_back("the log could not be written: " + written.error().ToString());
    if (summary_.exit == kExitDone || summary_.exit == kExitLeftovers) summary_.exit = kExitReport;
  }

  // Each worker has opened the list: what is said of it is said once.
  void AddListWarnings() {
    std::set<std::string> warnings;
    for (const auto& worker : workers_) {
      for (const LogLine& line : worker->log.lines()) {
        if (line.level == LogLevel::kWarning) warnings.insert(line.text);
      }
    }
    std::ranges::copy(warnings, std::back_inserter(summary_.warnings));
  }

  const Options& options_;
  const Environment& host_;
  const Variables& variables_;
  const FleetOutput& output_;
  FleetSummary summary_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<FoundHive> hives_;
  std::vector<HiveJob> jobs_;
  std::string log_;
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
  return Fleet(options, host, variables, output).Run();
}

}  // namespace repoint
