// Where there is no Outlook to be asked for: on Linux, and for people who are not logged on.
#ifndef REPOINT_OUTLOOK_NO_OUTLOOK_H_
#define REPOINT_OUTLOOK_NO_OUTLOOK_H_

#include <memory>
#include <optional>
#include <string_view>

#include "outlook/outlook.h"

namespace repoint {

// None is installed and nothing runs; starting one is kUnsupported.
class NoOutlook : public Outlook {
 public:
  Result<std::optional<OutlookInstallation>> FindInstalled() override { return std::nullopt; }
  Result<RunningMapi> FindRunning() override { return RunningMapi{}; }
  Result<std::unique_ptr<OutlookProcess>> Start(const OutlookInstallation& installation,
                                                std::string_view profile,
                                                std::string_view options) override {
    return Fail(ErrorCode::kUnsupported, "Outlook can only be started where its user is logged on",
                OutlookCommandLine(installation.path, profile, options));
  }
};

}  // namespace repoint

#endif  // REPOINT_OUTLOOK_NO_OUTLOOK_H_
