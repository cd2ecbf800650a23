#include "update/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "base/text.h"
#include "update/mark.h"

namespace repoint {
namespace {

constexpr std::string_view kOutlookStarted =
    "Outlook was started for this user; close it, or try again at the next logon";

std::string Place(const Edit& edit) {
  return edit.name ? fmt::format("{}\\{}", edit.key, *edit.name) : edit.key;
}

// What is there now, in the form of Edit::before.
Result<std::optional<RegValue>> Present(Registry& user, const Edit& edit) {
  if (edit.name) return user.GetValue(edit.key, *edit.name);
  REPOINT_ASSIGN(const auto values, user.Values(edit.key));
  return values ? std::optional<RegValue>(RegValue{}) : std::nullopt;
}

Status CheckState(Registry& user, const Edit& edit, const std::optional<RegValue>& expected) {
  REPOINT_ASSIGN(const auto now, Present(user, edit));
  if (now == expected) return {};
  return Fail(ErrorCode::kConflict, "the value is not what it was when the plan was made",
              Place(edit));
}

Status CheckAfter(Registry& user, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) {
    REPOINT_ASSIGN(const auto now, Present(user, edit));
    if (now != edit.after) {
      return Fail(ErrorCode::kIo, "the value read back is not the one that was written",
                  Place(edit));
    }
  }
  return {};
}

Status WriteEdit(Registry& user, const Edit& edit) {
  if (edit.name) {
    return edit.after ? user.SetValue(edit.key, *edit.name, *edit.after)
                      : user.DeleteValue(edit.key, *edit.name);
  }
  return edit.after ? user.CreateKey(edit.key) : user.DeleteKey(edit.key);
}

Status CheckOutlook(const Workplace& place) {
  REPOINT_ASSIGN(const bool runs, place.outlook_runs());
  if (runs) return Fail(ErrorCode::kInUse, std::string(kOutlookStarted));
  return {};
}

// Before anything is written: every file is where it should be, and nobody holds it.
Status CheckFiles(FileSystem& files, const std::vector<FileMove>& moves) {
  for (const FileMove& move : moves) {
    REPOINT_ASSIGN(const bool in_use, files.InUse(move.from));
    if (in_use) {
      return Fail(ErrorCode::kInUse, "another program holds the file; try again at the next logon",
                  move.from);
    }
  }
  return {};
}

// Files that moved before a later one failed are moved back by whoever undoes.
Status MoveFiles(FileSystem& files, const std::vector<FileMove>& moves) {
  for (const FileMove& move : moves) REPOINT_TRY(files.Rename(move.from, move.to));
  return {};
}

Status MoveFilesBack(FileSystem& files, const std::vector<FileMove>& moves) {
  for (const FileMove& move : moves | std::views::reverse) {
    REPOINT_ASSIGN(const auto moved, files.Stat(move.to));
    REPOINT_ASSIGN(const auto original, files.Stat(move.from));
    if (moved && !original) REPOINT_TRY(files.Rename(move.to, move.from));
  }
  return {};
}

// Puts everything back as it was before the unit.
Status Undo(Workplace& place, const Unit& unit) {
  REPOINT_TRY(MoveFilesBack(place.files, unit.files));
  REPOINT_TRY(WriteEdits(place.user, InverseOf(unit.marks)));
  REPOINT_TRY(PruneMarkKeys(place.user, unit.marks));
  REPOINT_TRY(WriteEdits(place.user, InverseOf(unit.edits)));
  return place.user.Flush();
}

Status ApplyEdits(Workplace& place, const Unit& unit) {
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_TRY(WriteEdits(place.user, unit.edits));
  REPOINT_TRY(place.user.Flush());
  REPOINT_TRY(CheckAfter(place.user, unit.edits));
  REPOINT_TRY(CheckOutlook(place));
  return MoveFiles(place.files, unit.files);
}

Status WriteMarks(Workplace& place, const Unit& unit) {
  REPOINT_TRY(WriteEdits(place.user, unit.marks));
  REPOINT_TRY(PruneMarkKeys(place.user, unit.marks));
  return place.user.Flush();
}

// Undoes after a failure and says in the error when even that did not work.
std::unexpected<Error> UndoAfter(Workplace& place, Journal& journal, size_t number,
                                 const Unit& unit, Error error) {
  Status undone = Undo(place, unit);
  if (undone) undone = journal.Undone(number);
  if (!undone) {
    error.message += fmt::format(
        "; it could not be put back now ({}) and will be at the next start, from the journal {}",
        undone.error().ToString(), journal.path());
  }
  return std::unexpected(std::move(error));
}

}  // namespace

Status CheckBefore(Registry& user, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) REPOINT_TRY(CheckState(user, edit, edit.before));
  return {};
}

Status WriteEdits(Registry& user, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) REPOINT_TRY(WriteEdit(user, edit));
  return {};
}

Status PruneMarkKeys(Registry& user, const std::vector<Edit>& marks) {
  for (const Edit& mark : marks) {
    std::string key = mark.key;
    while (key.size() >= kMarkRoot.size()) {
      REPOINT_ASSIGN(const auto values, user.Values(key));
      REPOINT_ASSIGN(const auto subkeys, user.Subkeys(key));
      if ((values && !values->empty()) || (subkeys && !subkeys->empty())) break;
      if (values) REPOINT_TRY(user.DeleteKey(key));
      key = key.substr(0, key.rfind('\\'));
    }
  }
  return {};
}

Status ApplyUnit(Workplace& place, Journal& journal, const Unit& unit) {
  REPOINT_TRY(place.user.CheckWritable());
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_TRY(CheckBefore(place.user, unit.edits));
  REPOINT_TRY(CheckFiles(place.files, unit.files));
  REPOINT_ASSIGN(const size_t number, journal.Begin(unit));
  if (Status applied = ApplyEdits(place, unit); !applied) {
    return UndoAfter(place, journal, number, unit, applied.error());
  }
  if (Status recorded = journal.Applied(number); !recorded) {
    return UndoAfter(place, journal, number, unit, recorded.error());
  }
  // From here on the profile is the new one; a mark that cannot be written now is completed at the
  // next start.
  REPOINT_TRY(WriteMarks(place, unit));
  return journal.Done(number);
}

Result<UnitState> RecoverUnit(Workplace& place, Journal& journal, size_t number,
                              const JournalUnit& unit) {
  REPOINT_TRY(place.user.CheckWritable());
  REPOINT_TRY(CheckOutlook(place));
  if (unit.state == UnitState::kBegun) {
    REPOINT_TRY(Undo(place, unit.unit));
    REPOINT_TRY(journal.Undone(number));
    return UnitState::kUndone;
  }
  REPOINT_TRY(WriteMarks(place, unit.unit));
  REPOINT_TRY(journal.Done(number));
  return UnitState::kDone;
}

}  // namespace repoint
