// What an interrupted run left is brought to one side: wholly old or wholly new.
#ifndef REPOINT_UPDATE_RECOVER_H_
#define REPOINT_UPDATE_RECOVER_H_

#include <cstddef>

#include "base/result.h"
#include "update/apply.h"
#include "update/journal.h"

namespace repoint {

// Brings a unit to one side and returns the state that it then has. What was begun is undone. What
// was recorded as applied is completed, unless some of it is not there: then somebody had begun to
// undo it, and it is undone. kInUse while Outlook runs. kConflict when a value that has to be put
// back is neither as the run found it nor as it left it, naming all of them: nothing was written,
// since nobody knows whose it is.
Result<UnitState> RecoverUnit(Workplace& place, Journal& journal, size_t number,
                              const JournalUnit& unit);

}  // namespace repoint

#endif  // REPOINT_UPDATE_RECOVER_H_
