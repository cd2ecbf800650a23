#include "client/lock.h"

namespace repoint {
namespace {

constexpr std::string_view kLockName = "lock";
constexpr int64_t kPatienceMillis = 60 * 1000;
constexpr int64_t kPauseMillis = 200;

}  // namespace

Result<std::unique_ptr<FileLock>> TakeUserLock(Environment& env) {
  REPOINT_ASSIGN(const std::string folder, env.state_folder);
  REPOINT_TRY(env.files.CreateFolders(folder, Access::kUserOnly));
  const std::string path = JoinPath(folder, kLockName);
  const int64_t end = env.now_millis() + kPatienceMillis;
  while (true) {
    auto lock = env.files.Lock(path);
    if (lock || lock.error().code != ErrorCode::kInUse) return lock;
    if (env.now_millis() >= end) {
      return Fail(ErrorCode::kInUse, "another EMProfileUpdate is at work for this user; try again",
                  path);
    }
    env.sleep_millis(kPauseMillis);
  }
}

}  // namespace repoint
