// Databases for tests, and rows in them as an import would have left them.
#ifndef REPOINT_CONSOLE_TESTING_TEST_DATABASE_H_
#define REPOINT_CONSOLE_TESTING_TEST_DATABASE_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "console/database.h"
#include "console/project.h"
#include "console/testing/postgres.h"

namespace repoint::console {

// A new, empty database; gone with the object.
class TestDatabase {
 public:
  explicit TestDatabase(TestEngine engine) : place_(engine) {}

  const std::string& address() const { return place_.address(); }
  // A connection of its own.
  std::unique_ptr<Database> Open() const;

 private:
  TestDatabasePlace place_;
};

Project AddProject(Database& database, const std::string& name);

struct TestObject {
  std::string dn = "", smtp = "", name = "";
  bool is_mailbox = true;
  bool gone = false;
};
// 's' source, 't' target; returns the object's id.
int64_t AddObject(Database& database, const Project& project, char side, const TestObject& object);
void AddMatch(Database& database, const Project& project, int64_t source, int64_t target,
              bool ambiguous = false);
// Source and target that belong together.
void AddPair(Database& database, const Project& project, const TestObject& source,
             const TestObject& target);
// Pairs `first` ... `last`: DNs "/o=C/cn=<n>" and "/o=F/cn=<n>" (none without `dns`), addresses
// "<n>@contoso.example" and "<n>@fabrikam.example".
void AddPairs(Database& database, const Project& project, int first, int last, bool dns);
// One number or text that a query gives.
std::string AskDatabase(Database& database, const std::string& query);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_TEST_DATABASE_H_
