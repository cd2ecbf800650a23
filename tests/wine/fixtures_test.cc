// Every fixture through the real registry: what EMProfileUpdate.exe makes of it is what
// `emprofileupdate -RegFile` makes of the export, and what an import of that leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "wine/update_world.h"

namespace repoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// fixtures/README.md: the profiles that are updated, and bob's, of which not a byte changes.
struct Fixture {
  std::string_view name;
  int updated;
};

constexpr Fixture kExplicitAnsi[] = {
    {"ol97-win98", 1},     {"ol97-nt4", 1},     {"ol98-win98", 1},
    {"ol98-nt4", 1},       {"ol2000-nt4", 1},   {"ol2000-win98se", 1},
    {"ol2000-win2000", 1}, {"ol2002-winme", 1}, {"ol2002-winxp", 1},
};
constexpr Fixture kUnicode[] = {
    {"ol2003-win2000", 1}, {"ol2003-winxp", 1}, {"ol2007", 1}, {"ol2010-x86", 1}, {"ol2010-x64", 1},
};
constexpr Fixture kRediscover[] = {
    {"ol2013-x64", 1},
    {"ol2016-x86", 2},
    {"ol2016-x64", 1},
    {"ol365-x64", 1},
};

// The name of a root in expected/*.txt, and the key below which its profiles lie.
constexpr std::pair<std::string_view, std::string_view> kRoots[] = {
    {"9x\\", "software\\microsoft\\windows messaging subsystem\\profiles\\"},
    {"NT\\",
     "software\\microsoft\\windows nt\\currentversion\\windows messaging subsystem\\profiles\\"},
    {"15.0\\", "software\\microsoft\\office\\15.0\\outlook\\profiles\\"},
    {"16.0\\", "software\\microsoft\\office\\16.0\\outlook\\profiles\\"},
};

std::string FullName(std::string_view expected_name) {
  for (const auto& [root, key] : kRoots) {
    if (expected_name.starts_with(root)) {
      return FoldAscii(std::string(key) + std::string(expected_name.substr(root.size())));
    }
  }
  ADD_FAILURE() << "no root: " << expected_name;
  return std::string(expected_name);
}

// expected/<fixture>.txt: "<root>\<profile>\<section>\<value> = <type>:<hex>" or "(deleted)",
// or "[<key>] (deleted)" for a section, for everything that an update changes; "#" starts a
// comment. Written from docs/update.md, not by a program of ours.
struct Expected {
  Values values;
  std::vector<std::string> deleted_keys;
};

Expected ReadExpected(const std::string& path) {
  constexpr std::string_view kDeletedKey = "] (deleted)";
  Expected expected;
  const std::string text = ReadTestFile(path);
  for (std::string_view line : Split(text, '\n')) {
    line = Trim(line);
    if (line.empty() || line.front() == '#') continue;
    const size_t equals = line.rfind(" = ");
    if (line.front() == '[' && line.ends_with(kDeletedKey)) {
      expected.deleted_keys.push_back(
          FullName(line.substr(1, line.size() - 1 - kDeletedKey.size())));
    } else if (equals != std::string_view::npos) {
      expected.values[FullName(line.substr(0, equals))] = std::string(line.substr(equals + 3));
    } else {
      ADD_FAILURE() << "not an expectation: " << line;
    }
  }
  return expected;
}

// The same of what was done to values.
Values Changes(const Values& before, const Values& after) {
  Values changes;
  for (const auto& [name, value] : before) {
    if (!name.starts_with('[') && !after.contains(name)) changes[name] = "(deleted)";
  }
  for (const auto& [name, value] : after) {
    const auto old = before.find(name);
    const bool same = old != before.end() && old->second == value;
    if (!name.starts_with('[') && !same) changes[name] = value;
  }
  return changes;
}

class WineFixturesTest : public testing::Test {
 protected:
  void Check(const Fixture& fixture) {
    SCOPED_TRACE(fixture.name);
    const std::string name(fixture.name);
    const std::string in = FixturePath(name + ".reg");
    const std::string out = world_.wine.drive_c() + "/out.reg";
    world_.Install({in});
    const Values before = world_.Profiles();
    EXPECT_THAT(Differences(ProfilesOf(ValuesOf(ReadTestFile(in))), before), IsEmpty());
    const Finished run = world_.Update({"-verbose"});
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_THAT(run.out, HasSubstr(std::to_string(fixture.updated) + " updated"));
    const Values after = world_.Profiles();
    EXPECT_THAT(after, Not(before));

    const Finished linux_run = world_.wine.RunLinux(
        LinuxEmProfileUpdate(), {ListPath(), "-RegFile", in, "-Out", out, "-CodePage", "1252"});
    EXPECT_EQ(linux_run.exit_code, 0) << linux_run.out << linux_run.err;
    EXPECT_THAT(Differences(ProfilesOf(ValuesOf(ReadTestFile(out))), after), IsEmpty());
    world_.Install({in, out});
    EXPECT_THAT(Differences(world_.Profiles(), after), IsEmpty());
    CheckAgainstExpected(name, before, after);
  }

  static void CheckAgainstExpected(const std::string& name, const Values& before,
                                   const Values& after) {
    Expected expected = ReadExpected(FixturePath("expected/" + name + ".txt"));
    for (const std::string& key : expected.deleted_keys) {
      EXPECT_THAT(Below(before, key), Not(IsEmpty())) << key;
      EXPECT_THAT(Below(after, key), IsEmpty()) << key;
      for (const auto& [value_name, value] : Below(before, key)) {
        if (!value_name.starts_with('[')) expected.values[value_name] = "(deleted)";
      }
    }
    EXPECT_THAT(Differences(expected.values, Changes(before, after)), IsEmpty());
  }

  template <size_t kCount>
  void CheckAll(const Fixture (&fixtures)[kCount]) {
    for (const Fixture& fixture : fixtures) Check(fixture);
  }

  UpdateWorld world_;
};

TEST_F(WineFixturesTest, Outlook97To2002) { CheckAll(kExplicitAnsi); }
TEST_F(WineFixturesTest, Outlook2003To2010) { CheckAll(kUnicode); }
TEST_F(WineFixturesTest, Outlook2013AndLater) { CheckAll(kRediscover); }

}  // namespace
}  // namespace repoint
