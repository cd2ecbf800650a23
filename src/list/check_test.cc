#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"
#include "list/testing/list_world.h"
#include "list/writer.h"

namespace repoint::list {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> Check(std::string_view text) {
  ListWorld world(text);
  return CheckList(world.files, "list").value();
}

TEST(CheckTest, GoodListHasNoFaults) {
  EXPECT_THAT(Check(OurList("SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=B/cn=a\t/o=C/cn=a\n", 2)),
              IsEmpty());
}

TEST(CheckTest, NamesDuplicatesThatDisagree) {
  EXPECT_THAT(Check("SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=A/cn=a\t/o=B/cn=x\n"),
              ElementsAre(AllOf(HasSubstr("disagree"), HasSubstr("line 2"), HasSubstr("line 3"))));
}

TEST(CheckTest, DuplicatesThatAgreeAreNoFault) {
  EXPECT_THAT(Check("SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=A/cn=A\t/o=B/cn=A\n"), IsEmpty());
}

TEST(CheckTest, NamesACircleOnce) {
  EXPECT_THAT(Check("SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=B/cn=a\t/o=A/cn=a\n"),
              ElementsAre(AllOf(HasSubstr("line 2"), HasSubstr("circle"), HasSubstr("2, 3"))));
}

TEST(CheckTest, RowWhoseSourceIsItsTargetIsNoCircle) {
  EXPECT_THAT(Check("SourceSmtp\tTargetSmtp\na@a.example\ta@a.example\n"), IsEmpty());
}

TEST(CheckTest, RowThatHasItsTargetAsProxyIsNeitherCircleNorDuplicate) {
  EXPECT_THAT(Check("SourceDN\tTargetDN\tProxies\n/o=A/cn=a\t/o=B/cn=a\tX500:/o=B/cn=a\n"
                    "/o=B/cn=a\t/o=C/cn=a\t\n"),
              IsEmpty());
}

TEST(CheckTest, NamesRowsThatLeadNowhereAndChainsThatAreTooLong) {
  std::string text = "SourceDN\tTargetDN\n";
  for (int i = 0; i < 9; ++i) {
    text += "/o=A/cn=" + std::to_string(i) + "\t/o=A/cn=" + std::to_string(i + 1) + "\n";
  }
  text += "/o=A/cn=x\t\n";
  EXPECT_THAT(Check(text), ElementsAre(AllOf(HasSubstr("line 2"), HasSubstr("more than 8")),
                                       AllOf(HasSubstr("line 11"), HasSubstr("nowhere"))));
}

TEST(CheckTest, NamesTheMailboxOfAFault) {
  EXPECT_THAT(Check("SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n/o=B/cn=a\t/o=A/cn=a\n"),
              ElementsAre(AllOf(HasSubstr("line 2 (/o=A/cn=a)"), HasSubstr("/o=B/cn=a"))));
}

TEST(CheckTest, CountsFaultsBeyondTheLimit) {
  std::string text = "SourceDN\tTargetDN\n";
  for (size_t i = 0; i < kMaxFaults + 5; ++i) text += "/o=A/cn=" + std::to_string(i) + "\t\n";
  const std::vector<std::string> faults = Check(text);
  ASSERT_EQ(faults.size(), kMaxFaults + 1);
  EXPECT_THAT(faults[0], HasSubstr("line 2 "));
  EXPECT_EQ(faults.back(), "and 5 more");
}

TEST(CheckTest, NamesAnEditedList) {
  std::string text = OurList("SourceDN\tTargetDN\n/o=A/cn=a\t/o=B/cn=a\n", 1);
  text[text.find("/o=B") + 3] = 'X';
  EXPECT_THAT(Check(text), ElementsAre(HasSubstr("edited by hand")));
}

TEST(CheckTest, RecycledAddressesAreNoFault) {
  EXPECT_THAT(Check("SourceDN\tTargetDN\tSourceSmtp\tTargetSmtp\n"
                    "/o=A/cn=s\t/o=B/cn=s\tsales@a.example\tinfo@a.example\n"
                    "/o=A/cn=i\t/o=B/cn=i\tinfo@a.example\tinfo-old@a.example\n"),
              IsEmpty());
}

}  // namespace
}  // namespace repoint::list
