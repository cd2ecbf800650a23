#include "update/rollback.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "registry/testing/reg_text.h"

namespace repoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int64_t kNow = 1774940709000;  // 2026-03-31T07:05:09Z
const std::string kKey =
    "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Jane";
const std::vector<ProfileRef> kJane = {{RootKind::kNt, "Jane", false}};

JournalFile Did(std::vector<Edit> edits, std::vector<FileMove> files = {}) {
  JournalFile journal;
  Unit unit;
  unit.profiles = kJane;
  unit.edits = std::move(edits);
  unit.files = std::move(files);
  journal.units = {{unit, UnitState::kDone}};
  return journal;
}

MemoryRegistry Now(const std::string& lines) {
  return LoadRegText("[HKEY_CURRENT_USER\\" + kKey + "]\n" + lines);
}

TEST(PlanRollbackTest, SetsDeletesAndMakesAgainInTheReverseOrder) {
  MemoryRegistry user = Now("\"changed\"=\"new\"\n\"made\"=\"x\"\n");
  FakeFiles files;
  const auto plan = PlanRollback(user, files,
                                 Did({{kKey, "changed", SzValue("old"), SzValue("new"), "r"},
                                      {kKey, "made", std::nullopt, SzValue("x"), "r"},
                                      {kKey, "deleted", SzValue("y"), std::nullopt, "r"}}),
                                 kJane, kNow);
  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->conflicts, IsEmpty());
  EXPECT_THAT(plan->unit.edits,
              ElementsAre(Edit{kKey, "deleted", std::nullopt, SzValue("y"), "rollback: r"},
                          Edit{kKey, "made", SzValue("x"), std::nullopt, "rollback: r"},
                          Edit{kKey, "changed", SzValue("new"), SzValue("old"), "rollback: r"}));
}

TEST(PlanRollbackTest, NamesAValueThatChangedSince) {
  MemoryRegistry user = Now("\"changed\"=\"third\"\n");
  FakeFiles files;
  const auto plan = PlanRollback(
      user, files, Did({{kKey, "changed", SzValue("old"), SzValue("new"), "r"}}), kJane, kNow);
  EXPECT_THAT(plan->conflicts, ElementsAre(HasSubstr(kKey + "\\changed")));
  EXPECT_THAT(plan->unit.edits,
              ElementsAre(Edit{kKey, "changed", SzValue("third"), SzValue("old"), "rollback: r"}));
}

TEST(PlanRollbackTest, AValueThatIsAsBeforeAlreadyIsStillAChangeSince) {
  MemoryRegistry user = Now("\"changed\"=\"old\"\n");
  FakeFiles files;
  const auto plan = PlanRollback(
      user, files, Did({{kKey, "changed", SzValue("old"), SzValue("new"), "r"}}), kJane, kNow);
  EXPECT_THAT(plan->conflicts, SizeIs(1));
  EXPECT_THAT(plan->unit.edits, IsEmpty());
}

TEST(PlanRollbackTest, MovesFilesBackAndGrownOnesAside) {
  MemoryRegistry user = Now("");
  FakeFiles files;
  files.Put("/a.ost.bak", "mail");
  files.Put("/a.ost", "grown");
  const auto plan = PlanRollback(user, files, Did({}, {{"/a.ost", "/a.ost.bak", 0}}), kJane, kNow);
  EXPECT_THAT(plan->unit.files, ElementsAre(FileMove{"/a.ost", "/a.ost.20260331T070509Z.bak", 0},
                                            FileMove{"/a.ost.bak", "/a.ost", 0}));
}

TEST(PlanRollbackTest, OfOneThatMovedAGrownFileAsideBringsThatFileBackInstead) {
  MemoryRegistry user = Now("");
  FakeFiles files;
  files.Put("/a.ost", "mail");
  files.Put("/a.ost.2.bak", "grown");
  const auto plan = PlanRollback(
      user, files, Did({}, {{"/a.ost", "/a.ost.2.bak", 0}, {"/a.ost.1.bak", "/a.ost", 0}}), kJane,
      kNow);
  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->conflicts, IsEmpty());
  EXPECT_THAT(plan->unit.files, ElementsAre(FileMove{"/a.ost", "/a.ost.1.bak", 0},
                                            FileMove{"/a.ost.2.bak", "/a.ost", 0}));
}

TEST(PlanRollbackTest, AMissingFileIsAConflict) {
  MemoryRegistry user = Now("");
  FakeFiles files;
  const auto plan = PlanRollback(user, files, Did({}, {{"/a.ost", "/a.ost.bak", 0}}), kJane, kNow);
  EXPECT_THAT(plan->file_conflicts, ElementsAre(HasSubstr("/a.ost.bak is gone")));
}

TEST(PlanRollbackTest, WhatWasNotDoneIsNotTakenBack) {
  MemoryRegistry user = Now("\"changed\"=\"new\"\n");
  FakeFiles files;
  JournalFile journal = Did({{kKey, "changed", SzValue("old"), SzValue("new"), "r"}});
  journal.units[0].state = UnitState::kUndone;
  EXPECT_THAT(PlanRollback(user, files, journal, kJane, kNow)->unit.edits, IsEmpty());
}

TEST(PlanRollbackTest, AProfileThatIsGoneIsNotFound) {
  MemoryRegistry user = LoadRegText("[HKEY_CURRENT_USER\\Software]\n");
  FakeFiles files;
  EXPECT_THAT(PlanRollback(user, files, Did({}), kJane, kNow), FailsWith(ErrorCode::kNotFound));
}

}  // namespace
}  // namespace repoint
