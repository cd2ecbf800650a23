// What the command line of EMProfileUpdate asks for. docs/administrator.md lists the switches for
// people.
#ifndef REPOINT_CLIENT_OPTIONS_H_
#define REPOINT_CLIENT_OPTIONS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/shard.h"
#include "profile/roots.h"
#include "update/method.h"

namespace repoint {

// The list when none is named, in the program's own folder.
inline constexpr std::string_view kDefaultList = "EMAMappings.tab";

enum class Mode { kUpdate, kInspect, kVerify, kRollback, kJournals, kHelp, kVersion };

struct Options {
  Mode mode = Mode::kUpdate;

  std::optional<std::string> list;    // without it: EMAMappings.tab in the program's own folder
  std::vector<std::string> profiles;  // -Profile; empty: all
  MethodChoice method = MethodChoice::kAuto;
  bool reprocess = false;
  bool dry_run = false;
  bool force = false;
  bool allow_edited = false;
  std::optional<std::string> public_key;

  std::optional<std::string> reg_file;
  std::optional<std::string> out;            // of -RegFile or -NicknameFile
  std::optional<std::string> nickname_file;  // -NicknameFile: this alone is worked on, no profile
  std::vector<std::string> hives;            // -Hive
  bool all_users = false;                    // -AllUsers
  bool hive_log = false;                     // -HiveLog: committed through the hive's own log
  int jobs = 0;                              // -Jobs; 0: one for each core
  std::optional<Shard> shard;                // -Shard
  bool resume = false;                       // -Resume
  std::optional<int> code_page;

  bool rename_ost = true;  // -OstFile rename
  bool no_files = false;
  bool update_nicknames = true;            // -Nicknames update
  bool update_autocomplete = false;        // -Autocomplete update
  bool rename_oab = true;                  // -Oab rename
  bool rename_favorites = false;           // -Favorites rename
  std::optional<std::string> profile_dir;  // -ProfileDir
  std::optional<std::string> journal_dir;
  std::optional<std::string> rollback_id;  // -Rollback <id>

  bool run_outlook = false;
  bool run_outlook_all = false;
  std::string outlook_options;
  bool keep_outlook_open = false;
  int64_t close_outlook_after_seconds = 5;
  int64_t wait_outlook_minutes = 0;

  bool verbose = false;
  bool json = false;
  std::optional<std::string> log;
  std::optional<std::string> report;

  // Whether -Profile leaves a profile of this name in.
  bool Wants(std::string_view profile_name) const;
  // The names of -Profile that none of these profiles has.
  std::vector<std::string> UnknownNames(const std::vector<ProfileRef>& profiles) const;
  bool UsesList() const { return mode == Mode::kUpdate || mode == Mode::kVerify; }
};

// Reads the arguments (without the program's name). Switch names are compared without case; -name,
// --name and, with `slash_switches` (Windows), /name are the same; a lone "-" before a switch name
// counts as part of it; a value is the next argument or follows '=' or ':'. Errors are kUsage.
Result<Options> ParseCommandLine(const std::vector<std::string>& arguments, bool slash_switches);
// Whether -Json is among the arguments, also of a command line that makes no sense: its error then
// is an object, too.
bool AsksForJson(const std::vector<std::string>& arguments, bool slash_switches);

// kUsage when -Out or -Log name a file that the run reads, or the same one. `default_list` is the
// list when none is named.
Status CheckWrittenFiles(const Options& options, const std::string& default_list);

// The page of -Help.
std::string HelpText();

}  // namespace repoint

#endif  // REPOINT_CLIENT_OPTIONS_H_
