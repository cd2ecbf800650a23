#include "console/database.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "base/files.h"
#include "base/text.h"
#include "console/schema.h"

namespace repoint::console {
namespace {

constexpr std::string_view kSqlitePrefix = "sqlite:";
// Two consoles that open a new PostgreSQL database at once must not both make its tables.
constexpr const char* kMigrationLock = "SELECT pg_advisory_xact_lock(5220715)";

bool IsPostgresqlAddress(std::string_view address) {
  return address.starts_with("postgresql://") || address.starts_with("postgres://");
}

// SOCI quotes the connection string in its messages, and that may hold a password.
std::string WithoutPassword(std::string message, const std::string& address) {
  const size_t scheme = address.find("://");
  const size_t at = address.find('@', scheme == std::string::npos ? 0 : scheme + 3);
  if (scheme == std::string::npos || at == std::string::npos) return message;
  const size_t colon = address.find(':', scheme + 3);
  if (colon == std::string::npos || colon > at) return message;
  const std::string secret = address.substr(colon, at - colon + 1);
  for (size_t found = message.find(secret); found != std::string::npos;
       found = message.find(secret, found)) {
    message.replace(found, secret.size(), ":***@");
  }
  return message;
}

ErrorCode CodeOf(const soci::soci_error& error) {
  if (const auto* pg = dynamic_cast<const soci::postgresql_soci_error*>(&error)) {
    const std::string state = pg->sqlstate();
    if (state == "40001" || state == "40P01" || state == "55P03") return ErrorCode::kInUse;
    if (state.starts_with("23")) return ErrorCode::kConflict;
    if (state.starts_with("28")) return ErrorCode::kDenied;
  }
  if (const auto* lite = dynamic_cast<const soci::sqlite3_soci_error*>(&error)) {
    if (lite->result() == 5 || lite->result() == 6) return ErrorCode::kInUse;
    if (lite->result() == 19) return ErrorCode::kConflict;
    if (lite->result() == 11 || lite->result() == 26) return ErrorCode::kDamaged;
  }
  const std::string message = error.what();
  if (message.find("locked") != std::string::npos) return ErrorCode::kInUse;
  if (message.find("authentication failed") != std::string::npos) return ErrorCode::kDenied;
  return ErrorCode::kIo;
}

class SociDatabase final : public Database {
 public:
  SociDatabase(Engine engine, std::string address)
      : engine_(engine), address_(std::move(address)) {}

  Engine engine() const override { return engine_; }

  Status Connect() {
    return Caught([&]() -> Status {
      if (engine_ == Engine::kPostgresql) {
        sql_.open(soci::postgresql, address_);
        return {};
      }
      // A space would end the path: SOCI reads a list of options.
      sql_.open(soci::sqlite3, fmt::format("dbname=\"{}\" timeout=30", address_));
      sql_ << "PRAGMA foreign_keys = ON";
      sql_ << "PRAGMA journal_mode = WAL";
      sql_ << "PRAGMA synchronous = FULL";
      return {};
    });
  }

  Status Migrate() {
    return InTransaction([&](soci::session& sql) -> Status {
      if (engine_ == Engine::kPostgresql) sql << kMigrationLock;
      sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)";
      int version = 0;
      sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
      if (version > Migrations().back().version) {
        return Fail(ErrorCode::kUnsupported,
                    fmt::format("this database was made by a newer console (schema {}, this one "
                                "knows {}): use that one",
                                version, Migrations().back().version),
                    WithoutPassword(address_, address_));
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
    bool open = false;
    const Status done = Caught([&]() -> Status {
      sql_ << (engine_ == Engine::kSqlite ? "BEGIN IMMEDIATE" : "BEGIN");
      open = true;
      REPOINT_TRY(work(sql_));
      sql_ << "COMMIT";
      open = false;
      return {};
    });
    if (open) (void)Caught([&]() -> Status { return sql_ << "ROLLBACK", Status{}; });
    return done;
  }

 private:
  Status Caught(const std::function<Status()>& work) {
    try {
      return work();
    } catch (const soci::soci_error& error) {
      return Fail(CodeOf(error), "database: " + WithoutPassword(error.what(), address_),
                  WithoutPassword(address_, address_));
    }
  }

  void RunStatements(std::string_view script) {
    const bool sqlite = engine_ == Engine::kSqlite;
    // Text compares by bytes on both engines: PostgreSQL would order by the database's language.
    const std::pair<std::string_view, std::string_view> words[] = {
        {"$ID", sqlite ? "INTEGER PRIMARY KEY" : "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"},
        {" TEXT ", sqlite ? " TEXT " : " TEXT COLLATE \"C\" "}};
    for (const std::string_view piece : Split(script, ';')) {
      std::string statement(piece);
      for (const auto& [word, meaning] : words) {
        for (size_t at = statement.find(word); at != std::string::npos;
             at = statement.find(word, at + meaning.size())) {
          statement.replace(at, word.size(), meaning);
        }
      }
      if (statement.find_first_not_of(" \n") != std::string::npos) sql_ << statement;
    }
  }

  Engine engine_;
  std::string address_;
  soci::session sql_;
};

// Makes the file before SQLite does, so that nobody else can read the addresses in it.
Status MakePrivate(const std::string& path) {
  REPOINT_TRY(SystemFiles().CreateFolders(FolderOf(path), Access::kUserOnly));
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Fail(ErrorCode::kIo, "the database file cannot be made or opened", path);
  close(file);
  return {};
}

}  // namespace

Result<std::unique_ptr<Database>> Database::Open(const std::string& address) {
  const bool postgresql = IsPostgresqlAddress(address);
  std::string place = address;
  if (!postgresql) {
    if (place.starts_with(kSqlitePrefix)) place.erase(0, kSqlitePrefix.size());
    if (place.find('"') != std::string::npos) {
      return Fail(ErrorCode::kUsage, "the path of a database must not hold a quote", place);
    }
    REPOINT_TRY(MakePrivate(place));
  }
  auto database =
      std::make_unique<SociDatabase>(postgresql ? Engine::kPostgresql : Engine::kSqlite, place);
  REPOINT_TRY(database->Connect());
  REPOINT_TRY(database->Migrate());
  return database;
}

std::string Database::JsonRows(std::string_view parameter) const {
  return engine() == Engine::kSqlite
             ? fmt::format("json_each({})", parameter)
             : fmt::format("json_array_elements(CAST({} AS json)) AS element(value)", parameter);
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
