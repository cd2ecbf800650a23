// What a run leaves behind beside the profiles: its log and its result file.
#ifndef REPOINT_CLIENT_OUTPUTS_H_
#define REPOINT_CLIENT_OUTPUTS_H_

#include "client/environment.h"
#include "client/options.h"
#include "client/report.h"

namespace repoint {

// Writes the result file of -Report and appends the log, whatever the verbosity. A dry run writes
// only those that are named. Returns the report's exit code, or kExitReport when the run was fine
// and one of the two failed; the failure is added to the report's warnings.
int WriteOutputs(const Options& options, Environment& environment, Report& report);

// The parts of it. The result file alone, with the same exit code and warning.
int WriteResultFile(const Options& options, Environment& environment, Report& report);
// What the log says of a run; empty when none is kept.
std::string LogText(const Options& options, const Environment& environment, const Report& report);
Status AppendLog(const Options& options, const Environment& environment, std::string_view text);

}  // namespace repoint

#endif  // REPOINT_CLIENT_OUTPUTS_H_
