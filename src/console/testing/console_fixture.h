// What tests of the console's tables begin with: a database of either engine and a project in it.
//
//   class ImportTest : public ConsoleFixture {};
//   REPOINT_ON_BOTH_ENGINES(ImportTest);
//   TEST_P(ImportTest, AddsWhatIsNew) { ... }
#ifndef REPOINT_CONSOLE_TESTING_CONSOLE_FIXTURE_H_
#define REPOINT_CONSOLE_TESTING_CONSOLE_FIXTURE_H_

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/testing/result_matchers.h"
#include "console/database.h"
#include "console/import.h"
#include "console/project.h"
#include "console/testing/fake_directory.h"
#include "console/testing/postgres.h"

namespace repoint::console {

// A value that must be there; an error makes the test red.
template <typename T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  return std::move(*result);
}

// Whether it is there, and else why not.
template <typename T>
Status StatusOf(const Result<T>& result) {
  if (!result) return std::unexpected(result.error());
  return {};
}

class ConsoleFixture : public testing::TestWithParam<TestEngine> {
 protected:
  const std::string& address() const { return place_.address(); }
  // Another console on the same database.
  std::unique_ptr<Database> Open() const { return Must(Database::Open(address())); }

  Project NewProject(const std::string& name) {
    Project project;
    project.name = name;
    return Must(CreateProject(*database_, project));
  }

  ImportCounts Import(Side side, const std::vector<DirectoryObject>& objects) {
    FakeDirectory directory(objects);
    return Must(ImportSide(*database_, project_, side, directory, {}, {}));
  }

  // The only value of a SELECT, as text.
  std::string Value(const std::string& select) { return ValueOf(*database_, select); }
  static std::string ValueOf(Database& database, const std::string& select) {
    std::string value;
    const Status done = database.InSnapshot([&](soci::session& sql) -> Status {
      sql << "SELECT CAST((" + select + ") AS TEXT)", soci::into(value);
      return {};
    });
    if (!done) throw std::runtime_error(done.error().ToString());
    return value;
  }

  TestDatabasePlace place_{GetParam()};
  std::unique_ptr<Database> database_ = Open();
  Project project_ = NewProject("Fabrikam");
};

}  // namespace repoint::console

#define REPOINT_ON_BOTH_ENGINES(fixture)                                     \
  INSTANTIATE_TEST_SUITE_P(                                                  \
      Engines, fixture, testing::ValuesIn(::repoint::console::kTestEngines), \
      ::repoint::console::TestEngineName<testing::TestParamInfo<::repoint::console::TestEngine>>)

#endif  // REPOINT_CONSOLE_TESTING_CONSOLE_FIXTURE_H_
