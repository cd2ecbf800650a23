// GoogleTest matchers for Result<T> and Status.
//
//   EXPECT_THAT(files.Remove("a"), IsOk());
//   EXPECT_THAT(files.InUse("a"), IsOkAndHolds(false));
//   EXPECT_THAT(files.Open("b"), FailsWith(ErrorCode::kNotFound));
#ifndef REPOINT_BASE_TESTING_RESULT_MATCHERS_H_
#define REPOINT_BASE_TESTING_RESULT_MATCHERS_H_

#include <gmock/gmock.h>

#include "base/result.h"

namespace repoint {

MATCHER(IsOk, negation ? "fails" : "is ok") {
  if (!arg) *result_listener << "which fails with " << arg.error().ToString();
  return arg.has_value();
}

MATCHER_P(IsOkAndHolds, value, "is ok and holds " + testing::PrintToString(value)) {
  if (arg) return testing::ExplainMatchResult(value, *arg, result_listener);
  *result_listener << "which fails with " << arg.error().ToString();
  return false;
}

MATCHER_P(FailsWith, code, "fails with " + std::string(ErrorCodeName(code))) {
  if (arg) return false;
  *result_listener << "which fails with " << ErrorCodeName(arg.error().code) << ", "
                   << arg.error().ToString();
  return arg.error().code == code;
}

}  // namespace repoint

#endif  // REPOINT_BASE_TESTING_RESULT_MATCHERS_H_
