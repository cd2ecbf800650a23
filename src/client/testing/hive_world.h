// Worlds whose user is not logged on: the registry lies in a hive, in the world's files.
//
//   World world = OfHive(World::OfJane());
//   EXPECT_EQ(UpdateHive(world).exit, kExitDone);
//   EXPECT_THAT(HiveContents(world), ...);
#ifndef REPOINT_CLIENT_TESTING_HIVE_WORLD_H_
#define REPOINT_CLIENT_TESTING_HIVE_WORLD_H_

#include <memory>
#include <string>
#include <string_view>

#include "client/testing/world.h"
#include "registry/hive_registry.h"

namespace repoint {

inline constexpr std::string_view kHive = "/home/jane/NTUSER.DAT";
inline constexpr auto kReplace = hive::CommitMode::kReplace;
inline constexpr auto kThroughLog = hive::CommitMode::kLog;

// A hive with nothing in it, clean.
Bytes EmptyHive();
// A hive that holds what the registry does.
Bytes HiveOf(Registry& registry);

// The same world with its registry in the hive kHive, whose logs are empty, as after a logoff from
// Windows 8.1 or later.
World OfHive(World world);
// Puts such a hive under another path.
void PutHive(FakeFiles& files, std::string_view path, Registry& registry);

std::unique_ptr<HiveRegistry> OpenHive(const World& world, FileSystem& files,
                                       hive::CommitMode mode = kReplace);
// A run in a new process, on this view of the world's files.
Report UpdateHive(World& world, FileSystem& files, hive::CommitMode mode = kReplace);
Report UpdateHive(World& world, hive::CommitMode mode = kReplace);
Report RollBackHive(World& world, hive::CommitMode mode = kReplace);
// Everything of the user, as whoever opens the hive next reads it.
Contents HiveContents(World& world, std::string_view key = "Software");

}  // namespace repoint

#endif  // REPOINT_CLIENT_TESTING_HIVE_WORLD_H_
