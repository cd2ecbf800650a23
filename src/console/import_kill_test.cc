// What is left of an import that was killed: nothing, at whatever point it was.
#include <fmt/core.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "console/testing/console_fixture.h"

namespace repoint::console {
namespace {

constexpr size_t kObjects = 1200;

class ImportKillTest : public ConsoleFixture {
 protected:
  static std::vector<DirectoryObject> Objects(const std::string& alias) {
    std::vector<DirectoryObject> objects;
    for (size_t i = 0; i < kObjects; ++i) {
      objects.push_back(SourceObject(fmt::format("user{}", i)));
      objects.back().alias = alias;
    }
    return objects;
  }

  // Another console, as a process of its own, that imports and is killed (SIGKILL) when the
  // directory has told `point` objects. Whether that is how it ended.
  bool ImportAndBeKilled(size_t point) {
    const pid_t child = fork();
    if (child == 0) {
      const auto console = Database::Open(address());
      FakeDirectory directory(Objects("new"));
      size_t calls = 0;
      directory.OnProgress([&](size_t told) {
        // The last of all calls is the one behind the last object.
        if (point <= kObjects ? told == point : ++calls == kObjects + 2) kill(getpid(), SIGKILL);
      });
      if (console) (void)ImportSide(**console, project_, Side::kSource, directory, {}, {});
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  }
};
REPOINT_ON_BOTH_ENGINES(ImportKillTest);

TEST_P(ImportKillTest, LeavesNothingOfAFirstImport) {
  database_.reset();
  for (const size_t point : {size_t{1}, size_t{1001}, kObjects, kObjects + 1}) {
    ASSERT_TRUE(ImportAndBeKilled(point)) << point;
    const auto next_start = Open();
    EXPECT_EQ(ValueOf(*next_start, "SELECT COUNT(*) FROM object"), "0") << point;
    EXPECT_EQ(ValueOf(*next_start, "SELECT COUNT(*) FROM object_key"), "0") << point;
  }
  database_ = Open();
  EXPECT_EQ(Import(Side::kSource, Objects("new")).added, kObjects);
}

TEST_P(ImportKillTest, LeavesAllOfTheImportBefore) {
  Import(Side::kSource, Objects("old"));
  database_.reset();
  for (const size_t point : {size_t{1001}, kObjects + 1}) {
    ASSERT_TRUE(ImportAndBeKilled(point)) << point;
    const auto next_start = Open();
    EXPECT_EQ(ValueOf(*next_start, "SELECT COUNT(*) FROM object WHERE alias = 'old'"),
              std::to_string(kObjects))
        << point;
    EXPECT_EQ(ValueOf(*next_start,
                      "SELECT COUNT(*) FROM object_key WHERE kind = 'alias' AND value = 'old'"),
              std::to_string(kObjects))
        << point;
  }
  database_ = Open();
  EXPECT_EQ(Import(Side::kSource, Objects("new")).changed, kObjects);
}

}  // namespace
}  // namespace repoint::console
