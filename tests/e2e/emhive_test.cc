// What an administrator and an examiner get from the real emhive: docs/emhive.1 says what is right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "base/text.h"
#include "e2e/program.h"
#include "e2e/reg_reader.h"
#include "hive/format.h"
#include "hive/testing/hive_builder.h"

namespace repoint {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* kFixtures[] = {"one-log", "two-logs", "chain", "old-log", "bad-checksum"};
constexpr const char* kCommands[] = {"check", "dump", "diff", "recover"};

std::string Fixture(std::string_view folder) {
  return FixturePath("hives/" + std::string(folder) + "/NTUSER.DAT");
}

hive::SampleKey Tree() {
  hive::SampleKey root{.name = u"ROOT"};
  hive::KeyAt(root, u"Software\\Contoso").values = {hive::SampleText(u"Server", u"old"),
                                                    hive::SampleNumber(u"Port", 25)};
  hive::KeyAt(root, u"Software\\Fabrikam");
  return root;
}

class EmhiveTest : public ProgramTest {
 protected:
  Finished Emhive(const std::vector<std::string>& arguments) {
    return RunProgram(REPOINT_EMHIVE, arguments);
  }
  // A hive in the test's folder.
  std::string Hive(std::string_view name, const hive::SampleKey& tree,
                   const hive::HiveLayout& layout = {}) {
    return File(name, hive::BuildHive(tree, layout));
  }
  std::string File(std::string_view name, const Bytes& bytes) {
    WriteTestFile(Path(name), AsChars(bytes));
    return Path(name);
  }
  // A hive whose first cell has a size that cannot be.
  std::string Damaged(std::string_view name) {
    Bytes bytes = hive::BuildHive(Tree());
    bytes[hive::kPage + hive::bin::kHeader] ^= 0x04;
    return File(name, bytes);
  }
};

// ---- Help, usage, the manual page

TEST_F(EmhiveTest, EveryCommandHasHelpWithAnExampleOfItself) {
  const std::string page = ReadTestFile(REPOINT_SOURCE "/docs/emhive.1");
  for (const std::string command : kCommands) {
    const Finished help = Emhive({command, "--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_EQ(help.err, "");
    EXPECT_THAT(help.out, AllOf(HasSubstr("Usage: emhive " + command),
                                HasSubstr("Example:\n  emhive " + command)));
    EXPECT_THAT(page, HasSubstr("\"" + command)) << "missing in the manual page";
  }
}

TEST_F(EmhiveTest, ManualPageKnowsEveryOptionAndNoOther) {
  std::string page = ReadTestFile(REPOINT_SOURCE "/docs/emhive.1");
  page.erase(0, page.find('\n'));  // a comment on how it is checked
  page = std::regex_replace(page, std::regex(R"(\\-)"), "-");
  std::string help = Emhive({"--help"}).out;
  for (const std::string command : kCommands) help += Emhive({command, "--help"}).out;
  const auto options = [](const std::string& text, const char* pattern) {
    const std::regex option(pattern);
    std::set<std::string> names;
    for (std::sregex_iterator at(text.begin(), text.end(), option), end; at != end; ++at) {
      names.insert((*at)[1]);
    }
    return names;
  };
  EXPECT_EQ(options(page, "(--[a-z0-9]+)"), options(help, "\n +(?:-.,)?(--[a-z0-9]+)"));
}

TEST_F(EmhiveTest, CommandLinesThatMakeNoSenseAreExit2) {
  const std::string hive = Hive("a", Tree());
  const std::vector<std::vector<std::string>> lines = {{},
                                                       {"frobnicate"},
                                                       {"check"},
                                                       {"check", "--what", hive},
                                                       {"diff", hive},
                                                       {"recover", hive},
                                                       {"dump", hive, "--raw", "--key", "Software"},
                                                       {"dump", hive, "--json", "-o", Path("x")},
                                                       {"recover", hive, "-o", hive, "--force"}};
  for (const auto& line : lines) {
    const Finished run = Emhive(line);
    EXPECT_EQ(run.exit_code, 2) << testing::PrintToString(line);
    EXPECT_THAT(run.err, StartsWith("emhive: "));
  }
  const Finished json = Emhive({"check", "--json"});
  EXPECT_EQ(json.exit_code, 2);
  EXPECT_THAT(json.Events("error"), SizeIs(1));
}

TEST_F(EmhiveTest, OutputThatCannotBeWrittenIsExit4) {
  const std::string hive = Hive("a", Tree());
  SendOutTo("/dev/full");
  EXPECT_EQ(Emhive({"--version"}).exit_code, 4);
  EXPECT_EQ(Emhive({"check", hive}).exit_code, 4);
  EXPECT_EQ(Emhive({"dump", hive}).exit_code, 4);
  EXPECT_EQ(Emhive({"diff", hive, hive}).exit_code, 4);
}

TEST_F(EmhiveTest, ScriptForWindowsHasItsLineEnds) {
  const std::string script = ReadTestFile(REPOINT_SOURCE "/tools/windows-load-hives.cmd");
  EXPECT_THAT(script, StartsWith("@echo off\r\n"));
  EXPECT_FALSE(std::regex_search(script, std::regex("[^\r]\n|[^\\x00-\\x7f]")));
}

// ---- check

TEST_F(EmhiveTest, CheckOfASoundHiveSaysWhatItIs) {
  const Finished run =
      Emhive({"check", Hive("a", Tree(), {.minor = 3, .lists = hive::ListKind::kLf})});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_THAT(run.out, AllOf(HasSubstr("a: sound\n"), HasSubstr("version 1.3"),
                             HasSubstr("sequence 7/7, clean"), HasSubstr("4 keys, 2 values"),
                             HasSubstr("1 security descriptor;")));
}

TEST_F(EmhiveTest, CheckCallsTheInterruptedHivesSoundAndNamesTheirLogs) {
  for (const std::string folder : kFixtures) {
    const Finished run = Emhive({"check", "--json", Fixture(folder)});
    EXPECT_EQ(run.exit_code, 0) << folder << run.err;
    const auto hives = run.Events("hive");
    ASSERT_THAT(hives, SizeIs(1));
    EXPECT_EQ(hives[0]["dirty"], true);
    EXPECT_EQ(hives[0]["checksum_holds"], folder != "bad-checksum");
    EXPECT_EQ(hives[0]["keys"], 160);
    int entries = 0;
    for (const auto& log : hives[0]["logs"]) entries += log["entries_to_replay"].get<int>();
    EXPECT_EQ(entries, folder == "two-logs" || folder == "chain" ? 2 : 1);
  }
}

TEST_F(EmhiveTest, CheckSaysDamageWithItsCellAndEndsWith4) {
  const Finished run = Emhive({"check", Damaged("bad")});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.out,
              AllOf(HasSubstr("bad: damaged\n"), HasSubstr("  damage 0x00000020: a cell of")));
  const Finished json = Emhive({"check", "--json", Path("bad")});
  ASSERT_THAT(json.Events("damage"), SizeIs(1));
  EXPECT_EQ(json.Events("damage")[0]["cell"], 32);
}

TEST_F(EmhiveTest, CheckCallsOddHivesSound) {
  Bytes bytes = hive::BuildHive(Tree());
  const size_t root = hive::kPage + *LoadU32(bytes, hive::base_block::kRootCell);
  bytes[root + 4 + hive::nk::kFlags] &= static_cast<uint8_t>(~hive::nk::kFlagRoot);
  const Finished run = Emhive({"check", File("odd", bytes)});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, AllOf(HasSubstr("sound, with oddities"),
                             HasSubstr("oddity 0x00000020: the root has not the root's flag")));
}

TEST_F(EmhiveTest, OneBadHiveDoesNotKeepTheOthersFromBeingChecked) {
  WriteTestFile(Path("text"), "no hive");
  const Finished run =
      Emhive({"check", "--json", Path("nowhere"), Path("text"), Damaged("bad"),
              Hive("dirty", Tree(), {.primary_sequence = 8}), Hive("good", Tree())});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.Events("error"), SizeIs(3));
  const auto hives = run.Events("hive");
  ASSERT_THAT(hives, SizeIs(3));
  EXPECT_EQ(hives[1]["primary_sequence"], 8) << "what can be said of a hive that cannot be read";
  EXPECT_EQ(hives[2]["sound"], true);
  EXPECT_THAT(run.err, AllOf(HasSubstr("nowhere: there is no such hive"),
                             HasSubstr("text: this is no registry hive"),
                             HasSubstr("dirty: the last write to this hive was interrupted")));
}

// ---- dump

TEST_F(EmhiveTest, DumpOfTheInterruptedHivesIsTheExpectedExport) {
  const RegState expected = ReadReg(ReadTestFile(FixturePath("hives/expected.reg")));
  for (const std::string folder : kFixtures) {
    const Finished run = Emhive({"dump", Fixture(folder)});
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_EQ(ReadReg(run.out), expected) << folder;
  }
}

TEST_F(EmhiveTest, DumpIsWrittenAsRegeditDoes) {
  const std::string hive = Hive("a", Tree());
  const std::string text =
      "[HKEY_USERS\\S-1\\Software\\Contoso]\r\n\"Server\"=\"old\"\r\n\"Port\"=dword:00000019\r\n";
  const Finished utf8 =
      Emhive({"dump", hive, "--utf8", "--root", "HKEY_USERS\\S-1", "--key", "software\\contoso"});
  EXPECT_EQ(FoldAscii(utf8.out),
            FoldAscii("Windows Registry Editor Version 5.00\r\n\r\n" + text + "\r\n"));
  const Finished wide = Emhive({"dump", hive, "-o", Path("out.reg")});
  EXPECT_EQ(wide.exit_code, 0) << wide.err;
  EXPECT_EQ(wide.out, "");
  EXPECT_THAT(ReadTestFile(Path("out.reg")), StartsWith("\xFF\xFEW"));
  EXPECT_EQ(Emhive({"dump", hive, "-o", Path("out.reg")}).exit_code, 4) << "it is there already";
  EXPECT_EQ(Emhive({"dump", hive, "-o", Path("out.reg"), "--force"}).exit_code, 0);
}

TEST_F(EmhiveTest, DumpAsJsonHasALineForEachKeyAndValue) {
  const Finished run = Emhive({"--json", "dump", Hive("a", Tree()), "--key", "Software"});
  EXPECT_EQ(run.exit_code, 0);
  const auto keys = run.Events("key");
  ASSERT_THAT(keys, SizeIs(3));
  EXPECT_EQ(keys[1]["key"], "Software\\Contoso");
  EXPECT_EQ(keys[1]["last_written"], "2019-05-01T09:26:47Z");
  const auto values = run.Events("value");
  ASSERT_THAT(values, SizeIs(2));
  EXPECT_EQ(values[0]["text"], "old");
  EXPECT_EQ(values[0]["data"], "6f006c0064000000");
  EXPECT_EQ(values[1]["number"], 25);
}

TEST_F(EmhiveTest, DumpOfCellsShowsFreeOnesToo) {
  const std::string hive = Hive("a", Tree());
  const Finished run = Emhive({"dump", hive, "--raw"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, AllOf(HasSubstr("used nk Contoso\n"), HasSubstr("used vk Server\n"),
                             HasSubstr(" free ")));
  const auto cells = Emhive({"dump", hive, "--raw", "--json"}).Events("cell");
  EXPECT_EQ(cells.size(), static_cast<size_t>(std::ranges::count(run.out, '\n')));
}

TEST_F(EmhiveTest, DumpOfAKeyThatIsNotThereIsExit4) {
  for (const char* form : {"--utf8", "--json"}) {
    const Finished run = Emhive({"dump", Hive("a", Tree()), "--key", "Software\\Nobody", form});
    EXPECT_EQ(run.exit_code, 4);
    EXPECT_THAT(run.err, HasSubstr("no such key: Software\\Nobody"));
  }
}

TEST_F(EmhiveTest, NamesCannotSteerTheTerminal) {
  hive::SampleKey tree = Tree();
  hive::KeyAt(tree, u"Evil\x1b[2J\nkey");
  const Finished run = Emhive({"diff", Hive("a", Tree()), Hive("b", tree)});
  EXPECT_EQ(run.out, "+ key      Evil\\x1b[2J\\x0akey\n1 difference\n");
  const Finished dump = Emhive({"dump", Path("b")});
  EXPECT_EQ(dump.exit_code, 4) << "no export can hold it";
}

// ---- diff

TEST_F(EmhiveTest, DiffOfTheInterruptedHivesIsEmpty) {
  for (const std::string folder : kFixtures) {
    const Finished run = Emhive({"diff", Fixture("one-log"), Fixture(folder)});
    EXPECT_EQ(run.exit_code, 0) << run.out;
    EXPECT_EQ(run.out, "no differences\n");
  }
}

TEST_F(EmhiveTest, DiffSaysEachChangeFromOldToNew) {
  hive::SampleKey after = Tree();
  hive::KeyAt(after, u"Software\\Contoso").values = {hive::SampleText(u"Server", u"new"),
                                                     {.name = u"", .data = Bytes(40, 0xAB)}};
  hive::KeyAt(after, u"Software").subkeys.pop_back();
  hive::KeyAt(after, u"New");
  const std::string a = Hive("a", Tree());
  const std::string b = Hive("b", after);
  const Finished run = Emhive({"diff", a, b});
  EXPECT_EQ(run.exit_code, 1);
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += "ab";
  EXPECT_EQ(run.out,
            "+ key      New\n"
            "+ value    Software\\Contoso  (default): REG_BINARY " +
                bytes +
                "... (40 bytes)\n"
                "- value    Software\\Contoso  Port: REG_DWORD 0x00000019\n"
                "~ value    Software\\Contoso  Server: REG_SZ \"old\" -> REG_SZ \"new\"\n"
                "- key      Software\\Fabrikam\n"
                "5 differences\n");
  const Finished json = Emhive({"diff", "--json", a, b});
  EXPECT_EQ(json.exit_code, 1);
  const auto changes = json.Events("change");
  ASSERT_THAT(changes, SizeIs(5));
  EXPECT_EQ(changes[3]["before"]["data"], "6f006c0064000000");
  EXPECT_EQ(changes[3]["after"]["data"], "6e00650077000000");
  EXPECT_EQ(json.Events("result")[0]["differences"], 5);
}

TEST_F(EmhiveTest, DiffWithADamagedHiveIsExit4AndNamesIt) {
  const Finished run = Emhive({"diff", Hive("a", Tree()), Damaged("bad")});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("bad"));
}

// ---- recover

TEST_F(EmhiveTest, RecoverWritesACleanHiveOfTheExpectedTree) {
  const RegState expected = ReadReg(ReadTestFile(FixturePath("hives/expected.reg")));
  for (const std::string folder : kFixtures) {
    const std::string copy = Path(folder);
    const Finished run = Emhive({"recover", Fixture(folder), "-o", copy});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    EXPECT_THAT(run.out,
                AllOf(HasSubstr("applied, from sequence 1"), HasSubstr("clean, sequence")));
    EXPECT_EQ(Emhive({"check", "--json", copy}).Events("hive")[0]["dirty"], false);
    EXPECT_EQ(ReadReg(Emhive({"dump", copy}).out), expected) << folder;
  }
}

TEST_F(EmhiveTest, RecoverSaysWhatItAppliedAndTouchesNothingElse) {
  const std::string names[] = {"NTUSER.DAT", "NTUSER.DAT.LOG1", "NTUSER.DAT.LOG2"};
  for (const std::string& name : names) {
    WriteTestFile(Path(name), ReadTestFile(FixturePath("hives/two-logs/" + name)));
  }
  const Finished run = Emhive({"recover", "--json", Path(names[0]), "-o", Path("copy")});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto said = run.Events("recovered");
  ASSERT_THAT(said, SizeIs(1));
  EXPECT_EQ(said[0]["entries"], 2);
  EXPECT_EQ(said[0]["sequence"], 2);
  EXPECT_THAT(said[0]["logs"], SizeIs(2));
  for (const std::string& name : names) {
    EXPECT_EQ(ReadTestFile(Path(name)), ReadTestFile(FixturePath("hives/two-logs/" + name)));
  }
}

TEST_F(EmhiveTest, CommandThatThereIsNotIsAnsweredWithThoseThatThereAre) {
  for (const std::vector<std::string>& line : {std::vector<std::string>{}, {"frob"}}) {
    const Finished run = Emhive(line);
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr("check, dump, diff or recover"));
  }
}

TEST_F(EmhiveTest, RecoverReplacesNothingWithoutForce) {
  const std::string copy = Path("copy");
  WriteTestFile(copy, "mine");
  const Finished run = Emhive({"recover", Fixture("chain"), "-o", copy});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err,
              HasSubstr("is there already: name another file, or replace it with --force"));
  EXPECT_EQ(ReadTestFile(copy), "mine");
  EXPECT_EQ(Emhive({"recover", Fixture("chain"), "-o", copy, "--force"}).exit_code, 0);
  EXPECT_NE(ReadTestFile(copy), "mine");
}

TEST_F(EmhiveTest, RecoverTakesAHiveWithoutItsLogsOnlyWhenToldTo) {
  WriteTestFile(Path("NTUSER.DAT"), ReadTestFile(FixturePath("hives/chain/NTUSER.DAT")));
  const Finished refused = Emhive({"recover", Path("NTUSER.DAT"), "-o", Path("copy")});
  EXPECT_EQ(refused.exit_code, 4);
  EXPECT_THAT(refused.err, HasSubstr("--without-logs"));
  const Finished run =
      Emhive({"recover", "--without-logs", Path("NTUSER.DAT"), "-o", Path("copy")});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("may be missing"));
  EXPECT_EQ(Emhive({"check", Path("copy")}).exit_code, 0);
}

TEST_F(EmhiveTest, RecoverWritesToNoDevice) {
  EXPECT_EQ(Emhive({"recover", Fixture("chain"), "-o", "/dev/null", "--force"}).exit_code, 4);
}

TEST_F(EmhiveTest, RecoverMakesNoCopyOfADamagedHive) {
  const Finished run = Emhive({"recover", Damaged("bad"), "-o", Path("copy")});
  EXPECT_EQ(run.exit_code, 4);
  EXPECT_THAT(run.err, HasSubstr("bad: the hive is damaged"));
  EXPECT_FALSE(FileExists(Path("copy")));
}

TEST_F(EmhiveTest, NoHiveIsEverWrittenTo) {
  const std::string hive = Hive("a", Tree());
  const std::string before = ReadTestFile(hive);
  for (const std::vector<std::string>& line : {std::vector<std::string>{"check", hive},
                                               {"dump", hive},
                                               {"dump", hive, "--raw"},
                                               {"diff", hive, hive},
                                               {"recover", hive, "-o", Path("copy")}}) {
    EXPECT_EQ(Emhive(line).exit_code, 0);
  }
  EXPECT_EQ(ReadTestFile(hive), before);
  EXPECT_EQ(ReadTestFile(Path("copy")), before) << "a clean hive is copied as it is";
}

}  // namespace
}  // namespace repoint
