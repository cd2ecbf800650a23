// -Resume: which hives an earlier run is done with, from the reports that it left.
#ifndef REPOINT_CLIENT_RESUME_H_
#define REPOINT_CLIENT_RESUME_H_

#include <map>
#include <optional>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "client/report.h"

namespace repoint {

// nullopt: it cannot be looked at.
std::optional<HiveState> StateOfHive(FileSystem& files, const std::string& path);

// By RunInfo::store: the hives whose newest report in the folder is of an update with this list (no
// dry run) that ended with 0. What is no report is passed over. A hive is done when it is still as
// the run left it.
Result<std::map<std::string, HiveState>> DoneHives(FileSystem& files, const std::string& folder,
                                                   const std::string& list_digest);

}  // namespace repoint

#endif  // REPOINT_CLIENT_RESUME_H_
