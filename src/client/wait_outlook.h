// -WaitOutlook. docs/administrator.md, "The logon script".
#ifndef REPOINT_CLIENT_WAIT_OUTLOOK_H_
#define REPOINT_CLIENT_WAIT_OUTLOOK_H_

#include "client/environment.h"
#include "client/options.h"
#include "client/report.h"

namespace repoint {

// Whether Outlook runs, after waiting for its end as long as the options say. Other programs that
// use MAPI are a warning of the report. Of an export: false.
Result<bool> OutlookRuns(const Options& options, Environment& environment, Report& report);

}  // namespace repoint

#endif  // REPOINT_CLIENT_WAIT_OUTLOOK_H_
