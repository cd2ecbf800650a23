// -RunOutlook and -RunOutlookAll. docs/administrator.md, "Starting Outlook".
#ifndef REPOINT_CLIENT_START_OUTLOOK_H_
#define REPOINT_CLIENT_START_OUTLOOK_H_

#include "client/environment.h"
#include "client/options.h"
#include "client/report.h"

namespace repoint {

// Starts Outlook once for each profile of the report that the options mean, one after the other,
// and asks each to close after the delay unless it is to stay. What cannot be started is a warning:
// the update itself is done.
void StartOutlookForProfiles(const Options& options, Environment& environment, Report& report);

}  // namespace repoint

#endif  // REPOINT_CLIENT_START_OUTLOOK_H_
