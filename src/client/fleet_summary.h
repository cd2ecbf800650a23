// What became of a fleet of hives, counted.
#ifndef REPOINT_CLIENT_FLEET_SUMMARY_H_
#define REPOINT_CLIENT_FLEET_SUMMARY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/options.h"
#include "client/report.h"
#include "client/shard.h"

namespace repoint {

enum class HiveOutcome { kChanged, kUnchanged, kFailed, kSkipped };

// What a fleet remembers of one hive.
struct HiveTally {
  HiveOutcome outcome =
      HiveOutcome::kUnchanged;  // kChanged also when the run would have changed it
  int exit = kExitDone;
  std::vector<ProfileOutcome> profiles;
};
HiveTally TallyOf(const Report& report);

struct FleetSummary {
  Mode mode = Mode::kUpdate;
  bool dry_run = false;
  std::string version, computer;
  std::string list_path, list_digest;
  bool list_indexed = false;
  std::optional<Shard> shard;
  std::array<size_t, 4> hives{};      // by HiveOutcome
  std::vector<size_t> profiles;       // by ProfileOutcome
  std::vector<std::string> warnings;  // of the list
  std::optional<Error> error;         // why nothing could begin
  int exit = kExitDone;
  int64_t started = 0, ended = 0;  // Unix milliseconds

  size_t Count(HiveOutcome outcome) const { return hives[static_cast<size_t>(outcome)]; }
  void Add(HiveOutcome outcome) { ++hives[static_cast<size_t>(outcome)]; }
  // Counts a hive in, and its exit code.
  void Add(const HiveTally& tally);
};

// "hives: 2 updated, 5 unchanged, 1 failed"
std::string RenderText(const FleetSummary& summary);
// {"event":"fleet",...}, a line.
std::string RenderJson(const FleetSummary& summary);

}  // namespace repoint

#endif  // REPOINT_CLIENT_FLEET_SUMMARY_H_
