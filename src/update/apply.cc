#include "update/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "update/edits.h"
#include "update/file_moves.h"
#include "update/mark.h"
#include "update/search_catalog.h"
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

// Puts everything back as it was before the unit, but for making it durable.
Result<std::vector<Edit>> PutBack(Workplace& place, const Unit& unit) {
  if (place.kind == StoreKind::kHive) REPOINT_TRY(CheckNoLinks(unit.files));
  REPOINT_TRY(MoveFilesBack(place.files, unit.files));
  REPOINT_TRY(UndoMarks(place.user, unit.marks));
  REPOINT_ASSIGN(const auto edits, EditsOfPresent(place.user, unit));
  std::vector<Edit> inverse = InverseOf(edits);
  REPOINT_TRY(WriteEdits(place.user, inverse));
  return inverse;
}

Status WriteUnflushedMarks(Registry& user, const std::vector<Edit>& marks) {
  REPOINT_TRY(WriteEdits(user, marks));
  return PruneMarkKeys(user, marks);
}

// `flushed`: whether something of the unit may be durable.
Status ApplyEdits(Workplace& place, const Unit& unit, bool& flushed) {
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_TRY(WriteEdits(place.user, unit.edits));
  if (place.traits().one_flush) REPOINT_TRY(WriteUnflushedMarks(place.user, unit.marks));
  flushed = place.traits().recovered;
  REPOINT_TRY(place.user.Flush());
  flushed = true;
  REPOINT_TRY(CheckAfter(place.user, unit.edits));
  REPOINT_TRY(CheckOutlook(place));
  return MoveFiles(place.files, unit.files);
}

// An export that holds what could not be put back: the next run does not mend it, the person who
// made it starts again.
std::unexpected<Error> GiveUpExport(Journal& journal, size_t number, Error error,
                                    const Error& reason) {
  (void)journal.Undone(number);
  error.code = ErrorCode::kIo;
  error.message += fmt::format(
      "; the export that was written could not be put back ({}): delete it and run again",
      reason.ToString());
  return std::unexpected(std::move(error));
}

// What was not flushed yet need not be: an export that could not be written must not be now.
Status UndoFlushed(Workplace& place, const Unit& unit, bool flushed) {
  if (flushed) return UndoUnit(place, unit);
  REPOINT_TRY(PutBack(place, unit));
  return {};
}

// Undoes after a failure and says in the error when even that did not work.
std::unexpected<Error> UndoAfter(Workplace& place, Journal& journal, size_t number,
                                 const Unit& unit, bool flushed, Error error) {
  Status undone = UndoFlushed(place, unit, flushed);
  if (!undone && !place.traits().recovered) {
    return GiveUpExport(journal, number, std::move(error), undone.error());
  }
  if (undone) undone = journal.Undone(number);
  if (!undone && place.traits().recovered) {
    error.code = ErrorCode::kIo;  // not kInUse: that would say that nothing was changed
    error.message += fmt::format(
        "; it could not be put back now ({}); the next start brings it to one side, from the "
        "journal {}",
        undone.error().ToString(), journal.path());
  }
  return std::unexpected(std::move(error));
}

// What the files get, or lose, so that the next start and a rollback have it.
Status WriteContents(Journal& journal, const Unit& unit) {
  for (const FileMove& move : unit.files) {
    if (move.digest.empty()) continue;
    REPOINT_TRY(journal.WriteBeside(ContentSuffix(move.digest), move.content));
  }
  return {};
}

Status ApplyJournaled(Workplace& place, Journal& journal, const Unit& unit) {
  REPOINT_TRY(WriteContents(journal, unit));
  REPOINT_ASSIGN(const size_t number, journal.Begin(unit));
  bool flushed = false;
  if (Status applied = ApplyEdits(place, unit, flushed); !applied) {
    return UndoAfter(place, journal, number, unit, flushed, applied.error());
  }
  if (Status recorded = journal.Applied(number); !recorded) {
    return UndoAfter(place, journal, number, unit, flushed, recorded.error());
  }
  // From here on the profile is the new one, whatever happens: a mark that cannot be written now is
  // completed at the next start.
  Status marked = WriteMarks(place, unit);
  if (marked || !place.traits().recovered) {
    if (Status done = journal.Done(number); !done) marked = done;
  }
  if (!marked && !place.traits().recovered) {
    place.log.Warning(fmt::format(
        "the profile is done, but the note of it is not ({}); a later run looks at it again",
        marked.error().ToString()));
  } else if (!marked) {
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
  std::vector<ProfileRef> present;
  for (const ProfileRef& profile : unit.profiles) {
    REPOINT_ASSIGN(const auto values, user.Values(profile.Key()));
    if (values) present.push_back(profile);
  }
  std::vector<Edit> edits;
  std::ranges::copy_if(unit.edits, std::back_inserter(edits), [&](const Edit& edit) {
    return std::ranges::any_of(
        present, [&](const ProfileRef& profile) { return BelongsTo(unit, profile, edit); });
  });
  return edits;
}

Status UndoUnit(Workplace& place, const Unit& unit) {
  REPOINT_ASSIGN(const std::vector<Edit> inverse, PutBack(place, unit));
  REPOINT_TRY(place.user.Flush());
  return CheckAfter(place.user, inverse);
}

Status WriteMarks(Workplace& place, const Unit& unit) {
  REPOINT_TRY(WriteUnflushedMarks(place.user, unit.marks));
  return place.user.Flush();
}

Status CheckUnit(Workplace& place, const Unit& unit) {
  REPOINT_TRY(place.user.CheckWritable());
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_TRY(CheckBefore(place.user, unit.edits));
  if (place.kind == StoreKind::kHive) REPOINT_TRY(CheckNoLinks(unit.files));
  return CheckFiles(place.files, unit.files);
}

Status ApplyUnit(Workplace& place, Journal& journal, const Unit& unit) {
  REPOINT_TRY(CheckUnit(place, unit));
  if (!place.traits().live) return ApplyJournaled(place, journal, unit);
  Status status = NoteUnfinished(place.user, journal.path());
  if (status) status = ApplyJournaled(place, journal, unit);
  // A note that cannot be taken away now is at the next start: its journal is finished.
  if (!journal.Unfinished()) (void)ForgetUnfinished(place.user, journal.path());
  return status;
}

}  // namespace repoint
