#include "console/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>
#include <sys/stat.h>

#include "base/testing/temp_folder.h"

namespace repoint::console {
namespace {

TEST(DatabaseTest, MakesItsTablesOnceAndOpensThemAgain) {
  const TempFolder folder;
  for (int i = 0; i < 2; ++i) {
    const auto database = Database::Open(folder / "a folder/console.sqlite");
    ASSERT_TRUE(database) << database.error().ToString();
    int projects = -1;
    ASSERT_TRUE((*database)->InTransaction([&](soci::session& sql) -> Status {
      sql << "SELECT COUNT(*) FROM project", soci::into(projects);
      return {};
    }));
    EXPECT_EQ(projects, 0);
  }
}

}  // namespace
}  // namespace repoint::console
