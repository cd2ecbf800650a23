// What a package is made of: the names of its files, and the texts among them.
#ifndef REPOINT_CONSOLE_PACKAGE_PLAN_H_
#define REPOINT_CONSOLE_PACKAGE_PLAN_H_

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "console/package.h"

namespace repoint::console {

inline constexpr std::string_view kProgram64 = "EMProfileUpdate.exe";
inline constexpr std::string_view kProgram32 = "EMProfileUpdate32.exe";
inline constexpr std::string_view kKey = "key.pub.pem";
inline constexpr std::string_view kIndexSuffix = ".idx", kSignatureSuffix = ".sig";
// The text that says how to install. Its first line is the mark by which a folder is known as ours.
inline constexpr std::string_view kInstallName = "INSTALL.txt";

struct Text {
  std::string_view name;
  std::string_view from;  // the template
  bool crlf = true;
};
// INSTALL.txt first: it marks the folder as ours.
inline constexpr Text kShareTexts[] = {
    {kInstallName, "INSTALL.txt"},
    {"logon.cmd", "logon.cmd"},
    {"run.cmd", "run.cmd"},
    {"logon.ps1", "logon.ps1"},
    {"detect.ps1", "detect.ps1"},
    {"return-codes.csv", "return-codes.csv"},
    {"playbook.yml", "playbook.yml", false},
};
inline constexpr Text kRemoteTexts[] = {
    {kInstallName, "INSTALL-remote.txt"},
    {"logon.cmd", "logon.cmd"},
    {"run.cmd", "run.cmd"},
};

// For whom a package is. By its mark none replaces one of another kind.
struct Kind {
  std::string_view mark;
  std::span<const Text> texts;
};
inline constexpr Kind kForShare = {"EMProfileUpdate package, written by emconsole", kShareTexts};
inline constexpr Kind kForPerson = {"EMProfileUpdate for one person, written by emconsole",
                                    kRemoteTexts};

// What a package is made of, checked.
struct Plan {
  const Kind& kind;
  const PackageOptions& options;
  std::string public_key;            // PEM; empty: none
  std::string person;                // of a remote package
  std::string share;                 // empty, or ends in a backslash
  std::string report;                // without final backslash
  std::string list;                  // the list's name in the package
  std::set<std::string> list_names;  // of it, index and signature, as far as they are there
};

// `list_name` is the list's name in the package. kUsage for what not every script can hold.
Result<Plan> MakePlan(const Kind& kind, const PackageOptions& options, const std::string& list_name,
                      bool indexed, bool is_signed);

// The texts of the plan's kind, in its order, as the files hold them. kUsage when the switches are
// too many for a batch file.
Result<std::vector<std::string>> FillTexts(const Plan& plan);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_PACKAGE_PLAN_H_
