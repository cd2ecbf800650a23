// EMProfileUpdate: opens what a run works on, runs, says what came of it. Everything else is in
// client/.
#include <fmt/format.h>

#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <string>

#include "base/system.h"
#include "client/fleet.h"
#include "client/hive_job.h"
#include "client/nickname_run.h"
#include "client/options.h"
#include "client/outputs.h"
#include "client/render.h"
#include "client/run.h"
#include "client/users_run.h"
#include "registry/live.h"
#include "registry/memory.h"
#include "registry/regfile.h"

namespace repoint {
namespace {

std::string FirstLine() { return "EMProfileUpdate " REPOINT_VERSION "\n"; }

// A run whose words got lost is not fine, though what it did is done.
int Told(bool written, int exit) {
  const bool fine = exit == kExitDone || exit == kExitLeftovers;
  return written || !fine ? exit : kExitReport;
}

// A run that could not begin, for people and, with -Json, for programs.
int Say(bool json, const Error& error, int exit) {
  WriteStderr("error: " + error.ToString() + "\n");
  if (!json) return exit;
  Report report;
  report.version = REPOINT_VERSION;
  report.user = UserName();
  report.computer = ComputerName();
  report.started = report.ended = NowMillis();
  report.error = error;
  report.exit = exit;
  WriteStdout(RenderJson(report));
  return exit;
}

// The stores of a run: the live registry with the computer's, or an export or a hive with nothing
// beside it.
struct Stores {
  std::unique_ptr<Registry> user;
  std::unique_ptr<Registry> machine = std::make_unique<MemoryRegistry>();
  std::unique_ptr<Registry> classes = std::make_unique<MemoryRegistry>();
};

Result<Stores> OpenStores(const Options& options) {
  Stores stores;
  if (options.reg_file) {
    REPOINT_ASSIGN(stores.user,
                   OpenRegFile(SystemFiles(), *options.reg_file,
                               {options.dry_run ? std::nullopt : options.out, options.code_page}));
    return stores;
  }
  if (options.mode == Mode::kJournals) {  // a look into a folder, also where there is no registry
    stores.user =
        std::make_unique<MemoryRegistry>(options.hives.empty() ? "registry" : options.hives[0]);
    return stores;
  }
  if (!options.hives.empty()) {
    REPOINT_ASSIGN(stores.user, OpenHive(options, SystemFiles(), options.hives[0], NowMillis));
    return stores;
  }
  REPOINT_ASSIGN(stores.user, OpenLiveRegistry(LiveRoot::kCurrentUser));
  REPOINT_ASSIGN(stores.machine, OpenLiveRegistry(LiveRoot::kLocalMachine));
  REPOINT_ASSIGN(stores.classes, OpenLiveRegistry(LiveRoot::kClassesRoot));
  return stores;
}

Result<AnsiPage> AnsiPageOf(const Options& options, Registry& machine) {
  if (!options.code_page) {
    if (options.reg_file || !options.hives.empty()) return std::nullopt;
    return SystemAnsiPage(machine);
  }
  REPOINT_ASSIGN(const CodePage page, CodePage::Find(*options.code_page));
  return page;
}

Result<Environment> MakeEnvironment(const Options& options, Stores& stores, Outlook& outlook,
                                    Log& log) {
  Environment env{*stores.user, SystemFiles(), outlook, log};
  env.kind = options.reg_file ? StoreKind::kExport : StoreKind::kLive;
  REPOINT_ASSIGN(env.ansi, AnsiPageOf(options, *stores.machine));
  env.ansi_export = stores.user->StoresAnsiText() && !env.ansi;
  env.user_name = UserName();
  env.computer_name = ComputerName();
  env.store = options.reg_file ? "export:" + CanonicalPath(*options.reg_file)
                               : "live:" + env.user_name + "@" + env.computer_name;
  env.store_out = options.out ? "export:" + CanonicalPath(*options.out) : env.store;
  if (!options.hives.empty()) SetHive(env, options.hives[0]);
  env.state_folder = StateFolder();
  REPOINT_ASSIGN(env.program_folder, ProgramFolder());
  env.version = REPOINT_VERSION;
  env.variable = [](std::string_view name) { return EnvironmentVariable(std::string(name)); };
  env.now_millis = NowMillis;
  env.sleep_millis = SleepMillis;
  env.progress = [](std::string_view line) { WriteStderr(std::string(line) + "\n"); };
  return env;
}

int PrintRuns(const Options& options, const Result<std::string>& runs) {
  if (!runs) return Say(options.json, runs.error(), kExitRegistry);
  return Told(WriteStdout(*runs), kExitDone);
}

int PrintProfiles(const Options& options, const Result<Listing>& profiles) {
  if (!profiles) return Say(options.json, profiles.error(), kExitRegistry);
  const bool written = WriteStdout(profiles->text);
  if (profiles->error) return Say(options.json, *profiles->error, kExitProfileFailed);
  return Told(written, kExitDone);
}

int RunAndReport(const Options& options, Environment& env) {
  Report report =
      options.mode == Mode::kRollback ? RunRollback(options, env) : RunUpdate(options, env);
  const int exit = WriteOutputs(options, env, report);
  return Told(WriteStdout(options.json ? RenderJson(report)
                                       : RenderText(report, {options.verbose, env.ansi})),
              exit);
}

// A store that cannot be opened: the error goes where the results of a run would go.
int ReportFailure(const Options& options, const Error& error) {
  Stores none;
  none.user = std::make_unique<MemoryRegistry>(
      !options.hives.empty() ? options.hives[0] : options.reg_file.value_or("registry"));
  Log log;
  const auto outlook = SystemOutlook(*none.machine, *none.user, *none.classes);
  auto env = MakeEnvironment(options, none, *outlook, log);
  const bool has_report = options.mode != Mode::kInspect && options.mode != Mode::kJournals;
  if (!env || !has_report) return Say(options.json, error, kExitRegistry);
  Report report = NewReport(options, *env);
  report.error = error;
  report.exit = kExitRegistry;
  report.ended = env->now_millis();
  const int exit = WriteOutputs(options, *env, report);
  WriteStderr("error: " + error.ToString() + "\n");
  if (options.json) WriteStdout(RenderJson(report));
  return exit;
}

// On standard error while a person watches; lines of results take its place.
class ProgressBar {
 public:
  explicit ProgressBar(std::string_view noun) : noun_(noun) {}
  void Draw(size_t done, size_t all, size_t failed) {
    if (!watched_ || (done != all && NowMillis() - drawn_ < kPauseMillis)) return;
    drawn_ = NowMillis();
    const size_t filled = all == 0 ? 0 : done * kWidth / all;
    const std::string bar = fmt::format("[{:<{}}] {} of {} {}, {} failed", std::string(filled, '#'),
                                        kWidth, done, all, noun_, failed);
    Clear();
    WriteStderr(bar);
    shown_ = bar.size();
  }
  void Clear() {
    if (shown_ != 0) WriteStderr("\r" + std::string(shown_, ' ') + "\r");
    shown_ = 0;
  }

 private:
  static constexpr size_t kWidth = 30;
  static constexpr int64_t kPauseMillis = 100;
  const std::string_view noun_;
  const bool watched_ = StderrIsTerminal();
  int64_t drawn_ = 0;
  size_t shown_ = 0;
};

// A run on many stores, whose words go where a person sees them.
int TellFleet(std::string_view noun, const std::function<int(const FleetOutput&)>& run) {
  ProgressBar bar(noun);
  bool written = true;
  const FleetOutput output{
      [&](std::string_view text) {
        bar.Clear();
        written = WriteStdout(text) && written;
      },
      [&](size_t done, size_t all, size_t failed) { bar.Draw(done, all, failed); }};
  const int exit = run(output);
  return Told(written, exit);
}

int RunHives(const Options& options) {
  Stores none;
  none.user = std::make_unique<MemoryRegistry>();
  Log log;
  const auto outlook = SystemOutlook(*none.machine, *none.user, *none.classes);
  const auto host = MakeEnvironment(options, none, *outlook, log);
  if (!host) return Say(options.json, host.error(), kExitRegistry);
  return TellFleet("hives", [&](const FleetOutput& output) {
    return RunFleet(options, *host, EnvironmentVariable, output);
  });
}

int RunUsers(const Options& options) {
  const auto users = OpenLiveRegistry(LiveRoot::kUsers);
  if (!users) {
    const Error error{ErrorCode::kUsage,
                      "-AllUsers works on Windows only; name the hives of users with -Hive", ""};
    return Say(options.json, error, kExitUsage);
  }
  Options own = options;  // also of -Journals, which for one user opens nothing
  if (own.mode == Mode::kJournals) own.mode = Mode::kUpdate;
  auto stores = OpenStores(own);
  if (!stores) return Say(options.json, stores.error(), kExitRegistry);
  Log log;
  const auto outlook = SystemOutlook(*stores->machine, *stores->user, *stores->classes);
  const auto host = MakeEnvironment(options, *stores, *outlook, log);
  if (!host) return Say(options.json, host.error(), kExitRegistry);
  const auto variable = [](std::string_view name) {
    return EnvironmentVariable(std::string(name));
  };
  const Computer computer{
      .sources = {*stores->machine, **users, SystemFiles(), variable},
      .elevated = IsElevated(),
      .own_sid = UserSid(),
      .account_name = AccountName,
      .open_user = [](const std::string& sid, const std::string& name)
          -> Result<std::shared_ptr<Registry>> { return OpenLiveUser(sid, name); },
      .outlook_of =
          [&](const std::string& sid) {
            return SystemOutlook(*stores->machine, *stores->user, *stores->classes, sid);
          }};
  return TellFleet("users", [&](const FleetOutput& output) {
    return RunAllUsers(options, *host, computer, output);
  });
}

// A nickname file by itself: of this computer only its code page is asked.
int RunNicknames(const Options& options) {
  Stores none;
  none.user = std::make_unique<MemoryRegistry>(*options.nickname_file);
  if (auto machine = OpenLiveRegistry(LiveRoot::kLocalMachine)) none.machine = std::move(*machine);
  Log log;
  const auto outlook = SystemOutlook(*none.machine, *none.user, *none.classes);
  auto env = MakeEnvironment(options, none, *outlook, log);
  if (!env) return Say(options.json, env.error(), kExitRegistry);
  env->store = env->store_out = "nicknames:" + CanonicalPath(*options.nickname_file);
  if (options.mode == Mode::kInspect) {
    return PrintProfiles(options, InspectNicknameFile(options, *env));
  }
  NicknameRun run = RunNicknameFile(options, *env);
  const int exit = WriteOutputs(options, *env, run.report);
  return Told(WriteStdout(RenderNicknameRun(options, run)), exit);
}

int Run(const Options& options) {
  const std::string default_list = JoinPath(ProgramFolder().value_or(""), kDefaultList);
  if (const Status sound = CheckWrittenFiles(options, default_list); !sound) {
    return Say(options.json, sound.error(), kExitUsage);
  }
  if (options.nickname_file) return RunNicknames(options);
  if (options.all_users) return RunUsers(options);
  if (IsFleet(options, SystemFiles())) {
    if (!options.profile_dir) return RunHives(options);
    return Say(
        options.json,
        Error{ErrorCode::kUsage,
              "-ProfileDir goes with one -Hive; of many hives each lies in its user's folder", ""},
        kExitUsage);
  }
  auto stores = OpenStores(options);
  if (!stores) return ReportFailure(options, stores.error());
  Log log;
  const auto outlook = SystemOutlook(*stores->machine, *stores->user, *stores->classes);
  auto env = MakeEnvironment(options, *stores, *outlook, log);
  if (!env) return Say(options.json, env.error(), kExitRegistry);
  switch (options.mode) {
    case Mode::kInspect:
      return PrintProfiles(options, InspectProfiles(options, *env));
    case Mode::kJournals:
      return PrintRuns(options, ListRuns(options, *env));
    default:
      return RunAndReport(options, *env);
  }
}

int Answer(const Result<Options>& options, bool json) {
  if (!options) return Say(json, options.error(), kExitUsage);
  if (options->mode == Mode::kHelp) return Told(WriteStdout(HelpText()), kExitDone);
  return options->mode == Mode::kVersion ? kExitDone : Run(*options);
}

int Main(int argc, char** argv) {
  const std::vector<std::string> arguments = CommandLineArguments(argc, argv);
  const bool slash = SlashStartsSwitches();
  const auto options = ParseCommandLine(arguments, slash);
  const bool json = options ? options->json : AsksForJson(arguments, slash);
  if (json) {
    WriteStderr(FirstLine());
    return Answer(options, json);
  }
  const bool written = WriteStdout(FirstLine());
  return Told(written, Answer(options, json));
}

}  // namespace
}  // namespace repoint

int main(int argc, char** argv) {
  try {
    return repoint::Main(argc, argv);
  } catch (const std::bad_alloc&) {
    repoint::WriteStderr(
        "fault in EMProfileUpdate: not enough memory; close other programs and run it again: an "
        "update that had begun is completed or taken back then\n");
    return repoint::kExitInternal;
  } catch (const std::exception& fault) {
    repoint::WriteStderr(std::string("fault in EMProfileUpdate, please report it: ") +
                         fault.what() + "\n");
    return repoint::kExitInternal;
  }
}
