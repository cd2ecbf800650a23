// CheckedProject.
#include <fmt/core.h>

#include <filesystem>

#include "base/system.h"
#include "base/text.h"
#include "console/csv_forms.h"
#include "console/project.h"

namespace repoint::console {
namespace {

// The port that an address need not name.
struct Scheme {
  std::string_view prefix, port;
};
constexpr Scheme kLdapSchemes[] = {{"ldap://", ":389"}, {"ldaps://", ":636"}};

const Scheme* SchemeOf(std::string_view address) {
  for (const Scheme& scheme : kLdapSchemes) {
    if (StartsWithFolded(address, scheme.prefix)) return &scheme;
  }
  return nullptr;
}

bool IsFile(const DirectorySpec& spec) { return CsvFormOf(spec.kind) != nullptr; }

// Empty stays empty.
std::string Absolute(const std::string& path) {
  if (path.empty()) return path;
  std::error_code failed;
  const std::filesystem::path absolute = std::filesystem::absolute(path, failed);
  return failed ? path : absolute.string();
}

Status CheckFile(const DirectorySpec& spec, std::string_view side, FileSystem& files) {
  if (spec.address.find("://") != std::string::npos) {
    return Fail(ErrorCode::kUsage,
                fmt::format("the {0} is of the kind {1}, which is a file, and this is no path of "
                            "one: give a path, or --{0}-kind ad or exchange55",
                            side, DirectoryKindName(spec.kind)),
                spec.address);
  }
  REPOINT_ASSIGN(const auto info, files.Stat(spec.address));
  if (info && !info->is_folder) return {};
  return Fail(ErrorCode::kNotFound,
              fmt::format("the {0} is to be read from this file, which is not there: write the "
                          "export first, or correct the path (--{0})",
                          side),
              spec.address);
}

Status CheckAddress(const DirectorySpec& spec, std::string_view side) {
  if (SchemeOf(spec.address) != nullptr) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("the {0} is of the kind {1}, which is asked over LDAP, and this is no "
                          "address ldap://HOST or ldaps://HOST: correct it, or say that it is a "
                          "file: --{0}-kind admin-csv or shell-csv",
                          side, DirectoryKindName(spec.kind)),
              spec.address);
}

Result<DirectorySpec> CheckedDirectory(DirectorySpec spec, std::string_view side,
                                       FileSystem& files) {
  if (spec.address.empty()) {
    return Fail(ErrorCode::kUsage,
                fmt::format("the address of the {0} is empty: give --{0}", side));
  }
  REPOINT_TRY(IsFile(spec) ? CheckFile(spec, side, files) : CheckAddress(spec, side));
  if (IsFile(spec)) spec.address = Absolute(spec.address);
  spec.ca_file = Absolute(spec.ca_file);
  spec.password_file = Absolute(spec.password_file);
  return spec;
}

// One spelling of what a directory shows: two that are the same show the same objects.
std::string ViewOf(const DirectorySpec& spec) {
  if (IsFile(spec)) return CanonicalPath(spec.address);
  std::string_view address = spec.address;
  while (address.ends_with('/')) address.remove_suffix(1);
  const Scheme* scheme = SchemeOf(spec.address);
  if (scheme != nullptr && address.ends_with(scheme->port)) {
    address.remove_suffix(scheme->port.size());
  }
  return fmt::format("{}\n{}\n{}", FoldAscii(address), FoldAscii(spec.base), spec.filter);
}

}  // namespace

Result<Project> CheckedProject(Project project, FileSystem& files, const Project& before) {
  struct Part {
    std::string_view side;
    DirectorySpec Project::* spec;
  };
  for (const auto& [side, spec] :
       {Part{"source", &Project::source}, Part{"target", &Project::target}}) {
    if (project.*spec == before.*spec && !(project.*spec).address.empty()) continue;
    REPOINT_ASSIGN(project.*spec, CheckedDirectory(project.*spec, side, files));
  }
  if (ViewOf(project.source) != ViewOf(project.target)) return project;
  return Fail(ErrorCode::kUsage,
              "source and target are one directory: correct one of them, or tell them apart with "
              "--source-base and --target-base, or with filters",
              project.source.address);
}

}  // namespace repoint::console
