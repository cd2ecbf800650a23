#include "update/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>

#include "base/system.h"
#include "base/text.h"
#include "update/file_moves.h"
#include "update/journal_json.h"
#include "update/unit_check.h"

namespace repoint {
namespace {

constexpr std::string_view kSuffix = ".journal";
constexpr int kMaxRunsASecond = 99;
constexpr int kMaxTries = 1000;

// Puts the first record in place under an id that is free; false when another run was faster.
Result<bool> Claim(FileSystem& files, const std::string& folder, const RunInfo& run) {
  const std::string path = JoinPath(folder, run.id + std::string(kSuffix));
  REPOINT_ASSIGN(const auto taken, files.Stat(path));
  if (taken) return false;
  // Whole or not at all: a file without its first record would be named at every later run.
  // Runs on exports, and runs of several users into one folder, have no lock in common.
  const std::string scratch = JoinPath(folder, "new-" + UniqueId() + ".tmp");
  const std::string first = FormatRecord(run) + "\n";
  REPOINT_TRY(files.WriteWhole(scratch, AsBytes(first), Access::kUserOnly));
  const Status renamed = files.Rename(scratch, path);
  if (renamed) return true;
  (void)files.Remove(scratch);
  if (renamed.error().code == ErrorCode::kConflict) return false;
  return std::unexpected(renamed.error());
}

bool IsJournalName(std::string_view name) { return name.ends_with(kSuffix); }

// When a run started, and which of that second it is: its id. Ordered as ids are.
struct RunNumber {
  int64_t second = 0;  // Unix time
  int count = 1;
  friend auto operator<=>(const RunNumber&, const RunNumber&) = default;

  std::string Id() const { return fmt::format("{}-{:02}", FormatCompactUtc(second * 1000), count); }
  RunNumber Next() const {
    return count < kMaxRunsASecond ? RunNumber{second, count + 1} : RunNumber{second + 1, 1};
  }
};

// "20260331T070509Z-01"
std::optional<RunNumber> NumberOf(std::string_view id) {
  const auto number = [&](size_t at, size_t digits) {
    int value = -1;
    const char* const begin = id.data() + at;
    const auto read = std::from_chars(begin, begin + digits, value);
    return read.ec == std::errc() && read.ptr == begin + digits ? value : -1;
  };
  static constexpr size_t kSize = std::string_view("20260331T070509Z-01").size();
  if (id.size() != kSize) return std::nullopt;
  const std::chrono::year_month_day day(std::chrono::year(number(0, 4)),
                                        std::chrono::month(static_cast<unsigned>(number(4, 2))),
                                        std::chrono::day(static_cast<unsigned>(number(6, 2))));
  if (!day.ok()) return std::nullopt;
  const int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  const RunNumber read{((days * 24 + number(9, 2)) * 60 + number(11, 2)) * 60 + number(13, 2),
                       number(17, 2)};
  return read.Id() == id ? std::optional(read) : std::nullopt;
}

// Behind every run in the folder: ids tell which came later, also when the clock was set back.
Result<RunNumber> NextNumber(FileSystem& files, const std::string& folder, int64_t started) {
  RunNumber next{started / 1000, 1};
  REPOINT_ASSIGN(const auto names, files.List(folder));
  for (const std::string& name : names) {
    const auto taken = IsJournalName(name) ? NumberOf(JournalIdOf(name)) : std::nullopt;
    if (taken && *taken >= next) next = taken->Next();
  }
  return next;
}

// On a file system that does not keep owners nobody could tell later whose journal it is.
Status CheckOwn(FileSystem& files, const std::string& path) {
  const auto own = files.OpenOwn(path);
  if (own || own.error().code != ErrorCode::kDenied) return {};
  (void)files.Remove(path);
  return Fail(ErrorCode::kDenied,
              "files in this folder do not belong to their maker alone, so that a journal could "
              "not be trusted; choose another -JournalDir",
              FolderOf(path));
}

// A run that we could have written: its journal is named by its id, and it started before the year
// 10000.
bool IsSound(const RunInfo& run, std::string_view path) {
  static constexpr int64_t kYear10000 = 253402300800000;
  return FileNameOf(path) == run.id + std::string(kSuffix) && run.started >= 0 &&
         run.started < kYear10000;
}

struct Collect {
  JournalFile& journal;

  void operator()(RunInfo run) const {
    if (journal.run.id.empty() && IsSound(run, journal.path)) journal.run = std::move(run);
  }
  void operator()(BeginRecord record) const {
    if (!IsOurs(record.content)) return;
    JournalUnit unit{std::move(record.content)};
    if (record.unit == journal.units.size()) {
      journal.units.push_back(std::move(unit));
    } else if (!journal.units.empty() && record.unit == journal.units.size() - 1) {
      // Reported as failed, but on the disk: nothing was done under it, and its number was given
      // again.
      journal.units.back() = std::move(unit);
    }
  }
  void operator()(StateRecord record) const {
    if (record.unit < journal.units.size()) journal.units[record.unit].state = record.state;
  }
};

// A journal that cannot be read just now may be an unfinished one: nobody may go on. One that is
// damaged, or another user's, is not.
bool MayBeOurs(ErrorCode code) { return code == ErrorCode::kIo || code == ErrorCode::kInUse; }

// Without a record of the run, `run.id` stays empty.
Result<JournalFile> ReadRecords(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(const std::unique_ptr<ReadableFile> file, files.OpenOwn(path));
  REPOINT_ASSIGN(const Bytes bytes, ReadWhole(*file, path));
  JournalFile journal;
  journal.path = path;
  for (const std::string_view line : Split(AsChars(bytes), '\n')) {
    if (auto record = ParseRecord(line)) std::visit(Collect{journal}, std::move(*record));
  }
  return journal;
}

std::unexpected<Error> NoJournal(const JournalFile& journal) {
  return Fail(ErrorCode::kDamaged,
              journal.Unfinished()
                  ? "its first record is damaged, and it holds changes that were never finished; "
                    "with Outlook closed, import the .reg files beside it by hand, then move it "
                    "away"
                  : "this is not a journal of EMProfileUpdate",
              journal.path);
}

}  // namespace

bool JournalFile::Unfinished() const {
  return std::ranges::any_of(units, [](const JournalUnit& unit) { return unit.Unfinished(); });
}

Result<Journal> Journal::Create(FileSystem& files, const std::string& folder, RunInfo run) {
  REPOINT_TRY(files.CreateFolders(folder, Access::kUserOnly));
  REPOINT_ASSIGN(RunNumber number, NextNumber(files, folder, run.started));
  for (int tries = 0; tries < kMaxTries; ++tries) {
    run.id = number.Id();
    REPOINT_ASSIGN(const bool claimed, Claim(files, folder, run));
    if (!claimed) {
      number = number.Next();
      continue;
    }
    const std::string path = JoinPath(folder, run.id + std::string(kSuffix));
    REPOINT_TRY(CheckOwn(files, path));
    return Journal(files, folder, path, run, 0);
  }
  return Fail(ErrorCode::kConflict, "too many runs at the same time; try again", folder);
}

Journal Journal::Resume(FileSystem& files, const JournalFile& journal) {
  Journal writer(files, FolderOf(journal.path), journal.path, journal.run, journal.units.size());
  for (size_t i = 0; i < journal.units.size(); ++i) {
    if (journal.units[i].Unfinished()) writer.open_.insert(i);
  }
  return writer;
}

Status Journal::Write(std::string_view json) {
  // A line end in front as well: a torn record before this one must not swallow it.
  const std::string line = fmt::format("\n{}\n", json);
  return files_->Append(path_, AsBytes(line), Access::kUserOnly);
}

Result<size_t> Journal::Begin(const Unit& unit) {
  if (!IsOurs(unit)) {
    return Fail(ErrorCode::kUnsupported,
                "the change reaches beyond its profile, so it is not made");
  }
  if (units_ >= kMaxUnits) return Fail(ErrorCode::kUnsupported, "too many profiles in one run");
  open_.insert(units_);
  if (Status begun = Write(FormatRecord(BeginRecord{units_, unit})); !begun) {
    // It may be on the disk all the same: nothing is done under it.
    (void)Undone(units_);
    return std::unexpected(begun.error());
  }
  return units_++;
}

Status Journal::Record(size_t unit, UnitState state) {
  REPOINT_TRY(Write(FormatRecord(StateRecord{unit, state})));
  if (state != UnitState::kApplied) open_.erase(unit);
  return {};
}

Status Journal::Applied(size_t unit) { return Record(unit, UnitState::kApplied); }
Status Journal::Done(size_t unit) { return Record(unit, UnitState::kDone); }
Status Journal::Undone(size_t unit) { return Record(unit, UnitState::kUndone); }

Status Journal::WriteBeside(std::string_view suffix, ByteView bytes) {
  const std::string path = JoinPath(folder_, fmt::format("{}-{}", run_.id, suffix));
  return files_->WriteWhole(path, bytes, Access::kUserOnly);
}

std::string ContentSuffix(std::string_view digest) { return fmt::format("{}.content", digest); }

void LoadContents(FileSystem& files, const std::string& journal_path, Unit& unit) {
  for (FileMove& move : unit.files) {
    if (move.digest.empty() || !move.content.empty()) continue;
    const std::string name =
        fmt::format("{}-{}", JournalIdOf(journal_path), ContentSuffix(move.digest));
    const auto file = files.OpenOwn(JoinPath(FolderOf(journal_path), name));
    if (!file) continue;
    auto bytes = ReadWhole(**file, name);
    if (!bytes || DigestOf(*bytes).value_or("") != move.digest) continue;
    move.content = std::move(*bytes);
  }
}

std::string JournalIdOf(std::string_view path) {
  const std::string name = FileNameOf(path);
  return name.substr(0, name.size() - (IsJournalName(name) ? kSuffix.size() : 0));
}

Result<JournalFile> ReadJournal(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(JournalFile journal, ReadRecords(files, path));
  if (journal.run.id.empty()) return NoJournal(journal);
  return journal;
}

Result<std::vector<JournalFile>> ListJournals(FileSystem& files, const std::string& folder,
                                              std::vector<std::string>& warnings) {
  std::vector<JournalFile> journals;
  REPOINT_ASSIGN(const auto names, files.List(folder));
  for (const std::string& name : names) {
    if (!IsJournalName(name)) continue;
    auto journal = ReadRecords(files, JoinPath(folder, name));
    if (!journal && MayBeOurs(journal.error().code)) return std::unexpected(journal.error());
    if (!journal) {
      warnings.push_back(journal.error().ToString());
    } else if (!journal->run.id.empty()) {
      journals.push_back(std::move(*journal));
    } else if (journal->Unfinished()) {
      return NoJournal(*journal);
    } else {
      warnings.push_back(NoJournal(*journal).error().ToString());
    }
  }
  return journals;
}

}  // namespace repoint
