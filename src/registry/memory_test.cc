#include "registry/memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry/testing/reg_text.h"

namespace repoint {
namespace {

using testing::ElementsAre;

constexpr std::string_view kText = R"([HKEY_CURRENT_USER\A\B]
"One"="1"
"Two"=dword:2
[HKEY_CURRENT_USER\A\C\D]
)";

TEST(MemoryRegistry, FindsKeysAndValuesWithoutCase) {
  MemoryRegistry registry = LoadRegText(kText);
  EXPECT_EQ(*registry.GetValue("a\\b", "oNE"), SzValue("1"));
  EXPECT_THAT(**registry.Subkeys("a"), ElementsAre("B", "C"));
}

TEST(MemoryRegistry, GivesNothingForWhatIsAbsent) {
  MemoryRegistry registry = LoadRegText(kText);
  EXPECT_EQ(*registry.Subkeys("A\\X"), std::nullopt);
  EXPECT_EQ(*registry.Values("X"), std::nullopt);
  EXPECT_EQ(*registry.GetValue("A\\B", "Three"), std::nullopt);
  EXPECT_EQ(*registry.GetValue("A\\X", "One"), std::nullopt);
  EXPECT_THAT(**registry.Values("A\\C\\D"), ElementsAre());
}

TEST(MemoryRegistry, MakesParentsOfASetValue) {
  MemoryRegistry registry;
  ASSERT_TRUE(registry.SetValue("X\\Y", "", DwordValue(1)).has_value());
  EXPECT_THAT(**registry.Subkeys(""), ElementsAre("X"));
  EXPECT_EQ(*registry.GetValue("X\\Y", ""), DwordValue(1));
}

TEST(MemoryRegistry, KeepsPlaceAndSpellingOfAnExistingValue) {
  MemoryRegistry registry = LoadRegText(kText);
  ASSERT_TRUE(registry.SetValue("A\\B", "ONE", SzValue("new")).has_value());
  EXPECT_THAT(**registry.Values("A\\B"),
              ElementsAre(NamedValue{"One", SzValue("new")}, NamedValue{"Two", DwordValue(2)}));
}

TEST(MemoryRegistry, DeletesAKeyWithEverythingBelow) {
  MemoryRegistry registry = LoadRegText(kText);
  ASSERT_TRUE(registry.DeleteKey("a\\c").has_value());
  EXPECT_EQ(*registry.Values("A\\C\\D"), std::nullopt);
  EXPECT_THAT(**registry.Subkeys("A"), ElementsAre("B"));
}

TEST(MemoryRegistry, DeletingNothingSucceeds) {
  MemoryRegistry registry;
  EXPECT_TRUE(registry.DeleteKey("A\\B").has_value());
  EXPECT_TRUE(registry.DeleteValue("A\\B", "x").has_value());
}

TEST(MemoryRegistry, DoesNotDeleteItsRoot) {
  MemoryRegistry registry;
  EXPECT_EQ(registry.DeleteKey("").error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace repoint
