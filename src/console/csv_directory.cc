// Directories that an administrator exported to a CSV file. Columns: docs/csv-directories.md.
#include <fmt/format.h>

#include <unordered_map>

#include "base/text.h"
#include "console/csv.h"
#include "console/csv_forms.h"
#include "console/directory.h"

namespace repoint::console {
namespace {

class CsvDirectory : public Directory {
 public:
  CsvDirectory(const CsvForm& form, std::string path, std::unique_ptr<ReadableFile> file)
      : form_(form), path_(std::move(path)), file_(std::move(file)) {}

  Status Read(const ObjectVisitor& visit) override;

 private:
  Result<bool> ReadHeader(const CsvRow& row);
  Status ReadRow(const CsvRow& row, const ObjectVisitor& visit);
  std::unexpected<Error> Damaged(uint64_t line, std::string_view what) const {
    return Fail(ErrorCode::kDamaged, fmt::format("line {}: {}", line, what), path_);
  }

  const CsvForm& form_;
  const std::string path_;
  const std::unique_ptr<ReadableFile> file_;
  CsvColumns columns_;
  // The line of each key's digest: a million mailboxes need some 50 MB.
  std::unordered_map<uint64_t, uint64_t> lines_;
};

// Finds the columns; true when the first row is no header but an object.
Result<bool> CsvDirectory::ReadHeader(const CsvRow& row) {
  const auto& fixed = form_.fixed_columns;
  if (!fixed.empty() && !EqualsFolded(Trim(row.fields[0]), fixed[0])) {
    columns_ = CsvColumns(fixed);
    return true;
  }
  columns_ = CsvColumns(row.fields);
  for (const std::string_view name : form_.needed) {
    if (columns_.Find(name)) continue;
    return Damaged(row.line, fmt::format("the header has no column {}; {}", name, form_.remedy));
  }
  return false;
}

Status CsvDirectory::ReadRow(const CsvRow& row, const ObjectVisitor& visit) {
  const auto last = columns_.Find(form_.last_needed);
  const size_t least = last ? *last + 1 : columns_.count();
  if (row.fields.size() > columns_.count() || row.fields.size() < least) {
    return Damaged(row.line, fmt::format("{} fields where {} belong; {}", row.fields.size(),
                                         columns_.count(), form_.remedy));
  }
  auto object = form_.make({columns_, row.fields});
  if (!object) return Damaged(row.line, object.error().message);
  if (!*object || ((*object)->legacy_dn.empty() && (*object)->smtp.empty())) return {};
  const auto [seen, added] = lines_.try_emplace(Fnv1a((*object)->key), row.line);
  if (!added) {
    return Damaged(row.line, fmt::format("the same object as on line {} ({}): leave one of them "
                                         "out; perhaps the file holds two exports",
                                         seen->second, (*object)->key));
  }
  return visit(std::move(**object));
}

Status CsvDirectory::Read(const ObjectVisitor& visit) {
  lines_.clear();
  CsvReader reader(*file_, path_);
  CsvRow row;
  REPOINT_ASSIGN(const bool any, reader.Next(row));
  if (!any) return Fail(ErrorCode::kDamaged, "the file is empty: export it again", path_);
  REPOINT_ASSIGN(bool is_object, ReadHeader(row));
  while (true) {
    if (is_object) REPOINT_TRY(ReadRow(row, visit));
    REPOINT_ASSIGN(is_object, reader.Next(row));
    if (!is_object) return {};
  }
}

}  // namespace

Result<std::unique_ptr<Directory>> OpenCsvDirectory(const DirectorySpec& spec, FileSystem& files) {
  const CsvForm* form = CsvFormOf(spec.kind);
  if (form == nullptr) {
    return Fail(ErrorCode::kUsage, "a directory of this kind is no CSV file", spec.address);
  }
  auto file = files.Open(spec.address);
  if (!file) return std::unexpected(file.error());
  return std::make_unique<CsvDirectory>(*form, spec.address, *std::move(file));
}

}  // namespace repoint::console
