// Many jobs of the same kind, done by several threads, told of in order.
#ifndef REPOINT_BASE_WORKERS_H_
#define REPOINT_BASE_WORKERS_H_

#include <cstddef>
#include <functional>

namespace repoint {

// How many threads can run at the same time on this computer; at least 1.
int CoreCount();

// Calls `work(worker, job)` for each job from 0 to `jobs` - 1, by `workers` at the same time
// (numbered from 0), and `tell(job)` for each, one at a time and in order, as soon as it and all
// before it are done. Returns when all are told. Neither may throw. The caller's thread is worker
// 0, so that one worker needs no other thread; where no thread can be started, fewer do all the
// work.
void WorkInOrder(size_t jobs, int workers, const std::function<void(int, size_t)>& work,
                 const std::function<void(size_t)>& tell);

}  // namespace repoint

#endif  // REPOINT_BASE_WORKERS_H_
