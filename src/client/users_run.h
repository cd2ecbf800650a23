// -AllUsers: a run on every user of this computer, one after the other. docs/administrator.md,
// "Every user of a computer".
#ifndef REPOINT_CLIENT_USERS_RUN_H_
#define REPOINT_CLIENT_USERS_RUN_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "client/all_users.h"
#include "client/environment.h"
#include "client/fleet_work.h"
#include "client/options.h"

namespace repoint {

// What of the computer is not in the environment of whoever runs this. The registries are borrowed.
struct Computer {
  UserSources sources;
  bool elevated = false;
  std::string own_sid;  // of whoever runs this
  // "CORP\jane"; nullopt when nobody can tell.
  std::function<std::optional<std::string>(const std::string& sid)> account_name;
  // HKEY_USERS\<sid>, called `name` in messages.
  std::function<Result<std::shared_ptr<Registry>>(const std::string& sid, const std::string& name)>
      open_user;
  // Outlook as this user runs it.
  std::function<std::unique_ptr<Outlook>(const std::string& sid)> outlook_of;
};

// Does what the options say to every user, and returns the exit code: 3 and 4 when nothing could
// begin (4 also when this is not elevated), else the first of 4, 1, 5, 6, 7 that one of the users
// ended with. Whoever runs this is worked on in `host`, as without -AllUsers; of others no files
// are touched but the hive.
int RunAllUsers(const Options& options, const Environment& host, const Computer& computer,
                const FleetOutput& output);

}  // namespace repoint

#endif  // REPOINT_CLIENT_USERS_RUN_H_
