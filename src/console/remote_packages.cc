#include "console/remote_packages.h"

#include "console/export.h"

namespace repoint::console {
namespace {

std::vector<list::Key> KeysOf(const list::Row& row) {
  std::vector<list::Key> keys = list::SourceKeys(row);
  std::vector<list::Key> target = list::TargetKeys(row);
  keys.insert(keys.end(), target.begin(), target.end());
  return keys;
}

}  // namespace

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
