#include "console/database.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "base/files.h"
#include "base/text.h"
#include "console/database_address.h"
#include "console/schema.h"

namespace repoint::console {
namespace {

// Two consoles that open a new PostgreSQL database at once must not both make its tables.
constexpr const char* kMigrationLock = "SELECT pg_advisory_xact_lock(5220715)";

constexpr const char* kSqliteSettings[] = {
    "PRAGMA foreign_keys = ON",     "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -65536",    // KiB
    "PRAGMA analysis_limit = 1000",  // rows of an index that ANALYZE looks at
};
constexpr const char* kPostgresqlSettings[] = {
    "SET lock_timeout = '30s'",
    "SET client_min_messages = 'error'",  // libpq prints lesser ones
    "SET jit = off",                      // each of many short statements would be compiled
};

// Words in the migrations for which each engine has its own.
struct Word {
  std::string_view word, sqlite, postgresql;
};
constexpr Word kWords[] = {
    {"$BY_KEY", "WITHOUT ROWID", ""},
    {"$ID", "INTEGER PRIMARY KEY", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"},
    // Compared by its bytes as in SQLite, whatever language the database is in.
    {" TEXT ", " TEXT ", " TEXT COLLATE \"C\" "},
};

// SQLSTATEs by their beginning; PostgreSQL's manual, appendix A.
constexpr std::pair<std::string_view, ErrorCode> kSqlStates[] = {
    {"40001", ErrorCode::kInUse},   // serialization failure
    {"40P01", ErrorCode::kInUse},   // deadlock
    {"55P03", ErrorCode::kInUse},   // lock not available
    {"23", ErrorCode::kConflict},   // integrity constraint violation
    {"28", ErrorCode::kDenied},     // invalid authorization
    {"42501", ErrorCode::kDenied},  // insufficient privilege
    {"25006", ErrorCode::kDenied},  // read-only
};
constexpr std::string_view kNotOurs =
    "this is no database of emconsole: name another with --db, or remove the file";
constexpr std::string_view kReadOnly =
    "this database cannot be written to: let this user write the file and its folder, or name "
    "another with --db";

// sqlite.org/rescode.html
struct SqliteResult {
  int result;
  ErrorCode code;
  std::string_view advice = {};  // empty: SQLite's own message
};
constexpr SqliteResult kSqliteResults[] = {
    {5, ErrorCode::kInUse},               // SQLITE_BUSY
    {6, ErrorCode::kInUse},               // SQLITE_LOCKED
    {8, ErrorCode::kDenied, kReadOnly},   // SQLITE_READONLY
    {11, ErrorCode::kDamaged},            // SQLITE_CORRUPT
    {14, ErrorCode::kDenied, kReadOnly},  // SQLITE_CANTOPEN: files beside one that we could open
    {19, ErrorCode::kConflict},           // SQLITE_CONSTRAINT
    {26, ErrorCode::kUnsupported, kNotOurs},  // SQLITE_NOTADB
};
// A connection that is refused has no SQLSTATE.
constexpr std::pair<std::string_view, ErrorCode> kMessages[] = {
    {"authentication failed", ErrorCode::kDenied},
    {"no password supplied", ErrorCode::kDenied},
    {"permission denied", ErrorCode::kDenied},
};

const SqliteResult* SqliteResultOf(const soci::soci_error& error) {
  const auto* lite = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
  if (lite == nullptr) return nullptr;
  for (const SqliteResult& known : kSqliteResults) {
    if ((lite->result() & 0xff) == known.result) return &known;
  }
  return nullptr;
}

ErrorCode CodeOf(const soci::soci_error& error) {
  if (const auto* pg = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
    for (const auto& [state, code] : kSqlStates) {
      if (pg->sqlstate().starts_with(state)) return code;
    }
  }
  if (const SqliteResult* known = SqliteResultOf(error)) return known->code;
  const std::string message = error.get_error_message();
  for (const auto& [part, code] : kMessages) {
    if (message.find(part) != std::string::npos) return code;
  }
  return ErrorCode::kIo;
}

class SociDatabase final : public Database {
 public:
  explicit SociDatabase(DatabaseAddress address) : address_(std::move(address)) {}

  Engine engine() const override { return address_.engine(); }

  Status Connect() {
    // SQLite does not wait by itself when several open a new database at once.
    for (int tries = 0;; ++tries) {
      const Status done = ConnectOnce();
      if (done || done.error().code != ErrorCode::kInUse || tries == 300) return done;
      sql_.close();
      usleep(100'000);
    }
  }

  Status Migrate() {
    return InTransaction([&](soci::session& sql) -> Status {
      if (engine() == Engine::kPostgresql) sql << kMigrationLock;
      if (engine() == Engine::kSqlite) REPOINT_TRY(CheckOurs());
      sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
      int version = 0;
      sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
      const int newest = Migrations().back().version;
      if (version > newest) {
        return Fail(ErrorCode::kUnsupported,
                    fmt::format("this database was made by a newer console (schema {}, this one "
                                "knows {}): use that one",
                                version, newest),
                    address_.shown());
      }
      for (const Migration& migration : Migrations()) {
        if (migration.version <= version) continue;
        RunStatements(migration.sql);
        sql << "INSERT INTO schema_version (version) VALUES (:version)",
            soci::use(migration.version);
      }
      return {};
    });
  }

  Status InTransaction(const std::function<Status(soci::session&)>& work) override {
    return Between(engine() == Engine::kSqlite ? "BEGIN IMMEDIATE" : "BEGIN", work);
  }

  Status InSnapshot(const std::function<Status(soci::session&)>& work) override {
    return Between(engine() == Engine::kSqlite ? "BEGIN DEFERRED"
                                               : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY",
                   work);
  }

 private:
  Status ConnectOnce() {
    return Caught([&]() -> Status {
      if (engine() == Engine::kPostgresql) {
        sql_.open(soci::postgresql, address_.connection());
        for (const char* setting : kPostgresqlSettings) sql_ << setting;
        REPOINT_TRY(CheckEncoding());
      } else {
        sql_.open(soci::sqlite3, address_.connection());
        for (const char* setting : kSqliteSettings) sql_ << setting;
      }
      return {};
    });
  }

  Status Between(const char* begin, const std::function<Status(soci::session&)>& work) {
    bool open = false;
    const Status done = Caught([&]() -> Status {
      sql_ << begin;
      open = true;
      REPOINT_TRY(work(sql_));
      sql_ << "COMMIT";
      open = false;
      return {};
    });
    if (open) (void)Caught([&]() -> Status { return sql_ << "ROLLBACK", Status{}; });
    return done;
  }

  // Names and addresses come from all over the world.
  Status CheckEncoding() {
    std::string encoding;
    sql_ << "SHOW server_encoding", soci::into(encoding);
    if (encoding == "UTF8") return {};
    return Fail(
        ErrorCode::kUnsupported,
        fmt::format("the database keeps its text as {}: make one with ENCODING 'UTF8'", encoding),
        address_.shown());
  }

  // A file with the tables of another program gets none of ours.
  Status CheckOurs() {
    int tables = 0, ours = 0;
    sql_ << "SELECT COUNT(*), COUNT(CASE WHEN name = 'schema_version' THEN 1 END) "
            "FROM sqlite_master",
        soci::into(tables), soci::into(ours);
    if (tables == 0 || ours != 0) return {};
    return Fail(ErrorCode::kUnsupported, std::string(kNotOurs), address_.shown());
  }

  // get_error_message, for what() tells the statement with its values.
  Status Caught(const std::function<Status()>& work) {
    try {
      return work();
    } catch (const soci::soci_error& error) {
      const ErrorCode code = CodeOf(error);
      const std::string message = address_.Cleaned(error.get_error_message());
      if (code == ErrorCode::kInUse) {
        return Fail(code,
                    "another console is at work on this database; try again when it has ended (" +
                        message + ")",
                    address_.shown());
      }
      const SqliteResult* known = SqliteResultOf(error);
      if (known != nullptr && !known->advice.empty()) {
        return Fail(code, std::string(known->advice), address_.shown());
      }
      return Fail(code, "database: " + message, address_.shown());
    }
  }

  void RunStatements(std::string_view script) {
    for (const std::string_view piece : Split(script, ';')) {
      std::string statement(piece);
      for (const Word& word : kWords) {
        const std::string_view ours = engine() == Engine::kSqlite ? word.sqlite : word.postgresql;
        for (size_t at = statement.find(word.word); at != std::string::npos;
             at = statement.find(word.word, at + ours.size())) {
          statement.replace(at, word.word.size(), ours);
        }
      }
      if (statement.find_first_not_of(" \n") != std::string::npos) sql_ << statement;
    }
  }

  DatabaseAddress address_;
  soci::session sql_;
};

// Makes the file before SQLite does, so that nobody else can read the addresses in it.
Status MakePrivate(const std::string& path) {
  REPOINT_TRY(SystemFiles().CreateFolders(FolderOf(path), Access::kUserOnly));
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 && errno == EISDIR) {
    return Fail(ErrorCode::kUnsupported, "this is a folder: name a file in it with --db", path);
  }
  if (file < 0 && (errno == EACCES || errno == EPERM || errno == EROFS)) {
    return Fail(ErrorCode::kDenied, std::string(kReadOnly), path);
  }
  if (file < 0) {
    return Fail(ErrorCode::kIo,
                "the database file cannot be made or opened: name another with --db", path);
  }
  close(file);
  return {};
}

}  // namespace

Result<std::unique_ptr<Database>> Database::Open(const std::string& address) {
  REPOINT_ASSIGN(const DatabaseAddress parsed, DatabaseAddress::Parse(address));
  if (parsed.engine() == Engine::kSqlite) REPOINT_TRY(MakePrivate(parsed.path()));
  auto database = std::make_unique<SociDatabase>(parsed);
  REPOINT_TRY(database->Connect());
  REPOINT_TRY(database->Migrate());
  return database;
}

std::string Database::JsonRows(std::string_view parameter) const {
  return engine() == Engine::kSqlite
             ? fmt::format("json_each({})", parameter)
             : fmt::format("jsonb_array_elements(CAST({} AS jsonb)) AS element(value)", parameter);
}

Result<std::string> DefaultDatabasePath() {
  const char* data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && *data == '/') return JoinPath(data, "repoint/console.sqlite");
  const char* home = std::getenv("HOME");
  if (home == nullptr || *home == '\0') {
    return Fail(ErrorCode::kUsage, "neither XDG_DATA_HOME nor HOME is set: give --db");
  }
  return JoinPath(home, ".local/share/repoint/console.sqlite");
}

}  // namespace repoint::console
