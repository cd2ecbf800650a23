// The rows of a query, one after the other, in memory that does not grow with their number:
// SOCI and libpq would hold a whole answer of PostgreSQL at once.
//
//   std::string dn;
//   RowStream stream(database, sql, fmt::format("SELECT legacy_dn FROM object WHERE project_id =
//   {}",
//                                               project.id));
//   soci::statement rows = (sql.prepare << stream.statement(), soci::into(dn));
//   REPOINT_TRY(stream.ForEach(rows, [&] { return Use(dn); }));
#ifndef REPOINT_CONSOLE_ROW_STREAM_H_
#define REPOINT_CONSOLE_ROW_STREAM_H_

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "console/database.h"

namespace soci {
class session;
class statement;
}  // namespace soci

namespace repoint::console {

// For use inside Database::InSnapshot or InTransaction, and not longer. Several may be open at
// once.
class RowStream {
 public:
  // `query` is a SELECT without parameters: PostgreSQL's cursors take none. Numbers may be written
  // into it.
  RowStream(const Database& database, soci::session& sql, std::string_view query);

  // What is to be prepared, with a soci::into for every column.
  const std::string& statement() const { return statement_; }

  // Calls `row` for each row, its values in the variables that were bound. An error ends it.
  Status ForEach(soci::statement& rows, const std::function<Status()>& row);

 private:
  soci::session& sql_;
  std::string cursor_;  // PostgreSQL's; empty: the statement is the query itself
  std::string statement_;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_ROW_STREAM_H_
