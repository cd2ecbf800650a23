// What a run did: a result for each profile, and a summary. docs/exit-codes.md.
#ifndef REPOINT_CLIENT_REPORT_H_
#define REPOINT_CLIENT_REPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "update/leftovers.h"
#include "update/unit.h"

namespace repoint {

enum ExitCode : int {
  kExitDone = 0,
  kExitProfileFailed = 1,
  kExitUsage = 2,
  kExitList = 3,
  kExitRegistry = 4,
  kExitDeferred = 5,
  kExitReport = 6,
  kExitLeftovers = 7,
  kExitInternal = 10,
};

enum class ProfileOutcome {
  kUpdated,
  kWouldUpdate,
  kCurrent,
  kDoneBefore,
  kNotListed,
  kNoExchange,
  kFailed,
  kDeferred,
  kRolledBack,
  kNewOutlook,
};
// "would-update", ...
std::string_view OutcomeName(ProfileOutcome outcome);

struct MailboxName {
  std::string dn, smtp, server;  // empty = unknown
  // The address, else the DN, else the server.
  const std::string& Short() const;
};

struct ProfileResult {
  std::string store;  // Registry::Describe
  ProfileRef profile{};
  ProfileOutcome outcome = ProfileOutcome::kNotListed;
  std::string outlook;         // installed version, "16.0"; empty = unknown
  std::string method;          // "explicit", "rediscover", "mixed"; empty: none
  MailboxName source, target;  // of the first listed account
  std::vector<Edit> edits;     // made, or planned
  std::vector<FileMove> files;
  std::vector<Leftover> leftovers;
  std::vector<std::string> warnings;
  std::string journal;  // id of the run
  std::optional<Error> error;
};

// A hive as a run left it.
struct HiveState {
  uint64_t size = 0;
  int64_t modified_nanos = 0;  // Unix time in nanoseconds, as exact as the system has it
  friend bool operator==(const HiveState&, const HiveState&) = default;
};

struct Report {
  std::string version;
  std::string mode;  // "update", "dry-run", "verify", "rollback"
  std::string user, computer;
  std::string store;  // RunInfo::store
  std::optional<HiveState> hive;
  std::string subject;  // whose profiles these are, in texts: the user, or the export
  std::string list_path, list_digest;
  bool list_indexed = false;
  int64_t started = 0;  // Unix milliseconds
  int64_t ended = 0;
  std::vector<ProfileResult> profiles;
  std::vector<std::string> notes;  // lines for people, beside those of the profiles
  std::vector<std::string> warnings;
  // Warnings of the rooms below, such as of an index that does not fit the list: for the eyes of
  // people only when one of their mailboxes is listed.
  std::vector<std::string> asides;
  std::optional<Error> error;  // why the run as a whole stopped
  int exit = kExitDone;

  int Count(ProfileOutcome outcome) const;
  // Nobody is listed: this user is to be left in peace.
  bool OnlyStrangers() const;
  // Adds a warning, once.
  void Warn(std::string warning);
  // What the rooms below have to say (an index that is ignored, columns that were guessed, a
  // journal that cannot be read), once.
  void AddAsides(const Log& log);
};

// The lowest-numbered rule that applies: 4, 1, 5, 6; then 7.
int ExitOf(const Report& report, bool report_failed, bool leftovers_count);

}  // namespace repoint

#endif  // REPOINT_CLIENT_REPORT_H_
