// What a unit of ours can touch: no other is ever written to a journal, and no other is read back.
#ifndef REPOINT_UPDATE_UNIT_CHECK_H_
#define REPOINT_UPDATE_UNIT_CHECK_H_

#include "update/unit.h"

namespace repoint {

// Whether a unit touches nothing but its own profiles, their marks, values of Outlook's search that
// are named by an OST of its own (search_catalog.h), and files that its own values 6610 name or did
// name, or that the table of Outlook's files leads to (outlook/file_kinds.h); files move between
// their name and "<file name>.<UTC>.bak" beside it. A journal that somebody made up must not reach
// farther when it is undone.
bool IsOurs(const Unit& unit);

}  // namespace repoint

#endif  // REPOINT_UPDATE_UNIT_CHECK_H_
