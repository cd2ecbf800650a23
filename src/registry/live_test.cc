#include "registry/live.h"

#include <gtest/gtest.h>

namespace repoint {
namespace {

TEST(OpenLiveRegistry, NamesTheWayOutWhereThereIsNone) {
  const auto registry = OpenLiveRegistry(LiveRoot::kCurrentUser);
  ASSERT_FALSE(registry.has_value());
  EXPECT_EQ(registry.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(registry.error().message.find("-RegFile"), std::string::npos);
}

}  // namespace
}  // namespace repoint
