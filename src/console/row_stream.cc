#include "console/row_stream.h"

#include <fmt/core.h>
#include <soci/soci.h>

#include <atomic>

namespace repoint::console {
namespace {

constexpr int kRowsAtOnce = 1000;

std::string NewCursorName() {
  static std::atomic<unsigned> count = 0;
  return fmt::format("row_stream_{}", ++count);
}

}  // namespace

RowStream::RowStream(const Database& database, soci::session& sql, std::string_view query)
    : sql_(sql), statement_(query) {
  if (database.engine() == Database::Engine::kSqlite) return;
  cursor_ = NewCursorName();
  // All rows are wanted, not the first few soon.
  sql_ << "SET LOCAL cursor_tuple_fraction = 1.0";
  sql_ << fmt::format("DECLARE {} NO SCROLL CURSOR FOR {}", cursor_, query);
  statement_ = fmt::format("FETCH FORWARD {} FROM {}", kRowsAtOnce, cursor_);
}

Status RowStream::ForEach(soci::statement& rows, const std::function<Status()>& row) {
  int count = 0;
  do {
    count = 0;
    rows.execute();
    for (; rows.fetch(); ++count) REPOINT_TRY(row());
  } while (!cursor_.empty() && count == kRowsAtOnce);
  if (!cursor_.empty()) sql_ << fmt::format("CLOSE {}", cursor_);
  return {};
}

}  // namespace repoint::console
