// Two consoles at once on one database.
#include <fmt/core.h>

#include <barrier>
#include <thread>

#include "console/testing/console_fixture.h"

namespace repoint::console {
namespace {

std::vector<DirectoryObject> Mailboxes(int count) {
  std::vector<DirectoryObject> objects;
  for (int i = 0; i < count; ++i) objects.push_back(SourceObject(fmt::format("user{}", i)));
  return objects;
}

class TwoConsolesTest : public ConsoleFixture {
 protected:
  // Runs both at once, each on a console of its own.
  template <typename Work>
  std::array<Status, 2> Both(const Work& work) {
    std::array<Status, 2> results;
    std::barrier start(2);
    const auto run = [&](int which) {
      const auto console = Database::Open(address());
      start.arrive_and_wait();
      results[static_cast<size_t>(which)] =
          console ? work(**console, which) : Status(std::unexpected(console.error()));
    };
    std::thread first(run, 0);
    std::thread second(run, 1);
    first.join();
    second.join();
    return results;
  }

  static Status ImportInto(Database& database, const Project& project,
                           std::vector<DirectoryObject> objects) {
    FakeDirectory directory(std::move(objects));
    return StatusOf(ImportSide(database, project, Side::kSource, directory, {}, {}));
  }
};
REPOINT_ON_BOTH_ENGINES(TwoConsolesTest);

TEST_P(TwoConsolesTest, ImportDifferentProjects) {
  const std::array projects = {project_, NewProject("Other")};
  for (const Status& result : Both([&](Database& database, int which) {
         return ImportInto(database, projects[static_cast<size_t>(which)], Mailboxes(1200));
       })) {
    EXPECT_THAT(result, IsOk());
  }
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object WHERE gone = 0"), "2400");
}

// The one that comes later waits, and finds what the other one stored.
TEST_P(TwoConsolesTest, ImportTheSameProject) {
  for (const Status& result : Both([&](Database& database, int which) {
         auto objects = Mailboxes(1200);
         if (which == 1) std::ranges::reverse(objects);
         return ImportInto(database, project_, objects);
       })) {
    EXPECT_THAT(result, IsOk());
  }
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object WHERE gone = 0"), "1200");
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object_key"), "2400");
}

TEST_P(TwoConsolesTest, ImportAndMatchTheSameProject) {
  for (const Status& result : Both([&](Database& database, int which) {
         return which == 0 ? ImportInto(database, project_, Mailboxes(1200))
                           : StatusOf(MatchObjects(database, project_));
       })) {
    EXPECT_THAT(result, IsOk());
  }
}

TEST_P(TwoConsolesTest, DeleteAProjectWhileItIsImported) {
  const auto results = Both([&](Database& database, int which) {
    return which == 0 ? ImportInto(database, project_, Mailboxes(1200))
                      : DeleteProject(database, project_);
  });
  if (!results[0]) {
    EXPECT_THAT(results[0], FailsWith(ErrorCode::kNotFound));
  }
  EXPECT_THAT(results[1], IsOk());
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object"), "0");
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object_key"), "0");
}

TEST_P(TwoConsolesTest, AreToldWhenOneHasWaitedInVain) {
  const auto other = Open();
  // Instead of half a minute.
  const std::string wait_briefly =
      GetParam() == TestEngine::kSqlite ? "PRAGMA busy_timeout = 10" : "SET lock_timeout = '10ms'";
  ASSERT_THAT(other->InSnapshot([&](soci::session& sql) -> Status {
    sql << wait_briefly;
    return {};
  }),
              IsOk());
  const Status done = database_->InTransaction([&](soci::session& sql) -> Status {
    REPOINT_TRY(LockProject(sql, project_));
    const auto imported = ImportInto(*other, project_, Mailboxes(1));
    EXPECT_THAT(imported, FailsWith(ErrorCode::kInUse));
    EXPECT_THAT(imported.error().message, testing::HasSubstr("another console"));
    EXPECT_THAT(DeleteProject(*other, project_), FailsWith(ErrorCode::kInUse));
    return {};
  });
  EXPECT_THAT(done, IsOk());
  EXPECT_EQ(Value("SELECT COUNT(*) FROM object"), "0");
  EXPECT_THAT(ImportInto(*other, project_, Mailboxes(1)), IsOk());
}

TEST_P(TwoConsolesTest, CreateOneProjectOfAName) {
  const auto results = Both(
      [&](Database& database, int) { return StatusOf(CreateProject(database, {.name = "New"})); });
  EXPECT_NE(results[0].has_value(), results[1].has_value());
  for (const Status& result : results) {
    if (!result) {
      EXPECT_THAT(result, FailsWith(ErrorCode::kConflict));
    }
  }
}

class NewDatabaseTest : public testing::TestWithParam<TestEngine> {};
REPOINT_ON_BOTH_ENGINES(NewDatabaseTest);

TEST_P(NewDatabaseTest, IsMadeOnceByManyConsolesAtOnce) {
  constexpr int kConsoles = 6;
  const TestDatabasePlace place(GetParam());
  std::vector<Status> results(kConsoles);
  std::barrier start(kConsoles);
  std::vector<std::thread> consoles;
  for (Status& result : results) {
    consoles.emplace_back([&] {
      start.arrive_and_wait();
      result = StatusOf(Database::Open(place.address()));
    });
  }
  for (std::thread& console : consoles) console.join();
  for (const Status& result : results) EXPECT_THAT(result, IsOk());
}

}  // namespace
}  // namespace repoint::console
