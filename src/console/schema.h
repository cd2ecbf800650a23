// The tables of the console, as migrations: each is run once, in order, and never changed
// afterwards.
#ifndef REPOINT_CONSOLE_SCHEMA_H_
#define REPOINT_CONSOLE_SCHEMA_H_

#include <span>

namespace repoint::console {

struct Migration {
  int version;  // 1, 2, ...
  // Statements divided by ';'. $ID is the engine's self-numbering primary key; $BY_KEY
  // behind a table lays SQLite's rows into the index of the primary key; TEXT is compared by
  // its bytes on both.
  const char* sql;
};

std::span<const Migration> Migrations();

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_SCHEMA_H_
