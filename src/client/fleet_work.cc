#include "client/fleet_work.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "base/system.h"
#include "base/workers.h"
#include "client/outputs.h"

namespace repoint {
namespace {

// The log is not needed after a crash: it is written in pieces, not once for each store.
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
  Fleet(const Options& options, const Environment& host, FleetSummary::Noun noun, int jobs,
        const FleetOutput& output)
      : options_(options), host_(host), jobs_(jobs), output_(output) {
    summary_.noun = noun;
    summary_.mode = options.mode;
    summary_.dry_run = options.dry_run;
    summary_.version = host.version;
    summary_.computer = host.computer_name;
    summary_.started = host.now_millis();
  }

  int Run(const FindTasks& find) {
    if (Status ready = Prepare(find); !ready) {
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
  // Before any store is looked at: a list that is refused is refused for all.
  Status Prepare(const FindTasks& find) {
    if (Status open = OpenList(); !open) {
      summary_.exit = kExitList;
      return open;
    }
    REPOINT_ASSIGN(tasks_, find(summary_));
    return {};
  }

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

  void Work() {
    const int wanted = jobs_ != 0 ? jobs_ : CoreCount();
    const int count = static_cast<int>(
        std::clamp<size_t>(tasks_.size(), 1, static_cast<size_t>(std::max(wanted, 1))));
    while (workers_.size() < static_cast<size_t>(count)) {
      workers_.push_back(std::make_unique<Worker>(options_, host_));
    }
    done_.resize(tasks_.size());
    WorkInOrder(
        tasks_.size(), count,
        [&](int worker, size_t i) { done_[i] = tasks_[i](workers_[worker]->list); },
        [&](size_t i) { Tell(i); });
    WriteLog();
  }

  void Tell(size_t i) {
    StoreJob& job = done_[i];
    summary_.Add(job.tally);
    log_ += job.log;
    if (log_.size() >= kLogPiece) WriteLog();
    if (!job.text.empty()) output_.print(job.text);
    job = {};
    output_.progress(i + 1, done_.size(), summary_.Count(StoreOutcome::kFailed));
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
  const int jobs_;
  const FleetOutput& output_;
  FleetSummary summary_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<FleetTask> tasks_;
  std::vector<StoreJob> done_;
  std::string log_;
};

}  // namespace

int WorkOnFleet(const Options& options, const Environment& host, FleetSummary::Noun noun, int jobs,
                const FindTasks& find, const FleetOutput& output) {
  return Fleet(options, host, noun, jobs, output).Run(find);
}

}  // namespace repoint
