#include "update/recover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "registry/testing/faulty.h"
#include "registry/testing/reg_text.h"
#include "update/edits.h"
#include "update/file_moves.h"

namespace repoint {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string kKey =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Jane";
constexpr const char* kMark = "Software\\EMProfileUpdate\\Profiles\\NT\\Jane";
constexpr const char* kOst = "/a.ost";
constexpr const char* kBackup = "/a.ost.20260331T070509Z.bak";

// A run that changes a value, makes one, deletes one, makes a key and moves a file, interrupted.
struct Bench {
  Bench() {
    files.Put(kOst, "mail");
    unit.profiles = {{RootKind::kNt, "Jane", false}};
    unit.edits = {{kKey, "changed", SzValue("old"), SzValue("new"), ""},
                  {kKey, "made", std::nullopt, SzValue("new"), ""},
                  {kKey, "001f6610", SzValue(kOst), std::nullopt, ""},
                  {kKey + "\\made", std::nullopt, std::nullopt, RegValue{}, ""}};
    unit.files = {{kOst, kBackup, 0}};
    unit.marks = {{kMark, "Version", std::nullopt, SzValue("1"), ""}};
  }

  // The first `edits` are made, and the files moved or not.
  void Interrupt(UnitState state, size_t edits, bool moved) {
    const auto end = unit.edits.begin() + static_cast<std::ptrdiff_t>(edits);
    ASSERT_THAT(WriteEdits(user, {unit.edits.begin(), end}), IsOk());
    if (moved) {
      EXPECT_THAT(MoveFiles(files, unit.files), IsOk());
    }
    auto journal = Journal::Create(files, "j", {}).value();
    ASSERT_THAT(journal.Begin(unit), IsOk());
    if (state == UnitState::kApplied) {
      EXPECT_THAT(journal.Applied(0), IsOk());
    }
  }
  JournalFile Read() { return ReadJournal(files, "j/19700101T000000Z-01.journal").value(); }
  Result<UnitState> Recover(Registry& on) {
    Workplace place{on, files, log, []() -> Result<bool> { return false; }};
    const JournalFile journal = Read();
    Journal writer = Journal::Resume(files, journal);
    return RecoverUnit(place, writer, 0, journal.units.at(0));
  }
  Result<UnitState> Recover() { return Recover(user); }
  std::string Text(const char* name) {
    const auto value = user.GetValue(kKey, name).value();
    return value ? *SzText(*value) : "(none)";
  }
  bool IsOld() {
    return CheckBefore(user, unit.edits).has_value() && files.Text(kOst) == "mail" &&
           !user.Values(kMark).value();
  }
  bool IsNew() {
    return CheckAfter(user, unit.edits).has_value() && files.Text(kBackup) == "mail" &&
           user.Values(kMark).value();
  }

  MemoryRegistry user{LoadRegText("[HKEY_CURRENT_USER\\" + kKey +
                                  "]\n\"changed\"=\"old\"\n\"001f6610\"=\"/a.ost\"\n")};
  FakeFiles files;
  Log log;
  Unit unit;
};

TEST(RecoverUnitTest, FilesThatAreGoneOrHaveGrownAnewAreNamed) {
  Bench bench;
  bench.Interrupt(UnitState::kBegun, 4, true);
  bench.files.Put(kOst, "new mail");
  ASSERT_THAT(bench.Recover(), IsOk());
  ASSERT_EQ(bench.log.lines().size(), 1u);
  EXPECT_THAT(bench.log.lines()[0].text, AllOf(HasSubstr(kOst), HasSubstr("<number>.bak")));
  EXPECT_EQ(bench.files.Text(kOst), "mail");
  EXPECT_EQ(bench.files.Text(std::string(kOst) + ".1.bak"), "new mail");

  Bench gone;
  gone.Interrupt(UnitState::kBegun, 4, true);
  ASSERT_THAT(gone.files.Remove(kBackup), IsOk());
  ASSERT_THAT(gone.Recover(), IsOk());
  ASSERT_EQ(gone.log.lines().size(), 1u);
  EXPECT_THAT(gone.log.lines()[0].text, AllOf(HasSubstr(kOst), HasSubstr("does not come back")));
}

TEST(RecoverUnitTest, WhatWasBegunIsUndoneHoweverFarItCame) {
  for (size_t edits = 0; edits <= 4; ++edits) {
    for (const bool moved : {false, true}) {
      Bench bench;
      bench.Interrupt(UnitState::kBegun, edits, moved);
      EXPECT_THAT(bench.Recover(), IsOkAndHolds(UnitState::kUndone));
      EXPECT_TRUE(bench.IsOld()) << edits << moved;
      EXPECT_EQ(bench.Read().units.at(0).state, UnitState::kUndone);
    }
  }
}

TEST(RecoverUnitTest, WhatIsAllThereAfterAppliedIsCompleted) {
  Bench bench;
  bench.Interrupt(UnitState::kApplied, 4, true);
  EXPECT_THAT(bench.Recover(), IsOkAndHolds(UnitState::kDone));
  EXPECT_TRUE(bench.IsNew());
  EXPECT_EQ(bench.Read().units.at(0).state, UnitState::kDone);
}

TEST(RecoverUnitTest, OneValueAtItsOldPlaceAfterAppliedUndoesTheRest) {
  for (size_t edits = 0; edits < 4; ++edits) {
    Bench bench;
    bench.Interrupt(UnitState::kApplied, edits, true);
    EXPECT_THAT(bench.Recover(), IsOkAndHolds(UnitState::kUndone));
    EXPECT_TRUE(bench.IsOld()) << edits;
  }
}

TEST(RecoverUnitTest, OneFileAtItsOldPlaceAfterAppliedUndoesTheRest) {
  Bench bench;
  bench.Interrupt(UnitState::kApplied, 4, false);
  EXPECT_THAT(bench.Recover(), IsOkAndHolds(UnitState::kUndone));
  EXPECT_TRUE(bench.IsOld());
}

TEST(RecoverUnitTest, AUnitOfFilesAloneIsJudgedByThem) {
  for (const bool moved : {false, true}) {
    Bench bench;
    bench.unit.files.push_back({"/b.ost", "/b.ost.20260331T070509Z.bak", 0});
    bench.files.Put("/b.ost", "more");
    bench.unit.edits = {{kKey, "001f6610", SzValue("/a.ost"), SzValue("/a.ost"), ""},
                        {kKey, "001e6610", SzValue("/b.ost"), SzValue("/b.ost"), ""}};
    bench.Interrupt(UnitState::kApplied, 2, true);  // both paths are there, before and after
    if (!moved) {
      EXPECT_THAT(bench.files.Rename(bench.unit.files[1].to, "/b.ost"), IsOk());
    }
    EXPECT_THAT(bench.Recover(), IsOkAndHolds(moved ? UnitState::kDone : UnitState::kUndone));
    EXPECT_EQ(bench.files.Text("/a.ost").has_value(), !moved);
    EXPECT_EQ(bench.files.Text("/b.ost").has_value(), !moved);
  }
}

TEST(RecoverUnitTest, AValueThatIsNeitherStopsItBeforeAnythingIsWritten) {
  for (const UnitState state : {UnitState::kBegun, UnitState::kApplied}) {
    Bench bench;
    bench.Interrupt(state, 3, true);
    ASSERT_THAT(bench.user.SetValue(kKey, "changed", SzValue("third")), IsOk());
    const KeyTree before = bench.user.ReadTree("").value().value();
    const auto recovered = bench.Recover();
    ASSERT_THAT(recovered, FailsWith(ErrorCode::kConflict));
    EXPECT_THAT(recovered.error().message, HasSubstr(kKey + "\\changed"));
    EXPECT_EQ(bench.user.ReadTree("").value().value(), before);
    EXPECT_EQ(bench.files.Text(kBackup), "mail");
    EXPECT_EQ(bench.Read().units.at(0).state, state);
  }
}

TEST(RecoverUnitTest, AKeyThatTheRunMadeAndThatHoldsMoreNowIsNotDeleted) {
  Bench bench;
  bench.Interrupt(UnitState::kBegun, 4, true);
  ASSERT_THAT(bench.user.SetValue(kKey + "\\made", "stranger", SzValue("x")), IsOk());
  const auto recovered = bench.Recover();
  ASSERT_THAT(recovered, FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(recovered.error().message, HasSubstr("\\made\\stranger"));
  EXPECT_EQ(bench.Text("changed"), "new");
}

TEST(RecoverUnitTest, AValueThatChangedAfterAllWasAppliedIsTheNewProfilesOwn) {
  Bench bench;
  bench.Interrupt(UnitState::kApplied, 4, true);
  ASSERT_THAT(bench.user.SetValue(kKey, "changed", SzValue("filled in by Outlook")), IsOk());
  EXPECT_THAT(bench.Recover(), IsOkAndHolds(UnitState::kDone));
  EXPECT_EQ(bench.Text("changed"), "filled in by Outlook");
}

TEST(RecoverUnitTest, AProfileMadeAnewUnderTheSameNameIsNotTouched) {
  Bench bench;
  bench.Interrupt(UnitState::kBegun, 4, true);
  ASSERT_THAT(bench.user.DeleteKey(kKey), IsOk());
  ASSERT_THAT(bench.user.SetValue(kKey, "changed", SzValue("another mailbox")), IsOk());
  const KeyTree before = bench.user.ReadTree("").value().value();
  EXPECT_THAT(bench.Recover(), FailsWith(ErrorCode::kConflict));
  EXPECT_EQ(bench.user.ReadTree("").value().value(), before);
}

TEST(RecoverUnitTest, SomebodyElsesMarkIsLeft) {
  Bench bench;
  bench.Interrupt(UnitState::kBegun, 2, false);
  ASSERT_THAT(bench.user.SetValue(kMark, "Version", SzValue("2")), IsOk());
  EXPECT_THAT(bench.Recover(), IsOkAndHolds(UnitState::kUndone));
  EXPECT_EQ(bench.user.GetValue(kMark, "Version").value(), SzValue("2"));
}

// A registry that says that it wrote a value, and did not.
class Forgetful : public FaultyRegistry {
 public:
  using FaultyRegistry::FaultyRegistry;
  Status SetValue(std::string_view, std::string_view, const RegValue&) override { return {}; }
};

TEST(RecoverUnitTest, WhatIsPutBackIsReadBack) {
  Bench bench;
  bench.Interrupt(UnitState::kBegun, 4, true);
  Forgetful forgetful(bench.user);
  EXPECT_THAT(bench.Recover(forgetful), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(bench.Read().units.at(0).state, UnitState::kBegun);
  EXPECT_THAT(bench.Recover(), IsOkAndHolds(UnitState::kUndone));
  EXPECT_TRUE(bench.IsOld());
}

}  // namespace
}  // namespace repoint
