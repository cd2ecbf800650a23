// Every profile of tests/fixtures, updated in a hive: the values are those of the same update in
// memory.
#include "client/testing/hive_world.h"
#include "client/testing/run_tests.h"
#include "registry/regfile.h"

namespace repoint {
namespace {

constexpr const char* kFixtures[] = {
    "ol97-win98",   "ol97-nt4",       "ol98-win98",   "ol98-nt4",     "ol2000-win98se",
    "ol2000-nt4",   "ol2000-win2000", "ol2002-winme", "ol2002-winxp", "ol2003-win2000",
    "ol2003-winxp", "ol2007",         "ol2010-x86",   "ol2010-x64",   "ol2013-x64",
    "ol2016-x86",   "ol2016-x64",     "ol365-x64",
};

std::string Fixture(const std::string& name) { return REPOINT_FIXTURES "/" + name; }

World OfFixture(const std::string& name) {
  World world("[HKEY_CURRENT_USER\\Software]\n");
  const auto fixture = OpenRegFile(SystemFiles(), Fixture(name + ".reg"), {{}, 1252}).value();
  const auto tree = fixture->ReadTree("").value();
  WriteTree(world.registry, "", *tree).value();
  world.files.Put(*world.options.list,
                  ReadWhole(SystemFiles(), Fixture("EMAMappings.tab")).value());
  world.ansi = CodePage::Find(1252).value();
  return world;
}

class HiveFixturesTest : public testing::TestWithParam<const char*> {};

TEST_P(HiveFixturesTest, BecomeInAHiveWhatTheyBecomeInMemory) {
  World memory = OfFixture(GetParam());
  World hive = OfHive(memory);
  const Contents before = HiveContents(hive, "");
  EXPECT_EQ(before, ContentsOf(memory.registry, ""));

  memory.options.no_files = true;  // no OST is there: only texts of the report tell them apart
  const Report in_memory = memory.Update();
  const Report in_hive = UpdateHive(hive);
  EXPECT_EQ(Outcomes(in_hive), Outcomes(in_memory));
  EXPECT_EQ(in_hive.exit, in_memory.exit);
  EXPECT_EQ(HiveContents(hive, ""), ContentsOf(memory.registry, ""));

  if (in_hive.Count(ProfileOutcome::kUpdated) == 0) return;
  EXPECT_EQ(RollBackHive(hive).exit, kExitDone);
  EXPECT_EQ(HiveContents(hive, ""), before);
}

INSTANTIATE_TEST_SUITE_P(All, HiveFixturesTest, testing::ValuesIn(kFixtures), [](const auto& test) {
  std::string name = test.param;
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace repoint
