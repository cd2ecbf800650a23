// -Shard: several processes, on several computers, share the hives of one folder.
#ifndef REPOINT_CLIENT_SHARD_H_
#define REPOINT_CLIENT_SHARD_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace repoint {

// Part `index` (from 0) of `count`.
struct Shard {
  uint64_t index = 0;
  uint64_t count = 1;

  // Each name belongs to one part, the same in every process that has the same count; names that
  // come or go do not change it.
  bool Holds(std::string_view name) const;
  std::string Text() const;  // "0/4"

  friend bool operator==(const Shard&, const Shard&) = default;
};

// "<index>/<count>"; kUsage.
Result<Shard> ParseShard(std::string_view text);

// What a scheduler says in the environment: Slurm's SLURM_ARRAY_TASK_ID, _COUNT, _MIN and _STEP,
// else Kubernetes' JOB_COMPLETION_INDEX with a JOB_COMPLETION_COUNT. nullopt: nothing; kUsage: it
// makes no sense.
using Variables = std::function<std::optional<std::string>(const std::string&)>;
Result<std::optional<Shard>> ShardOfScheduler(const Variables& variables);

}  // namespace repoint

#endif  // REPOINT_CLIENT_SHARD_H_
