// What -Inspect shows of a profile's sections: lines with the meaning, the name and the decoded
// data of each value that is worth one.
#ifndef REPOINT_CLIENT_INSPECT_SECTIONS_H_
#define REPOINT_CLIENT_INSPECT_SECTIONS_H_

#include <string>
#include <string_view>
#include <vector>

#include "profile/graph.h"

namespace repoint {

struct InspectLine {
  std::string label;
  std::string name;  // of the value
  std::string value;
};

struct InspectSection {
  std::string section;  // its path below the profile
  std::string kind;     // "MSUPST MS", "POP3", "private"; empty: nothing to say
  std::vector<InspectLine> lines;
};

// An Exchange account's settings, and its stores in the order of their lists.
std::vector<InspectLine> SettingsOf(const Profile& profile, const ExchangeAccount& account);
std::vector<InspectSection> StoresOf(const Profile& profile, const ExchangeAccount& account);
// Stores of other services, such as PST files.
std::vector<InspectSection> OtherStores(const Profile& profile);
// The account manager's accounts of every kind.
std::vector<InspectSection> ManagerAccounts(const Profile& profile);
// Where names are looked up: search path, default address lists, directory server.
std::vector<InspectLine> AddressBook(const Profile& profile);

}  // namespace repoint

#endif  // REPOINT_CLIENT_INSPECT_SECTIONS_H_
