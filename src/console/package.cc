#include "console/package.h"

#include <fmt/format.h>

#include "console/package_folder.h"
#include "console/package_plan.h"

namespace repoint::console {
namespace {

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
  REPOINT_TRY(CheckPrograms(files, options));
  REPOINT_ASSIGN(std::string key, ReadPublicKey(files, options));
  REPOINT_TRY(CheckListIsThere(options, files));
  REPOINT_TRY(CheckListForClients(files, options.list, options.public_key));
  REPOINT_ASSIGN(const bool indexed, IsThere(files, options.list + std::string(kIndexSuffix)));
  REPOINT_ASSIGN(const bool is_signed,
                 IsThere(files, options.list + std::string(kSignatureSuffix)));
  REPOINT_ASSIGN(Plan plan,
                 MakePlan(kForShare, options, FileNameOf(options.list), indexed, is_signed));
  plan.public_key = std::move(key);
  return WriteFiles(plan, files, [&](const std::string& to) -> Status {
    if (to == options.list) return {};
    // The list last: an index or a signature of another list does no harm for so long.
    for (auto name = plan.list_names.rbegin(); name != plan.list_names.rend(); ++name) {
      REPOINT_TRY(
          CopyFile(files, JoinPath(FolderOf(options.list), *name), JoinPath(options.out, *name)));
    }
    return {};
  });
}

}  // namespace repoint::console
