#include "client/testing/journals.h"

#include "registry/registry.h"

namespace repoint {

Unit UnitOf(std::string_view profile) {
  Unit unit;
  unit.profiles = {{RootKind::kNt, std::string(profile), false}};
  return unit;
}

Unit UnitOf(std::string_view profile, std::string_view value, std::string_view before,
            std::optional<std::string_view> after) {
  Unit unit = UnitOf(profile);
  Edit edit{SettingsKey(profile), std::string(value), SzValue(before), std::nullopt, "test"};
  if (after) edit.after = SzValue(*after);
  unit.edits = {edit};
  return unit;
}

Journal BeginUnit(World& world, const Unit& unit, std::string_view store, std::string_view folder) {
  RunInfo run;
  run.store = store;
  run.started = world.now;
  Journal journal = Journal::Create(world.files, std::string(folder), run).value();
  (void)journal.Begin(unit).value();
  return journal;
}

}  // namespace repoint
