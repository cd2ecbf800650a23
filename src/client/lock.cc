#include "client/lock.h"

#include <fmt/format.h>

#include "client/run.h"

namespace repoint {
namespace {

// A user's lies in the state folder, also while that user is not logged on and another works on it;
// a hive's beside its journals, in a folder of other things.
constexpr std::string_view kUserLock = "lock";
constexpr std::string_view kHiveLock = "EMProfileUpdate.lock";
constexpr int64_t kPatienceMillis = 60 * 1000;
constexpr int64_t kPauseMillis = 200;

Result<std::string> LockPath(const Options& options, Environment& env) {
  const bool user = env.traits().live || env.other;
  REPOINT_ASSIGN(const std::string folder, user ? env.state_folder : JournalFolder(options, env));
  // A folder that we make for another user has to be that user's.
  REPOINT_TRY(env.files.CreateFolders(folder, env.other ? Access::kDefault : Access::kUserOnly));
  return JoinPath(folder, user ? kUserLock : kHiveLock);
}

Result<std::unique_ptr<FileLock>> WaitForLock(Environment& env, const std::string& path) {
  const int64_t end = env.now_millis() + kPatienceMillis;
  while (true) {
    auto lock = env.files.Lock(path);
    if (!lock && lock.error().code == ErrorCode::kDenied && !env.traits().live) {
      lock.error().message +=
          "; the journal of a hive and its new file go into this folder, which has to be writable: "
          "-JournalDir takes the journal elsewhere";
    }
    if (lock || lock.error().code != ErrorCode::kInUse) return lock;
    if (env.now_millis() >= end) {
      return Fail(ErrorCode::kInUse,
                  fmt::format("another EMProfileUpdate is at work {}; try again",
                              env.traits().live ? "for this user" : "on this hive"),
                  path);
    }
    env.sleep_millis(kPauseMillis);
  }
}

}  // namespace

Result<std::unique_ptr<FileLock>> TakeRunLock(const Options& options, Environment& env) {
  REPOINT_ASSIGN(const std::string path, LockPath(options, env));
  REPOINT_ASSIGN(auto lock, WaitForLock(env, path));
  REPOINT_TRY(env.user.Refresh());
  return lock;
}

}  // namespace repoint
