#include "client/users_run.h"

#include <string_view>
#include <utility>
#include <vector>

#include "base/system.h"
#include "base/text.h"
#include "client/hive_job.h"
#include "client/store_job.h"

namespace repoint {
namespace {

// In the state folder of whoever runs this, and in a -JournalDir.
constexpr std::string_view kUsersFolder = "Users";

// Where a user's own runs keep their lock.
std::string StateFolderBelow(std::string path) {
  for (const char* name : {"AppData", "Local", "EMProfileUpdate"}) path = JoinPath(path, name);
  return path;
}

// A user's folder of the journals: within one that other users' journals lie in, too.
Result<std::string> JournalsOf(const Options& options, const Environment& host,
                               const std::string& sid) {
  if (options.journal_dir) return JoinPath(JoinPath(*options.journal_dir, kUsersFolder), sid);
  REPOINT_ASSIGN(const std::string state, host.state_folder);
  return JoinPath(JoinPath(state, kUsersFolder), sid);
}

// An elevated program renames no file that a user who is not can name in the registry.
Options ForOthers(Options options) {
  options.no_files = true;
  return options;
}

class UsersRun {
 public:
  UsersRun(const Options& options, const Environment& host, const Computer& computer)
      : options_(options), others_(ForOthers(options)), host_(host), computer_(computer) {}

  Result<std::vector<FleetTask>> Find(FleetSummary& summary) {
    auto users = FindAll();
    if (!users) {
      summary.exit = kExitRegistry;
      return std::unexpected(users.error());
    }
    std::vector<FleetTask> tasks;
    for (ComputerUser& user : *users) {
      tasks.push_back([this, user = std::move(user)](ListReader& list) {
        return EqualsFolded(user.sid, computer_.own_sid) ? WorkOnSelf(list) : Work(user, list);
      });
    }
    return tasks;
  }

 private:
  Result<std::vector<ComputerUser>> FindAll() const {
    if (!computer_.elevated) {
      return Fail(ErrorCode::kDenied,
                  "-AllUsers needs the rights of an administrator, and this program was started "
                  "without them; nothing was done; start it with \"Run as administrator\", or "
                  "without -AllUsers for yourself alone");
    }
    return FindUsers(computer_.sources);
  }

  StoreJob WorkOnSelf(ListReader& list) const {
    JobStore store;
    store.title = host_.user_name + "  " + host_.store;
    store.open = [this]() -> Result<std::shared_ptr<Registry>> {
      return std::shared_ptr<Registry>(std::shared_ptr<void>(), &host_.user);
    };
    store.describe = [this](Environment& env) {
      env.user_name = host_.user_name;
      env.store = env.store_out = host_.store;
    };
    store.outlook = &host_.outlook;
    return WorkOnStore(options_, host_, list, store);
  }

  StoreJob Work(const ComputerUser& user, ListReader& list) const {
    const std::string name = computer_.account_name(user.sid).value_or(user.sid);
    const std::string live = "live:" + user.sid + "@" + host_.computer_name;
    const std::string hive = "hive:" + CanonicalPath(user.hive);
    const std::unique_ptr<Outlook> outlook = user.loaded ? computer_.outlook_of(user.sid) : nullptr;
    JobStore store;
    store.title = name + "  " + (user.loaded ? live : hive);
    store.open = [&]() -> Result<std::shared_ptr<Registry>> {
      if (user.error) return std::unexpected(*user.error);
      if (user.loaded) return computer_.open_user(user.sid, name);
      return OpenHive(options_, host_.files, user.hive, host_.now_millis);
    };
    store.describe = [&](Environment& env) {
      if (!user.loaded) SetHive(env, user.hive);
      env.user_name = name;
      env.store = env.store_out = user.loaded ? live : hive;
      env.state_folder = StateFolderBelow(user.folder);
      env.other = OtherUser{name, JournalsOf(options_, host_, user.sid), {live, hive}};
    };
    store.outlook = outlook.get();
    return WorkOnStore(others_, host_, list, store);
  }

  const Options& options_;
  const Options others_;
  const Environment& host_;
  const Computer& computer_;
};

}  // namespace

int RunAllUsers(const Options& options, const Environment& host, const Computer& computer,
                const FleetOutput& output) {
  UsersRun run(options, host, computer);
  // One after the other: the registries, unlike hives, are of one thread.
  return WorkOnFleet(
      options, host, FleetSummary::kUsers, 1,
      [&](FleetSummary& summary) { return run.Find(summary); }, output);
}

}  // namespace repoint
