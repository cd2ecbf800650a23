// What "migrated" means in the database, said once: a source object with one target that is beyond
// doubt, and that target is a mailbox and not gone.
#ifndef REPOINT_CONSOLE_MIGRATED_H_
#define REPOINT_CONSOLE_MIGRATED_H_

#include <string_view>

namespace repoint::console {

// A condition over three tables under these names: object s (source), match m, object t (target).
//
//   "SELECT ... FROM object s CROSS JOIN match m CROSS JOIN object t WHERE " + kMigrated
//   "SELECT ... FROM object s WHERE NOT EXISTS (SELECT 1 FROM match m CROSS JOIN object t WHERE
//   ..."
//
// SQLite joins CROSS JOIN in the order written, so that rows come in the order of an index of the
// first table; PostgreSQL chooses for itself.
inline constexpr std::string_view kMigrated =
    "m.source_id = s.id AND m.ambiguous = 0 AND t.id = m.target_id AND t.is_mailbox = 1 AND "
    "t.gone = 0";

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_MIGRATED_H_
