#include "hive/cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "hive/check.h"
#include "hive/testing/hive_builder.h"
#include "hive/testing/sample_trees.h"

namespace repoint::hive {
namespace {

TEST(CellsTest, MeetsEveryCellOnce) {
  const Image image = Image::FromBytes(BuildHive(RandomTree(5), {.free_every = 7})).value();
  CheckReport counted;
  uint64_t bytes = 0;
  uint64_t keys = 0;
  ASSERT_THAT(ForEachCell(image,
                          [&](const CellView& cell) -> Status {
                            EXPECT_EQ(cell.contents.size(), cell.size - 4);
                            bytes += cell.size;
                            ++(cell.is_free ? counted.free_cells : counted.allocated_cells);
                            if (!cell.is_free && SignatureOf(cell.contents) == "nk") ++keys;
                            return {};
                          }),
              IsOk());
  const CheckReport report = Check(image).value();
  EXPECT_EQ(counted.allocated_cells, report.allocated_cells);
  EXPECT_EQ(counted.free_cells, report.free_cells);
  EXPECT_GE(keys, report.keys);
  EXPECT_LT(bytes, image.bins_size());
}

TEST(CellsTest, SaysWhereTheyDoNotFollowEachOther) {
  Image image = Image::FromBytes(BuildHive({.name = u"ROOT"})).value();
  ASSERT_THAT(image.Write(32, ByteWriter().U32(12).Release()), IsOk());
  EXPECT_THAT(ForEachCell(image, [](const CellView&) -> Status { return {}; }),
              FailsWith(ErrorCode::kDamaged));
}

}  // namespace
}  // namespace repoint::hive
