// A unit of change: what is done wholly or not at all. An update has one for each profile, a
// rollback one for the run.
#ifndef REPOINT_UPDATE_UNIT_H_
#define REPOINT_UPDATE_UNIT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "outlook/file_kinds.h"
#include "profile/roots.h"
#include "update/draft.h"

namespace repoint {

// One of the names is Outlook's, the other "<file name>.<UTC>.bak" beside it.
struct FileMove {
  std::string from;
  std::string to;
  size_t profile = 0;  // index in Unit::profiles
  FileKind kind = FileKind::kOst;
  // How 6610 spells Outlook's name, where that is a path on another computer; else empty.
  std::string named{};
  // SHA-256 in hex of new content, which lies under Outlook's name while the old file is the
  // ".bak"; empty: there is none.
  std::string digest{};
  // The content itself. In a journal it is not, but beside it (LoadContents); empty: nobody knows.
  Bytes content{};

  bool IsToBackup() const;  // from Outlook's name to the ".bak"
  const std::string& file() const { return IsToBackup() ? from : to; }
  const std::string& backup() const { return IsToBackup() ? to : from; }
  friend bool operator==(const FileMove&, const FileMove&) = default;
};

struct Unit {
  std::vector<ProfileRef> profiles;  // whose values the edits change
  std::vector<Edit> edits;           // made in this order; undone in the reverse one
  std::vector<FileMove> files;       // renamed after the edits, in this order
  std::vector<Edit> marks;           // our own notes (mark.h), made last
};

}  // namespace repoint

#endif  // REPOINT_UPDATE_UNIT_H_
