#include "client/find_hives.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/system.h"
#include "base/text.h"

namespace repoint {
namespace {

bool IsHiveName(std::string_view name) {
  return EqualsFolded(name, "NTUSER.DAT") || EqualsFolded(name, "NTUSER.MAN");
}

std::string NameOf(std::string_view path) {
  std::string name = FoldAscii(path);
  std::ranges::replace_if(name, IsSeparator, '/');
  return name;
}

std::string WithoutLastSeparators(std::string path) {
  while (path.size() > 1 && IsSeparator(path.back())) path.pop_back();
  return path;
}

class Walk {
 public:
  explicit Walk(FileSystem& files) : files_(files) {}

  void AddNamed(const std::string& named) {
    const std::string path = WithoutLastSeparators(named);
    const auto info = files_.Stat(path);
    if (info && *info && (*info)->is_folder) {
      found_.any_folder = true;
      root_ = path;
      WalkAll();
    } else {
      Add({path, NameOf(path), {}});  // what is wrong with it is found when it is opened
    }
  }

  FoundHives Take() {
    std::ranges::sort(found_.hives, {}, &FoundHive::path);
    return std::move(found_);
  }

 private:
  // Without recursion: nobody knows how deep folders are nested.
  void WalkAll() {
    std::vector<std::string> folders = {root_};
    while (!folders.empty()) {
      const std::string folder = std::move(folders.back());
      folders.pop_back();
      if (const Status walked = WalkFolder(folder, folders); !walked) {
        Add({folder, Relative(folder), walked.error()});
      }
    }
  }

  Status WalkFolder(const std::string& folder, std::vector<std::string>& folders) {
    REPOINT_ASSIGN(const std::vector<std::string> names, files_.List(folder));
    bool has_hive = false;
    for (const std::string& name : names) {
      if (!IsHiveName(name)) continue;
      const std::string path = JoinPath(folder, name);
      REPOINT_ASSIGN(const auto info, files_.Stat(path));
      if (!info || info->is_folder || info->is_link) continue;
      has_hive = true;
      Add({path, Relative(path), {}});
    }
    if (has_hive && folder != root_) return {};
    for (const std::string& name : names) {
      const std::string path = JoinPath(folder, name);
      const auto info = files_.Stat(path);
      // What goes while it is looked at, or leads nowhere, is no folder. What may not be looked at
      // may be one.
      if (!info && info.error().code == ErrorCode::kDenied) {
        Add({path, Relative(path), info.error()});
      }
      if (info && *info && (*info)->is_folder && !(*info)->is_link) folders.push_back(path);
    }
    return {};
  }

  std::string Relative(const std::string& path) const {
    return NameOf(path.size() > root_.size() ? path.substr(root_.size() + 1) : path);
  }

  // Folders that were named may lie in one another.
  void Add(FoundHive hive) {
    if (seen_.insert(CanonicalPath(hive.path)).second) found_.hives.push_back(std::move(hive));
  }

  FileSystem& files_;
  std::string root_;
  std::set<std::string> seen_;
  FoundHives found_;
};

}  // namespace

FoundHives FindHives(FileSystem& files, const std::vector<std::string>& named) {
  Walk walk(files);
  for (const std::string& path : named) walk.AddNamed(path);
  return walk.Take();
}

}  // namespace repoint
