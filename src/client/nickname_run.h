// -NicknameFile: one nickname file (autocomplete stream), given the addresses of the list and
// written to another file. No profile, no journal, no Outlook: the file that is read stays as it
// is. docs/administrator.md, "Nickname files".
#ifndef REPOINT_CLIENT_NICKNAME_RUN_H_
#define REPOINT_CLIENT_NICKNAME_RUN_H_

#include <optional>
#include <string>

#include "client/environment.h"
#include "client/options.h"
#include "client/report.h"
#include "client/run.h"
#include "update/nicknames.h"

namespace repoint {

struct NicknameRun {
  Report report;                  // list, warnings, error and exit; lines for people as notes
  std::string file;               // -NicknameFile
  std::optional<Nicknames> done;  // when the file and the list could be read
  bool written = false;           // -Out is in place and durable
};

// Reads, asks the list, writes -Out whole or not at all. A file that is no stream, or one that is
// not known, is exit 4; -Verify ends with 7 when rows name old addresses. When no row changes,
// nothing is written.
NicknameRun RunNicknameFile(const Options& options, Environment& environment);

// Lines for standard output, or with -Json a "nicknames" object and the summary.
std::string RenderNicknameRun(const Options& options, const NicknameRun& run);

// The rows of the file, for people or as JSON lines; needs no list.
Result<Listing> InspectNicknameFile(const Options& options, Environment& environment);

// The bytes of a nickname file, and a decoded stream that views them; moved, never copied.
struct NicknameStreamFile {
  NicknameStreamFile() = default;
  NicknameStreamFile(NicknameStreamFile&&) = default;
  NicknameStreamFile& operator=(NicknameStreamFile&&) = default;

  Bytes bytes;
  mapi::AutocompleteStream stream;
};
// The error says why it was left alone, and what to do.
Result<NicknameStreamFile> ReadNicknameStream(FileSystem& files, const std::string& path);

}  // namespace repoint

#endif  // REPOINT_CLIENT_NICKNAME_RUN_H_
