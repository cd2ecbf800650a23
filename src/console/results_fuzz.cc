// Any bytes as a report file, and any name as its name.
#include "base/text.h"
#include "console/report_file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace repoint;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)console::ReportTime(text.substr(0, 100), 1774940709);
  const auto report = console::ParseReportFile(text);
  if (!report) return report.error().message.empty() ? 1 : 0;
  for (const console::ReportedProfile& profile : report->results) {
    // What the database relies on.
    const bool fits = IsUtf8(profile.source_dn) &&
                      profile.source_dn.size() <= console::kMaxReportText &&
                      profile.profile.find('\0') == std::string::npos;
    if (!fits) __builtin_trap();
  }
  return 0;
}
