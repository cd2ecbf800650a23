// The files beside a profile that name its mailbox: one table of what they are called, where every
// Outlook from 97 to 365 keeps them, and what an update does to them. docs/update.md, "Files".
#ifndef REPOINT_OUTLOOK_FILE_KINDS_H_
#define REPOINT_OUTLOOK_FILE_KINDS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace repoint {

enum class FileKind : uint8_t {
  kOst,           // named by 6610
  kUnnamedOst,    // found in its default folder
  kNicknames,     // the names that Outlook offers while an address is typed
  kAutocomplete,  // the cache of the same in the mailbox
  kAutodiscover,  // answers of Autodiscover
  kOab,           // offline address book, files beside the OST
  kOabFolder,     // the same, a folder for each
  kFavorites,     // favourites and navigation pane
  kSendReceive,   // send/receive groups
  kAddressBook,   // PAB
  kRules,         // exported rules
};

// "ost", "nicknames", ...: in the journal and in JSON.
std::string_view FileKindName(FileKind kind);
std::optional<FileKind> FileKindByName(std::string_view name);
// "the offline address book": for people.
std::string_view FileKindWords(FileKind kind);
// "the offline address book stays as it is", "the favourites stay as they are".
std::string FileKindStays(FileKind kind);

// Where a kind of files lies.
enum class FilePlace : uint8_t {
  kRegistry,   // where a value of the profile says
  kBesideOst,  // in the folder of the OST
  kRoaming,    // %APPDATA%\Microsoft\Outlook
  kLocal,      // %LOCALAPPDATA%\Microsoft\Outlook
};

enum class FileAction : uint8_t {
  kRename,   // to "<file name>.<UTC>.bak"; Outlook makes a new one
  kRewrite,  // the same, and re-addressed content takes the old name
  kReport,   // never touched; named when it holds DNs of listed mailboxes
};

// Versions as Outlook numbers them: 8 = 97, 8.5 = 98 (here 8), 9 = 2000, 10 = 2002, 11 = 2003,
// 12 = 2007, 14 = 2010, 15 = 2013, 16 = 2016 to 365.
struct OutlookVersions {
  int first;
  int last;
  bool Overlaps(OutlookVersions other) const { return first <= other.last && other.first <= last; }
};

struct FileRow {
  FileKind kind;
  OutlookVersions versions;
  FilePlace place;
  std::string_view below;    // folder below the place; "**": any
  std::string_view pattern;  // of the name, without case: '*' is any text, "<profile>" the profile
  FileAction action;
};

std::span<const FileRow> FileTable();

// The names in a path of any system, separated by '/' or '\\'; none of them is empty.
std::vector<std::string_view> PathParts(std::string_view path);

// Whether a file's name fits a pattern of the table. `profile` nullopt: of any profile.
bool FitsPattern(std::string_view name, std::string_view pattern,
                 std::optional<std::string_view> profile);

// Whether a path, separated by '/' or '\', is one that the table can lead to for this kind: name
// and folders fit a row. Kinds that the registry names never are. A journal that somebody made up
// must not move anything else.
bool MayBeOfKind(FileKind kind, std::string_view path);

}  // namespace repoint

#endif  // REPOINT_OUTLOOK_FILE_KINDS_H_
