#include <algorithm>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "base/workers.h"
#include "base/workers_platform.h"

namespace repoint {
namespace {

class StdMutex : public Mutex {
 public:
  void Lock() override { mutex_.lock(); }
  void Unlock() override { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

}  // namespace

int CoreCount() { return static_cast<int>(std::max(std::thread::hardware_concurrency(), 1U)); }

std::unique_ptr<Mutex> MakeMutex() { return std::make_unique<StdMutex>(); }

void RunThreads(int count, const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int i = 1; i < count; ++i) {
    try {
      threads.emplace_back(body, i);
    } catch (const std::system_error&) {
      break;
    }
  }
  body(0);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace repoint
