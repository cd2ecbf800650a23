#include "console/database.h"

#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "console/database_address.h"
#include "console/schema.h"
#include "console/testing/console_fixture.h"

namespace repoint::console {
namespace {

using testing::HasSubstr;
using testing::Not;

class DatabaseTest : public ConsoleFixture {
 protected:
  Status Run(const std::string& statement) {
    return database_->InTransaction([&](soci::session& sql) -> Status {
      sql << statement;
      return {};
    });
  }
  static constexpr const char* kAddProject =
      "INSERT INTO project (name, name_folded, created, source, target, options) "
      "VALUES ('A', 'a', 0, '{}', '{}', '{}')";
};
REPOINT_ON_BOTH_ENGINES(DatabaseTest);

TEST_P(DatabaseTest, OpensAgainWithAllThatIsInIt) {
  const auto again = Open();
  EXPECT_EQ(ValueOf(*again, "SELECT name FROM project"), "Fabrikam");
}

TEST_P(DatabaseTest, RefusesADatabaseOfANewerConsole) {
  const int newer = Migrations().back().version + 1;
  ASSERT_THAT(Run(fmt::format("INSERT INTO schema_version (version) VALUES ({})", newer)), IsOk());
  const auto opened = Database::Open(address());
  ASSERT_THAT(opened, FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(opened.error().message, HasSubstr("newer console"));
}

TEST_P(DatabaseTest, UndoesEverythingAfterAnError) {
  const Status done = database_->InTransaction([&](soci::session& sql) -> Status {
    sql << kAddProject;
    return Fail(ErrorCode::kIo, "the directory broke off");
  });
  EXPECT_THAT(done, FailsWith(ErrorCode::kIo));
  EXPECT_EQ(Value("SELECT COUNT(*) FROM project"), "1");
}

TEST_P(DatabaseTest, WorksOnAfterAStatementFailed) {
  EXPECT_THAT(Run("SELECT nonsense"), FailsWith(ErrorCode::kIo));
  EXPECT_THAT(Run(kAddProject), IsOk());
}

TEST_P(DatabaseTest, CallsAViolatedConstraintAConflict) {
  ASSERT_THAT(Run(kAddProject), IsOk());
  EXPECT_THAT(Run(kAddProject), FailsWith(ErrorCode::kConflict));
}

TEST_P(DatabaseTest, KeepsForeignKeys) {
  EXPECT_THAT(Run("INSERT INTO mapping VALUES (4711, 'dn', 'a', 'dn', 'b')"),
              FailsWith(ErrorCode::kConflict));
}

TEST_P(DatabaseTest, PutsNoValueOfAStatementIntoAMessage) {
  const Status done = database_->InTransaction([&](soci::session& sql) -> Status {
    const std::string value = "jdoe@contoso.example";
    sql << "SELECT nonsense FROM project WHERE name = :name", soci::use(value);
    return {};
  });
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().ToString(), Not(HasSubstr("contoso")));
  EXPECT_THAT(done.error().ToString(), Not(HasSubstr("\n")));
}

TEST_P(DatabaseTest, SortsTextByItsBytes) {
  for (const char* name : {"b", "B", "a-c", "ab"}) {
    Must(CreateProject(*database_, {.name = std::string("p") + name + (*name == 'B' ? "2" : "")}));
  }
  std::string order;
  const Status done = database_->InSnapshot([&](soci::session& sql) -> Status {
    std::string name;
    soci::statement rows = (sql.prepare << "SELECT name FROM project WHERE name LIKE 'p%' "
                                           "ORDER BY name",
                            soci::into(name));
    for (rows.execute(); rows.fetch();) order += name + " ";
    return {};
  });
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(order, "pB2 pa-c pab pb ");
}

TEST_P(DatabaseTest, SnapshotStaysAsItWasWhileAnotherConsoleWrites) {
  const auto other = Open();
  const Status done = database_->InSnapshot([&](soci::session& sql) -> Status {
    int before = 0, after = 0;
    sql << "SELECT COUNT(*) FROM project", soci::into(before);
    REPOINT_ASSIGN(const Project added, CreateProject(*other, {.name = "Other"}));
    sql << "SELECT COUNT(*) FROM project", soci::into(after);
    EXPECT_EQ(before, after);
    return {};
  });
  EXPECT_THAT(done, IsOk());
  EXPECT_EQ(Value("SELECT COUNT(*) FROM project"), "2");
}

TEST(SqliteFileTest, IsForThisUserAlone) {
  const TempFolder folder;
  const std::string path = folder / "a folder/console.sqlite";
  ASSERT_THAT(StatusOf(Database::Open("sqlite:" + path)), IsOk());
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(SqliteFileTest, ThatIsNoDatabaseIsRefusedAndStaysAsItIs) {
  const TempFolder folder;
  const std::string path = folder / "some.csv";
  for (const std::string& text :
       {std::string("a,b\n"), std::string(5000, 'x'),
        std::string("this is a list of groceries, and longer than the head of a database file of "
                    "SQLite would be, which is a hundred bytes")}) {
    std::ofstream(path) << text;
    const auto opened = Database::Open(path);
    ASSERT_THAT(opened, FailsWith(ErrorCode::kUnsupported));
    EXPECT_THAT(opened.error().ToString(), HasSubstr("some.csv: this is no database of emconsole"));
    std::ifstream file(path);
    EXPECT_EQ(std::string(std::istreambuf_iterator(file), {}), text);
  }
}

TEST(SqliteFileTest, OfAnotherProgramIsRefusedAndStaysAsItIs) {
  const TempFolder folder;
  const std::string path = folder / "other.sqlite";
  {
    soci::session sql("sqlite3", "dbname=" + path);
    sql << "CREATE TABLE bookmark (url TEXT)";
  }
  const auto opened = Database::Open(path);
  ASSERT_THAT(opened, FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(opened.error().ToString(), HasSubstr("no database of emconsole"));
  soci::session sql("sqlite3", "dbname=" + path);
  int tables = 0;
  sql << "SELECT COUNT(*) FROM sqlite_master", soci::into(tables);
  EXPECT_EQ(tables, 1);
}

TEST(SqliteFileTest, ThatIsAFolderIsRefused) {
  const TempFolder folder;
  const auto opened = Database::Open(folder.path());
  ASSERT_THAT(opened, FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(opened.error().message, HasSubstr("folder"));
}

// Permissions count for this process as for other people while it lives, also for root.
class AsNobody {
 public:
  AsNobody() : before_(geteuid()) { EXPECT_EQ(seteuid(before_ == 0 ? kNobody : before_), 0); }
  ~AsNobody() { EXPECT_EQ(seteuid(before_), 0); }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  static constexpr uid_t kNobody = 65534;
  const uid_t before_;
};

TEST(SqliteFileTest, ThatCannotBeWrittenToSaysWhatToDo) {
  struct Case {
    mode_t folder, file;
  };
  for (const auto& [folder_mode, file_mode] : {Case{0777, 0444}, Case{0555, 0666}}) {
    const TempFolder folder;
    const std::string path = folder / "console.sqlite";
    ASSERT_THAT(StatusOf(Database::Open(path)), IsOk());
    ASSERT_EQ(chmod(path.c_str(), file_mode), 0);
    ASSERT_EQ(chmod(folder.path().c_str(), folder_mode), 0);
    {
      const AsNobody nobody;
      const auto opened = Database::Open(path);
      ASSERT_THAT(opened, FailsWith(ErrorCode::kDenied)) << folder_mode;
      EXPECT_THAT(opened.error().ToString(), HasSubstr("console.sqlite: this database cannot be "
                                                       "written to: let this user write"));
    }
    ASSERT_EQ(chmod(folder.path().c_str(), 0700), 0);
  }
}

TEST(SqliteFileTest, InAFolderThatCannotBeWrittenToSaysWhatToDo) {
  const TempFolder folder;
  ASSERT_EQ(chmod(folder.path().c_str(), 0555), 0);
  {
    const AsNobody nobody;
    const auto opened = Database::Open(folder / "console.sqlite");
    ASSERT_THAT(opened, FailsWith(ErrorCode::kDenied));
    EXPECT_THAT(opened.error().message, HasSubstr("cannot be written to"));
  }
  ASSERT_EQ(chmod(folder.path().c_str(), 0700), 0);
}

TEST(SqliteFileTest, MayHaveSpacesInItsPath) {
  const TempFolder folder;
  ASSERT_THAT(StatusOf(Database::Open(folder / "a  b/my data = here.sqlite")), IsOk());
  EXPECT_EQ(access((folder / "a  b/my data = here.sqlite").c_str(), F_OK), 0);
}

TEST(PostgresqlAddressTest, WithTheWrongPasswordIsDenied) {
  std::string address = PostgresCluster::Shared().NewDatabase();
  address.replace(address.find(PostgresCluster::password()), PostgresCluster::password().size(),
                  "wr0ng-one");
  const auto opened = Database::Open(address);
  ASSERT_THAT(opened, FailsWith(ErrorCode::kDenied));
  EXPECT_THAT(opened.error().ToString(), Not(HasSubstr("wr0ng-one")));
}

TEST(PostgresqlAddressTest, WithoutAPasswordIsDenied) {
  std::string address = PostgresCluster::Shared().NewDatabase();
  const std::string password = ":" + std::string(PostgresCluster::password());
  address.erase(address.find(password), password.size());
  EXPECT_THAT(Database::Open(address), FailsWith(ErrorCode::kDenied));
}

TEST(PostgresqlAddressTest, OfADatabaseInAnotherEncodingIsUnsupported) {
  const auto opened = Database::Open(PostgresCluster::Shared().NewDatabase(
      "ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0"));
  ASSERT_THAT(opened, FailsWith(ErrorCode::kUnsupported));
  EXPECT_THAT(opened.error().message, HasSubstr("LATIN1"));
}

// Each makes libpq complain in another way.
TEST(PostgresqlAddressTest, ShowsNoPasswordInAnyMessage) {
  const int closed = FreePort();
  for (const std::string& address : {
           fmt::format("postgresql://console:s3cret@127.0.0.1:{}/repoint", closed),
           std::string("postgresql://console:s3cret%zz@127.0.0.1/repoint"),
           std::string("postgresql://console:s3cret@127.0.0.1:99999/repoint"),
           std::string("postgres://console:s3c@ret@127.0.0.1:1/repoint"),
           fmt::format("postgresql://127.0.0.1:{}/repoint?user=console&password=s3cret", closed),
           std::string("postgresql://127.0.0.1:1/repoint?password=s3cret%zz&nonsense=1"),
           std::string("postgresql://console:s3cret @127.0.0.1/repoint"),
       }) {
    const auto opened = Database::Open(address);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().ToString(), Not(HasSubstr("s3c"))) << address;
    EXPECT_THAT(opened.error().ToString(), HasSubstr("127.0.0.1"));
  }
}

TEST(DatabaseAddressTest, HidesThePasswordInWhatIsShown) {
  EXPECT_EQ(Must(DatabaseAddress::Parse("postgresql://console:s3cret@db.contoso.example/repoint"))
                .shown(),
            "postgresql://console:***@db.contoso.example/repoint");
}

TEST(DatabaseAddressTest, RefusesAnEmptyPathAndAQuote) {
  EXPECT_THAT(DatabaseAddress::Parse(""), FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(DatabaseAddress::Parse("sqlite:"), FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(DatabaseAddress::Parse("a\"b"), FailsWith(ErrorCode::kUsage));
}

}  // namespace
}  // namespace repoint::console
