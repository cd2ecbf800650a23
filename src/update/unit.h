// A unit of change: what is done wholly or not at all. An update has one for each profile, a
// rollback one for the run.
#ifndef REPOINT_UPDATE_UNIT_H_
#define REPOINT_UPDATE_UNIT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "profile/roots.h"
#include "update/draft.h"

namespace repoint {

struct FileMove {
  std::string from;
  std::string to;
  size_t profile = 0;  // index in Unit::profiles
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
