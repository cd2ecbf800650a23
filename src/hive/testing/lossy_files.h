// A disk that loses what was not synced: for tests that a commit syncs in the right places.
#ifndef REPOINT_HIVE_TESTING_LOSSY_FILES_H_
#define REPOINT_HIVE_TESTING_LOSSY_FILES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/testing/fake_files.h"

namespace repoint::hive {

// Behaves as FakeFiles until Crash. Files that were written in place come back with any of the
// sectors that were written since their last Sync, and without the others.
class LossyFiles : public FakeFiles {
 public:
  Result<std::unique_ptr<InPlaceFile>> OpenInPlace(std::string_view path) override;

  // The power fails. The same seed keeps the same sectors.
  void Crash(uint64_t seed);

 private:
  class File;

  std::map<std::string, std::string, std::less<>> durable_;  // what the disk has for sure
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_TESTING_LOSSY_FILES_H_
