#include "update/apply.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

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

// A key that goes must hold nothing that the edits do not delete one by one: it could not be given
// back.
Status CheckDeletedKeys(Registry& user, const std::vector<Edit>& edits) {
  std::set<std::pair<std::string, std::optional<std::string>>> deleted;
  for (const Edit& edit : edits) {
    if (edit.after) continue;
    deleted.emplace(FoldAscii(edit.key),
                    edit.name ? std::optional(FoldAscii(*edit.name)) : std::nullopt);
  }
  for (const Edit& edit : edits) {
    if (edit.name || edit.after) continue;
    const std::string key = FoldAscii(edit.key);
    REPOINT_ASSIGN(const auto values, user.Values(edit.key));
    for (const NamedValue& value : values.value_or(std::vector<NamedValue>())) {
      if (deleted.contains({key, FoldAscii(value.name)})) continue;
      return Fail(ErrorCode::kConflict, "the value was not there when the plan was made",
                  fmt::format("{}\\{}", edit.key, value.name));
    }
    REPOINT_ASSIGN(const auto subkeys, user.Subkeys(edit.key));
    for (const std::string& name : subkeys.value_or(std::vector<std::string>())) {
      if (deleted.contains({FoldAscii(JoinKey(edit.key, name)), std::nullopt})) continue;
      return Fail(ErrorCode::kConflict, "the key was not there when the plan was made",
                  JoinKey(edit.key, name));
    }
  }
  return {};
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

// Whether an earlier move of the unit takes away what lies where this one goes.
bool IsVacated(const std::vector<FileMove>& moves, size_t index) {
  return std::any_of(moves.begin(), moves.begin() + static_cast<std::ptrdiff_t>(index),
                     [&](const FileMove& move) { return move.from == moves[index].to; });
}

// Files that moved before a later one failed are moved back by whoever undoes.
Status MoveFiles(FileSystem& files, const std::vector<FileMove>& moves) {
  for (const FileMove& move : moves) REPOINT_TRY(files.Rename(move.from, move.to));
  return {};
}

// "<path>.<number>.bak" that is free.
Result<std::string> FreeName(FileSystem& files, const std::string& path) {
  static constexpr int kMaxTries = 1000;
  for (int i = 1; i <= kMaxTries; ++i) {
    std::string name = fmt::format("{}.{}.bak", path, i);
    REPOINT_ASSIGN(const auto taken, files.Stat(name));
    if (!taken) return name;
  }
  return Fail(ErrorCode::kConflict, "no free name is left beside the file", path);
}

Status MoveFilesBack(FileSystem& files, const std::vector<FileMove>& moves) {
  for (size_t i = moves.size(); i-- > 0;) {
    const FileMove& move = moves[i];
    REPOINT_ASSIGN(const auto moved, files.Stat(move.to));
    REPOINT_ASSIGN(const auto original, files.Stat(move.from));
    if (!moved) continue;
    if (original) {
      // A place that was to be vacated first: this move was never made. Any other was free before
      // (CheckFiles), so it was made, and Outlook has made a new file since.
      if (IsVacated(moves, i)) continue;
      REPOINT_ASSIGN(const std::string aside, FreeName(files, move.from));
      REPOINT_TRY(files.Rename(move.from, aside));
    }
    REPOINT_TRY(files.Rename(move.to, move.from));
  }
  return {};
}

// The edits of profiles that are there: nobody wants a few values of one that was deleted since.
Result<std::vector<Edit>> EditsOfPresent(Registry& user, const Unit& unit) {
  std::vector<std::string> present;
  for (const ProfileRef& profile : unit.profiles) {
    REPOINT_ASSIGN(const auto values, user.Values(profile.Key()));
    if (values) present.push_back(profile.Key() + "\\");
  }
  std::vector<Edit> edits;
  std::ranges::copy_if(unit.edits, std::back_inserter(edits), [&](const Edit& edit) {
    return std::ranges::any_of(
        present, [&](const auto& key) { return StartsWithFolded(edit.key + "\\", key); });
  });
  return edits;
}

// Puts everything back as it was before the unit, but for making it durable.
Status PutBack(Workplace& place, const Unit& unit) {
  REPOINT_TRY(MoveFilesBack(place.files, unit.files));
  REPOINT_TRY(WriteEdits(place.user, InverseOf(unit.marks)));
  REPOINT_TRY(PruneMarkKeys(place.user, unit.marks));
  REPOINT_ASSIGN(const auto edits, EditsOfPresent(place.user, unit));
  return WriteEdits(place.user, InverseOf(edits));
}

Status Undo(Workplace& place, const Unit& unit) {
  REPOINT_TRY(PutBack(place, unit));
  return place.user.Flush();
}

// `flushed`: whether something of the unit may be durable.
Status ApplyEdits(Workplace& place, const Unit& unit, bool& flushed) {
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_TRY(WriteEdits(place.user, unit.edits));
  flushed = !place.is_export;
  REPOINT_TRY(place.user.Flush());
  flushed = true;
  REPOINT_TRY(CheckAfter(place.user, unit.edits));
  REPOINT_TRY(CheckOutlook(place));
  return MoveFiles(place.files, unit.files);
}

Status WriteMarks(Workplace& place, const Unit& unit) {
  REPOINT_TRY(WriteEdits(place.user, unit.marks));
  REPOINT_TRY(PruneMarkKeys(place.user, unit.marks));
  return place.user.Flush();
}

// What was begun; and what was recorded as applied, but put back again because the record was
// reported as failed, when the record of that failed in earnest.
Result<bool> HasToBeUndone(Registry& user, const JournalUnit& unit) {
  if (unit.state == UnitState::kBegun) return true;
  if (unit.unit.edits.empty()) return false;
  const Status old = CheckBefore(user, unit.unit.edits);
  if (!old && old.error().code != ErrorCode::kConflict) return std::unexpected(old.error());
  return old.has_value();
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

// Undoes after a failure and says in the error when even that did not work.
std::unexpected<Error> UndoAfter(Workplace& place, Journal& journal, size_t number,
                                 const Unit& unit, bool flushed, Error error) {
  Status undone = flushed ? Undo(place, unit) : PutBack(place, unit);
  if (!undone && place.is_export) {
    return GiveUpExport(journal, number, std::move(error), undone.error());
  }
  if (undone) undone = journal.Undone(number);
  if (!undone && !place.is_export) {
    error.code = ErrorCode::kIo;  // not kInUse: that would say that nothing was changed
    error.message += fmt::format(
        "; it could not be put back now ({}) and will be at the next start, from the journal {}",
        undone.error().ToString(), journal.path());
  }
  return std::unexpected(std::move(error));
}

}  // namespace

Status CheckFiles(FileSystem& files, const std::vector<FileMove>& moves) {
  for (size_t i = 0; i < moves.size(); ++i) {
    REPOINT_ASSIGN(const bool in_use, files.InUse(moves[i].from));
    if (in_use) {
      return Fail(ErrorCode::kInUse, "another program holds the file; try again at the next logon",
                  moves[i].from);
    }
    REPOINT_ASSIGN(const auto there, files.Stat(moves[i].from));
    if (!there) return Fail(ErrorCode::kConflict, "the file is gone", moves[i].from);
    REPOINT_ASSIGN(const auto taken, files.Stat(moves[i].to));
    if (taken && !IsVacated(moves, i)) {
      return Fail(ErrorCode::kConflict, "a file of this name is there already", moves[i].to);
    }
  }
  return {};
}

Status CheckBefore(Registry& user, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) REPOINT_TRY(CheckState(user, edit, edit.before));
  return CheckDeletedKeys(user, edits);
}

Status WriteEdits(Registry& user, const std::vector<Edit>& edits) {
  for (const Edit& edit : edits) REPOINT_TRY(WriteEdit(user, edit));
  return {};
}

Status PruneMarkKeys(Registry& user, const std::vector<Edit>& marks) {
  for (const Edit& mark : marks) {
    std::string key = mark.key;
    while (EqualsFolded(key, kMarkRoot) || StartsWithFolded(key, std::string(kMarkRoot) + "\\")) {
      REPOINT_ASSIGN(const auto values, user.Values(key));
      REPOINT_ASSIGN(const auto subkeys, user.Subkeys(key));
      if ((values && !values->empty()) || (subkeys && !subkeys->empty())) break;
      if (values) REPOINT_TRY(user.DeleteKey(key));
      key = key.substr(0, key.rfind('\\'));
    }
  }
  return {};
}

Status CheckUnit(Workplace& place, const Unit& unit) {
  REPOINT_TRY(place.user.CheckWritable());
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_TRY(CheckBefore(place.user, unit.edits));
  return CheckFiles(place.files, unit.files);
}

Status ApplyUnit(Workplace& place, Journal& journal, const Unit& unit) {
  REPOINT_TRY(CheckUnit(place, unit));
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
  if (marked || place.is_export) {
    if (Status done = journal.Done(number); !done) marked = done;
  }
  if (!marked && place.is_export) {
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

Result<UnitState> RecoverUnit(Workplace& place, Journal& journal, size_t number,
                              const JournalUnit& unit) {
  REPOINT_TRY(place.user.CheckWritable());
  REPOINT_TRY(CheckOutlook(place));
  REPOINT_ASSIGN(const bool undo, HasToBeUndone(place.user, unit));
  if (undo) {
    REPOINT_TRY(Undo(place, unit.unit));
    REPOINT_TRY(journal.Undone(number));
    return UnitState::kUndone;
  }
  REPOINT_TRY(WriteMarks(place, unit.unit));
  REPOINT_TRY(journal.Done(number));
  return UnitState::kDone;
}

}  // namespace repoint
