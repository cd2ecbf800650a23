#include "console/refresh.h"

#include <fmt/format.h>

namespace repoint::console {
namespace {

std::unexpected<Error> NotRefreshed(std::string_view side, const DirectorySpec& spec,
                                    const Error& cause) {
  return Fail(cause.code,
              fmt::format("the {} directory {} was not read, and nothing is exported: {}; set that "
                          "right, or export what was imported before (--from-database)",
                          side, spec.address, cause.message),
              cause.where);
}

}  // namespace

Result<Refreshed> RefreshProject(Database& database, const Project& project, FileSystem& files,
                                 const AskSecret& ask, const Progress& progress,
                                 const RefreshSteps& steps) {
  struct Part {
    Side side;
    std::string_view name;
    const DirectorySpec& spec;
    ImportCounts Refreshed::* counts;
    std::unique_ptr<Directory> directory = nullptr;
  };
  Part parts[] = {{Side::kSource, "source", project.source, &Refreshed::source},
                  {Side::kTarget, "target", project.target, &Refreshed::target}};
  for (Part& part : parts) {
    auto opened = steps.open(part.spec, files, ask);
    if (!opened) return NotRefreshed(part.name, part.spec, opened.error());
    part.directory = std::move(*opened);
  }
  Refreshed refreshed;
  for (Part& part : parts) {
    const auto counts = steps.import(database, project, part.side, *part.directory,
                                     project.options.max_shrink_percent, progress);
    if (!counts) return NotRefreshed(part.name, part.spec, counts.error());
    refreshed.*part.counts = *counts;
    part.directory.reset();
  }
  REPOINT_ASSIGN(refreshed.matched, steps.match(database, project));
  return refreshed;
}

}  // namespace repoint::console
