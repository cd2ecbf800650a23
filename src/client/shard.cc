#include "client/shard.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace repoint {
namespace {

// More than anybody has processes.
constexpr uint64_t kMaxCount = 1'000'000;

std::optional<uint64_t> Number(std::string_view text) {
  uint64_t number = 0;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto [stop, error] = std::from_chars(begin, end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

bool IsSound(const Shard& shard) { return shard.index < shard.count && shard.count <= kMaxCount; }

std::unexpected<Error> NoShard(std::string_view what) {
  return Fail(
      ErrorCode::kUsage,
      fmt::format("{}; give -Shard <index>/<count> with an index from 0 to count - 1", what));
}

// A scheduler's numbers: this task's, and how many there are.
struct Scheduler {
  const char* index;
  const char* count;
  const char* first;  // number of the first task, 0 without
  const char* step;   // from one task's number to the next, 1 without
};
constexpr Scheduler kSchedulers[] = {
    {"SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN",
     "SLURM_ARRAY_TASK_STEP"},
    {"JOB_COMPLETION_INDEX", "JOB_COMPLETION_COUNT", "", ""},
};

}  // namespace

bool Shard::Holds(std::string_view name) const {
  // The low bits of the hash alone would do badly with a count that is a power of two.
  const uint64_t hash = Fnv1a(name);
  return (hash ^ (hash >> 32)) % count == index;
}

std::string Shard::Text() const { return fmt::format("{}/{}", index, count); }

Result<Shard> ParseShard(std::string_view text) {
  const size_t slash = text.find('/');
  const auto index = Number(text.substr(0, slash));
  const auto count =
      slash == std::string_view::npos ? std::nullopt : Number(text.substr(slash + 1));
  const Shard shard{index.value_or(0), count.value_or(0)};
  if (index && count && IsSound(shard)) return shard;
  return NoShard(fmt::format("\"{}\" is no -Shard", text));
}

Result<std::optional<Shard>> ShardOfScheduler(const Variables& variables) {
  for (const Scheduler& scheduler : kSchedulers) {
    const auto index_text = variables(scheduler.index);
    const auto count_text = variables(scheduler.count);
    if (!index_text || !count_text) continue;
    const auto index = Number(*index_text);
    const auto count = Number(*count_text);
    const auto first = Number(variables(scheduler.first).value_or("0"));
    const auto step = Number(variables(scheduler.step).value_or("1"));
    if (index && count && first && step && *step != 0 && *index >= *first) {
      const Shard shard{(*index - *first) / *step, *count};
      if (IsSound(shard)) return shard;
    }
    return NoShard(fmt::format("{}={} and {}={} make no sense", scheduler.index, *index_text,
                               scheduler.count, *count_text));
  }
  return std::nullopt;
}

}  // namespace repoint
