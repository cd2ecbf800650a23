// What every test of whole runs uses: a test file includes this in place of the headers and names
// below.
#ifndef REPOINT_CLIENT_TESTING_RUN_TESTS_H_
#define REPOINT_CLIENT_TESTING_RUN_TESTS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/result_matchers.h"
#include "client/run.h"
#include "client/testing/world.h"

namespace repoint {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

}  // namespace repoint

#endif  // REPOINT_CLIENT_TESTING_RUN_TESTS_H_
