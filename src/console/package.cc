#include "console/package.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "base/system.h"
#include "base/text.h"
#include "console/package_folder.h"
#include "console/script_text.h"
#include "console/templates.h"
#include "list/writer.h"

namespace repoint::console {
namespace {

constexpr std::string_view kProgram64 = "EMProfileUpdate.exe";
constexpr std::string_view kProgram32 = "EMProfileUpdate32.exe";
constexpr std::string_view kKey = "key.pub.pem";
constexpr std::string_view kRemoteList = "EMAMappings.tab";
constexpr std::string_view kIndexSuffix = ".idx", kSignatureSuffix = ".sig";
// cmd takes 8191 characters a line since Windows XP.
constexpr size_t kMaxSwitches = 6000;
constexpr size_t kMaxFolderName = 120;

struct Text {
  std::string_view name;
  bool crlf;
};
// INSTALL.txt first: it marks the folder as ours.
constexpr Text kTexts[] = {
    {kInstallName, true}, {"logon.cmd", true},        {"run.cmd", true},       {"logon.ps1", true},
    {"detect.ps1", true}, {"return-codes.csv", true}, {"playbook.yml", false},
};

// What a package is made of, checked.
struct Plan {
  const PackageOptions& options;
  std::string share;                 // empty, or ends in a backslash
  std::string report;                // without final backslash
  std::string list;                  // the list's name in the package
  std::set<std::string> list_names;  // of it, index and signature, as far as they are there
};

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

Result<Plan> MakePlan(const PackageOptions& options, const std::string& list_name, bool indexed,
                      bool is_signed) {
  Plan plan{.options = options, .share = {}, .report = {}, .list = list_name, .list_names = {}};
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

std::string CmdSwitches(const Plan& plan) {
  std::string line;
  if (!plan.options.public_key.empty()) line += fmt::format(" -PublicKey \"%FROM%{}\"", kKey);
  if (!plan.report.empty()) line += " -Report " + CmdArgument(plan.report);
  for (const std::string& item : plan.options.outlook) line += " " + CmdArgument(item);
  return line;
}

// The files that a client needs, as items of a list.
std::string YamlFiles(const Plan& plan) {
  std::vector<std::string> names = {std::string(kProgram64)};
  if (!plan.options.program32.empty()) names.emplace_back(kProgram32);
  if (!plan.options.public_key.empty()) names.emplace_back(kKey);
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

std::map<std::string_view, std::string> Places(const Plan& plan) {
  std::vector<std::string> switches;
  for (const std::string& item : plan.options.outlook) switches.push_back(PowerShellText(item));
  const bool asks_key = !plan.options.public_key.empty();
  return {
      {"MARK", std::string(kInstallMark)},
      {"PROJECT", plan.options.project},
      {"WHERE", Where(plan)},
      {"REPORT_TEXT", plan.report.empty() ? "" : ";\nreports are in " + plan.report},
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

// Puts list, index and signature into the folder.
using PutList = std::function<Status(const std::string& list_path)>;

// Writes all files, the scripts last: they run what is there by then.
Result<std::vector<std::string>> Write(const Plan& plan, FileSystem& files,
                                       const PutList& put_list) {
  const PackageOptions& options = plan.options;
  const auto path = [&](std::string_view name) { return JoinPath(options.out, name); };
  if (CmdSwitches(plan).size() > kMaxSwitches) {
    return Fail(ErrorCode::kUsage, "the switches are longer than a batch file can hold");
  }
  std::vector<std::string> texts;
  std::set<std::string> written = plan.list_names;
  std::set<std::string> known = {std::string(kProgram64), std::string(kProgram32),
                                 std::string(kKey)};
  for (const std::string_view suffix : {std::string_view(), kIndexSuffix, kSignatureSuffix}) {
    known.insert(plan.list + std::string(suffix));
  }
  for (const Text& text : kTexts) {
    REPOINT_ASSIGN(std::string filled, FillTemplate(Template(text.name), Places(plan)));
    texts.push_back(text.crlf ? WithCrlf(filled) : std::move(filled));
    written.emplace(text.name);
  }
  known.insert(written.begin(), written.end());

  REPOINT_TRY(ClaimFolder(files, options.out, known));
  REPOINT_TRY(files.WriteWhole(path(kTexts[0].name), AsBytes(texts[0]), Access::kDefault));
  const std::pair<std::string_view, const std::string&> copies[] = {
      {kProgram64, options.program64}, {kProgram32, options.program32}, {kKey, options.public_key}};
  for (const auto& [name, from] : copies) {
    if (from.empty()) continue;
    REPOINT_TRY(CopyFile(files, from, path(name)));
    written.emplace(name);
  }
  for (const std::string& name : known) {
    if (!written.contains(name)) REPOINT_TRY(files.Remove(path(name)));
  }
  REPOINT_TRY(put_list(path(plan.list)));
  for (size_t i = 1; i < std::size(kTexts); ++i) {
    REPOINT_TRY(files.WriteWhole(path(kTexts[i].name), AsBytes(texts[i]), Access::kDefault));
  }
  return std::vector<std::string>(written.begin(), written.end());
}

Status CheckSources(const PackageOptions& options, FileSystem& files) {
  REPOINT_TRY(CheckProgram(files, options.program64, ProgramKind::k64Bit));
  if (!options.program32.empty()) {
    REPOINT_TRY(CheckProgram(files, options.program32, ProgramKind::k32Bit));
  }
  if (!options.public_key.empty()) REPOINT_TRY(CheckPublicKey(files, options.public_key));
  return {};
}

Result<bool> IsThere(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(const auto info, files.Stat(path));
  return info.has_value();
}

}  // namespace

Result<std::vector<std::string>> WritePackage(const PackageOptions& options, FileSystem& files) {
  REPOINT_TRY(CheckSources(options, files));
  REPOINT_TRY(CheckListForClients(files, options.list, options.public_key));
  REPOINT_ASSIGN(const bool indexed, IsThere(files, options.list + std::string(kIndexSuffix)));
  REPOINT_ASSIGN(const bool is_signed,
                 IsThere(files, options.list + std::string(kSignatureSuffix)));
  REPOINT_ASSIGN(const Plan plan, MakePlan(options, FileNameOf(options.list), indexed, is_signed));
  return Write(plan, files, [&](const std::string& to) -> Status {
    if (to == options.list) return {};
    // The list last: an index or a signature of another list does no harm for so long.
    for (auto name = plan.list_names.rbegin(); name != plan.list_names.rend(); ++name) {
      REPOINT_TRY(
          CopyFile(files, JoinPath(FolderOf(options.list), *name), JoinPath(options.out, *name)));
    }
    return {};
  });
}

Result<std::string> WriteRemotePackage(const PackageOptions& options, const list::Row& row,
                                       const std::string& private_key_pem, int64_t now_millis,
                                       FileSystem& files) {
  if (!options.public_key.empty() && private_key_pem.empty()) {
    return Fail(ErrorCode::kUsage,
                "the list of a remote package is a new one: give the private key to sign it, or no "
                "public key");
  }
  const std::string name = RemotePackageName(row);
  PackageOptions own = options;
  own.share.clear();
  own.out = JoinPath(options.out, name);
  REPOINT_TRY(CheckSources(own, files));
  REPOINT_ASSIGN(const Bytes list,
                 list::FormatList({row}, options.project, FormatIso8601(now_millis)));
  REPOINT_ASSIGN(const Plan plan,
                 MakePlan(own, std::string(kRemoteList), true, !private_key_pem.empty()));
  const auto put_list = [&](const std::string& to) -> Status {
    REPOINT_TRY(files.WriteWhole(to, list, Access::kDefault));
    REPOINT_TRY(list::WriteIndex(files, to));
    if (!private_key_pem.empty()) REPOINT_TRY(list::SignList(files, to, private_key_pem));
    return CheckListForClients(files, to, own.public_key);
  };
  REPOINT_TRY(Write(plan, files, put_list));
  return name;
}

std::string RemotePackageName(const list::Row& row) {
  const std::string& source = row.source_smtp.empty() ? row.target_smtp : row.source_smtp;
  const std::string whole = FoldAscii(source.empty() ? row.source_dn : source);
  std::string name;
  for (size_t i = 0; i < whole.size(); ++i) {
    const char c = whole[i];
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '@' || c == '-' ||
                       c == '_' || (c == '.' && i > 0 && i + 1 < whole.size());
    name += plain ? std::string(1, c) : fmt::format("~{:02x}", static_cast<uint8_t>(c));
  }
  if (name.size() <= kMaxFolderName) return name;
  return name.substr(0, kMaxFolderName) + fmt::format("~{:016x}", Fnv1a(whole));
}

}  // namespace repoint::console
