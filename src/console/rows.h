// The migrated mailboxes of a project, read from the database in the order of the list: what the
// export, its checks and the state of the project have in common.
#ifndef REPOINT_CONSOLE_ROWS_H_
#define REPOINT_CONSOLE_ROWS_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "console/export.h"

namespace repoint::console {

struct MigratedMailbox {
  list::Row row;
  std::vector<std::string> target_proxies;  // "X500:/o=...", "smtp:..."
};

// As VisitRows, for the mailboxes whose source or target has one of the keys as its DN or primary
// address; no keys: all. Runs in a snapshot of the database: `visit` must not use it. kDamaged
// for proxies in the database that are no JSON.
Status VisitMigrated(Database& database, const Project& project, const std::vector<list::Key>& only,
                     const std::function<Status(MigratedMailbox)>& visit);

// What the target lacks of the row's SourceDN; nullopt when it has it as an X500 address or as its
// own legacy DN, or when the source has no DN.
std::optional<MissingX500> MissingX500Of(const MigratedMailbox& mailbox);

// The elements of a JSON array of text; nullopt for anything else.
std::optional<std::vector<std::string>> TextsOfJson(std::string_view json);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_ROWS_H_
