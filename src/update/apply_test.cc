#include "update/apply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "registry/testing/reg_text.h"
#include "update/edits.h"
#include "update/unfinished.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

const std::string kKey =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Jane";
constexpr const char* kMark = "Software\\EMProfileUpdate\\Profiles\\NT\\Jane";

// Writes into one list what the registry and the journal are told to write.
class Recording : public MemoryRegistry {
 public:
  Recording(MemoryRegistry registry, std::vector<std::string>& events)
      : MemoryRegistry(std::move(registry)), events_(events) {}
  Status SetValue(std::string_view key, std::string_view name, const RegValue& value) override {
    events_.push_back("set " + std::string(name));
    if (std::string(name) == swallow) return {};
    return MemoryRegistry::SetValue(key, name, value);
  }
  Status Flush() override {
    events_.push_back("flush");
    if (full || (full_after && flushes_++ >= *full_after)) {
      return Fail(ErrorCode::kDenied, "disk full");
    }
    return {};
  }
  Status CheckWritable() override {
    if (read_only) return Fail(ErrorCode::kDenied, "read only");
    return {};
  }
  std::string swallow;  // a value of this name is not written, and nobody says so
  bool read_only = false;
  bool full = false;              // Flush fails
  std::optional<int> full_after;  // from this flush on

 private:
  int flushes_ = 0;
  std::vector<std::string>& events_;
};

class RecordingFiles : public FakeFiles {
 public:
  explicit RecordingFiles(std::vector<std::string>& events) : events_(events) {}
  Status Append(std::string_view path, ByteView bytes, Access access) override {
    for (const char* record : {"begin", "applied", "done", "undone"}) {
      if (AsChars(bytes).find("\"record\":\"" + std::string(record)) != std::string::npos)
        events_.push_back(record);
    }
    if (!fails.empty() && AsChars(bytes).contains("\"record\":\"" + fails)) {
      return Fail(ErrorCode::kIo, "bad disk");
    }
    return FakeFiles::Append(path, bytes, access);
  }
  Status Rename(std::string_view from, std::string_view to) override {
    events_.push_back("rename " + std::string(from));
    if (from == fails) return Fail(ErrorCode::kIo, "bad disk");
    return FakeFiles::Rename(from, to);
  }
  std::string fails;  // a record of this kind cannot be written, this file cannot be renamed

 private:
  std::vector<std::string>& events_;
};

constexpr const char* kBackup = "/a.ost.20260331T070509Z.bak";

struct Bench {
  Bench() {
    files.Put("/a.ost", "mail");
    unit.profiles = {{RootKind::kNt, "Jane", false}};
    unit.edits = {{kKey, "a", SzValue("old"), SzValue("new"), ""},
                  {kKey, "b", std::nullopt, SzValue("made"), ""}};
    unit.edits.push_back({kKey, "001f6610", SzValue("/a.ost"), std::nullopt, ""});
    unit.files = {{"/a.ost", kBackup, 0}};
    unit.marks = {{kMark, "Version", std::nullopt, SzValue("1"), ""}};
  }
  Workplace Place() {
    return {user, files, log,
            [this]() -> Result<bool> {
              events.push_back("outlook?");
              return ++looks == outlook_at;
            },
            kind};
  }
  Status Apply() {
    Workplace place = Place();
    Journal journal = Journal::Create(files, "j", {}).value();
    return ApplyUnit(place, journal, unit);
  }
  std::string Text(const char* name) {
    const auto value = user.GetValue(kKey, name).value();
    return value ? *SzText(*value) : "(none)";
  }
  UnitState State() {
    return ReadJournal(files, "j/19700101T000000Z-01.journal")->units.at(0).state;
  }

  std::vector<std::string> events;
  Recording user{
      LoadRegText("[HKEY_CURRENT_USER\\" + kKey + "]\n\"a\"=\"old\"\n\"001f6610\"=\"/a.ost\"\n"),
      events};
  RecordingFiles files{events};
  Log log;
  Unit unit;
  int looks = 0;
  int outlook_at = 0;
  StoreKind kind = StoreKind::kLive;
};

constexpr const char* kNote = "set j/19700101T000000Z-01.journal";

TEST(ApplyUnitTest, WritesTheNoteAndTheJournalBeforeAllElseAndTheMarksLast) {
  Bench bench;
  ASSERT_THAT(bench.Apply(), IsOk());
  EXPECT_THAT(bench.events,
              ElementsAre(StartsWith("rename j/new-"), "outlook?", kNote, "flush", "begin",
                          "outlook?", "set a", "set b", "flush", "outlook?", "rename /a.ost",
                          "applied", "set Version", "flush", "done"));
}

TEST(ApplyUnitTest, TakesTheNoteBackOnlyWhenTheJournalIsFinished) {
  Bench done;
  ASSERT_THAT(done.Apply(), IsOk());
  EXPECT_THAT(UnfinishedJournals(done.user), IsOkAndHolds(IsEmpty()));
  Bench undone;
  undone.outlook_at = 3;
  EXPECT_FALSE(undone.Apply().has_value());
  EXPECT_THAT(UnfinishedJournals(undone.user), IsOkAndHolds(IsEmpty()));
  Bench stuck;
  stuck.files.fails = "done";
  EXPECT_THAT(stuck.Apply(), IsOk());
  EXPECT_THAT(UnfinishedJournals(stuck.user), IsOkAndHolds(SizeIs(1)));
}

TEST(ApplyUnitTest, AnExportGetsNoNote) {
  Bench bench;
  bench.kind = StoreKind::kExport;
  ASSERT_THAT(bench.Apply(), IsOk());
  EXPECT_THAT(bench.events, testing::Not(testing::Contains(kNote)));
}

TEST(ApplyUnitTest, PutsAllBackWhenAValueReadsBackDifferently) {
  Bench bench;
  bench.user.swallow = "b";
  EXPECT_THAT(bench.Apply(), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(bench.Text("a"), "old");
  EXPECT_EQ(bench.Text("b"), "(none)");
  EXPECT_EQ(bench.files.Text("/a.ost"), "mail");
  EXPECT_EQ(bench.State(), UnitState::kUndone);
}

TEST(ApplyUnitTest, RefusesBeforeTheJournalWhatIsNotAsPlanned) {
  const auto refuses = [](const std::function<void(Bench&)>& change, ErrorCode code) {
    Bench bench;
    change(bench);
    EXPECT_THAT(bench.Apply(), FailsWith(code));
    EXPECT_THAT(ReadJournal(bench.files, "j/19700101T000000Z-01.journal")->units, IsEmpty());
    EXPECT_EQ(bench.Text("b"), "(none)");
  };
  refuses([](Bench& b) { (void)b.user.MemoryRegistry::SetValue(kKey, "a", SzValue("other")); },
          ErrorCode::kConflict);
  refuses([](Bench& b) { b.files.SetInUse("/a.ost", true); }, ErrorCode::kInUse);
  refuses([](Bench& b) { b.files.Put(kBackup, "there"); }, ErrorCode::kConflict);
  refuses([](Bench& b) { b.unit.files[0].from = "/none.ost"; }, ErrorCode::kConflict);
  refuses([](Bench& b) { b.outlook_at = 1; }, ErrorCode::kInUse);
  refuses([](Bench& b) { b.user.read_only = true; }, ErrorCode::kDenied);
}

TEST(ApplyUnitTest, OutlookThatStartsInTheMiddleUndoesAll) {
  for (const int look : {2, 3}) {
    Bench bench;
    bench.outlook_at = look;
    EXPECT_THAT(bench.Apply(), FailsWith(ErrorCode::kInUse));
    EXPECT_EQ(bench.Text("a"), "old");
    EXPECT_EQ(bench.Text("b"), "(none)");
    EXPECT_EQ(bench.files.Text("/a.ost"), "mail");
    EXPECT_EQ(bench.State(), UnitState::kUndone);
  }
}

TEST(ApplyUnitTest, AFileThatCannotBeMovedUndoesAll) {
  Bench bench;
  bench.unit.edits.push_back({kKey, "001e6610", SzValue("/b.ost"), std::nullopt, ""});
  ASSERT_THAT(bench.user.MemoryRegistry::SetValue(kKey, "001e6610", SzValue("/b.ost")), IsOk());
  bench.unit.files.push_back({"/b.ost", "/b.ost.20260331T070509Z.bak", 0});
  bench.files.Put("/b.ost", "more");
  bench.files.fails = "/b.ost";
  EXPECT_THAT(bench.Apply(), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(bench.Text("a"), "old");
  EXPECT_EQ(bench.files.Text("/a.ost"), "mail");
  EXPECT_EQ(bench.files.Text("/b.ost"), "more");
}

TEST(ApplyUnitTest, AKeyThatGoesMustHoldNothingElse) {
  Bench bench;
  const std::string gone = kKey + "\\gone";
  ASSERT_THAT(bench.user.MemoryRegistry::SetValue(gone, "known", SzValue("x")), IsOk());
  bench.unit.edits.push_back({gone, "known", SzValue("x"), std::nullopt, ""});
  bench.unit.edits.push_back({gone, std::nullopt, RegValue{}, std::nullopt, ""});
  ASSERT_THAT(CheckBefore(bench.user, bench.unit.edits), IsOk());
  ASSERT_THAT(bench.user.MemoryRegistry::SetValue(gone, "stranger", SzValue("x")), IsOk());
  EXPECT_THAT(CheckBefore(bench.user, bench.unit.edits), FailsWith(ErrorCode::kConflict));
  ASSERT_THAT(bench.user.DeleteValue(gone, "stranger"), IsOk());
  ASSERT_THAT(bench.user.CreateKey(gone + "\\below"), IsOk());
  EXPECT_THAT(CheckBefore(bench.user, bench.unit.edits), FailsWith(ErrorCode::kConflict));
}

// --- An export: nobody recovers it

TEST(ApplyUnitTest, OfAnExportThatCouldNotBeFlushedIsUndone) {
  Bench bench;
  bench.unit.files.clear();
  bench.user.full = true;
  Workplace place = bench.Place();
  place.kind = StoreKind::kExport;
  Journal journal = Journal::Create(bench.files, "j", {}).value();
  const Status applied = ApplyUnit(place, journal, bench.unit);
  ASSERT_THAT(applied, FailsWith(ErrorCode::kDenied));
  EXPECT_THAT(applied.error().message, testing::Not(HasSubstr("next start")));
  EXPECT_EQ(bench.Text("a"), "old");
  EXPECT_EQ(bench.State(), UnitState::kUndone);
}

TEST(ApplyUnitTest, OfAnExportThatCouldNotBePutBackSaysSoAndIsNotLeftInterrupted) {
  Bench bench;
  bench.unit.files.clear();
  bench.user.swallow = "b";
  bench.user.full_after = 1;
  Workplace place = bench.Place();
  place.kind = StoreKind::kExport;
  Journal journal = Journal::Create(bench.files, "j", {}).value();
  const Status applied = ApplyUnit(place, journal, bench.unit);
  ASSERT_THAT(applied, FailsWith(ErrorCode::kIo));
  EXPECT_THAT(applied.error().message, HasSubstr("delete it and run again"));
  EXPECT_EQ(bench.State(), UnitState::kUndone);
}

TEST(ApplyUnitTest, OfAnExportWithoutItsNoteIsDone) {
  Bench bench;
  bench.unit.files.clear();
  bench.user.full_after = 1;  // the flush of the marks
  Workplace place = bench.Place();
  place.kind = StoreKind::kExport;
  Journal journal = Journal::Create(bench.files, "j", {}).value();
  EXPECT_THAT(ApplyUnit(place, journal, bench.unit), IsOk());
  EXPECT_EQ(bench.State(), UnitState::kDone);
  ASSERT_THAT(bench.log.lines(), SizeIs(1));
  EXPECT_THAT(bench.log.lines()[0].text, HasSubstr("a later run looks at it again"));
}

}  // namespace
}  // namespace repoint
