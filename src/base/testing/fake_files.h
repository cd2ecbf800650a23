// The file system in memory: it behaves as base/files.h says and records what was asked of it.
#ifndef REPOINT_BASE_TESTING_FAKE_FILES_H_
#define REPOINT_BASE_TESTING_FAKE_FILES_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"

namespace repoint {

//   FakeFiles files;
//   files.Put("state/journal", "abc");           // a file and its folders, not recorded
//   ...
//   EXPECT_EQ(files.Text("state/journal"), "abcdef");
//   EXPECT_THAT(files.calls(), ElementsAre("Append state/journal"));
//
// Paths are compared after doubled and final separators and "." names are left out; "" (".") and
// "/" are there from the start. Folders that are missing are an error for writers, as on a disk.
// There are no symbolic links.
class FakeFiles : public FileSystem {
 public:
  // --- What a test sets up and looks at; none of it is recorded.

  // Puts a file in place and makes its folders.
  void Put(std::string_view path, std::string_view text);
  void Put(std::string_view path, ByteView bytes);
  void PutFolder(std::string_view path);
  // The bytes of a file as text; nullopt when it is not there.
  std::optional<std::string> Text(std::string_view path) const;
  // How the file or folder was made; kDefault when it is not there.
  Access AccessOf(std::string_view path) const;
  // The paths of all files, sorted.
  std::vector<std::string> AllFiles() const;

  // The clock for modified_seconds of what is written from now on.
  void SetTime(int64_t unix_seconds) { now_ = unix_seconds; }
  // Another program holds the file: InUse is true; Lock, Append, Remove, Rename, CreateWhole and
  // Commit give kInUse.
  void SetInUse(std::string_view path, bool in_use);
  // The file belongs to somebody else: OpenOwn gives kDenied.
  void SetForeign(std::string_view path, bool foreign);
  // Every call with this path fails with `error` until SetError(path, nullopt).
  void SetError(std::string_view path, std::optional<Error> error);
  // The next Append writes only `count` bytes and fails with kIo, as a full disk or a crash does.
  void TearNextAppend(size_t count) { torn_append_ = count; }

  // "CreateWhole a/b", "Commit a/b", "Rename a -> b", ... of every call so far, paths as they were
  // given. WriteWhole is a CreateWhole and a Commit.
  const std::vector<std::string>& calls() const { return calls_; }
  void ClearCalls() { calls_.clear(); }

  // --- FileSystem

  Result<std::optional<FileInfo>> Stat(std::string_view path) override;
  Result<std::unique_ptr<ReadableFile>> Open(std::string_view path) override;
  Result<std::unique_ptr<ReadableFile>> OpenOwn(std::string_view path) override;
  Result<std::vector<std::string>> List(std::string_view folder) override;
  Status CreateFolders(std::string_view folder, Access access) override;
  // A file "repoint-1-<count>.tmp" until it is committed. This FakeFiles must outlive it.
  Result<std::unique_ptr<WholeFile>> CreateWhole(std::string_view path, Access access) override;
  // This FakeFiles must outlive it.
  Result<std::unique_ptr<InPlaceFile>> OpenInPlace(std::string_view path) override;
  Status Append(std::string_view path, ByteView bytes, Access access) override;
  Status Rename(std::string_view from, std::string_view to) override;
  Status Remove(std::string_view path) override;
  // Held by the returned object, which this FakeFiles must outlive.
  Result<std::unique_ptr<FileLock>> Lock(std::string_view path) override;
  Result<bool> InUse(std::string_view path) override;

 private:
  struct Node {
    Bytes bytes;
    Access access = Access::kDefault;
    int64_t modified_seconds = 0;
    bool is_folder = false;
  };
  class File;
  class InPlace;
  class Whole;
  class HeldLock;

  // Records the call and gives the error that was set for the path.
  Status Begin(std::string_view verb, std::string_view path, std::string_view to = {});
  // Whether a file may be written there: its folder is there, it is no folder, nobody holds it.
  Status CheckWritable(std::string_view path) const;
  const Node* Find(std::string_view path) const;
  bool IsFolder(std::string_view path) const;

  std::map<std::string, Node, std::less<>> nodes_;  // by normalised path
  std::map<std::string, Error, std::less<>> errors_;
  std::set<std::string, std::less<>> in_use_;
  std::set<std::string, std::less<>> foreign_;
  std::set<std::string, std::less<>> locked_;
  std::vector<std::string> calls_;
  std::optional<size_t> torn_append_;
  size_t temporaries_ = 0;
  int64_t now_ = 0;
};

}  // namespace repoint

#endif  // REPOINT_BASE_TESTING_FAKE_FILES_H_
