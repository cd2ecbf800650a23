// Doing it twice, and taking it back, on the real registry.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "wine/update_world.h"

namespace repoint {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class WineRollbackTest : public testing::Test {
 protected:
  WineRollbackTest() {
    world_.Install({FixturePath("ol2016-x64.reg")});
    before_ = world_.Profiles();
    Must(world_.Update(), 0);
    after_ = world_.Profiles();
    EXPECT_THAT(after_, Not(before_));
  }

  Finished Must(Finished run, int exit_code) {
    EXPECT_EQ(run.exit_code, exit_code) << run.out << run.err;
    return run;
  }

  // As Outlook does at its first start: a value that the update changed becomes another one.
  // Returns the value's name in the profile.
  std::string ChangeAnUpdatedValue() {
    for (const auto& [name, value] : after_) {
      const auto old = before_.find(name);
      if (!name.ends_with("\\001f6641") || old == before_.end() || old->second == value) continue;
      const size_t end = name.rfind('\\');
      const Finished run =
          world_.wine.Run("reg", {"add", "HKCU\\" + name.substr(0, end), "/v", name.substr(end + 1),
                                  "/t", "REG_BINARY", "/d", "410000000000", "/f"});
      EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
      EXPECT_THAT(world_.Profiles(), Not(after_));
      return name.substr(end + 1);
    }
    ADD_FAILURE() << "the update changed no 001f6641";
    return {};
  }

  UpdateWorld world_;
  Values before_;
  Values after_;
};

TEST_F(WineRollbackTest, ASecondRunChangesNothing) {
  const Finished run = Must(world_.Update(), 0);
  EXPECT_THAT(run.out, HasSubstr("1 done-before"));
  EXPECT_THAT(run.out, Not(HasSubstr("1 updated")));
  EXPECT_THAT(Differences(after_, world_.Profiles()), IsEmpty());
  EXPECT_THAT(world_.Journals(), SizeIs(1));
}

TEST_F(WineRollbackTest, ReprocessWithALoneDashFindsNothingLeftToDo) {
  const Finished run = Must(world_.Update({"-", "reprocess"}), 0);
  EXPECT_THAT(run.out, HasSubstr("1 current"));
  EXPECT_THAT(Differences(after_, world_.Profiles()), IsEmpty());
}

TEST_F(WineRollbackTest, GivesBackEveryValueAndForgetsTheMark) {
  const Finished run = Must(world_.Run({"-Rollback"}), 0);
  EXPECT_THAT(run.out, HasSubstr("rolled-back"));
  EXPECT_THAT(Differences(before_, world_.Profiles()), IsEmpty());
  EXPECT_THAT(Must(world_.Update(), 0).out, HasSubstr("1 updated"));
  EXPECT_THAT(Differences(after_, world_.Profiles()), IsEmpty());
}

TEST_F(WineRollbackTest, RefusesAndNamesAValueThatChangedSince) {
  const std::string name = ChangeAnUpdatedValue();
  const Values changed = world_.Profiles();
  const Finished run = Must(world_.Run({"-Rollback"}), 1);
  EXPECT_THAT(run.out, HasSubstr("conflict: "));
  EXPECT_THAT(run.out, HasSubstr(name));
  EXPECT_THAT(run.out, HasSubstr("-Force"));
  EXPECT_THAT(Differences(changed, world_.Profiles()), IsEmpty());
}

TEST_F(WineRollbackTest, ForceRestoresAllOfTheOldState) {
  ChangeAnUpdatedValue();
  Must(world_.Run({"-Rollback", "-Force"}), 0);
  EXPECT_THAT(Differences(before_, world_.Profiles()), IsEmpty());
}

TEST_F(WineRollbackTest, ARollbackIsRolledBackByItsId) {
  Must(world_.Run({"-Rollback"}), 0);
  const std::vector<JournalFile> journals = world_.Journals();
  ASSERT_THAT(journals, SizeIs(2));
  ASSERT_EQ(journals[1].run.kind, RunKind::kRollback);
  Must(world_.Run({"-Rollback", journals[1].run.id}), 0);
  EXPECT_THAT(Differences(after_, world_.Profiles()), IsEmpty());
}

// "[-key]" stands before each key: nothing that the update made is left.
TEST_F(WineRollbackTest, TheHandImportFileGivesBackTheProfile) {
  const std::vector<JournalFile> journals = world_.Journals();
  ASSERT_THAT(journals, SizeIs(1));
  const std::string prefix = FileNameOf(journals[0].path).substr(0, journals[0].run.id.size());
  std::vector<std::string> imports;
  const auto names = SystemFiles().List(FolderOf(journals[0].path));
  for (const std::string& name : *names) {
    if (name.starts_with(prefix) && name.ends_with(".reg")) {
      imports.push_back(JoinPath(FolderOf(journals[0].path), name));
    }
  }
  ASSERT_THAT(imports, SizeIs(1));
  world_.wine.RegImport(imports);
  EXPECT_THAT(Differences(before_, world_.Profiles()), IsEmpty());
}

}  // namespace
}  // namespace repoint
