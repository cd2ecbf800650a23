#include "outlook/file_kinds.h"

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

constexpr std::string_view kProfile = "<profile>";

struct KindName {
  FileKind kind;
  std::string_view name;
  std::string_view words;
  bool plural = false;
};
constexpr KindName kNames[] = {
    {FileKind::kOst, "ost", "the old OST"},
    {FileKind::kUnnamedOst, "unnamed-ost", "the old OST"},
    {FileKind::kNicknames, "nicknames", "the nickname file"},
    {FileKind::kAutocomplete, "autocomplete", "the autocomplete cache"},
    {FileKind::kAutodiscover, "autodiscover", "the Autodiscover cache"},
    {FileKind::kOab, "oab", "the offline address book"},
    {FileKind::kOabFolder, "oab-folder", "the offline address book"},
    {FileKind::kFavorites, "favorites", "the favourites", true},
    {FileKind::kSendReceive, "send-receive", "the send/receive groups", true},
    {FileKind::kAddressBook, "address-book", "the personal address book"},
    {FileKind::kRules, "rules", "the rules file"},
};

// Names and folders: HP030822101033 (2003), howto-outlook "files and settings" (2007 to 2016),
// O'Reilly "Outlook 2000 in a Nutshell", appendix B.
// clang-format off
constexpr FileRow kTable[] = {
    {FileKind::kOst,          {8, 16},  FilePlace::kRegistry,  "",                      "*.ost",                    FileAction::kRename},
    {FileKind::kUnnamedOst,   {8, 16},  FilePlace::kLocal,     "",                      "*.ost",                    FileAction::kRename},
    {FileKind::kNicknames,    {8, 9},   FilePlace::kRoaming,   "",                      "<profile>.nick",           FileAction::kRewrite},
    {FileKind::kNicknames,    {10, 12}, FilePlace::kRoaming,   "",                      "<profile>.nk2",            FileAction::kRewrite},
    {FileKind::kAutocomplete, {14, 16}, FilePlace::kLocal,     "RoamCache",             "Stream_Autocomplete_*.dat", FileAction::kRewrite},
    {FileKind::kAutodiscover, {12, 16}, FilePlace::kLocal,     "**",                    "*Autodiscover*.xml",       FileAction::kRename},
    {FileKind::kOab,          {8, 11},  FilePlace::kBesideOst, "",                      "*.oab",                    FileAction::kRename},
    {FileKind::kOabFolder,    {12, 16}, FilePlace::kLocal,     "Offline Address Books", "*-*-*-*-*",                FileAction::kRename},
    {FileKind::kFavorites,    {8, 10},  FilePlace::kRoaming,   "",                      "<profile>.fav",            FileAction::kRename},
    {FileKind::kFavorites,    {11, 12}, FilePlace::kRoaming,   "",                      "<profile>.xml",            FileAction::kRename},
    {FileKind::kSendReceive,  {8, 16},  FilePlace::kRoaming,   "",                      "Outlook.srs",              FileAction::kRename},
    {FileKind::kSendReceive,  {8, 16},  FilePlace::kRoaming,   "",                      "<profile>.srs",            FileAction::kRename},
    {FileKind::kAddressBook,  {8, 11},  FilePlace::kRegistry,  "",                      "*.pab",                    FileAction::kReport},
    {FileKind::kRules,        {8, 16},  FilePlace::kRoaming,   "",                      "*.rwz",                    FileAction::kReport},
};
// clang-format on

bool FitsFolded(std::string_view name, std::string_view pattern) {
  if (pattern.empty()) return name.empty();
  if (pattern.front() != '*') {
    return !name.empty() && FoldAscii(name.front()) == FoldAscii(pattern.front()) &&
           FitsFolded(name.substr(1), pattern.substr(1));
  }
  for (size_t skipped = 0; skipped <= name.size(); ++skipped) {
    if (FitsFolded(name.substr(skipped), pattern.substr(1))) return true;
  }
  return false;
}

// Whether folders end in Microsoft\Outlook and what the row has below that.
bool FitsFolders(const FileRow& row, std::vector<std::string_view> folders) {
  if (row.place == FilePlace::kBesideOst) return true;
  if (row.place == FilePlace::kRegistry) return false;
  const auto ends_in_outlook = [](const std::vector<std::string_view>& parts) {
    return parts.size() >= 2 && EqualsFolded(parts[parts.size() - 1], "Outlook") &&
           EqualsFolded(parts[parts.size() - 2], "Microsoft");
  };
  if (row.below == "**") {
    while (!folders.empty() && !ends_in_outlook(folders)) folders.pop_back();
  } else if (!row.below.empty()) {
    if (folders.empty() || !EqualsFolded(folders.back(), row.below)) return false;
    folders.pop_back();
  }
  return ends_in_outlook(folders);
}

const KindName& NamesOf(FileKind kind) { return kNames[static_cast<size_t>(kind)]; }

}  // namespace

std::vector<std::string_view> PathParts(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const size_t end = std::min(path.find_first_of("/\\"), path.size());
    if (end != 0) parts.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

std::string_view FileKindName(FileKind kind) { return NamesOf(kind).name; }
std::string_view FileKindWords(FileKind kind) { return NamesOf(kind).words; }

std::string FileKindStays(FileKind kind) {
  const KindName& names = NamesOf(kind);
  return std::string(names.words) + (names.plural ? " stay as they are" : " stays as it is");
}

std::optional<FileKind> FileKindByName(std::string_view name) {
  for (const KindName& known : kNames) {
    if (known.name == name) return known.kind;
  }
  return std::nullopt;
}

std::span<const FileRow> FileTable() { return kTable; }

bool FitsPattern(std::string_view name, std::string_view pattern,
                 std::optional<std::string_view> profile) {
  if (!pattern.starts_with(kProfile)) return FitsFolded(name, pattern);
  const std::string_view rest = pattern.substr(kProfile.size());
  if (!profile) return name.size() > rest.size() && FitsFolded(name, "*" + std::string(rest));
  return StartsWithFolded(name, *profile) && EqualsFolded(name.substr(profile->size()), rest);
}

bool MayBeOfKind(FileKind kind, std::string_view path) {
  std::vector<std::string_view> folders = PathParts(path);
  if (folders.empty() || std::ranges::find(folders, "..") != folders.end()) return false;
  const std::string_view name = folders.back();
  folders.pop_back();
  return std::ranges::any_of(kTable, [&](const FileRow& row) {
    return row.kind == kind && row.action != FileAction::kReport &&
           FitsPattern(name, row.pattern, std::nullopt) && FitsFolders(row, folders);
  });
}

}  // namespace repoint
