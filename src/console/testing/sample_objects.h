// For tests: new databases, and projects and objects put into them by hand, without a directory.
#ifndef REPOINT_CONSOLE_TESTING_SAMPLE_OBJECTS_H_
#define REPOINT_CONSOLE_TESTING_SAMPLE_OBJECTS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "console/import.h"
#include "console/testing/postgres.h"

namespace repoint::console {

// A mailbox at the source: "/o=Contoso/ou=HQ/cn=Recipients/cn=<name>", <name>@contoso.example.
DirectoryObject SourceMailbox(const std::string& name);
// The mailbox that it became: "/o=Fabrikam/ou=New/cn=Recipients/cn=<name>",
// <name>@fabrikam.example on EXTGT02, with the X500 address of the source.
DirectoryObject TargetMailbox(const std::string& name);

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

// Puts the object there; returns its id.
int64_t InsertObject(Database& database, const Project& project, Side side,
                     const DirectoryObject& object, bool gone = false);

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

// A database with one project in it. Failures are those of the test.
class SampleProject {
 public:
  explicit SampleProject(Database& database, const std::string& name = "Move")
      : database_(database), project_(AddProject(database, name)) {}

  const Project& project() const { return project_; }
  Project& project() { return project_; }

  // Returns the object's id.
  int64_t Add(Side side, const DirectoryObject& object, bool gone = false) {
    return InsertObject(database_, project_, side, object, gone);
  }
  void Match(int64_t source, int64_t target, bool ambiguous = false) {
    AddMatch(database_, project_, source, target, ambiguous);
  }
  // Both sides and their match.
  void AddPair(const DirectoryObject& source, const DirectoryObject& target);
  // SourceMailbox and TargetMailbox of a name.
  void AddPair(const std::string& name) { AddPair(SourceMailbox(name), TargetMailbox(name)); }
  // `count` pairs, "u000000" and on, in a few statements; SQLite and PostgreSQL do the work.
  void AddPairs(int count);
  // A statement of a test.
  void Run(const std::string& sql);

 private:
  Database& database_;
  Project project_;
};

// A new database with a project.
struct SampleWorld {
  explicit SampleWorld(TestEngine engine = TestEngine::kSqlite)
      : place(engine), database(Database::Open(place.address()).value()), sample(*database) {}

  const Project& project() const { return sample.project(); }

  TestDatabasePlace place;
  std::unique_ptr<Database> database;
  SampleProject sample;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_SAMPLE_OBJECTS_H_
