// What kind of store a registry is, and what that means for a run.
#ifndef REPOINT_UPDATE_STORE_KIND_H_
#define REPOINT_UPDATE_STORE_KIND_H_

#include <string_view>

namespace repoint {

enum class StoreKind { kLive, kExport, kHive };

struct StoreTraits {
  // Before the colon in RunInfo::store.
  std::string_view name;
  // This computer's, with a person at it: Outlook may run, files lie where the profile says, and a
  // run leaves a note in the registry while it is at work.
  bool live;
  // What an interrupted run left is brought to one side by the next one. What is not recovered, the
  // person who made it makes again.
  bool recovered;
  // Edits and marks go in one Flush, which writes all of them or none.
  bool one_flush;
};

constexpr StoreTraits TraitsOf(StoreKind kind) {
  switch (kind) {
    case StoreKind::kLive:
      return {"live", true, true, false};
    case StoreKind::kExport:
      return {"export", false, false, false};
    case StoreKind::kHive:
      break;
  }
  return {"hive", false, true, true};
}

}  // namespace repoint

#endif  // REPOINT_UPDATE_STORE_KIND_H_
