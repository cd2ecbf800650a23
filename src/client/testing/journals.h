// Journals that another run left in a world.
//
//   BeginUnit(world, UnitOf("Jane", "001f6602", "OLDSRV", "NEWSRV"));
//   world.Update();  // finds that it was interrupted
#ifndef REPOINT_CLIENT_TESTING_JOURNALS_H_
#define REPOINT_CLIENT_TESTING_JOURNALS_H_

#include <optional>
#include <string>
#include <string_view>

#include "client/testing/world.h"
#include "update/journal.h"

namespace repoint {

// A unit of one profile that changes nothing.
Unit UnitOf(std::string_view profile);
// One that changes a text value of the profile's settings, or deletes it.
Unit UnitOf(std::string_view profile, std::string_view value, std::string_view before,
            std::optional<std::string_view> after);

// A journal, written now, in which the unit was begun; nothing was done under it. `store` is whose
// registry the run was on. The world must outlive the journal.
Journal BeginUnit(World& world, const Unit& unit, std::string_view store = "live:jane@PC1",
                  std::string_view folder = kJournals);

}  // namespace repoint

#endif  // REPOINT_CLIENT_TESTING_JOURNALS_H_
