#include "console/project.h"

#include <fmt/core.h>
#include <soci/soci.h>

#include <algorithm>

#include "base/system.h"
#include "base/text.h"
#include "console/project_json.h"

namespace repoint::console {
namespace {

constexpr size_t kMaxNameBytes = 200;

Status CheckName(std::string_view name) {
  const auto is_bad = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '/' || c == '\\';
  };
  if (Trim(name).empty()) return Fail(ErrorCode::kUsage, "the project's name is empty");
  if (name.size() > kMaxNameBytes || !IsUtf8(name) || std::ranges::any_of(name, is_bad)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("a project's name holds neither '/' nor '\\' nor control characters, "
                            "and at most {} bytes of UTF-8",
                            kMaxNameBytes));
  }
  return {};
}

// A row of the table.
struct StoredProject {
  Project project;
  std::string source = {}, target = {}, options = {};

  Result<Project> Read() const {
    Project read = project;
    const std::string where = "project " + project.name;
    REPOINT_ASSIGN(read.source, DirectorySpecFromJson(source, where));
    REPOINT_ASSIGN(read.target, DirectorySpecFromJson(target, where));
    REPOINT_ASSIGN(read.options, ProjectOptionsFromJson(options, where));
    return read;
  }
};

Result<std::vector<StoredProject>> LoadProjects(Database& database) {
  std::vector<StoredProject> projects;
  REPOINT_TRY(database.InSnapshot([&](soci::session& sql) -> Status {
    StoredProject row;
    soci::statement rows =
        (sql.prepare << "SELECT id, name, created, source, target, options FROM project "
                        "ORDER BY name_folded",
         soci::into(row.project.id), soci::into(row.project.name), soci::into(row.project.created),
         soci::into(row.source), soci::into(row.target), soci::into(row.options));
    for (rows.execute(); rows.fetch();) projects.push_back(row);
    return {};
  }));
  return projects;
}

}  // namespace

Result<Project> CreateProject(Database& database, Project project) {
  project.name = Trim(project.name);
  REPOINT_TRY(CheckName(project.name));
  if (project.created == 0) project.created = NowMillis();
  const Status stored = database.InTransaction([&](soci::session& sql) -> Status {
    const std::string folded = FoldAscii(project.name);
    const std::string source = DirectorySpecToJson(project.source);
    const std::string target = DirectorySpecToJson(project.target);
    const std::string options = ProjectOptionsToJson(project.options);
    sql << "INSERT INTO project (name, name_folded, created, source, target, options) "
           "VALUES (:name, :folded, :created, :source, :target, :options)",
        soci::use(project.name), soci::use(folded), soci::use(project.created), soci::use(source),
        soci::use(target), soci::use(options);
    sql << "SELECT id FROM project WHERE name_folded = :folded", soci::use(folded),
        soci::into(project.id);
    return {};
  });
  if (!stored && stored.error().code == ErrorCode::kConflict) {
    return Fail(ErrorCode::kConflict, "there is a project of this name already: choose another",
                project.name);
  }
  REPOINT_TRY(stored);
  return project;
}

Result<Project> ChangeProject(Database& database, std::string_view name,
                              const std::function<Result<Project>(Project)>& change) {
  REPOINT_ASSIGN(const Project found, FindProject(database, name));
  Project changed;
  const Status stored = database.InTransaction([&](soci::session& sql) -> Status {
    REPOINT_TRY(LockProject(sql, found));
    StoredProject row{.project = found};
    sql << "SELECT source, target, options FROM project WHERE id = :id", soci::use(found.id),
        soci::into(row.source), soci::into(row.target), soci::into(row.options);
    REPOINT_ASSIGN(Project now, row.Read());
    REPOINT_ASSIGN(changed, change(std::move(now)));
    const std::string source = DirectorySpecToJson(changed.source);
    const std::string target = DirectorySpecToJson(changed.target);
    const std::string options = ProjectOptionsToJson(changed.options);
    sql << "UPDATE project SET source = :source, target = :target, options = :options "
           "WHERE id = :id",
        soci::use(source), soci::use(target), soci::use(options), soci::use(found.id);
    return {};
  });
  REPOINT_TRY(stored);
  return changed;
}

Result<std::vector<Project>> ListProjects(Database& database) {
  REPOINT_ASSIGN(const std::vector<StoredProject> stored, LoadProjects(database));
  std::vector<Project> projects;
  for (const StoredProject& row : stored) {
    REPOINT_ASSIGN(Project project, row.Read());
    projects.push_back(std::move(project));
  }
  return projects;
}

Result<Project> FindProject(Database& database, std::string_view name) {
  REPOINT_ASSIGN(const std::vector<StoredProject> stored, LoadProjects(database));
  std::vector<std::string> names;
  for (const StoredProject& row : stored) {
    if (EqualsFolded(row.project.name, Trim(name))) return row.Read();
    names.push_back(row.project.name);
  }
  return Fail(ErrorCode::kNotFound,
              names.empty() ? "no such project; there is none yet"
                            : "no such project; there are: " + Join(names, ", "),
              std::string(name));
}

Status DeleteProject(Database& database, const Project& project) {
  return database.InTransaction([&](soci::session& sql) -> Status {
    REPOINT_TRY(LockProject(sql, project));
    // The foreign keys would do it as well, row by row.
    for (const char* table : {"match", "object_key", "object"}) {
      sql << fmt::format("DELETE FROM {} WHERE project_id = :id", table), soci::use(project.id);
    }
    sql << "DELETE FROM project WHERE id = :id", soci::use(project.id);
    return {};
  });
}

Status LockProject(soci::session& sql, const Project& project) {
  soci::statement lock =
      (sql.prepare << "UPDATE project SET name = name WHERE id = :id", soci::use(project.id));
  lock.execute(true);
  if (lock.get_affected_rows() == 1) return {};
  return Fail(ErrorCode::kNotFound, "this project was deleted meanwhile", project.name);
}

}  // namespace repoint::console
