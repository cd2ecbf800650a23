#include <utility>

#include "console/directory.h"

namespace repoint::console {
namespace {

constexpr std::pair<DirectoryKind, std::string_view> kKinds[] = {
    {DirectoryKind::kActiveDirectory, "ad"},
    {DirectoryKind::kExchange55, "exchange55"},
    {DirectoryKind::kAdminCsv, "admin-csv"},
    {DirectoryKind::kShellCsv, "shell-csv"},
};

}  // namespace

std::optional<DirectoryKind> DirectoryKindOf(std::string_view name) {
  for (const auto& [kind, known] : kKinds) {
    if (known == name) return kind;
  }
  return std::nullopt;
}

std::string_view DirectoryKindName(DirectoryKind kind) {
  for (const auto& [known, name] : kKinds) {
    if (known == kind) return name;
  }
  return {};
}

}  // namespace repoint::console
