// A PostgreSQL server of the tests' own, and the two engines to run a test on.
#ifndef REPOINT_CONSOLE_TESTING_POSTGRES_H_
#define REPOINT_CONSOLE_TESTING_POSTGRES_H_

#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "base/testing/child.h"
#include "base/testing/temp_folder.h"

namespace repoint::console {

// A cluster in a temporary folder on a free port of 127.0.0.1, run by the account "postgres" when
// the test is root. It ends with the test program, however that ends. Databases sort as English
// does, so that a statement that relies on the order of bytes without saying so is found out.
class PostgresCluster {
 public:
  // The one of this program, started at the first call. A server that cannot be started throws
  // std::runtime_error with its log, which makes the test red.
  static PostgresCluster& Shared();

  ~PostgresCluster();

  // The address of a new, empty database, as the user "console" with a password. `options` are
  // those of CREATE DATABASE.
  std::string NewDatabase(std::string_view options = {});
  // Gives back its room on the disk, with whoever is connected.
  void Drop(std::string_view address);
  static std::string_view password() { return "p4ss-w0rd"; }
  int port() const { return port_; }

 private:
  PostgresCluster();
  std::string Address(std::string_view database) const;
  Ran Run(const std::string& statement) const;

  TempFolder folder_;
  int port_ = 0;
  int databases_ = 0;
  std::unique_ptr<Child> server_;
};

// One place for a database of each engine, for parameterised tests:
//
//   class ProjectTest : public testing::TestWithParam<TestEngine> {
//    protected:
//     TestDatabasePlace place_{GetParam()};
//   };
//   INSTANTIATE_TEST_SUITE_P(Engines, ProjectTest, testing::ValuesIn(kTestEngines),
//   TestEngineName);
enum class TestEngine { kSqlite, kPostgresql };
inline constexpr TestEngine kTestEngines[] = {TestEngine::kSqlite, TestEngine::kPostgresql};

// Of a testing::TestParamInfo<TestEngine>.
template <typename Info>
std::string TestEngineName(const Info& info) {
  return info.param == TestEngine::kSqlite ? "Sqlite" : "Postgresql";
}

inline void PrintTo(TestEngine engine, std::ostream* out) {
  *out << (engine == TestEngine::kSqlite ? "SQLite" : "PostgreSQL");
}

class TestDatabasePlace {
 public:
  explicit TestDatabasePlace(TestEngine engine);
  ~TestDatabasePlace();
  TestDatabasePlace(const TestDatabasePlace&) = delete;
  TestDatabasePlace& operator=(const TestDatabasePlace&) = delete;

  // For Database::Open, by as many consoles as the test wants.
  const std::string& address() const { return address_; }

 private:
  TestEngine engine_;
  TempFolder folder_;
  std::string address_;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_POSTGRES_H_
