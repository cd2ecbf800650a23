#include "registry/testing/faulty.h"

#include <gtest/gtest.h>

#include "registry/memory.h"

namespace repoint {
namespace {

TEST(FaultyRegistry, CountsStepsThatChangeSomething) {
  MemoryRegistry memory;
  FaultyRegistry faulty(memory);
  EXPECT_TRUE(faulty.SetValue("A", "n", DwordValue(1)).has_value());
  EXPECT_TRUE(faulty.GetValue("A", "n").has_value());
  EXPECT_TRUE(faulty.CreateKey("B").has_value());
  EXPECT_TRUE(faulty.DeleteValue("A", "n").has_value());
  EXPECT_TRUE(faulty.DeleteKey("B").has_value());
  EXPECT_TRUE(faulty.Flush().has_value());
  EXPECT_EQ(faulty.steps(), 5);
}

TEST(FaultyRegistry, FailsOnceWithoutEffect) {
  MemoryRegistry memory;
  FaultyRegistry faulty(memory, Faults{.fail_at = 2, .stop_at = 0});
  EXPECT_TRUE(faulty.CreateKey("A").has_value());
  EXPECT_EQ(faulty.CreateKey("B").error().code, ErrorCode::kIo);
  EXPECT_TRUE(faulty.CreateKey("C").has_value());
  EXPECT_EQ(*memory.Values("B"), std::nullopt);
  EXPECT_NE(*memory.Values("C"), std::nullopt);
}

TEST(FaultyRegistry, FailsFromAStepOnWhileReadingWorks) {
  MemoryRegistry memory;
  FaultyRegistry faulty(memory, Faults{.fail_from = 2});
  EXPECT_TRUE(faulty.CreateKey("A").has_value());
  EXPECT_EQ(faulty.CreateKey("B").error().code, ErrorCode::kIo);
  EXPECT_EQ(faulty.CreateKey("C").error().code, ErrorCode::kIo);
  EXPECT_TRUE(faulty.Subkeys("").has_value());
  EXPECT_EQ(memory.root().subkeys.size(), 1u);
}

TEST(FaultyRegistry, AStepMayBeDoneAndReportedAsFailed) {
  MemoryRegistry memory;
  FaultyRegistry faulty(memory, Faults{.done_at = 1});
  EXPECT_EQ(faulty.CreateKey("A").error().code, ErrorCode::kIo);
  EXPECT_TRUE(faulty.CreateKey("B").has_value());
  EXPECT_EQ(memory.root().subkeys.size(), 2u);
}

TEST(FaultyRegistry, DoesNothingAnyMoreOnceStopped) {
  MemoryRegistry memory;
  FaultyRegistry faulty(memory, Faults{.fail_at = 0, .stop_at = 1});
  EXPECT_TRUE(faulty.Subkeys("").has_value());
  EXPECT_FALSE(faulty.CreateKey("A").has_value());
  EXPECT_TRUE(faulty.stopped());
  EXPECT_FALSE(faulty.CreateKey("B").has_value());
  EXPECT_FALSE(faulty.Subkeys("").has_value());
  EXPECT_FALSE(faulty.ReadTree("").has_value());
  EXPECT_TRUE(memory.root().subkeys.empty());
}

}  // namespace
}  // namespace repoint
