#include "update/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "update/edits.h"
#include "update/file_moves.h"
#include "update/mark.h"
#include "update/unfinished.h"

namespace repoint {
namespace {

constexpr std::string_view kOutlookStarted =
    "Outlook was started for this user; close it, or try again at the next logon";

// Takes back marks that are there as the unit wrote them, and no others.
Status UndoMarks(Registry& user, const std::vector<Edit>& marks) {
  for (const Edit& mark : marks) {
    REPOINT_ASSIGN(const auto now, Present(user, mark));
    if (now == mark.after) REPOINT_TRY(WriteEdits(user, {Inverse(mark)}));
  }
  return PruneMarkKeys(user, marks);
}

Status ApplyEdits(Workplace& place, const Unit& unit) {
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_TRY(WriteEdits(place.user, unit.edits));
  REPOINT_TRY(place.user.Flush());
  REPOINT_TRY(CheckAfter(place.user, unit.edits));
  REPOINT_TRY(CheckOutlook(place));
  return MoveFiles(place.files, unit.files);
}

// Undoes after a failure and says in the error when even that did not work.
std::unexpected<Error> UndoAfter(Workplace& place, Journal& journal, size_t number,
                                 const Unit& unit, Error error) {
  Status undone = UndoUnit(place, unit);
  if (undone) undone = journal.Undone(number);
  if (!undone) {
    error.code = ErrorCode::kIo;  // not kInUse: that would say that nothing was changed
    error.message += fmt::format(
        "; it could not be put back now ({}); the next start brings it to one side, from the "
        "journal {}",
        undone.error().ToString(), journal.path());
  }
  return std::unexpected(std::move(error));
}

Status ApplyJournaled(Workplace& place, Journal& journal, const Unit& unit) {
  REPOINT_ASSIGN(const size_t number, journal.Begin(unit));
  if (Status applied = ApplyEdits(place, unit); !applied) {
    return UndoAfter(place, journal, number, unit, applied.error());
  }
  if (Status recorded = journal.Applied(number); !recorded) {
    return UndoAfter(place, journal, number, unit, recorded.error());
  }
  // From here on the profile is the new one, whatever happens: a mark that cannot be written now is
  // completed at the next start.
  Status marked = WriteMarks(place, unit);
  if (marked) marked = journal.Done(number);
  if (!marked) {
    place.log.Warning(fmt::format(
        "the profile is done, but the note of it is not ({}); the next start completes it, from "
        "the journal {}",
        marked.error().ToString(), journal.path()));
  }
  return {};
}

}  // namespace

Status CheckOutlook(const Workplace& place) {
  REPOINT_ASSIGN(const bool runs, place.outlook_runs());
  if (runs) return Fail(ErrorCode::kInUse, std::string(kOutlookStarted));
  return {};
}

Result<std::vector<Edit>> EditsOfPresent(Registry& user, const Unit& unit) {
  std::vector<std::string> present;
  for (const ProfileRef& profile : unit.profiles) {
    REPOINT_ASSIGN(const auto values, user.Values(profile.Key()));
    if (values) present.push_back(profile.Key());
  }
  std::vector<Edit> edits;
  std::ranges::copy_if(unit.edits, std::back_inserter(edits), [&](const Edit& edit) {
    return std::ranges::any_of(present,
                               [&](const auto& key) { return IsAtOrBelow(edit.key, key); });
  });
  return edits;
}

Status UndoUnit(Workplace& place, const Unit& unit) {
  REPOINT_TRY(MoveFilesBack(place.files, unit.files));
  REPOINT_TRY(UndoMarks(place.user, unit.marks));
  REPOINT_ASSIGN(const auto edits, EditsOfPresent(place.user, unit));
  const std::vector<Edit> inverse = InverseOf(edits);
  REPOINT_TRY(WriteEdits(place.user, inverse));
  REPOINT_TRY(place.user.Flush());
  return CheckAfter(place.user, inverse);
}

Status WriteMarks(Workplace& place, const Unit& unit) {
  REPOINT_TRY(WriteEdits(place.user, unit.marks));
  REPOINT_TRY(PruneMarkKeys(place.user, unit.marks));
  return place.user.Flush();
}

Status CheckUnit(Workplace& place, const Unit& unit) {
  REPOINT_TRY(place.user.CheckWritable());
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_TRY(CheckBefore(place.user, unit.edits));
  return CheckFiles(place.files, unit.files);
}

Status ApplyUnit(Workplace& place, Journal& journal, const Unit& unit) {
  REPOINT_TRY(CheckUnit(place, unit));
  if (place.is_export) return ApplyJournaled(place, journal, unit);
  Status status = NoteUnfinished(place.user, journal.path());
  if (status) status = ApplyJournaled(place, journal, unit);
  // A note that cannot be taken away now is at the next start: its journal is finished.
  if (!journal.Unfinished()) (void)ForgetUnfinished(place.user, journal.path());
  return status;
}

}  // namespace repoint
