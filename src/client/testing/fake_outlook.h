// Outlook that tests start, end and look at.
#ifndef REPOINT_CLIENT_TESTING_FAKE_OUTLOOK_H_
#define REPOINT_CLIENT_TESTING_FAKE_OUTLOOK_H_

#include <memory>
#include <string>
#include <vector>

#include "outlook/outlook.h"

namespace repoint {

// Everything is set up and looked at by its members.
struct FakeOutlook : Outlook {
  bool installed = true;
  bool running = false;
  int starts_at_look = 0;  // runs from this call of FindRunning on, counted from 1; 0 = never
  int ends_at_look = 0;    // does not run from this call on
  std::vector<std::string> others;
  bool closes = true;        // what CloseAfter gives
  bool start_fails = false;  // Start is kIo

  int looks = 0;                    // calls of FindRunning so far
  std::vector<std::string> events;  // "start /profile Jane, options", "close after 5"

  Result<std::optional<OutlookInstallation>> FindInstalled() override {
    if (!installed) return std::nullopt;
    return OutlookInstallation{"C:\\Office\\OUTLOOK.EXE", "14.0", 4};
  }
  Result<RunningMapi> FindRunning() override {
    ++looks;
    if (looks == starts_at_look) running = true;
    if (looks == ends_at_look) running = false;
    return RunningMapi{running, others};
  }
  Result<std::unique_ptr<OutlookProcess>> Start(const OutlookInstallation& installation,
                                                std::string_view profile,
                                                std::string_view options) override {
    events.push_back("start " + installation.path + " [" + std::string(profile) + "] [" +
                     std::string(options) + "]");
    if (start_fails) return Fail(ErrorCode::kIo, "made to fail");
    return std::make_unique<Process>(*this);
  }

 private:
  struct Process : OutlookProcess {
    explicit Process(FakeOutlook& owner) : outlook(owner) {}
    Result<bool> CloseAfter(int64_t seconds) override {
      outlook.events.push_back("close after " + std::to_string(seconds));
      return outlook.closes;
    }
    FakeOutlook& outlook;
  };
};

}  // namespace repoint

#endif  // REPOINT_CLIENT_TESTING_FAKE_OUTLOOK_H_
