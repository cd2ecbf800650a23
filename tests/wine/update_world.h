// A Windows with profiles, the list of the fixtures and EMProfileUpdate.exe; and what the registry
// holds, as values that can be compared.
#ifndef REPOINT_TESTS_WINE_UPDATE_WORLD_H_
#define REPOINT_TESTS_WINE_UPDATE_WORLD_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "update/journal.h"
#include "wine/wine.h"

namespace repoint {

// "<key>\<value>" -> "<type>:<hex>", names in small letters; "[<key>]" -> "" for each key.
using Values = std::map<std::string, std::string>;

// What an import of an export leaves. Texts of REGEDIT4 are read in Windows-1252. Every key is
// relative to HKEY_CURRENT_USER.
Values ValuesOf(std::string_view reg_file);
// "name: before -> after" for each value that differs, for messages and expectations.
std::vector<std::string> Differences(const Values& before, const Values& after);
// Those of them that lie below a key.
Values Below(const Values& values, std::string_view key);
// Those of profiles: not our marks, nor what else lies in a registry.
Values ProfilesOf(const Values& all);

std::string FixturePath(const std::string& name);
std::string ListPath();

inline constexpr std::string_view kWmsRoot =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles";
inline constexpr std::string_view kOffice16Root =
    "Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles";

class UpdateWorld {
 public:
  Wine wine;

  // These exports instead of all profiles and marks that there are.
  void Install(const std::vector<std::string>& reg_files);
  // The same with an export whose profile `from` is called `to`.
  void InstallRenamed(const std::string& fixture, const std::string& from, const std::string& to);

  // EMProfileUpdate.exe with the list of the fixtures and more arguments.
  Finished Update(const std::vector<std::string>& arguments = {}, const RunOptions& options = {});
  // Without a list.
  Finished Run(const std::vector<std::string>& arguments, const RunOptions& options = {});
  // The code page that Windows says it has.
  void SetAnsiCodePage(int number);
  // A list with this one row, and its path on Linux. Fields as in kColumnNames.
  std::string List(const std::vector<std::string>& fields);

  // Every value of every profile.
  Values Profiles();
  // Where journals go by default, on Linux.
  std::string StateFolder() const;
  // Without those of which a kill left no first record: nothing was done under them.
  std::vector<JournalFile> Journals();
};

// How many units of all journals ended in a state.
int Count(const std::vector<JournalFile>& journals, UnitState state);

}  // namespace repoint

#endif  // REPOINT_TESTS_WINE_UPDATE_WORLD_H_
