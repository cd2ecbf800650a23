// Any bytes as a report file, and any name as its name.
#include <cstdlib>

#include "base/text.h"
#include "console/report_file.h"

namespace repoint::console {
namespace {

// What the database relies on.
bool Fits(const std::string& text, size_t limit = kMaxReportText) {
  return IsUtf8(text) && text.size() <= limit && text.find('\0') == std::string::npos;
}

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace
}  // namespace repoint::console

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace repoint::console;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)ReportTime(text.substr(0, 100), 1774940709);
  const auto report = ParseReportFile(text);
  if (!report) return 0;
  Require(Fits(report->computer) && Fits(report->user) && report->results.size() <= 1000);
  for (const ReportedProfile& profile : report->results) {
    Require(Fits(profile.source_dn) && Fits(profile.target_smtp) && Fits(profile.profile));
    Require(Fits(profile.error, kMaxReportText + 3));
  }
  return 0;
}
