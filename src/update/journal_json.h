// Records of the journal as JSON. docs/journal.md.
#ifndef REPOINT_UPDATE_JOURNAL_JSON_H_
#define REPOINT_UPDATE_JOURNAL_JSON_H_

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "update/journal.h"

namespace repoint {

struct BeginRecord {
  size_t unit;
  Unit content;
};
struct StateRecord {
  size_t unit;
  UnitState state;
};
using Record = std::variant<RunInfo, BeginRecord, StateRecord>;

// One line without its end: a checksum and a JSON object.
std::string FormatRecord(const Record& record);
// nullopt: torn, or not of this format.
std::optional<Record> ParseRecord(std::string_view line);

}  // namespace repoint

#endif  // REPOINT_UPDATE_JOURNAL_JSON_H_
