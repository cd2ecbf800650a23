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
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

TEST(CheckListFileTest, SaysWhatTheListItselfTells) {
  FakeFiles files;
  files.Put("list", "SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=A/cn=a\t/o=B/cn=x\n");
  const auto faults = CheckListFile(files, "list");
  ASSERT_THAT(faults, IsOk());
  ASSERT_THAT(*faults, SizeIs(1));
  const list::ListFault& fault = faults->front();
  EXPECT_THAT(fault.ToString(), AllOf(StartsWith("line 3 (/o=A/cn=a): "), HasSubstr("disagree")));
  EXPECT_EQ(fault.kind, "duplicate");
  EXPECT_EQ(fault.line, 3u);
  EXPECT_EQ(fault.source_dn, "/o=A/cn=a");
  EXPECT_THAT(fault.message, Not(HasSubstr("line 3 (")));
}

TEST(CheckListFileTest, NamesTheFileInEveryError) {
  FakeFiles files;
  files.Put("list", "this is\nno list\n");
  for (const char* path : {"list", "none"}) {
    const auto faults = CheckListFile(files, path);
    ASSERT_FALSE(faults);
    EXPECT_EQ(faults.error().where, path) << faults.error().message;
  }
}

class CheckAgainstProjectTest : public testing::TestWithParam<TestEngine> {
 protected:
  ProjectCheck Check(std::string_view lines) {
    files_.Put("list", lines);
    const auto check =
        CheckAgainstProject(*world_.database, world_.project(), files_, "list",
                            [this](const list::ListFault& fault) { faults_.push_back(fault); });
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
  std::vector<list::ListFault> faults_;
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
  ASSERT_THAT(faults_, SizeIs(1));
  EXPECT_EQ(faults_[0].kind, "missing-x500");
  EXPECT_EQ(faults_[0].source_dn, "/o=Contoso/cn=b");
  EXPECT_THAT(faults_[0].ToString(),
              AllOf(StartsWith("line 3 (/o=Contoso/cn=b): "), HasSubstr("bounce"),
                    HasSubstr("Set-Mailbox 'b@fabrikam.example' -EmailAddresses "
                              "@{Add='X500:/o=Contoso/cn=b'}")));
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
  const auto names = [](uint64_t line, const char* target) {
    return AllOf(Field(&list::ListFault::kind, "unknown-target"),
                 Field(&list::ListFault::line, line),
                 Field(&list::ListFault::message, HasSubstr(target)));
  };
  EXPECT_THAT(faults_,
              ElementsAre(names(2, "gone@fabrikam.example"), names(3, "never@fabrikam.example")));
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
  const auto check = CheckAgainstProject(*world_.database, world_.project(), files_, "list",
                                         [](const list::ListFault&) {});
  ASSERT_THAT(check, FailsWith(ErrorCode::kDamaged));
  EXPECT_EQ(check.error().where, "list");
}

}  // namespace
}  // namespace repoint::console
