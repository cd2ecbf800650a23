#include "console/refresh.h"

#include <gmock/gmock.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "console/testing/sample_objects.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class EmptyDirectory : public Directory {
 public:
  Status Read(const ObjectVisitor&) override { return {}; }
};

// Records what a refresh does, and fails where the test says.
class RefreshTest : public testing::Test {
 protected:
  RefreshTest() {
    project_.source.address = "ldap://old.contoso.example";
    project_.target.address = "ldaps://new.fabrikam.example";
    project_.options.max_shrink_percent = 7;
  }

  Result<Refreshed> Refresh() {
    return RefreshProject(*world_.database, project_, files_, {}, {}, steps_);
  }
  Status Step(const std::string& what) {
    done_.push_back(what);
    if (what != failing_) return {};
    return Fail(ErrorCode::kConflict, "it answers with 3 objects, and had 1000", "here");
  }

  SampleWorld world_;
  Project& project_ = world_.sample.project();
  FakeFiles files_;
  std::string failing_;
  std::vector<std::string> done_;
  const RefreshSteps steps_ = {
      .open = [this](const DirectorySpec& spec, FileSystem&,
                     const AskSecret&) -> Result<std::unique_ptr<Directory>> {
        REPOINT_TRY(Step("open " + spec.address));
        return std::make_unique<EmptyDirectory>();
      },
      .import = [this](Database&, const Project&, Side side, Directory&, std::optional<int> shrink,
                       const Progress&) -> Result<ImportCounts> {
        const bool source = side == Side::kSource;
        REPOINT_TRY(Step((source ? "read source " : "read target ") + std::to_string(*shrink)));
        return ImportCounts{.read = source ? 10u : 20u};
      },
      .match = [this](Database&, const Project&) -> Result<MatchCounts> {
        REPOINT_TRY(Step("match"));
        return MatchCounts{.migrated = 5};
      }};
};

TEST_F(RefreshTest, OpensBothReadsBothAndMatches) {
  const auto refreshed = Refresh();
  ASSERT_THAT(refreshed, IsOk());
  EXPECT_THAT(done_,
              ElementsAre("open ldap://old.contoso.example", "open ldaps://new.fabrikam.example",
                          "read source 7", "read target 7", "match"));
  EXPECT_EQ(refreshed->source.read, 10u);
  EXPECT_EQ(refreshed->target.read, 20u);
  EXPECT_EQ(refreshed->matched.migrated, 5u);
}

TEST_F(RefreshTest, ADirectoryThatCannotBeReachedIsNamedBeforeAnythingIsRead) {
  failing_ = "open ldaps://new.fabrikam.example";
  const auto refreshed = Refresh();
  ASSERT_THAT(refreshed, FailsWith(ErrorCode::kConflict));
  EXPECT_THAT(refreshed.error().message,
              AllOf(HasSubstr("target directory ldaps://new.fabrikam.example"),
                    HasSubstr("--from-database")));
  EXPECT_EQ(done_.back(), failing_);
}

TEST_F(RefreshTest, ADirectoryThatAnswersWithFarFewerObjectsIsNamedWithTheNumbers) {
  for (const auto& [step, name] : {std::pair("read source 7", "source directory ldap://old"),
                                   std::pair("read target 7", "target directory ldaps://new")}) {
    failing_ = step;
    const auto refreshed = Refresh();
    ASSERT_THAT(refreshed, FailsWith(ErrorCode::kConflict));
    EXPECT_THAT(refreshed.error().message, AllOf(HasSubstr(name), HasSubstr("3 objects"),
                                                 HasSubstr("1000"), HasSubstr("--from-database")));
    EXPECT_EQ(done_.back(), failing_) << "nothing comes after it";
  }
}

}  // namespace
}  // namespace repoint::console
