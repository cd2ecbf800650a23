#include "console/remote_packages.h"

#include <fmt/format.h>

#include "base/system.h"
#include "base/text.h"
#include "console/export.h"
#include "console/file_name.h"
#include "console/mime.h"
#include "console/package_folder.h"
#include "console/package_plan.h"
#include "list/signature.h"
#include "list/writer.h"

namespace repoint::console {
namespace {

constexpr std::string_view kRemoteList = "EMAMappings.tab";
constexpr size_t kMaxFolderName = 120;

// The address that a person is known by, else the DN.
std::string PersonOf(const list::Row& row) {
  const std::string& address = row.source_smtp.empty() ? row.target_smtp : row.source_smtp;
  return address.empty() ? row.source_dn : address;
}

// The key that belongs to what signs: a signature that nobody checks would protect nobody.
Result<std::string> KeyOfRemote(const PackageOptions& options, const std::string& private_key_pem,
                                FileSystem& files) {
  REPOINT_ASSIGN(const std::string named, ReadPublicKey(files, options));
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

std::vector<list::Key> KeysOf(const list::Row& row) {
  std::vector<list::Key> keys = list::SourceKeys(row);
  std::vector<list::Key> target = list::TargetKeys(row);
  keys.insert(keys.end(), target.begin(), target.end());
  return keys;
}

}  // namespace

Result<std::string> WriteRemotePackage(const PackageOptions& options, const list::Row& row,
                                       const std::string& private_key_pem, int64_t now_millis,
                                       FileSystem& files) {
  const std::string name = RemotePackageName(row);
  PackageOptions own = options;
  own.share.clear();
  own.out = JoinPath(options.out, name);
  REPOINT_TRY(CheckPrograms(files, own));
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
  REPOINT_TRY(WriteFiles(plan, files, put_list));
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

Result<RemoteResult> WriteRemotePackages(
    Database& database, const Project& project, const RemoteOptions& options, FileSystem& files,
    const std::function<void(const list::Row& row, const std::string& folder)>& tell) {
  const std::string& out = options.package.out;
  REPOINT_TRY(CheckRemoteFolder(out, files));
  REPOINT_TRY(files.CreateFolders(out, Access::kDefault));
  REPOINT_TRY(CheckRows(database, project, out, files));
  RemoteResult result;
  Asked asked(options.only);
  REPOINT_TRY(VisitRows(database, project, [&](const list::Row& row) -> Status {
    if (!asked.For(KeysOf(row))) return {};
    REPOINT_ASSIGN(const std::string folder,
                   WriteRemotePackage(options.package, row, options.private_key_pem,
                                      options.now_millis, files));
    ++result.made;
    tell(row, folder);
    return {};
  }));
  result.unmet = asked.Unmet();
  return result;
}

}  // namespace repoint::console
