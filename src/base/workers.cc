#include "base/workers.h"

#include <algorithm>
#include <vector>

#include "base/workers_platform.h"

namespace repoint {
namespace {

class Held {
 public:
  explicit Held(Mutex& mutex) : mutex_(mutex) { mutex_.Lock(); }
  ~Held() { mutex_.Unlock(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 private:
  Mutex& mutex_;
};

// What is taken, done and told.
class Board {
 public:
  Board(size_t jobs, const std::function<void(size_t)>& tell) : tell_(tell), done_(jobs) {}

  // The job to do next; the number of jobs when none is left.
  size_t Take() {
    const Held held(*mutex_);
    return taken_ < done_.size() ? taken_++ : done_.size();
  }

  // Telling is done by whoever finishes the job that was waited for, under the lock: in order.
  void Finish(size_t job) {
    const Held held(*mutex_);
    done_[job] = true;
    while (told_ < done_.size() && done_[told_]) tell_(told_++);
  }

 private:
  const std::function<void(size_t)>& tell_;
  std::unique_ptr<Mutex> mutex_ = MakeMutex();
  std::vector<bool> done_;
  size_t taken_ = 0;
  size_t told_ = 0;
};

}  // namespace

void WorkInOrder(size_t jobs, int workers, const std::function<void(int, size_t)>& work,
                 const std::function<void(size_t)>& tell) {
  Board board(jobs, tell);
  const auto worker = [&](int number) {
    for (size_t job = board.Take(); job < jobs; job = board.Take()) {
      work(number, job);
      board.Finish(job);
    }
  };
  RunThreads(std::max(workers, 1), worker);
}

}  // namespace repoint
