// What the columns of each kind of CSV directory mean. docs/csv-directories.md.
#ifndef REPOINT_CONSOLE_CSV_FORMS_H_
#define REPOINT_CONSOLE_CSV_FORMS_H_

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"
#include "console/directory.h"

namespace repoint::console {

// The columns of a file by name; names are compared without case.
class CsvColumns {
 public:
  CsvColumns() = default;
  explicit CsvColumns(std::span<const std::string_view> names);
  explicit CsvColumns(const std::vector<std::string>& names);

  size_t count() const { return count_; }
  std::optional<size_t> Find(std::string_view name) const;

 private:
  void Add(std::string_view name);

  std::map<std::string, size_t, FoldedLess> positions_;  // the first of columns that share a name
  size_t count_ = 0;
};

// One row of a file, fields by name.
struct CsvRecord {
  const CsvColumns& columns;
  const std::vector<std::string>& fields;

  // Without blanks around it; empty when there is no such column.
  std::string Get(std::string_view name) const;
};

struct CsvForm {
  // The columns of a file without header; it has one when its first field is the first of these.
  // Empty: it always has one.
  std::span<const std::string_view> fixed_columns;
  std::span<const std::string_view> needed;  // columns that a header must name
  std::string_view last_needed;              // rows may end behind this column; empty: they may not
  std::string_view remedy;                   // how to make such a file, for messages
  // nullopt for an object that is no recipient of one person's mail.
  Result<std::optional<DirectoryObject>> (*make)(const CsvRecord& record);
};

// The form of kAdminCsv and kShellCsv; nullptr for others.
const CsvForm* CsvFormOf(DirectoryKind kind);
// For CsvFormOf, each in a file of its own.
extern const CsvForm kAdminCsvForm;
extern const CsvForm kShellCsvForm;

// Takes the addresses "SMTP:jd@contoso.example" (primary, unless one is known already),
// "smtp:..." and "X500:..."; other types say nothing that a profile would know.
void SetAddresses(DirectoryObject& object, const std::vector<std::string>& addresses);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_CSV_FORMS_H_
