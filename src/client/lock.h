// One run at a time for each user: two logon scripts may start together.
#ifndef REPOINT_CLIENT_LOCK_H_
#define REPOINT_CLIENT_LOCK_H_

#include <memory>

#include "client/environment.h"

namespace repoint {

// Waits up to a minute for another run of this user; then kInUse.
Result<std::unique_ptr<FileLock>> TakeUserLock(Environment& environment);

}  // namespace repoint

#endif  // REPOINT_CLIENT_LOCK_H_
