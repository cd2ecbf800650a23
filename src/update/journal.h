// The journal of one run: what was there before, durable before the first write. docs/journal.md
// describes the file.
//
//   auto journal = Journal::Create(files, folder, run);
//   journal->Begin(unit);      // before the first write
//   ... edits and files ...
//   journal->Applied(0);       // from here on the unit counts as done
//   ... marks ...
//   journal->Done(0);
#ifndef REPOINT_UPDATE_JOURNAL_H_
#define REPOINT_UPDATE_JOURNAL_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "update/unit.h"

namespace repoint {

enum class RunKind { kUpdate, kRollback };

struct RunInfo {
  std::string id;  // "20260331T070509Z-01"; a later run of the folder has a greater one
  RunKind kind = RunKind::kUpdate;
  std::string undoes;   // the run that a rollback takes back
  std::string version;  // of the program
  std::string store;    // what was changed: "live:<user>@<computer>" or "export:<path>"
  int64_t started = 0;  // Unix milliseconds
  std::string list;     // digest of the list; empty for a rollback
};

enum class UnitState {
  kBegun,    // interrupted before everything was applied: has to be undone
  kApplied,  // everything but the marks: has to be completed
  kDone,
  kUndone,
};

// More units than any user has profiles. Records with greater numbers are none of ours.
inline constexpr size_t kMaxUnits = 10'000;

struct JournalUnit {
  Unit unit;
  UnitState state = UnitState::kBegun;

  bool Unfinished() const { return state == UnitState::kBegun || state == UnitState::kApplied; }
};

// A journal as it lies on the disk.
struct JournalFile {
  std::string path;
  RunInfo run;
  std::vector<JournalUnit> units;

  bool Unfinished() const;
};

// Writes one journal. Every record is durable when its function returns.
class Journal {
 public:
  // Makes the folder, readable by this user alone, and the file with a fresh id. Nothing is made
  // before the first run that changes something asks for it.
  static Result<Journal> Create(FileSystem& files, const std::string& folder, RunInfo run);
  // Goes on with an unfinished one.
  static Journal Resume(FileSystem& files, const JournalFile& journal);

  const RunInfo& run() const { return run_; }
  const std::string& path() const { return path_; }

  // The number of the unit. kUnsupported beyond kMaxUnits.
  Result<size_t> Begin(const Unit& unit);
  Status Applied(size_t unit);
  Status Done(size_t unit);
  Status Undone(size_t unit);
  // Whether a unit was begun (or may have been) of which nobody recorded the end.
  bool Unfinished() const { return !open_.empty(); }
  // Puts a file beside the journal, named <id>-<suffix>, readable by this user alone.
  Status WriteBeside(std::string_view suffix, ByteView bytes);

 private:
  Journal(FileSystem& files, std::string folder, std::string path, RunInfo run, size_t units)
      : files_(&files),
        folder_(std::move(folder)),
        path_(std::move(path)),
        run_(std::move(run)),
        units_(units) {}
  Status Write(std::string_view json);
  Status Record(size_t unit, UnitState state);

  FileSystem* files_;
  std::string folder_;
  std::string path_;
  RunInfo run_;
  size_t units_ = 0;
  std::set<size_t> open_;  // numbers of units that are not finished
};

// How the content of a file with this digest is named beside a journal: "<digest>.content".
std::string ContentSuffix(std::string_view digest);

// Fills in the contents that lie beside a journal. Those that are gone, or are not what they were,
// stay empty.
void LoadContents(FileSystem& files, const std::string& journal_path, Unit& unit);

// "20260331T070509Z-01" of ".../20260331T070509Z-01.journal".
std::string JournalIdOf(std::string_view path);

// Records that were torn by a crash are ignored: nothing was done under them. kDamaged when the
// first one, which names the run, cannot be read, or its id is not the file's name. Units that
// touch anything but their own profiles and marks are ignored, too: we write none.
Result<JournalFile> ReadJournal(FileSystem& files, const std::string& path);

// Oldest first. Files that are no journals or not ours to read are named in `warnings`. One that
// cannot be read just now (kIo, kInUse), or whose first record is damaged while others tell of
// changes that were never finished (kDamaged), is an error: nobody may go on.
Result<std::vector<JournalFile>> ListJournals(FileSystem& files, const std::string& folder,
                                              std::vector<std::string>& warnings);

}  // namespace repoint

#endif  // REPOINT_UPDATE_JOURNAL_H_
