#include "console/directory.h"

#include "base/text.h"

namespace repoint::console {
namespace {

struct Kind {
  DirectoryKind kind;
  std::string_view name;
  bool is_file;
};
constexpr Kind kKinds[] = {
    {DirectoryKind::kActiveDirectory, "ad", false},
    {DirectoryKind::kExchange55, "exchange55", false},
    {DirectoryKind::kAdminCsv, "admin-csv", true},
    {DirectoryKind::kShellCsv, "shell-csv", true},
};

const Kind& Find(DirectoryKind kind) {
  for (const Kind& known : kKinds) {
    if (known.kind == kind) return known;
  }
  return kKinds[0];
}

}  // namespace

std::optional<DirectoryKind> DirectoryKindOf(std::string_view name) {
  for (const Kind& known : kKinds) {
    if (EqualsFolded(known.name, name)) return known.kind;
  }
  return std::nullopt;
}

std::string_view DirectoryKindName(DirectoryKind kind) { return Find(kind).name; }

Result<std::unique_ptr<Directory>> OpenDirectory(const DirectorySpec& spec, FileSystem& files,
                                                 const AskSecret& ask) {
  return Find(spec.kind).is_file ? OpenCsvDirectory(spec, files)
                                 : OpenLdapDirectory(spec, files, ask);
}

}  // namespace repoint::console
