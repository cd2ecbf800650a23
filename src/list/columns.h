// Which field of a line is what: by the header's names, or without a header by content.
#ifndef REPOINT_LIST_COLUMNS_H_
#define REPOINT_LIST_COLUMNS_H_

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "list/row.h"

namespace repoint::list {

enum class Column {
  kSourceDn,
  kTargetDn,
  kDisplayName,
  kAlias,
  kSourceSmtp,
  kTargetSmtp,
  kSourceServer,
  kTargetServer,
  kTargetServerFqdn,
  kTargetServerDn,
  kTargetPublicServer,
  kTargetProxy,
  kProxies,
};
inline constexpr size_t kColumnCount = 13;
// Names as the header has them, in the order in which the writer writes them.
extern const std::array<std::string_view, kColumnCount> kColumnNames;
// The member of a row that holds a column; not for kProxies.
std::string Row::* ColumnMember(Column column);

struct Columns {
  std::vector<std::optional<Column>> fields;  // by position in the line; nullopt = unknown
  bool by_content = false;  // no header: a field that does not look like its column is dropped
};

// The columns a header line names; nullopt when it names none that we know. kDamaged when it lacks
// what a row needs, naming the missing columns.
Result<std::optional<Columns>> ColumnsFromHeader(std::string_view line);
// The columns of a list without header, from its first lines. kDamaged, naming the missing columns.
Result<Columns> ColumnsFromContent(const std::vector<std::string>& lines);

// A line's row. Fields are trimmed of spaces; missing ones are empty.
Row ParseRow(std::string_view utf8_line, const Columns& columns);
// Something to find the mailbox by; something to point to.
bool HasSource(const Row& row);
bool HasTarget(const Row& row);
// Why a row cannot point a profile anywhere, to follow "the row": no target, or one that is no DN
// or no address (swapped columns). Empty: it can.
std::string TargetFault(const Row& row);

}  // namespace repoint::list

#endif  // REPOINT_LIST_COLUMNS_H_
