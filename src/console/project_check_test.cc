// CheckedProject.
#include <filesystem>

#include "base/testing/result_matchers.h"
#include "base/testing/temp_folder.h"
#include "console/project.h"

namespace repoint::console {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class CheckedProjectTest : public testing::Test {
 protected:
  CheckedProjectTest() {
    for (const char* name : {"source.csv", "target.csv"}) {
      EXPECT_THAT(SystemFiles().WriteWhole(folder_ / name, AsBytes("x"), Access::kDefault), IsOk());
    }
    project_.source.address = "ldap://dc1.contoso.example";
    project_.target.address = "ldap://dc1.fabrikam.example";
  }
  Result<Project> Check(const Project& before = {}) {
    return CheckedProject(project_, SystemFiles(), before);
  }
  // Files on both sides.
  void TakeFiles(const std::string& source, const std::string& target) {
    project_.source = {.kind = DirectoryKind::kShellCsv, .address = source};
    project_.target = {.kind = DirectoryKind::kShellCsv, .address = target};
  }

  TempFolder folder_;
  Project project_;
};

TEST_F(CheckedProjectTest, PathsBecomeAbsolute) {
  const std::string relative = fs::relative(folder_ / "source.csv").string();
  TakeFiles(relative, folder_ / "target.csv");
  project_.target.password_file = "secret";
  project_.target.ca_file = "ca.pem";
  const auto checked = Check();
  ASSERT_THAT(checked, IsOk());
  EXPECT_TRUE(fs::path(checked->source.address).is_absolute()) << checked->source.address;
  EXPECT_TRUE(fs::equivalent(checked->source.address, folder_ / "source.csv"));
  EXPECT_EQ(checked->target.password_file, fs::current_path() / "secret");
  EXPECT_EQ(checked->target.ca_file, fs::current_path() / "ca.pem");
  EXPECT_EQ(checked->source.ca_file, "");
}

TEST_F(CheckedProjectTest, KindOfAFileWithAnAddressOfLdapIsRefused) {
  project_.source.kind = DirectoryKind::kAdminCsv;
  const auto checked = Check();
  ASSERT_THAT(checked, FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(checked.error().ToString(),
              AllOf(HasSubstr("ldap://dc1.contoso.example: "), HasSubstr("--source-kind ad")));
}

TEST_F(CheckedProjectTest, KindOfLdapWithAPathIsRefused) {
  project_.target.address = "mailboxes.csv";
  const auto checked = Check();
  ASSERT_THAT(checked, FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(checked.error().ToString(),
              AllOf(HasSubstr("mailboxes.csv: "), HasSubstr("--target-kind admin-csv or")));
}

TEST_F(CheckedProjectTest, FileThatIsNotThereIsRefused) {
  TakeFiles(folder_ / "none.csv", folder_ / "target.csv");
  auto checked = Check();
  ASSERT_THAT(checked, FailsWith(ErrorCode::kNotFound));
  EXPECT_THAT(checked.error().ToString(), AllOf(HasSubstr("none.csv: "), HasSubstr("--source")));
  project_.source.address = folder_.path();
  EXPECT_THAT(Check(), FailsWith(ErrorCode::kNotFound)) << "a folder is no file";
}

TEST_F(CheckedProjectTest, EmptyAddressIsRefused) {
  project_.target.address = "";
  EXPECT_THAT(Check(), FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(Check(project_), FailsWith(ErrorCode::kUsage));
}

TEST_F(CheckedProjectTest, OneDirectoryOnBothSidesIsRefused) {
  for (const char* same : {"ldap://dc1.contoso.example", "LDAP://DC1.contoso.example/",
                           "ldap://dc1.contoso.example:389"}) {
    project_.target.address = same;
    const auto checked = Check();
    ASSERT_THAT(checked, FailsWith(ErrorCode::kUsage)) << same;
    EXPECT_THAT(checked.error().message, HasSubstr("--target-base"));
  }
  TakeFiles(folder_ / "source.csv", fs::relative(folder_ / "source.csv").string());
  EXPECT_THAT(Check(), FailsWith(ErrorCode::kUsage));
}

TEST_F(CheckedProjectTest, OneServerWithTwoBasesOrFiltersIsTwoDirectories) {
  project_.target = project_.source;
  project_.target.base = "ou=New";
  EXPECT_THAT(Check(), IsOk());
  project_.target.base = "";
  project_.target.filter = "(cn=a*)";
  EXPECT_THAT(Check(), IsOk());
}

TEST_F(CheckedProjectTest, DirectoryThatStaysIsNotLookedAtAgain) {
  TakeFiles(folder_ / "source.csv", folder_ / "target.csv");
  const Project before = project_;
  fs::remove(folder_ / "source.csv");
  project_.options.max_shrink_percent = 50;
  EXPECT_THAT(Check(before), IsOk());
  project_.source.address = folder_ / "other.csv";
  EXPECT_THAT(Check(before), FailsWith(ErrorCode::kNotFound));
}

}  // namespace
}  // namespace repoint::console
