// The console's database: SQLite in one file, or PostgreSQL that several consoles share. Opened,
// brought to the newest schema, and given out as a SOCI session; each part of the console writes
// the statements of its own tables.
//
//   auto database = Database::Open("postgresql://console@db.contoso.example/repoint");
//   Status stored = (*database)->InTransaction([&](soci::session& sql) -> Status {
//     sql << "UPDATE project SET name = :name WHERE id = :id", soci::use(name), soci::use(id);
//     return {};
//   });
#ifndef REPOINT_CONSOLE_DATABASE_H_
#define REPOINT_CONSOLE_DATABASE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace soci {
class session;
}

namespace repoint::console {

// Not safe for use by two threads at once.
class Database {
 public:
  enum class Engine { kSqlite, kPostgresql };

  virtual ~Database() = default;

  // `address` is a path (made when absent, readable by this user alone), "sqlite:PATH" or
  // "postgresql://...". Runs the migrations that are missing, in one transaction. kUnsupported for
  // a database that a newer console has made or whose encoding is not UTF-8, and for a file that is
  // no database or one of another program; kDenied for one that cannot be written to, kDamaged for
  // a broken one, kIo when it cannot be opened. No password appears in a message.
  static Result<std::unique_ptr<Database>> Open(const std::string& address);

  virtual Engine engine() const = 0;

  // Runs `work` in one transaction: committed when it returns no error, else undone. An exception
  // of SOCI becomes an Error: kConflict for a violated constraint, kInUse when another console
  // holds the database or the two collided (nothing is done then; try again; half a minute is
  // waited before), else kIo. On SQLite the transaction takes the write lock at its start. Not to
  // be nested.
  virtual Status InTransaction(const std::function<Status(soci::session&)>& work) = 0;

  // The same for work that only reads: every statement of it sees the database as it was at the
  // first, and nobody is kept from writing. Many rows: row_stream.h.
  virtual Status InSnapshot(const std::function<Status(soci::session&)>& work) = 0;

  // A table-valued expression with one column, `value`, over the elements of a JSON array that is
  // bound as `parameter` (":rows"); `value->>'name'` takes a member as text on both engines. Many
  // rows go into the database in one statement this way.
  std::string JsonRows(std::string_view parameter) const;
};

// $XDG_DATA_HOME/repoint/console.sqlite, else below $HOME/.local/share.
Result<std::string> DefaultDatabasePath();

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_DATABASE_H_
