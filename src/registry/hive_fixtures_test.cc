// The interrupted hives in tests/fixtures/hives, read as a registry: each is the tree of the export
// that another program made of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/testing/result_matchers.h"
#include "registry/hive_registry.h"
#include "registry/regfile.h"

namespace repoint {
namespace {

using Everything = std::map<std::string, RegValue>;  // "key" and "key -> value"

void Collect(const KeyTree& tree, const std::string& key, Everything& all) {
  all[key];
  for (const NamedValue& value : tree.values) all[key + " -> " + value.name] = value.value;
  for (const KeyTree& subkey : tree.subkeys) Collect(subkey, JoinKey(key, subkey.name), all);
}

Everything Of(Registry& registry) {
  Everything all;
  Collect(registry.ReadTree("").value().value(), "", all);
  return all;
}

class HiveFixtureTest : public testing::TestWithParam<const char*> {};

TEST_P(HiveFixtureTest, IsTheExpectedTreeValueByValue) {
  const std::string folder = REPOINT_FIXTURES "/hives/";
  const auto expected = OpenRegFile(SystemFiles(), folder + "expected.reg", {});
  ASSERT_THAT(expected, IsOk());
  const auto hive = HiveRegistry::Open(SystemFiles(), folder + GetParam() + "/NTUSER.DAT",
                                       hive::CommitMode::kReplace, [] { return int64_t{0}; });
  ASSERT_THAT(hive, IsOk());
  EXPECT_TRUE((*hive)->file().replayed());
  const Everything wanted = Of(**expected);
  const Everything found = Of(**hive);
  EXPECT_GT(wanted.size(), 300);
  for (const auto& [name, value] : wanted) {
    const auto there = found.find(name);
    ASSERT_NE(there, found.end()) << name;
    EXPECT_EQ(there->second, value) << name;
  }
  EXPECT_EQ(found.size(), wanted.size());
}

INSTANTIATE_TEST_SUITE_P(Hives, HiveFixtureTest,
                         testing::Values("one-log", "two-logs", "chain", "old-log", "bad-checksum"),
                         [](const auto& folder) {
                           std::string name = folder.param;
                           std::erase(name, '-');
                           return name;
                         });

}  // namespace
}  // namespace repoint
