#include "console/row_stream.h"

#include <fmt/core.h>
#include <sys/resource.h>

#include "console/testing/console_fixture.h"

// With the address sanitizer freed memory is kept for a while; not so much that it hides ours.
extern "C" const char* __asan_default_options() { return "quarantine_size_mb=8"; }

namespace repoint::console {
namespace {

class RowStreamTest : public ConsoleFixture {
 protected:
  // Visits the numbers from 1 to `count`, with a text of some size beside each.
  Result<int> Visit(int count, int text_bytes) {
    int rows = 0;
    const Status done = database_->InSnapshot([&](soci::session& sql) -> Status {
      int number = 0;
      std::string text;
      RowStream stream(*database_, sql,
                       fmt::format("WITH RECURSIVE n(i, t) AS (SELECT 1, '{0}' UNION ALL SELECT i "
                                   "+ 1, '{0}' FROM n WHERE i < {1}) SELECT i, t FROM n WHERE i <= "
                                   "{1}",
                                   std::string(static_cast<size_t>(text_bytes), 'x'), count));
      soci::statement statement =
          (sql.prepare << stream.statement(), soci::into(number), soci::into(text));
      return stream.ForEach(statement, [&]() -> Status {
        EXPECT_EQ(number, ++rows);
        return {};
      });
    });
    if (!done) return std::unexpected(done.error());
    return rows;
  }
};
REPOINT_ON_BOTH_ENGINES(RowStreamTest);

TEST_P(RowStreamTest, GivesEveryRowOnce) {
  for (const int count : {1, 999, 1000, 1001, 2000, 2500}) {
    EXPECT_THAT(Visit(count, 1), IsOkAndHolds(count));
  }
}

TEST_P(RowStreamTest, HoldsFewRowsInMemory) {
  ASSERT_THAT(Visit(1000, 1000), IsOk());  // what the engine takes for itself
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  ASSERT_THAT(Visit(200'000, 1000), IsOkAndHolds(200'000));
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 50 * 1024) << "KiB";
}

TEST_P(RowStreamTest, MayBeOpenBesideAnother) {
  const Status done = database_->InSnapshot([&](soci::session& sql) -> Status {
    int a = 0, b = 0, rows = 0;
    RowStream outer(*database_, sql, "SELECT 1 UNION ALL SELECT 2");
    soci::statement outer_rows = (sql.prepare << outer.statement(), soci::into(a));
    REPOINT_TRY(outer.ForEach(outer_rows, [&]() -> Status {
      RowStream inner(*database_, sql, "SELECT 10 UNION ALL SELECT 20");
      soci::statement inner_rows = (sql.prepare << inner.statement(), soci::into(b));
      return inner.ForEach(inner_rows, [&]() -> Status {
        rows += a * b;
        return {};
      });
    }));
    EXPECT_EQ(rows, 90);
    return {};
  });
  EXPECT_THAT(done, IsOk());
}

}  // namespace
}  // namespace repoint::console
