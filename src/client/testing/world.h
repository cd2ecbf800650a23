// A user's computer in memory: registry, files, Outlook and clock, and runs of EMProfileUpdate on
// it.
#ifndef REPOINT_CLIENT_TESTING_WORLD_H_
#define REPOINT_CLIENT_TESTING_WORLD_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/codepage.h"
#include "base/testing/fake_files.h"
#include "client/environment.h"
#include "client/options.h"
#include "client/report.h"
#include "client/testing/fake_outlook.h"
#include "list/row.h"
#include "registry/testing/reg_text.h"

namespace repoint {

// Where Outlook 2010 has its profiles.
inline constexpr std::string_view kProfilesKey =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";
inline constexpr std::string_view kJournals = "/state/Journals";

// The key of a profile, and of its settings section.
std::string ProfileKey(std::string_view profile);
std::string SettingsKey(std::string_view profile);

// The .reg text of a profile of Outlook 2010 with one Exchange account, its mailbox and its online
// archive: mailbox /o=Old/cn=<alias> on OLDSRV, OST /ost/<alias>.ost.
std::string ProfileText(std::string_view profile, std::string_view alias);
// An additional mailbox in the account of such a profile.
std::string DelegateText(std::string_view profile, std::string_view alias);
// DefaultProfile.
std::string DefaultText(std::string_view profile);

// The row that moves <alias> from /o=Old on OLDSRV to /o=New on NEWSRV.
list::Row MoveOf(std::string_view alias);
// The row that moves <alias> on from there to /o=Third on SRV3.
list::Row MoveOnOf(std::string_view alias);

// "section\name" -> "type:hex", "section\" -> "" for each key; the order in which things are stored
// does not matter.
using Contents = std::map<std::string, std::string>;
Contents ContentsOf(Registry& registry, std::string_view key);

// May be copied: the copy goes its own way.
struct World {
  // The user's registry holds what the .reg text says; the list holds the rows.
  explicit World(std::string_view reg_text, std::vector<list::Row> rows = {});
  // Jane and Jim are listed, Bob is not; each has an OST.
  static World OfThree();
  // Jane alone: she is listed and has an OST.
  static World OfJane();
  // Profiles A and B of the same person, who is listed, with one OST for both.
  static World OfSharedOst();

  void PutList(std::vector<list::Row> rows);

  // A run in a new process, a second later.
  Report Update();
  Report Rollback();
  std::string Runs();
  // Writes what a run leaves besides: report and log. The exit code.
  int WriteOutputs(Report& report);
  // The same on other views of this world.
  Report Update(Registry& user, FileSystem& on_files);
  Report Rollback(Registry& user, FileSystem& on_files);
  // Recovery alone: the notes, or why profiles are stuck.
  Result<std::vector<std::string>> Recover(Registry& user, FileSystem& on_files);
  Environment MakeEnvironment(Registry& user, FileSystem& on_files, Log& run_log);

  Contents Profile(std::string_view name) { return ContentsOf(registry, ProfileKey(name)); }
  // Everything of the user.
  Contents All() { return ContentsOf(registry, "Software"); }
  // A text value of a profile's settings; "(none)".
  std::string Setting(std::string_view profile, std::string_view name);
  // Names of the files of a folder.
  std::vector<std::string> FilesIn(std::string_view folder);
  // The calls so far that change files.
  std::vector<std::string> Writes() const;

  MemoryRegistry registry;
  FakeFiles files;
  FakeOutlook outlook;
  int64_t now = 1774940709000;  // 2026-03-31T07:05:09Z
  StoreKind kind = StoreKind::kLive;
  std::optional<CodePage> ansi;
  Options options;
  std::map<std::string, std::string, std::less<>> variables;  // of the user's environment
  std::vector<LogLine> log;                                   // of the last run
  std::vector<std::string> progress;                          // of all runs
  std::vector<int64_t> sleeps;
};

// The outcome of each profile of a report: "updated Jane".
std::vector<std::string> Outcomes(const Report& report);
// All that a report says to people, in one text.
std::string Words(const Report& report);
// What a logon script shows of it.
std::string Shown(const Report& report);

}  // namespace repoint

#endif  // REPOINT_CLIENT_TESTING_WORLD_H_
