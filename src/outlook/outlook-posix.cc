#include "outlook/outlook.h"

namespace repoint {
namespace {

class NoOutlook : public Outlook {
 public:
  Result<std::optional<OutlookInstallation>> FindInstalled() override { return std::nullopt; }
  Result<RunningMapi> FindRunning() override { return RunningMapi{}; }
  Result<std::unique_ptr<OutlookProcess>> Start(const OutlookInstallation& installation,
                                                std::string_view profile,
                                                std::string_view options) override {
    return Fail(ErrorCode::kUnsupported, "Outlook can only be started on Windows",
                OutlookCommandLine(installation.path, profile, options));
  }
};

}  // namespace

std::unique_ptr<Outlook> SystemOutlook(Registry&, Registry&, Registry&, std::string) {
  return std::make_unique<NoOutlook>();
}

}  // namespace repoint
