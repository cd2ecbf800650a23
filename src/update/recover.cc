#include "update/recover.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "update/edits.h"
#include "update/file_moves.h"

namespace repoint {
namespace {

// The record "applied" may be on the disk though its writer was told that it failed and began to
// undo. So what is there decides: one value or file at its old place, and it is not all applied.
Result<bool> HasToBeUndone(Workplace& place, const JournalUnit& unit,
                           const std::vector<Edit>& edits) {
  if (unit.state == UnitState::kBegun) return true;
  for (const Edit& edit : edits) {
    REPOINT_ASSIGN(const auto now, Present(place.user, edit));
    if (now == edit.before && now != edit.after) return true;
  }
  for (size_t i = 0; i < unit.unit.files.size(); ++i) {
    REPOINT_ASSIGN(const MoveState state, StateOf(place.files, unit.unit.files, i));
    if (state == MoveState::kPending || state == MoveState::kHalf) return true;
  }
  return false;
}

// Before anything is put back: there is nothing that the run did not leave there.
Status CheckUndoable(Registry& user, const std::vector<Edit>& edits) {
  std::vector<std::string> strangers;
  for (const Edit& edit : edits) {
    REPOINT_ASSIGN(const auto now, Present(user, edit));
    if (now != edit.before && now != edit.after) strangers.push_back(PlaceOf(edit));
  }
  const Status keys = CheckDeletedKeys(user, InverseOf(edits));
  if (!keys && keys.error().code != ErrorCode::kConflict) return keys;
  if (!keys) strangers.push_back(keys.error().where);
  if (strangers.empty()) return {};
  return Fail(ErrorCode::kConflict,
              fmt::format("since then these have become neither what the run found nor what it "
                          "wrote: {}",
                          Join(strangers, ", ")));
}

// What people may look for in vain after everything else was put back, or find beside it.
Status WarnOfFiles(Workplace& place, const std::vector<FileMove>& moves) {
  for (size_t i = 0; i < moves.size(); ++i) {
    const FileMove& move = moves[i];
    REPOINT_ASSIGN(const MoveState state, StateOf(place.files, moves, i));
    if (state == MoveState::kLost) {
      place.log.Warning(
          fmt::format("{} does not come back: it is gone, and so is {}", move.from, move.to));
    }
    if (state != MoveState::kMade || !move.digest.empty()) continue;
    REPOINT_ASSIGN(const auto grown, place.files.Stat(move.from));
    if (grown) {
      place.log.Warning(
          fmt::format("{} came back; what had grown in its place is kept beside it "
                      "as {}.<number>.bak",
                      move.from, move.from));
    }
  }
  return {};
}

}  // namespace

Result<UnitState> RecoverUnit(Workplace& place, Journal& journal, size_t number,
                              const JournalUnit& unit) {
  REPOINT_TRY(place.user.CheckWritable());
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_ASSIGN(const auto edits, EditsOfPresent(place.user, unit.unit));
  REPOINT_ASSIGN(const bool undo, HasToBeUndone(place, unit, edits));
  if (undo) {
    REPOINT_TRY(CheckUndoable(place.user, edits));
    Unit whole = unit.unit;
    LoadContents(place.files, journal.path(), whole);
    REPOINT_TRY(WarnOfFiles(place, whole.files));
    REPOINT_TRY(UndoUnit(place, whole));
    REPOINT_TRY(journal.Undone(number));
    return UnitState::kUndone;
  }
  REPOINT_TRY(WriteMarks(place, unit.unit));
  REPOINT_TRY(journal.Done(number));
  return UnitState::kDone;
}

}  // namespace repoint
