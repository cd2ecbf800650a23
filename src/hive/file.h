// A hive in its file: opened, with its logs replayed where the last write was interrupted; edited
// in memory; and put back wholly or not at all.
//
//   REPOINT_ASSIGN(HiveFile file, HiveFile::Open(files, path));
//   REPOINT_TRY(file.BeginEdit(CommitMode::kReplace, now));
//   ... file.editor(), file.intent() ...
//   REPOINT_TRY(file.Commit());
//
// One thread for each object.
#ifndef REPOINT_HIVE_FILE_H_
#define REPOINT_HIVE_FILE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "hive/editor.h"
#include "hive/image.h"
#include "hive/intent.h"
#include "hive/log.h"

namespace repoint::hive {

enum class CommitMode {
  // A new file beside the old one, renamed over it.
  kReplace,
  // The changed pages into the hive's own log, then in place: what a crash leaves is finished from
  // the log by Windows, or by us. For a hive that was clean and has the logs of Windows 8.1 and
  // later (both .LOG1 and .LOG2), when these, replayed, would give the new hive; any other is
  // replaced.
  kLog,
};

class HiveFile {
 public:
  // kDamaged, kUnsupported and kConflict with the reason as in image.h and log.h, kNotFound,
  // kDenied, kInUse. Reads no more than it must.
  static Result<HiveFile> Open(FileSystem& files, std::string path);
  HiveFile(HiveFile&&) noexcept;
  HiveFile& operator=(HiveFile&&) noexcept;
  ~HiveFile();

  const std::string& path() const { return path_; }
  const Image& image() const { return *image_; }
  // Whether the last write had been interrupted and its logs were replayed (in memory).
  bool replayed() const { return replayed_; }

  // Whether it could be edited and committed: the errors of Editor::Begin but damage, kUnsupported
  // for links, kDenied for a folder or file that cannot be written.
  Status CheckWritable(CommitMode mode);

  // Reads everything, checks it, and keeps a copy. `now`: Unix milliseconds.
  Status BeginEdit(CommitMode mode, int64_t now);
  bool editing() const { return editor_.has_value(); }
  // Every change goes to both.
  Editor& editor() { return *editor_; }
  Intent& intent() { return intent_; }

  // Checks the new hive and that it differs from the old one by the intent alone (kDamaged,
  // kInternal), that nobody has changed the file since it was read (kConflict), and puts it in
  // place, durable, and reads it back. After any error the file holds the old hive, or, where even
  // taking back fails, one that is dirty and becomes the new one when it is opened again. After
  // success it can be edited on.
  Status Commit();
  // How the last commit was made.
  CommitMode committed_by() const { return committed_by_; }

 private:
  HiveFile(FileSystem& files, std::string path) : files_(&files), path_(std::move(path)) {}

  Status CheckUnchanged() const;
  bool CanLog() const;
  Status CommitByReplacing(uint32_t sequence);
  Status CommitThroughLog(uint32_t sequence);
  // Whether a hive that was left dirty becomes the new one, by the logs as they are now: the other
  // one may be damaged, and then nobody would take ours.
  bool LogBringsBack(uint32_t sequence);
  Status WriteThroughLog(InPlaceFile& primary, uint32_t sequence);
  Status TakeBack(InPlaceFile& primary, uint32_t sequence);
  // The file again, byte for byte as in memory.
  Status ReadBack(const std::string& path) const;

  FileSystem* files_;
  std::string path_;
  FileInfo info_;    // of the file when it was read
  BaseBlock found_;  // as it lay in the file
  std::vector<LogFile> logs_;
  bool replayed_ = false;
  // In places that do not move: the editor refers to the image.
  std::unique_ptr<Image> image_;
  std::unique_ptr<Image> before_;
  std::optional<Editor> editor_;
  Intent intent_;
  CommitMode mode_ = CommitMode::kReplace;
  CommitMode committed_by_ = CommitMode::kReplace;
  int64_t now_ = 0;
};

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_FILE_H_
