// Everything around a run: registries, files, Outlook, clock. The program makes the real one, tests
// make their own.
#ifndef REPOINT_CLIENT_ENVIRONMENT_H_
#define REPOINT_CLIENT_ENVIRONMENT_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/codepage.h"
#include "base/files.h"
#include "base/log.h"
#include "outlook/outlook.h"
#include "registry/registry.h"
#include "update/store_kind.h"

namespace repoint {

// Another user than the one who runs this, of -AllUsers: logged on at one run, a hive at the next.
struct OtherUser {
  std::string name;  // of the account, else the SID
  // Of whoever runs this, for this user alone, so that it is found however that user is reached.
  Result<std::string> journals = std::string();
  std::vector<std::string> stores;  // RunInfo::store of either way to this user
};

// Nothing is owned. `user` is the registry that is worked on; it belongs to this computer's user
// when `kind` is kLive.
struct Environment {
  Registry& user;
  FileSystem& files;
  Outlook& outlook;
  Log& log;
  StoreKind kind = StoreKind::kLive;
  bool ansi_export = false;        // a REGEDIT4 export whose code page nobody told
  std::optional<CodePage> ansi{};  // of the user's system, or -CodePage
  std::string store{};             // RunInfo::store of what is read
  std::string store_out{};         // and of where changes go: the same, but for an export
  std::string user_name{};         // of a hive: its path, since nobody knows whose it is
  std::string computer_name{};
  // Journals, lock and log; not made yet. The error, where there is none, is for those who need it.
  // Of another user: that user's, for the lock alone.
  Result<std::string> state_folder = std::string();
  std::string program_folder{};  // EMAMappings.tab is looked for here
  std::string version{};
  std::optional<OtherUser> other{};
  // Of this computer's user; nullopt when it is not set.
  std::function<std::optional<std::string>(std::string_view)> variable = [](std::string_view) {
    return std::nullopt;
  };
  std::function<int64_t()> now_millis{};
  std::function<void(int64_t)> sleep_millis{};
  std::function<void(std::string_view)> progress{};  // a line for a person who waits

  StoreTraits traits() const { return TraitsOf(kind); }
};

// Makes it one of a run on this hive, which is `env.user`.
void SetHive(Environment& environment, const std::string& path);

// Whose profiles are worked on, for texts: the user, or the file.
std::string SubjectOf(const Environment& environment);

// The ANSI code page of this Windows: HKLM\SYSTEM\CurrentControlSet\Control\Nls\CodePage, value ACP
// (never GetACP, which the UTF-8 manifest turns into 65001). nullopt when it is not there or has no
// table.
Result<std::optional<CodePage>> SystemAnsiPage(Registry& machine);

}  // namespace repoint

#endif  // REPOINT_CLIENT_ENVIRONMENT_H_
