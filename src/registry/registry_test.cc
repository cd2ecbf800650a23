#include "registry/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry/testing/reg_text.h"

namespace repoint {
namespace {

TEST(ReadTree, ReadsAKeyWithEverythingBelow) {
  MemoryRegistry registry = LoadRegText(R"([HKEY_CURRENT_USER\A\B]
@="x"
[HKEY_CURRENT_USER\A\B\C]
"n"=dword:1
)");
  const auto tree = registry.ReadTree("A\\B");
  ASSERT_TRUE(tree.has_value() && tree->has_value());
  const KeyTree expected{"B", {{"", SzValue("x")}}, {{"C", {{"n", DwordValue(1)}}, {}}}};
  EXPECT_EQ(**tree, expected);
}

TEST(ReadTree, GivesNothingForAnAbsentKey) {
  MemoryRegistry registry;
  EXPECT_EQ(*registry.ReadTree("A"), std::nullopt);
}

TEST(ReadTree, RefusesKeysDeeperThanWindowsAllows) {
  MemoryRegistry registry;
  std::string key = "k";
  for (int depth = 1; depth < 512; ++depth) key += "\\k";
  ASSERT_TRUE(registry.CreateKey(key).has_value());
  EXPECT_TRUE(registry.ReadTree("").has_value());
  ASSERT_TRUE(registry.CreateKey(key + "\\k").has_value());
  EXPECT_EQ(registry.ReadTree("").error().code, ErrorCode::kDamaged);
  EXPECT_EQ(registry.ReadTree("k\\k").error().code, ErrorCode::kDamaged);
}

TEST(WriteTree, AddsToWhatIsThere) {
  MemoryRegistry registry = LoadRegText(R"([HKEY_CURRENT_USER\A]
"old"=dword:1
)");
  const KeyTree tree{"ignored", {{"new", DwordValue(2)}}, {{"Sub", {}, {}}}};
  ASSERT_TRUE(WriteTree(registry, "A", tree).has_value());
  EXPECT_EQ(registry.root().subkeys[0],
            (KeyTree{"A", {{"old", DwordValue(1)}, {"new", DwordValue(2)}}, {{"Sub", {}, {}}}}));
}

TEST(JoinKey, PutsOneBackslashBetween) {
  EXPECT_EQ(JoinKey("a\\b", "c"), "a\\b\\c");
  EXPECT_EQ(JoinKey("", "c"), "c");
  EXPECT_EQ(JoinKey("a", ""), "a");
}

TEST(SzText, ReadsUpToTheFirstZero) {
  EXPECT_EQ(SzText(SzValue("\u00fcx")), "\u00fcx");
  EXPECT_EQ(SzText({kRegSz, {'a', 0, 0, 0, 'b', 0}}), "a");
}

TEST(SzText, ReadsTextWithoutTerminator) {
  EXPECT_EQ(SzText({kRegSz, {'a', 0, 'b', 0}}), "ab");
  EXPECT_EQ(SzText({kRegSz, {'a', 0, 'b'}}), "a");
  EXPECT_EQ(SzText({kRegSz, {}}), "");
}

TEST(SzText, IsOnlyForRegSz) {
  EXPECT_EQ(SzText({kRegBinary, {'a', 0, 0, 0}}), std::nullopt);
  EXPECT_EQ(SzText({kRegExpandSz, {'a', 0, 0, 0}}), std::nullopt);
}

TEST(DwordNumber, IsOnlyForFourBytesOfRegDword) {
  EXPECT_EQ(DwordNumber(DwordValue(0xFFFFFFFE)), 0xFFFFFFFEu);
  EXPECT_EQ(DwordNumber({kRegBinary, {1, 0, 0, 0}}), std::nullopt);
  EXPECT_EQ(DwordNumber({kRegDword, {1, 0, 0}}), std::nullopt);
}

}  // namespace

TEST(IsAtOrBelow, TakesWholeNamesWithoutCase) {
  EXPECT_TRUE(IsAtOrBelow("Software\\Acme", "software\\acme"));
  EXPECT_TRUE(IsAtOrBelow("Software\\Acme\\x", "Software\\Acme"));
  EXPECT_FALSE(IsAtOrBelow("Software\\Acme2", "Software\\Acme"));
  EXPECT_FALSE(IsAtOrBelow("Software", "Software\\Acme"));
}

}  // namespace repoint
