#include "registry/live.h"

#include <gtest/gtest.h>

namespace repoint {
namespace {

#ifdef _WIN32
constexpr bool kWindows = true;
#else
constexpr bool kWindows = false;
#endif

TEST(OpenLiveRegistry, NamesTheWayOutWhereThereIsNone) {
  if (kWindows) GTEST_SKIP() << "there is one here";
  const auto registry = OpenLiveRegistry(LiveRoot::kCurrentUser);
  ASSERT_FALSE(registry.has_value());
  EXPECT_EQ(registry.error().code, ErrorCode::kUnsupported);
  EXPECT_NE(registry.error().message.find("-RegFile"), std::string::npos);
}

}  // namespace
}  // namespace repoint
