// The hives that -Hive names: files, and folders with those of many users.
#ifndef REPOINT_CLIENT_FIND_HIVES_H_
#define REPOINT_CLIENT_FIND_HIVES_H_

#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"

namespace repoint {

struct FoundHive {
  std::string path;
  // Below the folder that was named, with '/' and in lower case (ASCII), so that it is the same
  // wherever the folder is mounted; of a file that was named, as it was named. -Shard goes by it.
  std::string name;
  // A folder that could not be read, in place of the hives in it.
  std::optional<Error> error;
};

struct FoundHives {
  std::vector<FoundHive> hives;  // sorted by path, each once
  bool any_folder = false;       // was named
};

// A folder is walked for files named NTUSER.DAT and NTUSER.MAN in any case. Links in it are not
// followed, and below a folder that holds a hive, a person's own, nothing more is looked for; that
// which was named is walked to the end. Any other file, and one that is not there, is taken for a
// hive when it is named itself.
FoundHives FindHives(FileSystem& files, const std::vector<std::string>& named);

}  // namespace repoint

#endif  // REPOINT_CLIENT_FIND_HIVES_H_
