#include "console/package.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <span>

#include "base/system.h"
#include "base/text.h"
#include "console/file_name.h"
#include "console/mime.h"
#include "console/package_folder.h"
#include "console/script_text.h"
#include "console/templates.h"
#include "list/signature.h"
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
  std::string_view from;  // the template
  bool crlf = true;
};
// INSTALL.txt first: it marks the folder as ours.
constexpr Text kShareTexts[] = {
    {kInstallName, "INSTALL.txt"},
    {"logon.cmd", "logon.cmd"},
    {"run.cmd", "run.cmd"},
    {"logon.ps1", "logon.ps1"},
    {"detect.ps1", "detect.ps1"},
    {"return-codes.csv", "return-codes.csv"},
    {"playbook.yml", "playbook.yml", false},
};
constexpr Text kRemoteTexts[] = {
    {kInstallName, "INSTALL-remote.txt"},
    {"logon.cmd", "logon.cmd"},
    {"run.cmd", "run.cmd"},
};

// For whom a package is. By its mark none replaces one of another kind.
struct Kind {
  std::string_view mark;
  std::span<const Text> texts;
};
constexpr Kind kForShare = {"EMProfileUpdate package, written by emconsole", kShareTexts};
constexpr Kind kForPerson = {"EMProfileUpdate for one person, written by emconsole", kRemoteTexts};

// What a package is made of, checked.
struct Plan {
  const Kind& kind;
  const PackageOptions& options;
  std::string public_key;            // PEM; empty: none
  std::string person;                // of a remote package
  std::string share;                 // empty, or ends in a backslash
  std::string report;                // without final backslash
  std::string list;                  // the list's name in the package
  std::set<std::string> list_names;  // of it, index and signature, as far as they are there
};

// The address that a person is known by, else the DN.
std::string PersonOf(const list::Row& row) {
  const std::string& address = row.source_smtp.empty() ? row.target_smtp : row.source_smtp;
  return address.empty() ? row.source_dn : address;
}

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
  for (const Text& text : plan.kind.texts) {
    REPOINT_ASSIGN(std::string filled, FillTemplate(Template(text.from), Places(plan)));
    texts.push_back(text.crlf ? WithCrlf(filled) : std::move(filled));
    written.emplace(text.name);
  }
  known.insert(written.begin(), written.end());

  REPOINT_TRY(ClaimFolder(files, options.out, plan.kind.mark, known));
  const auto write_text = [&](size_t i) {
    return files.WriteWhole(path(plan.kind.texts[i].name), AsBytes(texts[i]), Access::kDefault);
  };
  REPOINT_TRY(write_text(0));
  const std::pair<std::string_view, const std::string&> copies[] = {
      {kProgram64, options.program64}, {kProgram32, options.program32}};
  for (const auto& [name, from] : copies) {
    if (from.empty()) continue;
    REPOINT_TRY(CopyFile(files, from, path(name)));
    written.emplace(name);
  }
  if (!plan.public_key.empty()) {
    REPOINT_TRY(files.WriteWhole(path(kKey), AsBytes(plan.public_key), Access::kDefault));
    written.emplace(kKey);
  }
  for (const std::string& name : known) {
    if (!written.contains(name)) REPOINT_TRY(files.Remove(path(name)));
  }
  REPOINT_TRY(put_list(path(plan.list)));
  for (size_t i = 1; i < texts.size(); ++i) REPOINT_TRY(write_text(i));
  return std::vector<std::string>(written.begin(), written.end());
}

Status CheckPrograms(const PackageOptions& options, FileSystem& files) {
  REPOINT_TRY(CheckProgram(files, options.program64, ProgramKind::k64Bit));
  if (options.program32.empty()) return {};
  return CheckProgram(files, options.program32, ProgramKind::k32Bit);
}

// The key that is named, as the package holds it.
Result<std::string> NamedKey(const PackageOptions& options, FileSystem& files) {
  if (options.public_key.empty()) return std::string();
  return ReadPublicKey(files, options.public_key);
}

// The key that belongs to what signs: a signature that nobody checks would protect nobody.
Result<std::string> KeyOfRemote(const PackageOptions& options, const std::string& private_key_pem,
                                FileSystem& files) {
  REPOINT_ASSIGN(const std::string named, NamedKey(options, files));
  if (private_key_pem.empty()) {
    if (named.empty()) return named;
    return Fail(ErrorCode::kUsage,
                "the list of a remote package is a new one: give the private key to sign it, or no "
                "public key");
  }
  const auto own = list::PublicKeyOf(private_key_pem);
  if (!own) {
    return Fail(ErrorCode::kUsage, "the key cannot sign the list: " + own.error().message);
  }
  if (named.empty() || list::ParsePublicKey(named) == list::ParsePublicKey(*own)) return *own;
  return Fail(ErrorCode::kUsage,
              "this is not the public key of the private one that signs: leave it out, and the "
              "right one goes into the package",
              options.public_key);
}

Result<bool> IsThere(FileSystem& files, const std::string& path) {
  REPOINT_ASSIGN(const auto info, files.Stat(path));
  return info.has_value();
}

Status CheckListIsThere(const PackageOptions& options, FileSystem& files) {
  REPOINT_ASSIGN(const bool there, IsThere(files, options.list));
  if (there) return {};
  return Fail(ErrorCode::kNotFound,
              fmt::format("there is no list here: emconsole export {} -o <list> makes it, and "
                          "--list names it",
                          options.project),
              options.list);
}

}  // namespace

Result<std::vector<std::string>> WritePackage(const PackageOptions& options, FileSystem& files) {
  REPOINT_TRY(CheckPrograms(options, files));
  REPOINT_ASSIGN(std::string key, NamedKey(options, files));
  REPOINT_TRY(CheckListIsThere(options, files));
  REPOINT_TRY(CheckListForClients(files, options.list, options.public_key));
  REPOINT_ASSIGN(const bool indexed, IsThere(files, options.list + std::string(kIndexSuffix)));
  REPOINT_ASSIGN(const bool is_signed,
                 IsThere(files, options.list + std::string(kSignatureSuffix)));
  REPOINT_ASSIGN(Plan plan,
                 MakePlan(kForShare, options, FileNameOf(options.list), indexed, is_signed));
  plan.public_key = std::move(key);
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
  const std::string name = RemotePackageName(row);
  PackageOptions own = options;
  own.share.clear();
  own.out = JoinPath(options.out, name);
  REPOINT_TRY(CheckPrograms(own, files));
  REPOINT_ASSIGN(std::string key, KeyOfRemote(own, private_key_pem, files));
  REPOINT_ASSIGN(const Bytes list,
                 list::FormatList({row}, options.project, FormatIso8601(now_millis)));
  REPOINT_ASSIGN(Plan plan, MakePlan(kForPerson, own, std::string(kRemoteList), true,
                                     !private_key_pem.empty()));
  plan.public_key = std::move(key);
  plan.person = OneLine(PersonOf(row));
  const std::string key_path = plan.public_key.empty() ? "" : JoinPath(own.out, kKey);
  const auto put_list = [&](const std::string& to) -> Status {
    REPOINT_TRY(files.WriteWhole(to, list, Access::kDefault));
    REPOINT_TRY(list::WriteIndex(files, to));
    if (!private_key_pem.empty()) REPOINT_TRY(list::SignList(files, to, private_key_pem));
    return CheckListForClients(files, to, key_path);
  };
  REPOINT_TRY(Write(plan, files, put_list));
  return name;
}

Status CheckRemoteFolder(const std::string& folder, FileSystem& files) {
  std::vector<std::string_view> names = {kProgram64, kProgram32};
  for (const Text& text : kShareTexts) names.push_back(text.name);
  for (const std::string_view name : names) {
    REPOINT_ASSIGN(const bool there, IsThere(files, JoinPath(folder, name)));
    if (!there) continue;
    return Fail(
        ErrorCode::kConflict,
        fmt::format("the folder holds {}, as a package does: name a folder of their own for "
                    "the packages of remote users",
                    name),
        folder);
  }
  return {};
}

std::string RemotePackageName(const list::Row& row) {
  const std::string whole = FoldAscii(PersonOf(row));
  const bool is_device = IsDeviceName(whole);
  std::string name;
  for (size_t i = 0; i < whole.size(); ++i) {
    const char c = whole[i];
    const bool at_end = i == 0 || i + 1 == whole.size();
    const bool plain =
        !(is_device && i == 0) && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '@' ||
                                   c == '-' || c == '_' || (c == '.' && !at_end));
    name += plain ? std::string(1, c) : fmt::format("~{:02x}", static_cast<uint8_t>(c));
  }
  if (name.size() <= kMaxFolderName) return name;
  return name.substr(0, kMaxFolderName) + fmt::format("~{:016x}", Fnv1a(whole));
}

}  // namespace repoint::console
