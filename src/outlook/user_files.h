// Where the files of a user lie: the folders that the user's own registry names, and what of the
// table (file_kinds.h) is in them. Reads only.
//
// Of the user of this computer, paths are taken as they are. Of a hive, whose user's folder lies
// somewhere else now, they are re-rooted there, where the hive or their form tells that they led
// into that folder: names are compared without case (ASCII), and no link leads out of it. Files
// that are links are never found.
#ifndef REPOINT_OUTLOOK_USER_FILES_H_
#define REPOINT_OUTLOOK_USER_FILES_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/files.h"
#include "base/result.h"
#include "outlook/file_kinds.h"
#include "registry/registry.h"

namespace repoint {

struct FoundFile {
  FileKind kind;
  std::string path;
  friend bool operator==(const FoundFile&, const FoundFile&) = default;
};

class UserFiles {
 public:
  using Variables = std::function<std::optional<std::string>(std::string_view name)>;

  // Folders are those of ...\Explorer\User Shell Folders, else of Shell Folders, else Windows' own.
  // `files` must outlive it.
  static Result<UserFiles> OfThisComputer(Registry& user, FileSystem& files,
                                          const Variables& variables);
  // `profile_dir` is the user's folder as it lies here.
  static Result<UserFiles> OfHive(Registry& user, FileSystem& files, std::string profile_dir);

  // Where a file that the registry names lies here; nullopt when it is not there, or lies outside
  // of what can be reached, which is a warning.
  std::optional<std::string> Locate(std::string_view registry_path);

  // What the table has of one kind for these versions, in order; none where the registry says where
  // it is.
  std::vector<FoundFile> Find(FileKind kind, std::string_view profile, OutlookVersions versions);
  // The same of a kind that lies beside the OST.
  std::vector<FoundFile> FindBeside(FileKind kind, std::string_view ost, OutlookVersions versions);

  // Folders and files that could not be reached or looked at, and links, each once.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  UserFiles(FileSystem& files, std::optional<std::string> profile_dir)
      : files_(&files), profile_dir_(std::move(profile_dir)) {}
  Status ReadFolders(Registry& user, const Variables& variables);
  Status ReadOldRoots(Registry& user);
  Result<std::optional<std::string>> FolderOf(Registry& user, const Variables& variables,
                                              size_t shell_folder);
  std::optional<std::string> Below(const std::string& folder, std::string_view relative,
                                   std::string_view path);
  std::optional<std::string> ReRooted(std::string_view path);
  std::optional<std::string_view> RestInUsualPlace(std::string_view path) const;
  // With a warning.
  std::nullopt_t Elsewhere(std::string_view path);
  std::optional<std::string> Child(const std::string& folder, std::string_view name);
  std::optional<FileInfo> Look(const std::string& path);
  std::vector<std::string> Names(const std::string& folder);
  void Collect(const std::string& folder, const FileRow& row, std::string_view profile, int depth,
               std::vector<FoundFile>& found);
  void WarnUnread(const Error& error);
  void WarnOfLink(const std::string& path);
  void Warn(std::string warning);

  FileSystem* files_;
  std::optional<std::string> profile_dir_;  // of a hive
  std::vector<std::string> old_roots_;      // what the user's folder was called on its computer
  std::vector<std::string> own_folders_;    // and Outlook's folders below it
  std::vector<std::string> redirected_;     // folders that somebody put elsewhere
  std::vector<std::optional<std::string>> folders_;  // in the order of the shell folders
  std::optional<std::string> roaming_;               // ...\Microsoft\Outlook
  std::optional<std::string> local_;
  std::vector<std::string> warnings_;
};

}  // namespace repoint

#endif  // REPOINT_OUTLOOK_USER_FILES_H_
