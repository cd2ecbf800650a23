#include "base/result.h"

#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"

namespace repoint {
namespace {

Result<int> Half(int value) {
  if (value % 2 != 0) return Fail(ErrorCode::kUsage, "odd", "value");
  return value / 2;
}

Result<int> Quarter(int value) {
  REPOINT_ASSIGN(const int half, Half(value));
  REPOINT_TRY(Half(half));
  return half / 2;
}

TEST(Result, TheValueGoesThroughTheMacros) { EXPECT_THAT(Quarter(8), IsOkAndHolds(2)); }

TEST(Result, TheFirstErrorLeavesTheFunction) {
  EXPECT_THAT(Quarter(3), FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(Quarter(6), FailsWith(ErrorCode::kUsage));
}

TEST(Result, AnErrorIsPrintedWithItsPlace) {
  EXPECT_EQ(Half(1).error().ToString(), "value: odd");
  EXPECT_EQ((Error{ErrorCode::kIo, "no room", ""}).ToString(), "no room");
}

TEST(Result, CodesHaveNames) {
  EXPECT_EQ(ErrorCodeName(ErrorCode::kInUse), "in-use");
  EXPECT_EQ(ErrorCodeName(ErrorCode::kNotFound), "not-found");
}

}  // namespace
}  // namespace repoint
