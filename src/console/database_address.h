// Where a database is, taken apart from what a person gave: a path, "sqlite:PATH" or
// "postgresql://user:password@host:port/name?option=value".
#ifndef REPOINT_CONSOLE_DATABASE_ADDRESS_H_
#define REPOINT_CONSOLE_DATABASE_ADDRESS_H_

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "console/database.h"

namespace repoint::console {

class DatabaseAddress {
 public:
  // kUsage for what SOCI's way of giving options to its engines cannot express.
  static Result<DatabaseAddress> Parse(std::string_view text);

  Database::Engine engine() const { return engine_; }
  // The file of SQLite; empty for PostgreSQL.
  const std::string& path() const { return path_; }
  // What SOCI is given. May hold a password.
  const std::string& connection() const { return connection_; }
  // For messages.
  const std::string& shown() const { return shown_; }
  // A message of the engine on one line, without the passwords of the address.
  std::string Cleaned(std::string_view message) const;

 private:
  Database::Engine engine_ = Database::Engine::kSqlite;
  std::string path_;
  std::string connection_;
  std::string shown_;
  std::vector<std::string> secrets_;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_DATABASE_ADDRESS_H_
