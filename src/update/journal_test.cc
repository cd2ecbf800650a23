#include "update/journal.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <utility>

#include "base/testing/fake_files.h"
#include "base/testing/faulty_files.h"
#include "base/testing/result_matchers.h"
#include "update/journal_json.h"

namespace repoint {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kNow = 1774940709000;  // 2026-03-31T07:05:09Z
constexpr const char* kFirst = "j/20260331T070509Z-01.journal";

const std::string kKey =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\";

Unit UnitOf(const std::string& profile) {
  Unit unit;
  unit.profiles = {{RootKind::kNt, profile, false}};
  unit.edits = {{kKey + profile + "\\s", "001f6610", SzValue("/a.ost"), std::nullopt, "reason"},
                {kKey + profile + "\\gone", std::nullopt, RegValue{}, std::nullopt, ""}};
  unit.files = {{"/a.ost", "/a.ost.20260331T070509Z.bak", 0}};
  unit.marks = {{"Software\\EMProfileUpdate\\Profiles\\NT\\" + profile, "Version", std::nullopt,
                 SzValue("1"), "note"}};
  return unit;
}

RunInfo RunAt(int64_t started = kNow) {
  RunInfo run;
  run.store = "live:jane@PC1";
  run.started = started;
  run.version = "1.0";
  run.list = "abcd";
  return run;
}

Journal Made(FileSystem& files, RunInfo run) {
  return Journal::Create(files, "j", std::move(run)).value();
}

TEST(JournalTest, HoldsEverythingOfAUnit) {
  FakeFiles files;
  Journal journal = Made(files, RunAt());
  ASSERT_THAT(journal.Begin(UnitOf("Jane")), IsOkAndHolds(0u));
  const JournalFile read = ReadJournal(files, kFirst).value();
  EXPECT_EQ(read.run.id, "20260331T070509Z-01");
  EXPECT_EQ(read.run.store, "live:jane@PC1");
  EXPECT_EQ(read.run.started, kNow);
  EXPECT_EQ(read.run.list, "abcd");
  ASSERT_THAT(read.units, SizeIs(1));
  EXPECT_EQ(read.units[0].unit.edits, UnitOf("Jane").edits);
  EXPECT_EQ(read.units[0].unit.files, UnitOf("Jane").files);
  EXPECT_EQ(read.units[0].unit.marks, UnitOf("Jane").marks);
  EXPECT_EQ(read.units[0].unit.profiles.at(0).name, "Jane");
  EXPECT_EQ(read.units[0].state, UnitState::kBegun);
  EXPECT_TRUE(read.Unfinished());
}

TEST(JournalTest, TheLastRecordOfAUnitTellsItsState) {
  FakeFiles files;
  Journal journal = Made(files, RunAt());
  ASSERT_THAT(journal.Begin(UnitOf("Jane")), IsOk());
  ASSERT_THAT(journal.Applied(0), IsOk());
  EXPECT_EQ(ReadJournal(files, kFirst)->units[0].state, UnitState::kApplied);
  EXPECT_TRUE(ReadJournal(files, kFirst)->Unfinished());
  ASSERT_THAT(journal.Done(0), IsOk());
  EXPECT_EQ(ReadJournal(files, kFirst)->units[0].state, UnitState::kDone);
  EXPECT_FALSE(ReadJournal(files, kFirst)->Unfinished());
  ASSERT_THAT(journal.Undone(0), IsOk());
  EXPECT_EQ(ReadJournal(files, kFirst)->units[0].state, UnitState::kUndone);
}

TEST(JournalTest, IsReadableByTheUserAlone) {
  FakeFiles files;
  Journal journal = Made(files, RunAt());
  ASSERT_THAT(journal.WriteBeside("x.reg", AsBytes("secret")), IsOk());
  EXPECT_EQ(files.AccessOf("j"), Access::kUserOnly);
  EXPECT_EQ(files.AccessOf(kFirst), Access::kUserOnly);
  EXPECT_EQ(files.AccessOf("j/20260331T070509Z-01-x.reg"), Access::kUserOnly);
}

TEST(JournalTest, IdsWithinOneSecondAreUniqueAndSortByTime) {
  FakeFiles files;
  EXPECT_EQ(Made(files, RunAt()).run().id, "20260331T070509Z-01");
  EXPECT_EQ(Made(files, RunAt(kNow + 1)).run().id, "20260331T070509Z-02");
  EXPECT_EQ(Made(files, RunAt(kNow + 999)).run().id, "20260331T070509Z-03");
  EXPECT_EQ(Made(files, RunAt(kNow + 1000)).run().id, "20260331T070510Z-01");
}

TEST(JournalTest, AnIdSortsBehindEveryOtherAlsoWhenTheClockWasSetBack) {
  FakeFiles files;
  files.Put("j/20991231T235959Z-98.journal", "x");
  files.Put("j/99.journal", "no id");
  EXPECT_EQ(Made(files, RunAt()).run().id, "20991231T235959Z-99");
  EXPECT_EQ(Made(files, RunAt()).run().id, "21000101T000000Z-01");
  EXPECT_EQ(ReadJournal(files, "j/21000101T000000Z-01.journal")->run.started, kNow);
}

// As a file system without owners does.
class UnownedFiles : public FakeFiles {
 public:
  Result<std::unique_ptr<ReadableFile>> OpenOwn(std::string_view path) override {
    return Fail(ErrorCode::kDenied, "belongs to everybody", std::string(path));
  }
};

TEST(JournalTest, IsNotMadeWhereItCouldNotBeTrustedLater) {
  UnownedFiles files;
  EXPECT_THAT(Journal::Create(files, "j", RunAt()), FailsWith(ErrorCode::kDenied));
  EXPECT_THAT(files.AllFiles(), IsEmpty());
}

TEST(JournalTest, ATornRecordIsIgnoredWhereverItIsTorn) {
  FakeFiles files;
  Journal journal = Made(files, RunAt());
  ASSERT_THAT(journal.Begin(UnitOf("Jane")), IsOk());
  const std::string whole = *files.Text(kFirst);
  ASSERT_THAT(journal.Done(0), IsOk());
  const std::string longer = *files.Text(kFirst);
  for (size_t size = whole.size(); size + 1 < longer.size(); ++size) {
    files.Put(kFirst, longer.substr(0, size));
    const auto read = ReadJournal(files, kFirst);
    ASSERT_THAT(read, IsOk()) << size;
    EXPECT_EQ(read->units.at(0).state, UnitState::kBegun) << size;
    // And what is written after it is not swallowed.
    Journal again = Journal::Resume(files, *read);
    ASSERT_THAT(again.Undone(0), IsOk());
    EXPECT_EQ(ReadJournal(files, kFirst)->units.at(0).state, UnitState::kUndone) << size;
  }
}

TEST(JournalTest, AFlippedByteMakesItsRecordUnread) {
  FakeFiles files;
  Journal journal = Made(files, RunAt());
  ASSERT_THAT(journal.Begin(UnitOf("Jane")), IsOk());
  std::string text = *files.Text(kFirst);
  text[text.size() - 10] ^= 1;
  files.Put(kFirst, text);
  EXPECT_THAT(ReadJournal(files, kFirst)->units, IsEmpty());
}

TEST(JournalTest, ANumberIsGivenAgainWhenTheFirstTryWasReportedAsFailed) {
  FakeFiles files;
  Journal journal = Made(files, RunAt());
  const std::string run = *files.Text(kFirst);
  // On the disk, though the writer was told that it failed.
  files.Put(kFirst, run + FormatRecord(BeginRecord{0, UnitOf("Jane")}) + "\n");
  ASSERT_THAT(journal.Begin(UnitOf("Jim")), IsOkAndHolds(0u));
  ASSERT_THAT(journal.Done(0), IsOk());
  const JournalFile read = ReadJournal(files, kFirst).value();
  ASSERT_THAT(read.units, SizeIs(1));
  EXPECT_EQ(read.units[0].unit.profiles[0].name, "Jim");
  EXPECT_EQ(read.units[0].state, UnitState::kDone);
}

TEST(JournalTest, AFirstRecordThatIsTornLeavesNoJournal) {
  static constexpr size_t kWriting = 1;  // after the folder
  FakeFiles disk;
  FaultyFiles files(disk, Fault::kStopTorn, kWriting);
  EXPECT_THAT(Journal::Create(files, "j", RunAt()), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(Made(disk, RunAt()).run().id, "20260331T070509Z-01");
}

// Another run of the same second puts its journal in place while this one is about to.
class RacedFiles : public FakeFiles {
 public:
  Status Rename(std::string_view from, std::string_view to) override {
    if (std::exchange(first_, false)) Put(to, "another run's");
    return FakeFiles::Rename(from, to);
  }

 private:
  bool first_ = true;
};

TEST(JournalTest, AnIdThatAnotherRunTookMeanwhileIsLeftToIt) {
  RacedFiles files;
  EXPECT_EQ(Made(files, RunAt()).run().id, "20260331T070509Z-02");
  EXPECT_EQ(files.Text("j/20260331T070509Z-01.journal"), "another run's");
  EXPECT_EQ(files.AllFiles().size(), 2u);
}

// --- A folder with other things in it

TEST(ListJournalsTest, NamesGarbageAndGoesOn) {
  FakeFiles files;
  const std::string id = Made(files, RunAt()).run().id;
  files.Put("j/garbage.journal", "no journal\n\n\xff\xfe");
  files.Put("j/empty.journal", "");
  files.Put("j/other.txt", "x");
  files.PutFolder("j/folder.journal");
  std::vector<std::string> warnings;
  const auto journals = ListJournals(files, "j", warnings);
  ASSERT_THAT(journals, IsOk());
  ASSERT_THAT(*journals, SizeIs(1));
  EXPECT_EQ(journals->at(0).run.id, id);
  EXPECT_THAT(warnings,
              AllOf(SizeIs(3), Contains(HasSubstr("garbage.journal")),
                    Contains(HasSubstr("empty.journal")), Contains(HasSubstr("folder.journal"))));
}

TEST(ListJournalsTest, SkipsAnotherUsersButStopsAtOneThatCannotBeReadNow) {
  FakeFiles files;
  files.Put(kFirst, "x");
  std::vector<std::string> warnings;
  files.SetError(kFirst, Error{ErrorCode::kDenied, "denied", ""});
  EXPECT_THAT(ListJournals(files, "j", warnings), IsOk());
  EXPECT_THAT(warnings, SizeIs(1));
  for (const ErrorCode code : {ErrorCode::kIo, ErrorCode::kInUse}) {
    files.SetError(kFirst, Error{code, "now", ""});
    EXPECT_THAT(ListJournals(files, "j", warnings), FailsWith(code));
  }
}

TEST(ListJournalsTest, AJournalThatBelongsToSomebodyElseIsNamedAndNotTaken) {
  FakeFiles files;
  Journal journal = Made(files, RunAt());
  ASSERT_THAT(journal.Begin(UnitOf("Jane")), IsOk());
  files.SetForeign(kFirst, true);
  std::vector<std::string> warnings;
  EXPECT_THAT(ListJournals(files, "j", warnings)->size(), 0u);
  EXPECT_THAT(warnings, ElementsAre(HasSubstr(kFirst)));
}

TEST(ListJournalsTest, OneWhoseFirstRecordIsDamagedStopsWhenChangesAreUnfinished) {
  for (const bool finished : {false, true}) {
    FakeFiles files;
    Journal journal = Made(files, RunAt());
    ASSERT_THAT(journal.Begin(UnitOf("Jane")), IsOk());
    if (finished) {
      EXPECT_THAT(journal.Done(0), IsOk());
    }
    std::string text = *files.Text(kFirst);
    text[30] ^= 1;
    files.Put(kFirst, text);
    std::vector<std::string> warnings;
    EXPECT_EQ(ListJournals(files, "j", warnings).has_value(), finished);
    EXPECT_EQ(warnings.size(), finished ? 1u : 0u);
  }
}

TEST(ListJournalsTest, AFolderThatIsNotThereIsEmpty) {
  FakeFiles files;
  std::vector<std::string> warnings;
  EXPECT_THAT(ListJournals(files, "j", warnings)->size(), 0u);
}

// --- Journals that somebody made up

std::string Signed(const std::string& json) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : json) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  return fmt::format("{:016x} {}\n", hash, json);
}

TEST(HostileJournalTest, RecordsOfWrongTypesAreIgnored) {
  FakeFiles files;
  Made(files, RunAt());
  const std::string run = *files.Text(kFirst);
  for (const std::string json : {
           R"([])",
           R"(null)",
           R"(17)",
           R"("x")",
           R"({})",
           R"({"record":17})",
           R"({"record":"begin"})",
           R"({"record":"begin","unit":-1})",
           R"({"record":"begin","unit":0,"profiles":[17],"edits":[],"files":[],"marks":[]})",
           R"({"record":"begin","unit":0,"profiles":{},"edits":[],"files":[],"marks":[]})",
           R"({"record":"begin","unit":0,"profiles":[{"root":"99","name":"x"}],"edits":[],)"
           R"("files":[],"marks":[]})",
           R"({"record":"begin","unit":0,"profiles":[],"edits":[{"key":1}],"files":[],"marks":[]})",
           R"({"record":"done","unit":"0"})",
           R"({"record":"done","unit":18446744073709551615})",
           R"({"record":"done","unit":1e300})",
           R"({"record":"begin","unit":4294967296})",
       }) {
    files.Put(kFirst, run + Signed(json));
    const auto read = ReadJournal(files, kFirst);
    ASSERT_THAT(read, IsOk()) << json;
    EXPECT_THAT(read->units, IsEmpty()) << json;
  }
}

TEST(HostileJournalTest, NumbersAboveTheLimitsAreRefusedAndNotCut) {
  Unit unit = UnitOf("Jane");
  unit.edits.resize(1);
  const std::string json = FormatRecord(BeginRecord{0, unit}).substr(17);
  const auto units = [&](const std::string& member, const std::string& number) {
    std::string changed = json;
    const size_t digits = changed.find('"' + member + "\":") + member.size() + 3;
    changed.replace(digits, changed.find_first_of(",}", digits) - digits, number);
    FakeFiles files;
    Made(files, RunAt());
    files.Put(kFirst, *files.Text(kFirst) + Signed(changed));
    return ReadJournal(files, kFirst)->units.size();
  };
  EXPECT_EQ(units("unit", "0"), 1u);
  EXPECT_EQ(units("unit", "18446744073709551615"), 0u);
  EXPECT_EQ(units("unit", "10000"), 0u);
  EXPECT_EQ(units("unit", "4294967296"), 0u);
  EXPECT_EQ(units("type", "4294967295"), 1u);
  EXPECT_EQ(units("type", "4294967296"), 0u);
  EXPECT_EQ(units("profile", "0"), 1u);
  EXPECT_EQ(units("profile", "4294967296"), 0u);
}

TEST(HostileJournalTest, DeepNestingDoesNotOverflowTheStack) {
  FakeFiles files;
  Made(files, RunAt());
  const std::string run = *files.Text(kFirst);
  files.Put(kFirst, run + Signed(std::string(1000000, '[')) +
                        Signed(std::string(100000, '[') + std::string(100000, ']')));
  EXPECT_THAT(ReadJournal(files, kFirst), IsOk());
}

TEST(HostileJournalTest, AUnitThatReachesBeyondItsProfilesIsNeitherWrittenNorRead) {
  const auto units = [](const std::function<void(Unit&)>& change) {
    FakeFiles files;
    Journal journal = Made(files, RunAt());
    Unit unit = UnitOf("Jane");
    change(unit);
    const size_t written = journal.Begin(unit) ? 1 : 0;
    files.Put(kFirst,
              FormatRecord(journal.run()) + "\n" + FormatRecord(BeginRecord{0, unit}) + "\n");
    const size_t read = ReadJournal(files, kFirst)->units.size();
    EXPECT_EQ(written, read) << "what is not read back must not be written either";
    return read;
  };
  EXPECT_EQ(units([](Unit&) {}), 1u);
  EXPECT_EQ(units([](Unit& unit) { unit.edits[0].key = "Software\\Run"; }), 0u);
  EXPECT_EQ(units([](Unit& unit) { unit.edits[0].key = ""; }), 0u);
  EXPECT_EQ(units([](Unit& unit) { unit.edits[0].key = kKey + "Janet\\s"; }), 0u);
  EXPECT_EQ(units([](Unit& unit) { unit.profiles[0].name = ""; }), 0u);
  EXPECT_EQ(units([](Unit& unit) { unit.profiles.clear(); }), 0u);
  EXPECT_EQ(units([](Unit& unit) { unit.files[0].profile = 1; }), 0u);
  EXPECT_EQ(units([](Unit& unit) { std::swap(unit.files[0].from, unit.files[0].to); }), 1u);
  EXPECT_EQ(units([](Unit& unit) { unit.files[0].to = "/a.ost.bak"; }), 0u);
  EXPECT_EQ(units([](Unit& unit) { unit.files[0].to = "/b.ost.20260331T070509Z.bak"; }), 0u);
  EXPECT_EQ(units([](Unit& unit) { unit.files[0].to = "/b/a.ost.20260331T070509Z.bak"; }), 0u);
  // No value of the profile names it.
  EXPECT_EQ(units([](Unit& unit) {
              unit.files[0] = {"/notes.txt", "/notes.txt.20260331T070509Z.bak", 0};
            }),
            0u);
  EXPECT_EQ(units([](Unit& unit) { unit.edits[0].name = "001f6602"; }), 0u);
  // ANSI text whose code page nobody knows here may name anything.
  EXPECT_EQ(units([](Unit& unit) {
              unit.edits[0].name = "001e6610";
              unit.edits[0].before = RegValue{kRegBinary, {0xe4, '.', 'o', 's', 't', 0}};
            }),
            1u);
  EXPECT_EQ(units([](Unit& unit) { unit.marks[0].key = "Softwarexxxxxxxxxxxxxxxxxxxxxxxx"; }), 0u);
  EXPECT_EQ(units([](Unit& unit) { unit.marks[0].name.reset(); }), 0u);
}

TEST(HostileJournalTest, AnIdThatIsNotTheFilesNameIsNoJournal) {
  FakeFiles files;
  Made(files, RunAt());
  files.Put("j/20270101T000000Z-01.journal", *files.Text(kFirst));
  EXPECT_THAT(ReadJournal(files, "j/20270101T000000Z-01.journal"), FailsWith(ErrorCode::kDamaged));
}

TEST(HostileJournalTest, AStartBeyondAllTimeIsNoJournal) {
  FakeFiles files;
  RunInfo run = RunAt();
  run.id = "20260331T070509Z-01";
  run.started = INT64_MAX;
  files.Put(kFirst, FormatRecord(run) + "\n");
  EXPECT_THAT(ReadJournal(files, kFirst), FailsWith(ErrorCode::kDamaged));
}

}  // namespace
}  // namespace repoint
