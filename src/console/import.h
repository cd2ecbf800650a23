// Reading both directories of a project into the database, and matching source and target.
#ifndef REPOINT_CONSOLE_IMPORT_H_
#define REPOINT_CONSOLE_IMPORT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "console/database.h"
#include "console/directory.h"
#include "console/project.h"

namespace repoint::console {

enum class Side { kSource, kTarget };

// What an import made of one side. An object counts under one heading at most: what came back is
// `returned` whether it changed or not, and what was gone before is not `gone` again.
struct ImportCounts {
  uint64_t read = 0;  // told by the directory
  uint64_t added = 0, changed = 0, gone = 0, returned = 0;
  uint64_t before = 0;  // objects of this side that were there, and not gone, before

  friend bool operator==(const ImportCounts&, const ImportCounts&) = default;
};

// Called now and then with the number of objects read so far.
using Progress = std::function<void(uint64_t objects)>;

// Reads one side whole and stores it in one transaction: adds, changes, marks as gone what was not
// seen (a gone object keeps what it was). What a directory does not tell any more stays known, and
// a mailbox that became a contact keeps the DN, address, server and GUID that profiles hold of it.
// Of two objects with one key the later counts. With `max_shrink_percent`, a directory that tells
// fewer of the objects of `before` by more than this is kConflict, whatever it tells besides, and
// nothing is stored. Errors of
// the directory go through; nothing is stored then either.
Result<ImportCounts> ImportSide(Database& database, const Project& project, Side side,
                                Directory& directory, std::optional<int> max_shrink_percent,
                                const Progress& progress);

// The mapping file: two columns (source, target), each a DN or an SMTP address; TAB, comma or
// semicolon between them, a header is recognised by holding neither. UTF-8, UTF-16 with BOM or
// Windows-1252; lines that begin with '#' are comments. kDamaged names the line, kUsage refuses a
// file that maps nothing.
struct MappingPair {
  std::string source, target;  // as written
  uint64_t line = 0;           // of the file
};
using MappingPairs = std::vector<MappingPair>;
Result<MappingPairs> ReadMappingFile(FileSystem& files, const std::string& path);
// Replaces the project's explicit mappings. A DN means the object whose own it is, an address the
// object that has it among all of its addresses. kUsage for what is neither.
Status StoreMappings(Database& database, const Project& project, const MappingPairs& pairs);

// A pair that maps nothing, for the source has no such mailbox, or the target no such object.
struct UnmetMapping {
  MappingPair pair;
  bool source_missing = false, target_missing = false;
};
struct UnmetMappings {
  uint64_t count = 0;
  std::vector<UnmetMapping> first;  // at most kMaxUnmetMappings
};
inline constexpr size_t kMaxUnmetMappings = 100;
// Of these pairs, by what was imported last.
Result<UnmetMappings> FindUnmetMappings(Database& database, const Project& project,
                                        const MappingPairs& pairs);

struct MatchCounts {
  uint64_t matched = 0, ambiguous = 0, unmatched = 0;  // source objects that are or were mailboxes
  uint64_t migrated = 0;                               // of `matched`: the target is a mailbox

  friend bool operator==(const MatchCounts&, const MatchCounts&) = default;
};
// Matches all over again, in one transaction, by the first rule of `match` that finds a target:
// explicit mapping; X500 proxy of the target that is the source's DN; SID; SMTP; alias when the
// project asks for it. A source with two targets, or a target with two sources, by the same rule is
// ambiguous, and no later rule is asked; so is a source whose target an earlier rule has found for
// another. Only sources that are or were mailboxes are matched, only with targets that are not
// gone. A source that is mapped to a target that is not there gets none.
Result<MatchCounts> MatchObjects(Database& database, const Project& project);
// What the last matching found, as it is now: a target that is gone since is not migrated.
Result<MatchCounts> CountMatches(Database& database, const Project& project);

// Whether anything of the project's directories was ever read.
Result<bool> WasImported(Database& database, const Project& project);

enum class ObjectFilter { kAll, kMatched, kMigrated, kUnmatched, kAmbiguous, kGone };
struct ObjectLine {
  std::string source_dn, source_smtp, display_name;
  bool source_gone = false;
  std::string rule;  // empty: no target
  bool ambiguous = false;
  // Why it is ambiguous; several may be true.
  bool several_targets = false;  // the source has further ones by this rule
  bool several_sources = false;  // the target has further ones by this rule
  bool target_taken = false;     // an earlier rule found the target for another source
  std::string target_dn, target_smtp;
  bool target_is_mailbox = false, target_gone = false;
};
// The sources that are or were mailboxes, in order of folded DN, then SMTP; an ambiguous one has a
// line for each target. kGone: the source is gone, or the target since the last matching. Memory
// does not grow with their number; nobody is kept from writing meanwhile.
Status VisitObjects(Database& database, const Project& project, ObjectFilter filter,
                    const std::function<Status(const ObjectLine&)>& visit);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_IMPORT_H_
