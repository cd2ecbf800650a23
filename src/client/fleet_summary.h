// What became of the stores of a fleet, hives or users, counted.
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

// kDeferred: Outlook runs. kSkipped: done by an earlier run.
enum class StoreOutcome { kChanged, kUnchanged, kFailed, kDeferred, kSkipped };

// What a fleet remembers of one store.
struct StoreTally {
  // kChanged also when the run would have changed it.
  StoreOutcome outcome = StoreOutcome::kUnchanged;
  int exit = kExitDone;
  std::vector<ProfileOutcome> profiles;
};
StoreTally TallyOf(const Report& report);

struct FleetSummary {
  enum Noun { kHives, kUsers };
  Noun noun = kHives;  // what is counted
  Mode mode = Mode::kUpdate;
  bool dry_run = false;
  std::string version, computer;
  std::string list_path, list_digest;
  bool list_indexed = false;
  std::optional<Shard> shard;
  std::array<size_t, 5> stores{};     // by StoreOutcome
  size_t left = 0;                    // of which -Verify found something left
  std::vector<size_t> profiles;       // by ProfileOutcome
  std::vector<std::string> warnings;  // of the list
  std::optional<Error> error;         // why nothing could begin
  int exit = kExitDone;
  int64_t started = 0, ended = 0;  // Unix milliseconds

  size_t Count(StoreOutcome outcome) const { return stores[static_cast<size_t>(outcome)]; }
  void Add(StoreOutcome outcome) { ++stores[static_cast<size_t>(outcome)]; }
  // Counts a store in, and its exit code.
  void Add(const StoreTally& tally);
};

// "hives: 2 updated, 5 unchanged, 1 failed"
std::string RenderText(const FleetSummary& summary);
// {"event":"fleet",...}, a line.
std::string RenderJson(const FleetSummary& summary);

}  // namespace repoint

#endif  // REPOINT_CLIENT_FLEET_SUMMARY_H_
