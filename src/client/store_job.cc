#include "client/store_job.h"

#include <exception>
#include <memory>
#include <utility>

#include "base/text.h"
#include "client/outputs.h"
#include "client/render.h"
#include "client/run.h"
#include "outlook/no_outlook.h"
#include "registry/memory.h"

namespace repoint {
namespace {

bool IsListing(const Options& options) {
  return options.mode == Mode::kInspect || options.mode == Mode::kJournals;
}

Result<std::shared_ptr<Registry>> Open(const Options& options, const JobStore& store) {
  // A look at journals needs no store, which may be the reason for it.
  if (options.mode == Mode::kJournals) return std::make_shared<MemoryRegistry>(store.title);
  return store.open();
}

class StoreRun {
 public:
  StoreRun(const Options& options, const Environment& host, ListReader& list, const JobStore& store)
      : options_(options), host_(host), list_(list), store_(store) {}

  StoreJob Run() {
    auto opened = Open(options_, store_);
    if (!opened) return Fails(opened.error(), kExitRegistry);
    Environment env = EnvironmentOf(**opened);
    if (options_.mode == Mode::kInspect) return List(InspectProfiles(options_, env));
    if (options_.mode == Mode::kJournals) {
      auto runs = ListRuns(options_, env);
      if (!runs) return Fails(runs.error(), kExitRegistry);
      return List(Listing{std::move(*runs), {}});
    }
    Report report = options_.mode == Mode::kRollback ? RunRollback(options_, env)
                                                     : RunUpdate(options_, env, list_);
    if (options_.mode == Mode::kRollback) PassOver(report);
    return Finish(env, std::move(report));
  }

  StoreJob Fails(Error error, ExitCode exit) {
    MemoryRegistry none(store_.title);
    Environment env = EnvironmentOf(none);
    Report report = NewReport(options_, env);
    report.error = std::move(error);
    report.exit = exit;
    report.ended = env.now_millis();
    return Finish(env, std::move(report));
  }

 private:
  Environment EnvironmentOf(Registry& registry) {
    Outlook& outlook = store_.outlook != nullptr ? *store_.outlook : no_outlook_;
    Environment env{registry, host_.files, outlook, log_};
    env.ansi = host_.ansi;
    env.computer_name = host_.computer_name;
    env.state_folder = host_.state_folder;
    env.program_folder = host_.program_folder;
    env.version = host_.version;
    env.variable = host_.variable;
    env.now_millis = host_.now_millis;
    env.sleep_millis = host_.sleep_millis;
    env.progress = host_.progress;
    store_.describe(env);
    return env;
  }

  // Of many stores some have nothing to take back.
  static void PassOver(Report& report) {
    const bool nothing = report.error && report.error->code == ErrorCode::kNotFound;
    if (!nothing || !report.profiles.empty()) return;
    report.notes.push_back(report.error->message);
    report.error.reset();
    report.exit = kExitDone;
  }

  StoreJob List(Result<Listing> listing) {
    if (!listing) return Fails(listing.error(), kExitRegistry);
    if (listing->error) return Fails(*listing->error, kExitProfileFailed);
    StoreJob job;
    job.text = options_.json ? listing->text : store_.title + "\n" + listing->text;
    return job;
  }

  StoreJob Finish(Environment& env, Report report) {
    StoreJob job;
    if (!IsListing(options_)) {
      WriteResultFile(options_, env, report);
      job.log = LogText(options_, env, report);
    }
    job.text = options_.json ? RenderJson(report) : TextOf(report);
    job.tally = TallyOf(report);
    return job;
  }

  // Lines that do not name the store themselves come below its title.
  std::string TextOf(const Report& report) const {
    const std::string text = RenderText(report, {options_.verbose, host_.ansi, false});
    const bool names_it = text.find('\n') + 1 == text.size() && text.contains(store_.title);
    return names_it || text.empty() ? text : store_.title + "\n" + text;
  }

  const Options& options_;
  const Environment& host_;
  ListReader& list_;
  const JobStore& store_;
  NoOutlook no_outlook_;
  Log log_;
};

}  // namespace

StoreJob WorkOnStore(const Options& options, const Environment& host, ListReader& list,
                     const JobStore& store) {
  try {
    return StoreRun(options, host, list, store).Run();
  } catch (const std::exception& fault) {
    // What had begun is brought to one side by the next run; the other stores go on.
    const Error error{ErrorCode::kInternal, std::string("fault in the program: ") + fault.what(),
                      store.title};
    return StoreRun(options, host, list, store).Fails(error, kExitInternal);
  }
}

}  // namespace repoint
