#include "outlook/user_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "outlook/installed.h"

namespace repoint {
namespace {

constexpr std::string_view kExplorer = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\";
constexpr std::string_view kUserShellFolders = "User Shell Folders";
constexpr std::string_view kShellFolders = "Shell Folders";
constexpr std::string_view kUserProfile = "%USERPROFILE%";
constexpr int kMaxDepth = 8;
// More names than any folder of Outlook's has: the rest is not looked at.
constexpr size_t kMaxNames = 10'000;

// The two shell folders with Outlook's files, and what Windows calls them when nobody says: from
// Vista on, and before.
struct ShellFolder {
  std::string_view value;
  std::array<std::string_view, 2> below_user;
};
constexpr ShellFolder kRoaming = {"AppData", {"AppData\\Roaming", "Application Data"}};
constexpr ShellFolder kLocalFolder = {"Local AppData",
                                      {"AppData\\Local", "Local Settings\\Application Data"}};
constexpr std::array kFolders = {kRoaming, kLocalFolder};

std::optional<std::string> TextIn(const std::optional<RegValue>& value) {
  if (!value) return std::nullopt;
  RegValue text = *value;
  if (text.type == kRegExpandSz) text.type = kRegSz;
  auto read = SzText(text);
  return read && !read->empty() ? read : std::nullopt;
}

bool IsAnySeparator(char c) { return c == '/' || c == '\\'; }

bool IsDrivePath(std::string_view path) {
  return path.size() > 2 && path[1] == ':' && IsAnySeparator(path[2]);
}

// What stands behind `root` in a path, without a separator in front; nullopt when it is elsewhere.
std::optional<std::string_view> RestBehind(std::string_view path, std::string_view root) {
  while (!root.empty() && IsAnySeparator(root.back())) root.remove_suffix(1);
  if (root.empty() || !StartsWithFolded(path, root)) return std::nullopt;
  std::string_view rest = path.substr(root.size());
  if (!rest.empty() && !IsAnySeparator(rest.front())) return std::nullopt;
  while (!rest.empty() && IsAnySeparator(rest.front())) rest.remove_prefix(1);
  return rest;
}

std::string_view BehindParts(std::string_view path, size_t count) {
  const std::vector<std::string_view> parts = PathParts(path);
  if (parts.size() <= count) return {};
  return path.substr(static_cast<size_t>(parts[count].data() - path.data()));
}

}  // namespace

Result<UserFiles> UserFiles::OfThisComputer(Registry& user, FileSystem& files,
                                            const Variables& variables) {
  UserFiles found(files, std::nullopt);
  REPOINT_TRY(found.ReadFolders(user, variables));
  return found;
}

Result<UserFiles> UserFiles::OfHive(Registry& user, FileSystem& files, std::string profile_dir) {
  UserFiles found(files, std::move(profile_dir));
  REPOINT_TRY(found.ReadOldRoots(user));
  REPOINT_TRY(found.ReadFolders(user, [](std::string_view) { return std::nullopt; }));
  return found;
}

// Where the user's folder was: each folder stands in one key with %USERPROFILE% and in the other
// with the path of that computer.
Status UserFiles::ReadOldRoots(Registry& user) {
  REPOINT_ASSIGN(const auto relative,
                 user.Values(std::string(kExplorer) + std::string(kUserShellFolders)));
  for (const NamedValue& value : relative.value_or(std::vector<NamedValue>())) {
    const auto text = TextIn(value.value);
    if (!text || !StartsWithFolded(*text, kUserProfile)) continue;
    const std::string_view rest = std::string_view(*text).substr(kUserProfile.size());
    REPOINT_ASSIGN(const auto other,
                   user.GetValue(std::string(kExplorer) + std::string(kShellFolders), value.name));
    const auto whole = TextIn(other);
    if (rest.empty() || !whole || whole->size() <= rest.size()) continue;
    const size_t end = whole->size() - rest.size();
    if (!EqualsFolded(std::string_view(*whole).substr(end), rest)) continue;
    const std::string root = whole->substr(0, end);
    if (!IsDrivePath(root) || std::ranges::find(old_roots_, root) != old_roots_.end()) continue;
    old_roots_.push_back(root);
  }
  return {};
}

Status UserFiles::ReadFolders(Registry& user, const Variables& variables) {
  std::array<std::optional<std::string>*, kFolders.size()> outlook = {&roaming_, &local_};
  for (size_t i = 0; i < kFolders.size(); ++i) {
    REPOINT_ASSIGN(const auto folder, FolderOf(user, variables, i));
    if (!folder) continue;
    const auto vendor = Child(*folder, "Microsoft");
    if (vendor) *outlook[i] = Child(*vendor, "Outlook");
  }
  return {};
}

Result<std::optional<std::string>> UserFiles::FolderOf(Registry& user, const Variables& variables,
                                                       size_t shell_folder) {
  const ShellFolder& wanted = kFolders[shell_folder];
  for (const std::string_view key : {kUserShellFolders, kShellFolders}) {
    REPOINT_ASSIGN(const auto value,
                   user.GetValue(std::string(kExplorer) + std::string(key), wanted.value));
    const auto text = TextIn(value);
    if (!text) continue;
    const std::string path = ExpandVariables(*text, variables);
    if (!profile_dir_ && !path.contains('%')) return path;
    if (profile_dir_) return ReRooted(path);
  }
  for (const std::string_view below : wanted.below_user) {
    if (profile_dir_) {
      if (auto folder = Below(below)) return folder;
      continue;
    }
    const auto home = variables("USERPROFILE");
    if (!home) continue;
    std::string path = *home;
    for (const std::string_view part : PathParts(below)) path = JoinPath(path, part);
    const auto there = Look(path);
    if (there && there->is_folder) return path;
  }
  return std::nullopt;
}

std::optional<std::string> UserFiles::Locate(std::string_view registry_path) {
  if (profile_dir_) return ReRooted(registry_path);
  std::string path(registry_path);
  return Look(path) ? std::optional(std::move(path)) : std::nullopt;
}

// What cannot be looked at is not there, with a warning.
std::optional<FileInfo> UserFiles::Look(const std::string& path) {
  const auto info = files_->Stat(path);
  if (!info) Warn(info.error().ToString());
  return info ? *info : std::nullopt;
}

std::optional<std::string> UserFiles::ReRooted(std::string_view path) {
  if (const auto rest = RestBehind(path, kUserProfile)) return Below(*rest);
  for (const std::string& root : old_roots_) {
    if (const auto rest = RestBehind(path, root)) return Below(*rest);
  }
  // Nobody says what the user's folder was called: C:\Users\<name>, or C:\WINNT\Profiles\<name>, in
  // any language.
  if (old_roots_.empty() && IsDrivePath(path)) {
    for (const size_t count : {size_t{3}, size_t{4}}) {
      const std::string_view rest = BehindParts(path, count);
      if (rest.empty()) break;
      if (auto there = Below(rest)) return there;
    }
    return std::nullopt;
  }
  Warn(
      fmt::format("{} lies outside of the user's folder and is not reached from here; look for "
                  "files of the old mailbox there by hand",
                  path));
  return std::nullopt;
}

std::optional<std::string> UserFiles::Below(std::string_view relative) {
  std::string path = *profile_dir_;
  for (const std::string_view part : PathParts(relative)) {
    auto child = Child(path, part);
    if (!child) return std::nullopt;
    path = std::move(*child);
  }
  return path;
}

// A name in a folder, without case where the system has case; of a hive no link, and nothing that
// leads up.
std::optional<std::string> UserFiles::Child(const std::string& folder, std::string_view name) {
  if (name == "." || name == "..") return std::nullopt;
  std::string path = JoinPath(folder, name);
  auto there = Look(path);
  if (!there && profile_dir_) {
    const std::vector<std::string> names = Names(folder);
    const auto same = std::ranges::find_if(
        names, [&](const std::string& other) { return EqualsFolded(other, name); });
    if (same == names.end()) return std::nullopt;
    path = JoinPath(folder, *same);
    there = Look(path);
  }
  if (there && there->is_link && profile_dir_) {
    Warn(fmt::format("{} is a link; what it leads to is not looked at", path));
    return std::nullopt;
  }
  return there ? std::optional(std::move(path)) : std::nullopt;
}

// What cannot be listed is empty, with a warning.
std::vector<std::string> UserFiles::Names(const std::string& folder) {
  auto names = files_->List(folder);
  if (names) return std::move(*names);
  if (names.error().code != ErrorCode::kConflict) Warn(names.error().ToString());
  return {};
}

std::vector<FoundFile> UserFiles::Find(FileKind kind, std::string_view profile,
                                       OutlookVersions versions) {
  std::vector<FoundFile> found;
  for (const FileRow& row : FileTable()) {
    if (row.kind != kind || !row.versions.Overlaps(versions)) continue;
    const auto& place = row.place == FilePlace::kRoaming ? roaming_ : local_;
    if (!place || row.place == FilePlace::kBesideOst || row.place == FilePlace::kRegistry) continue;
    const bool deep = row.below == "**";
    std::optional<std::string> folder = place;
    if (!deep && !row.below.empty()) {
      folder = Child(*place, row.below);
      if (!folder) continue;
    }
    Collect(*folder, row, profile, deep ? kMaxDepth : 0, found);
  }
  return found;
}

std::vector<FoundFile> UserFiles::FindBeside(FileKind kind, std::string_view ost,
                                             OutlookVersions versions) {
  std::vector<FoundFile> found;
  for (const FileRow& row : FileTable()) {
    if (row.kind != kind || row.place != FilePlace::kBesideOst ||
        !row.versions.Overlaps(versions)) {
      continue;
    }
    Collect(repoint::FolderOf(ost), row, "", 0, found);
  }
  return found;
}

void UserFiles::Collect(const std::string& folder, const FileRow& row, std::string_view profile,
                        int depth, std::vector<FoundFile>& found) {
  for (const std::string& name : Names(folder)) {
    if (found.size() >= kMaxNames) return;
    const std::string path = JoinPath(folder, name);
    const bool fits = FitsPattern(name, row.pattern, profile);
    if (!fits && depth == 0) continue;
    const auto info = Look(path);
    if (!info || info->is_link) continue;
    const FoundFile file{row.kind, path};
    const bool wanted = fits && info->is_folder == (row.kind == FileKind::kOabFolder);
    // "Outlook.srs" of the profile Outlook fits two rows.
    if (wanted && std::ranges::find(found, file) == found.end()) found.push_back(file);
    if (info->is_folder && depth > 0) Collect(path, row, profile, depth - 1, found);
  }
}

void UserFiles::Warn(std::string warning) {
  if (std::ranges::find(warnings_, warning) == warnings_.end()) {
    warnings_.push_back(std::move(warning));
  }
}

}  // namespace repoint
