// Reports as text for people, as JSON for programs, and values of a profile in words.
#ifndef REPOINT_CLIENT_RENDER_H_
#define REPOINT_CLIENT_RENDER_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/codepage.h"
#include "client/report.h"
#include "profile/props.h"
#include "registry/registry.h"

namespace repoint {

struct TextStyle {
  bool verbose = false;  // every edit; every profile also when none is listed
  AnsiPage ansi{};
  bool summary = true;  // the line that counts the profiles
};

// Lines for standard output, each ended, without the version line.
std::string RenderText(const Report& report, const TextStyle& style);

// One JSON object a line: one for each profile, then the summary.
std::string RenderJson(const Report& report);
// The result file of -Report: one object with the summary's members and the profiles
// in "results".
std::string RenderReportFile(const Report& report);

// A value for people: text in quotation marks, numbers, ids by what they name, other bytes as hex
// (cut after 32). `name` is the value's name in the profile.
std::string DescribeValue(std::string_view name, const RegValue& value, const AnsiPage& ansi);
// "section\name: before -> after (reason)"
std::string DescribeEdit(const Edit& edit, const ProfileRef& profile, const AnsiPage& ansi);

}  // namespace repoint

#endif  // REPOINT_CLIENT_RENDER_H_
