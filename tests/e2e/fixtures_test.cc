// Every fixture through the real program, against expected/, which was made from the pages alone.
#include <algorithm>
#include <array>
#include <iterator>
#include <set>

#include "base/files.h"
#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "e2e/program.h"
#include "e2e/reg_reader.h"
#include "registry/regfile.h"

namespace repoint {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kOurKey = R"(HKEY_CURRENT_USER\Software\EMProfileUpdate)";
constexpr std::string_view kMicrosoft = R"(HKEY_CURRENT_USER\Software\Microsoft\)";
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kRoots = {{
    {"9x", R"(Windows Messaging Subsystem\Profiles\)"},
    {"NT", R"(Windows NT\CurrentVersion\Windows Messaging Subsystem\Profiles\)"},
    {"15.0", R"(Office\15.0\Outlook\Profiles\)"},
    {"16.0", R"(Office\16.0\Outlook\Profiles\)"},
}};

struct Fixture {
  const char* name;
  bool before_2003 = false;      // no Autodiscover, rediscover is refused
  bool needs_code_page = false;  // ANSI text that is written or read anew is not ASCII
};

constexpr Fixture kFixtures[] = {
    {"ol97-win98", true},     {"ol97-nt4", true},       {"ol98-win98", true, true},
    {"ol98-nt4", true},       {"ol2000-win98se", true}, {"ol2000-nt4", true},
    {"ol2000-win2000", true}, {"ol2002-winme", true},   {"ol2002-winxp", true},
    {"ol2003-win2000"},       {"ol2003-winxp"},         {"ol2007"},
    {"ol2010-x86"},           {"ol2010-x64"},           {"ol2013-x64"},
    {"ol2016-x86"},           {"ol2016-x64"},           {"ol365-x64"},
};

void PrintTo(const Fixture& fixture, std::ostream* out) { *out << fixture.name; }

using Lines = std::set<std::string>;

// The lines of a file of expectations.
Lines Expected(std::string_view name) {
  Lines lines;
  const std::string text = ReadTestFile(FixturePath("expected/") + std::string(name));
  for (const std::string_view line : Split(text, '\n')) {
    if (!line.empty() && line.front() != '#') lines.emplace(line);
  }
  return lines;
}

// Those of one fixture in a file about all of them, without its name.
Lines ExpectedOf(const char* fixture, std::string_view name) {
  Lines lines;
  const std::string prefix = std::string(fixture) + '\t';
  for (const std::string& line : Expected(name)) {
    if (line.starts_with(prefix)) lines.insert(line.substr(prefix.size()));
  }
  return lines;
}

// "NT\Outlook\..." for what lies in a profile; another key as it is.
std::string ShortKey(const std::string& key) {
  for (const auto& [root, folder] : kRoots) {
    const std::string start = std::string(kMicrosoft) + std::string(folder);
    if (key.starts_with(start)) return std::string(root) + '\\' + key.substr(start.size());
  }
  return key;
}

std::string LongKey(std::string_view root, std::string_view profile) {
  for (const auto& [name, folder] : kRoots) {
    if (name == root) {
      return std::string(kMicrosoft) + std::string(folder) + std::string(profile);
    }
  }
  return "";
}

void AddChanges(const std::string& key, const std::map<std::string, std::string>& before,
                const std::map<std::string, std::string>& after, Lines& lines) {
  for (const auto& [name, data] : before) {
    const auto now = after.find(name);
    if (now == after.end()) {
      lines.insert(key + '\\' + name + " = (deleted)");
    } else if (now->second != data) {
      lines.insert(key + '\\' + name + " = " + now->second);
    }
  }
  for (const auto& [name, data] : after) {
    if (!before.contains(name)) lines.insert(key + '\\' + name + " = " + data);
  }
}

// What differs, in the form of the expectations; our own key is left out.
Lines Changes(const RegState& before, const RegState& after) {
  Lines lines;
  for (const auto& [key, values] : before) {
    if (key.starts_with(kOurKey)) continue;
    const auto now = after.find(key);
    if (now == after.end()) {
      lines.insert('[' + ShortKey(key) + "] (deleted)");
    } else {
      AddChanges(ShortKey(key), values, now->second, lines);
    }
  }
  for (const auto& [key, values] : after) {
    if (before.contains(key) || key.starts_with(kOurKey)) continue;
    lines.insert('[' + ShortKey(key) + "] (made)");
    AddChanges(ShortKey(key), {}, values, lines);
  }
  return lines;
}

Lines Without(const Lines& lines, const Lines& others) {
  Lines rest;
  std::set_difference(lines.begin(), lines.end(), others.begin(), others.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

std::string TextOf(const json& profile, const char* member) {
  return profile[member].is_string() ? profile[member].get<std::string>() : "-";
}

Lines ResultsOf(const Finished& run) {
  Lines lines;
  for (const json& profile : run.Events("profile")) {
    lines.insert(TextOf(profile, "root") + '\t' + TextOf(profile, "profile") + '\t' +
                 TextOf(profile, "result") + '\t' + TextOf(profile, "method"));
  }
  return lines;
}

Lines LeftoversOf(const Finished& run) {
  Lines lines;
  for (const json& profile : run.Events("profile")) {
    for (const json& leftover : profile["leftovers"]) {
      lines.insert(TextOf(profile, "root") + '\\' + TextOf(profile, "profile") + '\\' +
                   TextOf(leftover, "place"));
    }
  }
  return lines;
}

// The result of each profile that belongs to a listed mailbox.
std::vector<std::string> ResultsOfListed(const Finished& run) {
  std::vector<std::string> results;
  for (const json& profile : run.Events("profile")) {
    const std::string result = TextOf(profile, "result");
    if (result != "not-listed" && result != "no-exchange") results.push_back(result);
  }
  return results;
}

class FixtureTest : public ProgramTest, public testing::WithParamInterface<Fixture> {
 protected:
  FixtureTest()
      : list_(FixturePath("EMAMappings.tab")),
        in_(FixturePath(std::string(GetParam().name) + ".reg")),
        out_(Path("out.reg")) {}

  // The list, the export and what else is given, as JSON.
  Finished RunOn(const std::string& in, std::vector<std::string> more) {
    std::vector<std::string> arguments{list_, "-RegFile", in, "-Json", "-CodePage", "1252"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
  Finished Update() { return RunOn(in_, {"-Out", out_}); }
  // What a run with this input would leave: its output, or the input when it wrote none.
  RegState StateAfter(const std::string& in, const std::string& out) {
    return ReadReg(ReadTestFile(FileExists(out) ? out : in));
  }

  std::string list_;
  std::string in_;
  std::string out_;
};

TEST_P(FixtureTest, EachProfileGetsItsResult) {
  const Finished run = Update();
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(ResultsOf(run), ExpectedOf(GetParam().name, "results.txt"));
}

TEST_P(FixtureTest, ChangedValuesAreExactlyTheExpectedOnes) {
  ASSERT_EQ(Update().exit_code, 0);
  const Lines changes = Changes(ReadReg(ReadTestFile(in_)), ReadReg(ReadTestFile(out_)));
  const Lines expected = Expected(std::string(GetParam().name) + ".txt");
  EXPECT_THAT(Without(expected, changes), IsEmpty()) << "expected, but not done";
  EXPECT_THAT(Without(changes, expected), IsEmpty()) << "done, but not expected";
}

TEST_P(FixtureTest, ProfilesOfOthersKeepEveryByteOfTheirText) {
  const Finished run = Update();
  int kept = 0;
  for (const json& profile : run.Events("profile")) {
    if (TextOf(profile, "result") == "updated") continue;
    const std::string key = LongKey(TextOf(profile, "root"), TextOf(profile, "profile"));
    const std::vector<std::string> before = BlocksBelow(ReadTestFile(in_), key);
    EXPECT_FALSE(before.empty()) << key;
    EXPECT_EQ(BlocksBelow(ReadTestFile(out_), key), before);
    ++kept;
  }
  EXPECT_GT(kept, 0);
}

TEST_P(FixtureTest, ImportOverTheOldStateGivesTheNewState) {
  ASSERT_EQ(Update().exit_code, 0);
  const std::string out = ReadTestFile(out_);
  RegState imported = ReadReg(ReadTestFile(in_));
  Import(out, imported);
  EXPECT_EQ(imported, ReadReg(out));
}

TEST_P(FixtureTest, OwnReaderAgreesWithTheTestsReader) {
  ASSERT_EQ(Update().exit_code, 0);
  auto registry = OpenRegFile(SystemFiles(), out_, {.out = std::nullopt, .code_page = 1252});
  ASSERT_THAT(registry, IsOk());
  const RegState state = ReadReg(ReadTestFile(out_));
  for (const auto& [key, values] : state) {
    const auto read = (*registry)->Values(key.substr(key.find('\\') + 1));
    ASSERT_THAT(read, IsOk());
    ASSERT_TRUE(read->has_value()) << key;
    std::map<std::string, std::string> same;
    for (const NamedValue& value : **read) {
      const bool ansi = (*registry)->StoresAnsiText() &&
                        (value.value.type == kRegExpandSz || value.value.type == kRegMultiSz);
      same[value.name] = std::to_string(value.value.type) + ':' + HexEncode(value.value.data) +
                         (ansi ? " (ANSI)" : "");
    }
    EXPECT_EQ(same, values) << key;
  }
}

TEST_P(FixtureTest, LeftoversAreReportedAndNothingElseIs) {
  EXPECT_EQ(LeftoversOf(Update()), ExpectedOf(GetParam().name, "leftovers.txt"));
}

TEST_P(FixtureTest, SecondRunIsDoneBeforeAndChangesNothing) {
  ASSERT_EQ(Update().exit_code, 0);
  const Finished second = RunOn(out_, {"-Out", Path("second.reg")});
  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_THAT(ResultsOfListed(second), testing::Each(std::string("done-before")));
  EXPECT_THAT(ResultsOfListed(second), testing::Not(IsEmpty()));
  EXPECT_EQ(StateAfter(out_, Path("second.reg")), ReadReg(ReadTestFile(out_)));
}

TEST_P(FixtureTest, WithoutTheMarkItIsCurrentAndNothingChanges) {
  ASSERT_EQ(Update().exit_code, 0);
  const std::string unmarked = Path("unmarked.reg");
  WriteTestFile(unmarked, WithoutKey(ReadTestFile(out_), kOurKey));
  const Finished run = RunOn(unmarked, {"-Out", Path("again.reg")});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(ResultsOfListed(run), testing::Each(std::string("current")));
  EXPECT_THAT(ResultsOfListed(run), testing::Not(IsEmpty()));
  EXPECT_THAT(Changes(ReadReg(ReadTestFile(unmarked)), StateAfter(unmarked, Path("again.reg"))),
              IsEmpty());
}

TEST_P(FixtureTest, RollbackGivesBackEveryValue) {
  ASSERT_EQ(Update().exit_code, 0);
  const Finished back =
      Run({"-RegFile", out_, "-Out", Path("back.reg"), "-Rollback", "-CodePage", "1252"});
  EXPECT_EQ(back.exit_code, 0) << back.out << back.err;
  EXPECT_THAT(back.out, HasSubstr("rolled-back"));
  EXPECT_THAT(Changes(ReadReg(ReadTestFile(in_)), ReadReg(ReadTestFile(Path("back.reg")))),
              IsEmpty());
}

TEST_P(FixtureTest, RediscoverIsRefusedWhereThereIsNoAutodiscover) {
  const Finished run = RunOn(in_, {"-Out", out_, "-Method", "rediscover"});
  if (!GetParam().before_2003) {
    EXPECT_EQ(run.exit_code, 0) << run.out;
    return;
  }
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(ResultsOfListed(run), ElementsAre("failed"));
  EXPECT_FALSE(FileExists(out_));
}

TEST_P(FixtureTest, DryRunSaysWhatWouldBeDoneAndWritesNoFile) {
  const Finished run = RunOn(in_, {"-Out", out_, "-DryRun"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(ResultsOfListed(run), testing::Each(std::string("would-update")));
  EXPECT_FALSE(FileExists(out_));
  EXPECT_FALSE(FileExists(Path("state")));
}

TEST_P(FixtureTest, VerifyFindsTheSourceBeforeAndOnlyLeftoversAfter) {
  EXPECT_EQ(RunOn(in_, {"-Verify"}).exit_code, 7);
  ASSERT_EQ(Update().exit_code, 0);
  const Lines leftovers = ExpectedOf(GetParam().name, "leftovers.txt");
  const Finished after = RunOn(out_, {"-Verify"});
  EXPECT_EQ(after.exit_code, leftovers.empty() ? 0 : 7) << after.out;
  EXPECT_EQ(LeftoversOf(after), leftovers);
}

TEST_P(FixtureTest, AnsiTextThatIsNotAsciiNeedsACodePage) {
  const Finished run = Run({list_, "-RegFile", in_, "-Out", out_});
  EXPECT_EQ(run.exit_code, GetParam().needs_code_page ? 1 : 0) << run.out;
  if (GetParam().needs_code_page) {
    EXPECT_THAT(run.out + run.err, HasSubstr("-CodePage"));
    EXPECT_FALSE(FileExists(out_));
  }
}

std::string TestName(const testing::TestParamInfo<Fixture>& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(EveryOutlook, FixtureTest, testing::ValuesIn(kFixtures), TestName);

TEST(FixturesTest, NoFixtureIsForgotten) {
  const auto files = SystemFiles().List(REPOINT_FIXTURES);
  ASSERT_THAT(files, IsOk());
  const auto exports = std::count_if(
      files->begin(), files->end(), [](const std::string& name) { return name.ends_with(".reg"); });
  EXPECT_EQ(static_cast<size_t>(exports), std::size(kFixtures));
}

}  // namespace
}  // namespace repoint
