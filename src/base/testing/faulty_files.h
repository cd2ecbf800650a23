// A file system whose steps fail on order, for tests that interrupt an operation at every single
// point.
#ifndef REPOINT_BASE_TESTING_FAULTY_FILES_H_
#define REPOINT_BASE_TESTING_FAULTY_FILES_H_

#include <cstddef>
#include <functional>

#include "base/files.h"

namespace repoint {

enum class Fault {
  kNone,             // only counts
  kFailOnce,         // the step is not done and fails with kIo; everything after it works again
  kDoneButFailed,    // the step is done and reported as failed, once
  kFailFromHere,     // the step and every later one are not done and fail; what only reads works
  kDoneThenFailing,  // the step is done and reported as failed; every later one is not done and
                     // fails; what only reads works
  kStop,      // the process dies before the step: it is not done, and every later call of any kind
              // fails with kIo
  kStopTorn,  // the process dies in the step: Append has written half of its bytes, also to a
              // WholeFile, and so has WriteAt; a step that cannot be half done is done; every later
              // call of any kind fails with kIo
};

// Wraps another file system, which must outlive it. Mutating steps are counted from 0: one for
// CreateFolders, Append, Rename, Remove and Lock, one for each Append, Seal and Commit of a
// WholeFile, and for each WriteAt and Sync of an InPlaceFile. So WriteWhole has two: the temporary
// file is written; it is renamed into place. What a dead process did not commit stays under its
// temporary name.
//
//   for (size_t step = 0;; ++step) {
//     FakeFiles disk;                        // what lies on the disk
//     FaultyFiles files(disk, Fault::kStop, step);
//     RunTheOperation(files);
//     if (!files.fired()) break;             // it has fewer steps: every one was interrupted
//     ExpectThatANewProcessRecovers(disk);   // with `disk` itself, or a new FaultyFiles
//   }
//
// Locks and open files stay with the wrapped file system until their objects are destroyed: destroy
// what the dead process held before the new one starts. Open files fail too after a stop.
class FaultyFiles : public FileSystem {
 public:
  // `dead`, when given, is shared with other twins of one process: it is set when this one stops,
  // and once it is set by any of them every call fails.
  explicit FaultyFiles(FileSystem& files, Fault fault = Fault::kNone, size_t at_step = 0,
                       bool* dead = nullptr)
      : files_(files), fault_(fault), at_step_(at_step), dead_(dead) {}

  // Calls `tell` before every step: for a test that ends a process from outside.
  void SetTell(std::function<void()> tell) { tell_ = std::move(tell); }

  // Steps begun so far, the failed one included.
  size_t steps() const { return steps_; }
  // Whether the fault has happened.
  bool fired() const { return fired_; }
  // Whether the process is dead.
  bool stopped() const {
    const bool stops = fault_ == Fault::kStop || fault_ == Fault::kStopTorn;
    return (fired_ && stops) || (dead_ != nullptr && *dead_);
  }

  Result<std::optional<FileInfo>> Stat(std::string_view path) override;
  Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) override;
  Result<std::unique_ptr<ReadableFile>> OpenOwn(std::string_view path) override;
  Result<std::vector<std::string>> List(std::string_view folder) override;
  Status CreateFolders(std::string_view folder, Access access) override;
  Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override;
  Result<std::unique_ptr<InPlaceFile>> OpenInPlace(std::string_view path) override;
  Status Append(std::string_view path, ByteView bytes, Access access) override;
  Status Rename(std::string_view from, std::string_view to) override;
  Status Remove(std::string_view path) override;
  Result<std::unique_ptr<FileLock>> Lock(std::string_view path) override;
  Result<bool> InUse(std::string_view path) override;

 private:
  class File;
  class InPlace;
  class Whole;

  Status CheckAlive(std::string_view path) const;
  // Whether steps behind the one that failed fail, too.
  bool FailsOn() const {
    return fault_ == Fault::kFailFromHere || fault_ == Fault::kDoneThenFailing;
  }
  // One step: `done` does it, `torn` what is done of it when the process dies within.
  Status Step(std::string_view path, const std::function<Status()>& done,
              const std::function<Status()>& torn);
  // A step that is done or not, never half.
  Status Step(std::string_view path, const std::function<Status()>& done) {
    return Step(path, done, done);
  }

  FileSystem& files_;
  Fault fault_;
  size_t at_step_;
  bool* dead_;
  std::function<void()> tell_;
  size_t steps_ = 0;
  bool fired_ = false;
};

}  // namespace repoint

#endif  // REPOINT_BASE_TESTING_FAULTY_FILES_H_
