// One run at a time for each user, and for each hive: two logon scripts may start together.
#ifndef REPOINT_CLIENT_LOCK_H_
#define REPOINT_CLIENT_LOCK_H_

#include <memory>

#include "client/environment.h"
#include "client/options.h"

namespace repoint {

// Waits up to a minute for another run of this user, or on this hive; then kInUse. What was read of
// the store before is read anew.
Result<std::unique_ptr<FileLock>> TakeRunLock(const Options& options, Environment& environment);

}  // namespace repoint

#endif  // REPOINT_CLIENT_LOCK_H_
