#include "console/check.h"

#include <gmock/gmock.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "console/testing/console_fixture.h"
#include "console/testing/sample_objects.h"
#include "list/testing/list_world.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(CheckListFileTest, SaysWhatTheListItselfTells) {
  FakeFiles files;
  files.Put("list", "SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=A/cn=a\t/o=B/cn=x\n");
  EXPECT_THAT(*CheckListFile(files, "list"),
              ElementsAre(AllOf(HasSubstr("line 3 (/o=A/cn=a)"), HasSubstr("disagree"))));
}

class CheckAgainstProjectTest : public testing::TestWithParam<TestEngine> {
 protected:
  ProjectCheck Check(std::string_view lines) {
    files_.Put("list", lines);
    const auto check =
        CheckAgainstProject(*world_.database, world_.project(), files_, "list",
                            [this](const std::string& fault) { faults_.push_back(fault); });
    EXPECT_THAT(check, IsOk());
    return check.value_or(ProjectCheck());
  }
  void AddTarget(const std::string& name, std::vector<std::string> proxies) {
    DirectoryObject target = TargetMailbox(name);
    target.proxies = std::move(proxies);
    world_.sample.Add(Side::kTarget, target);
  }

  SampleWorld world_{GetParam()};
  FakeFiles files_;
  std::vector<std::string> faults_;
};

REPOINT_ON_BOTH_ENGINES(CheckAgainstProjectTest);

TEST_P(CheckAgainstProjectTest, TargetsThatLackTheX500AddressAreNamedWithTheirLine) {
  AddTarget("a", {"X500:/o=Contoso/cn=a"});
  AddTarget("b", {"X500:/o=Contoso/cn=other"});
  const ProjectCheck check = Check(
      "SourceDN\tTargetDN\tTargetSmtp\n"
      "/o=Contoso/cn=a\t/o=Fabrikam/ou=New/cn=Recipients/cn=a\ta@fabrikam.example\n"
      "/o=Contoso/cn=b\t/o=fabrikam/ou=new/cn=recipients/cn=b\tb@fabrikam.example\n");
  EXPECT_EQ(check.rows, 2u);
  EXPECT_EQ(check.missing_x500, 1u);
  EXPECT_THAT(faults_,
              ElementsAre(AllOf(HasSubstr("line 3: "), HasSubstr("bounce"),
                                HasSubstr("Set-Mailbox 'b@fabrikam.example' -EmailAddresses "
                                          "@{Add='X500:/o=Contoso/cn=b'}"))));
}

TEST_P(CheckAgainstProjectTest, TargetsWithoutDnAreFoundByTheirAddress) {
  AddTarget("a", {});
  const ProjectCheck check = Check("SourceDN\tTargetSmtp\n/o=Contoso/cn=a\tA@fabrikam.example\n");
  EXPECT_EQ(check.missing_x500, 1u);
  EXPECT_EQ(check.unknown_targets, 0u);
}

TEST_P(CheckAgainstProjectTest, TargetsThatAreNoMailboxOfTheProjectAreNamed) {
  world_.sample.Add(Side::kTarget, TargetMailbox("gone"), /*gone=*/true);
  const ProjectCheck check = Check(
      "SourceSmtp\tTargetSmtp\n"
      "gone@contoso.example\tgone@fabrikam.example\n"
      "never@contoso.example\tnever@fabrikam.example\n");
  EXPECT_EQ(check.unknown_targets, 2u);
  EXPECT_THAT(faults_,
              ElementsAre(AllOf(HasSubstr("line 2"), HasSubstr("gone@fabrikam.example")),
                          AllOf(HasSubstr("line 3"), HasSubstr("never@fabrikam.example"))));
}

TEST_P(CheckAgainstProjectTest, ListOfManyRowsIsCheckedInBatches) {
  world_.sample.AddPairs(2500);
  std::string lines = "SourceDN\tTargetSmtp\n";
  for (int i = 1000000; i < 1002500; ++i) {
    const std::string name = "u" + std::to_string(i).substr(1);
    lines += "/o=Contoso/ou=HQ/cn=Recipients/cn=" + name + "\t" + name + "@fabrikam.example\n";
  }
  const ProjectCheck check = Check(lines);
  EXPECT_EQ(check.rows, 2500u);
  EXPECT_THAT(faults_, IsEmpty());
}

TEST_P(CheckAgainstProjectTest, EveryTargetThatLacksTheX500AddressIsNamedHoweverMany) {
  world_.sample.AddPairs(12000);
  world_.sample.Run("UPDATE object SET proxies = '[]'");
  std::string lines = "SourceDN\tTargetSmtp\n";
  for (int i = 1000000; i < 1012000; ++i) {
    const std::string name = "u" + std::to_string(i).substr(1);
    lines += "/o=Contoso/ou=HQ/cn=Recipients/cn=" + name + "\t" + name + "@fabrikam.example\n";
  }
  EXPECT_EQ(Check(lines).missing_x500, 12000u);
  EXPECT_EQ(faults_.size(), 12000u);
}

TEST_P(CheckAgainstProjectTest, AnEditedListIsRefused) {
  AddTarget("a", {});
  std::string text = list::OurList("SourceDN\tTargetSmtp\n/o=A/cn=a\ta@fabrikam.example\n", 1);
  files_.Put("list", text.replace(text.find("cn=a"), 4, "cn=x"));
  EXPECT_THAT(CheckAgainstProject(*world_.database, world_.project(), files_, "list", {}),
              FailsWith(ErrorCode::kDamaged));
}

}  // namespace
}  // namespace repoint::console
