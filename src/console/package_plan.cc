#include "console/package_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "console/script_text.h"
#include "console/templates.h"

namespace repoint::console {
namespace {

// cmd takes 8191 characters a line since Windows XP.
constexpr size_t kMaxSwitches = 6000;

std::string WithoutFinalSeparators(std::string text) {
  while (text.ends_with('\\') || text.ends_with('/')) text.pop_back();
  return text;
}

// With backslashes, of which the last is the last character.
Result<std::string> ShareFolder(std::string share) {
  if (share.empty()) return share;
  REPOINT_TRY(CheckScriptText("the share", share));
  std::ranges::replace(share, '/', '\\');
  const bool absolute =
      share.starts_with("\\\\") || share.starts_with('%') || (share.size() > 1 && share[1] == ':');
  if (!absolute || share.find_first_of("<>|*?") != std::string::npos) {
    return Fail(ErrorCode::kUsage,
                fmt::format("the share \"{}\" is no folder as a client names it; it has the form "
                            "\\\\server\\share\\folder",
                            share));
  }
  return WithoutFinalSeparators(std::move(share)) + '\\';
}

std::string CmdSwitches(const Plan& plan) {
  std::string line;
  if (!plan.public_key.empty()) line += fmt::format(" -PublicKey \"%FROM%{}\"", kKey);
  if (!plan.report.empty()) line += " -Report " + CmdArgument(plan.report);
  for (const std::string& item : plan.options.outlook) line += " " + CmdArgument(item);
  return line;
}

// The files that a client needs, as items of a list.
std::string YamlFiles(const Plan& plan) {
  std::vector<std::string> names = {std::string(kProgram64)};
  if (!plan.options.program32.empty()) names.emplace_back(kProgram32);
  if (!plan.public_key.empty()) names.emplace_back(kKey);
  names.insert(names.end(), plan.list_names.begin(), plan.list_names.end());
  names.insert(names.end(), {"logon.cmd", "run.cmd"});
  for (std::string& name : names) name = "      - " + YamlText(name);
  return Join(names, "\n");
}

std::string Where(const Plan& plan) {
  if (plan.share.empty()) {
    return "The files belong together in one folder: logon.cmd looks for the others\n"
           "beside itself.";
  }
  return fmt::format(
      "The files belong together in one folder. logon.cmd looks for the others in\n"
      "  {}\n"
      "and, where that is out of reach, beside itself.",
      plan.share);
}

std::string RemoteReportText(const Plan& plan) {
  if (plan.report.empty()) return "It needs no connection to the office.";
  return fmt::format(
      "It needs no connection to the office. Over a connection (VPN) it also reports to\n"
      "  {}\n"
      "that you are done; without one only that report is missing.",
      plan.report);
}

std::map<std::string_view, std::string> Places(const Plan& plan) {
  std::vector<std::string> switches;
  for (const std::string& item : plan.options.outlook) switches.push_back(PowerShellText(item));
  const bool asks_key = !plan.public_key.empty();
  return {
      {"MARK", std::string(plan.kind.mark)},
      {"PROJECT", plan.options.project},
      {"WHERE", Where(plan)},
      {"PERSON", plan.person},
      {"REPORT_TEXT", plan.report.empty() ? "" : ";\nreports are in " + plan.report},
      {"REMOTE_REPORT_TEXT", RemoteReportText(plan)},
      {"LIST_TEXT", plan.list},
      {"LIST", CmdText(plan.list)},
      {"SHARE", plan.share.empty() ? "%~dp0" : CmdText(plan.share)},
      {"SWITCHES", CmdSwitches(plan)},
      {"SHARE_PS", PowerShellText(plan.share)},
      {"LIST_PS", PowerShellText(plan.list)},
      {"KEY_PS", PowerShellText(asks_key ? kKey : "")},
      {"REPORT_PS", PowerShellText(plan.report)},
      {"SWITCHES_PS", Join(switches, ", ")},
      {"FILES_YAML", YamlFiles(plan)},
  };
}

}  // namespace

Result<Plan> MakePlan(const Kind& kind, const PackageOptions& options, const std::string& list_name,
                      bool indexed, bool is_signed) {
  Plan plan{.kind = kind,
            .options = options,
            .public_key = {},
            .person = {},
            .share = {},
            .report = {},
            .list = list_name,
            .list_names = {}};
  REPOINT_ASSIGN(plan.share, ShareFolder(options.share));
  plan.report = WithoutFinalSeparators(options.report);
  REPOINT_TRY(CheckScriptText("the report folder", plan.report));
  REPOINT_TRY(CheckScriptText("the list's name", list_name));
  for (const std::string& item : options.outlook) REPOINT_TRY(CheckScriptText("the switch", item));
  plan.list_names.insert(list_name);
  if (indexed) plan.list_names.insert(list_name + std::string(kIndexSuffix));
  if (is_signed) plan.list_names.insert(list_name + std::string(kSignatureSuffix));
  return plan;
}

Result<std::vector<std::string>> FillTexts(const Plan& plan) {
  if (CmdSwitches(plan).size() > kMaxSwitches) {
    return Fail(ErrorCode::kUsage, "the switches are longer than a batch file can hold");
  }
  const auto places = Places(plan);
  std::vector<std::string> texts;
  for (const Text& text : plan.kind.texts) {
    REPOINT_ASSIGN(std::string filled, FillTemplate(Template(text.from), places));
    texts.push_back(text.crlf ? WithCrlf(filled) : std::move(filled));
  }
  return texts;
}

}  // namespace repoint::console
