// The migrated mailboxes of a project with what clients reported of them, a page at a time.
#ifndef REPOINT_CONSOLE_MAILBOX_STATES_H_
#define REPOINT_CONSOLE_MAILBOX_STATES_H_

#include <cstdint>
#include <functional>
#include <string>

#include "console/database.h"
#include "console/project.h"
#include "console/results.h"

namespace repoint::console {

enum class MailboxOrder { kSourceDn, kTargetSmtp };  // folded, by bytes

// A report names a mailbox by source or target: by DN, or by address where one of the two knows no
// DN (addresses get recycled). Each page is read in a transaction of its own; `visit` runs outside
// of it.
Status VisitMailboxStates(Database& database, const Project& project, MailboxOrder order,
                          const std::function<Status(const StatusLine&)>& visit);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_MAILBOX_STATES_H_
