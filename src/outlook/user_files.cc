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
  std::string_view variable;
  std::array<std::string_view, 2> below_user;
};
constexpr ShellFolder kRoaming = {"AppData", "%APPDATA%", {"AppData\\Roaming", "Application Data"}};
constexpr ShellFolder kLocalFolder = {
    "Local AppData", "%LOCALAPPDATA%", {"AppData\\Local", "Local Settings\\Application Data"}};
constexpr std::array kFolders = {kRoaming, kLocalFolder};

// The folders of users lie there unless somebody chose otherwise.
constexpr std::string_view kUsualPlaces[] = {"C:\\Users", "C:\\Documents and Settings"};

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

const ShellFolder* ShellFolderOf(std::string_view value_name) {
  const auto found = std::ranges::find_if(
      kFolders, [&](const ShellFolder& f) { return EqualsFolded(f.value, value_name); });
  return found == kFolders.end() ? nullptr : &*found;
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
  if (!found.roaming_ && !found.local_ && found.warnings_.empty()) {
    found.Warn(*found.profile_dir_ +
               " has no folder of Outlook's, so that no files were looked for: -ProfileDir names "
               "the user's folder when the hive lies somewhere else");
  }
  return found;
}

// Where the user's folder was: each folder stands in one key with %USERPROFILE% and in the other
// with the path of that computer. Also what Outlook's folders are called below it.
Status UserFiles::ReadOldRoots(Registry& user) {
  REPOINT_ASSIGN(const auto relative,
                 user.Values(std::string(kExplorer) + std::string(kUserShellFolders)));
  for (const NamedValue& value : relative.value_or(std::vector<NamedValue>())) {
    const auto text = TextIn(value.value);
    if (!text || !StartsWithFolded(*text, kUserProfile)) continue;
    const std::string_view rest = std::string_view(*text).substr(kUserProfile.size());
    const auto below = RestBehind(*text, kUserProfile);
    if (below && !below->empty() && ShellFolderOf(value.name) != nullptr) {
      own_folders_.emplace_back(*below);
    }
    REPOINT_ASSIGN(const auto other,
                   user.GetValue(std::string(kExplorer) + std::string(kShellFolders), value.name));
    const auto whole = TextIn(other);
    if (rest.empty() || !whole || whole->size() <= rest.size()) continue;
    const size_t end = whole->size() - rest.size();
    if (!EqualsFolded(std::string_view(*whole).substr(end), rest)) continue;
    const std::string root = whole->substr(0, end);
    if (!IsDrivePath(root) || PathParts(root).size() < 2) continue;
    if (std::ranges::find(old_roots_, root) == old_roots_.end()) old_roots_.push_back(root);
  }
  return {};
}

Status UserFiles::ReadFolders(Registry& user, const Variables& variables) {
  std::array<std::optional<std::string>*, kFolders.size()> outlook = {&roaming_, &local_};
  for (size_t i = 0; i < kFolders.size(); ++i) {
    REPOINT_ASSIGN(const auto folder, FolderOf(user, variables, i));
    folders_.push_back(folder);
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
    // Windows writes %USERPROFILE% there: a path is that of a folder which somebody redirected.
    const bool redirected = key == kUserShellFolders && IsDrivePath(path);
    if (profile_dir_ && old_roots_.empty() && redirected) {
      redirected_.push_back(path);
      return Elsewhere(path);
    }
    if (profile_dir_) return ReRooted(path);
  }
  for (const std::string_view below : wanted.below_user) {
    if (profile_dir_) {
      if (auto folder = Below(*profile_dir_, below, below)) return folder;
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
  if (!info) WarnUnread(info.error());
  return info ? *info : std::nullopt;
}

std::optional<std::string> UserFiles::ReRooted(std::string_view path) {
  for (size_t i = 0; i < folders_.size(); ++i) {
    const auto rest = RestBehind(path, kFolders[i].variable);
    if (rest && folders_[i]) return Below(*folders_[i], *rest, path);
  }
  if (const auto rest = RestBehind(path, kUserProfile)) return Below(*profile_dir_, *rest, path);
  for (const std::string& root : old_roots_) {
    if (const auto rest = RestBehind(path, root)) return Below(*profile_dir_, *rest, path);
  }
  if (const auto rest = old_roots_.empty() ? RestInUsualPlace(path) : std::nullopt) {
    return Below(*profile_dir_, *rest, path);
  }
  return Elsewhere(path);
}

// Where nobody says what the user's folder was called, its usual place does, and on any drive what
// Outlook's folders are called in it, by Windows or by this hive: C:\WINNT\Profiles\<name>\...
std::optional<std::string_view> UserFiles::RestInUsualPlace(std::string_view path) const {
  const auto is_around = [&](std::string_view folder) {
    return RestBehind(path, folder).has_value();
  };
  if (!IsDrivePath(path) || std::ranges::any_of(redirected_, is_around)) return std::nullopt;
  if (std::ranges::any_of(kUsualPlaces, is_around)) return BehindParts(path, 3);
  for (const size_t count : {size_t{3}, size_t{4}}) {
    const std::string_view rest = BehindParts(path, count);
    const auto begins = [&](std::string_view own) { return RestBehind(rest, own).has_value(); };
    const auto usual = [&](const ShellFolder& f) {
      return std::ranges::any_of(f.below_user, begins);
    };
    if (std::ranges::any_of(own_folders_, begins) || std::ranges::any_of(kFolders, usual)) {
      return rest;
    }
  }
  return std::nullopt;
}

std::nullopt_t UserFiles::Elsewhere(std::string_view path) {
  const std::string_view where =
      old_roots_.empty() ? "may lie outside of the user's folder, of which this hive does not say "
                           "where it was"
                         : "lies outside of the user's folder";
  Warn(
      fmt::format("{} {}: it is not reached from here, and files there stay as they are; look for "
                  "those of the old mailbox by hand",
                  path, where));
  return std::nullopt;
}

// `path` is how the registry has it.
std::optional<std::string> UserFiles::Below(const std::string& folder, std::string_view relative,
                                            std::string_view path) {
  const std::vector<std::string_view> parts = PathParts(relative);
  if (std::ranges::find(parts, "..") != parts.end()) return Elsewhere(path);
  std::string found = folder;
  for (const std::string_view part : parts) {
    auto child = Child(found, part);
    if (!child) return std::nullopt;
    found = std::move(*child);
  }
  return found;
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
    WarnOfLink(path);
    return std::nullopt;
  }
  return there ? std::optional(std::move(path)) : std::nullopt;
}

// What cannot be listed is empty, with a warning.
std::vector<std::string> UserFiles::Names(const std::string& folder) {
  auto names = files_->List(folder);
  if (names) return std::move(*names);
  if (names.error().code != ErrorCode::kConflict) WarnUnread(names.error());
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
    if (!info) continue;
    const FoundFile file{row.kind, path};
    const bool wanted = fits && info->is_folder == (row.kind == FileKind::kOabFolder);
    if (info->is_link) {
      if (wanted || (info->is_folder && depth > 0)) WarnOfLink(path);
      continue;
    }
    // "Outlook.srs" of the profile Outlook fits two rows.
    if (wanted && std::ranges::find(found, file) == found.end()) found.push_back(file);
    if (info->is_folder && depth > 0) Collect(path, row, profile, depth - 1, found);
  }
}

void UserFiles::WarnUnread(const Error& error) {
  Warn(error.ToString() +
       "; it stays as it is: see to it that it can be read, or look there by hand for files of the "
       "old mailbox");
}

void UserFiles::WarnOfLink(const std::string& path) {
  Warn(
      fmt::format("{} is a link; what it leads to is not looked at and stays as it is: see to it "
                  "by hand if it is the old mailbox's",
                  path));
}

void UserFiles::Warn(std::string warning) {
  if (std::ranges::find(warnings_, warning) == warnings_.end()) {
    warnings_.push_back(std::move(warning));
  }
}

}  // namespace repoint
