// A run on many hives: workers share them, results come in the order of their paths, and one that
// is bad stops none of the others. docs/hives-at-scale.md.
#ifndef REPOINT_CLIENT_FLEET_H_
#define REPOINT_CLIENT_FLEET_H_

#include "client/environment.h"
#include "client/fleet_work.h"
#include "client/options.h"
#include "client/shard.h"

namespace repoint {

// Whether the options mean a fleet, and not one hive that is worked on like any other registry:
// more than one was named, or a folder, or switches for fleets.
bool IsFleet(const Options& options, FileSystem& files);

// Does what the options say to every hive that they name, and returns the exit code: 3 and 4 when
// nothing could begin, else the first of 4, 1, 5, 6, 7 that one of the hives ended with. `host` is
// everything around them; its registry is not used, its files and functions are, by all workers at
// the same time.
int RunFleet(const Options& options, const Environment& host, const Variables& variables,
             const FleetOutput& output);

}  // namespace repoint

#endif  // REPOINT_CLIENT_FLEET_H_
