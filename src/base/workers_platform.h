// What workers.cc asks of the platform: <mutex> and <thread> are not there on 32-bit Windows. Only
// base/workers*.cc include this.
#ifndef REPOINT_BASE_WORKERS_PLATFORM_H_
#define REPOINT_BASE_WORKERS_PLATFORM_H_

#include <functional>
#include <memory>

namespace repoint {

class Mutex {
 public:
  virtual ~Mutex() = default;
  virtual void Lock() = 0;
  virtual void Unlock() = 0;
};
std::unique_ptr<Mutex> MakeMutex();

// Calls `body(i)` for each i from 1 to `count` - 1 in a thread of its own, and `body(0)` in this
// one; waits for all. A thread that cannot be started is left out.
void RunThreads(int count, const std::function<void(int)>& body);

}  // namespace repoint

#endif  // REPOINT_BASE_WORKERS_PLATFORM_H_
