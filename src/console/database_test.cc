#include "console/database.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <fstream>

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

TEST(SqliteFileTest, ThatIsNoDatabaseIsDamaged) {
  const TempFolder folder;
  const std::string path = folder / "console.sqlite";
  std::ofstream(path) << "this is a list of groceries, and longer than the head of a database file "
                         "of SQLite would be, which is a hundred bytes";
  EXPECT_THAT(Database::Open(path), FailsWith(ErrorCode::kDamaged));
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
