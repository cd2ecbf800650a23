#include "client/testing/hive_world.h"

#include "hive/testing/hive_builder.h"

namespace repoint {

Bytes EmptyHive() { return hive::BuildHive({.name = u"ROOT"}); }

Bytes HiveOf(Registry& registry) {
  FakeFiles files;
  files.Put("/f/NTUSER.DAT", EmptyHive());
  const auto hive =
      HiveRegistry::Open(files, "/f/NTUSER.DAT", kReplace, [] { return int64_t{0}; }).value();
  const auto tree = registry.ReadTree("").value();
  WriteTree(*hive, "", *tree).value();
  hive->Flush().value();
  return ReadWhole(files, "/f/NTUSER.DAT").value();
}

void PutHive(FakeFiles& files, std::string_view path, Registry& registry) {
  files.Put(path, HiveOf(registry));
  for (const char* log : {".LOG1", ".LOG2"}) files.Put(std::string(path) + log, "");
}

World OfHive(World world) {
  PutHive(world.files, kHive, world.registry);
  world.kind = StoreKind::kHive;
  world.options.hives = {std::string(kHive)};
  return world;
}

std::unique_ptr<HiveRegistry> OpenHive(const World& world, FileSystem& files,
                                       hive::CommitMode mode) {
  return HiveRegistry::Open(files, std::string(kHive), mode, [&] { return world.now; }).value();
}

Report UpdateHive(World& world, FileSystem& files, hive::CommitMode mode) {
  const auto hive = OpenHive(world, files, mode);
  return world.Update(*hive, files);
}

Report UpdateHive(World& world, hive::CommitMode mode) {
  return UpdateHive(world, world.files, mode);
}

Report RollBackHive(World& world, hive::CommitMode mode) {
  const auto hive = OpenHive(world, world.files, mode);
  return world.Rollback(*hive, world.files);
}

Contents HiveContents(World& world, std::string_view key) {
  FakeFiles files = world.files;  // a look, not a run: nothing of it is recorded
  return ContentsOf(*OpenHive(world, files), key);
}

}  // namespace repoint
