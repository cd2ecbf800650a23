// Carrying out a unit of change, wholly or not at all. The only thing that writes to a profile.
#ifndef REPOINT_UPDATE_APPLY_H_
#define REPOINT_UPDATE_APPLY_H_

#include <functional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/log.h"
#include "base/result.h"
#include "registry/registry.h"
#include "update/journal.h"
#include "update/store_kind.h"

namespace repoint {

// What a unit is carried out on. Nothing is owned.
struct Workplace {
  Registry& user;
  FileSystem& files;
  Log& log;
  // Whether Outlook runs for this user; asked before the first and after the last write. Its
  // session would write the old values back.
  std::function<Result<bool>()> outlook_runs;
  // Of an export and a hive Flush writes all to the file, or nothing: what could not be flushed was
  // never there. Nobody recovers an export, so that a unit of it never stays unfinished.
  StoreKind kind = StoreKind::kLive;

  StoreTraits traits() const { return TraitsOf(kind); }
};

// Whether a unit can be carried out now: the store can be written, Outlook does not run, everything
// is as the edits and file moves expect (kConflict), no file is held (kInUse). Writes nothing.
Status CheckUnit(Workplace& place, const Unit& unit);

// Carries a unit out: checks it (CheckUnit), notes in a live registry that a run is at work
// (unfinished.h), writes the journal, the edits, reads them back, moves the files, writes the marks
// (to a hive with the edits, in one Flush). When anything fails before the journal says that all is
// applied, everything is put back and the error returned; when even that fails, the error is kIo,
// the journal stays unfinished and the next start puts it right (RecoverUnit). After that record
// the unit counts as done: marks that cannot be written are a warning in the log, and the next
// start completes them. kInUse: Outlook runs, or a file is held by another program; nothing was
// changed.
Status ApplyUnit(Workplace& place, Journal& journal, const Unit& unit);

// Puts everything back as it was before the unit, and reads it back: files, marks, values. Neither
// asks nor journals. A profile that was deleted since is left alone, a file that has grown where an
// old one has to go is moved aside.
Status UndoUnit(Workplace& place, const Unit& unit);

// The edits of profiles that are there: nobody wants a few values of one that was deleted.
Result<std::vector<Edit>> EditsOfPresent(Registry& user, const Unit& unit);

// Writes the marks of a unit that is applied.
Status WriteMarks(Workplace& place, const Unit& unit);

// kInUse while Outlook runs.
Status CheckOutlook(const Workplace& place);

}  // namespace repoint

#endif  // REPOINT_UPDATE_APPLY_H_
