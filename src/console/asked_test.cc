#include "console/asked.h"

#include <gmock/gmock.h>

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(AskedTest, WithoutNamesEverybodyIsAskedFor) {
  Asked asked({});
  EXPECT_TRUE(asked.For({list::SmtpKey("a@x.example")}));
  EXPECT_THAT(asked.Unmet().names, IsEmpty());
}

TEST(AskedTest, NamesThatNobodyHasAreLeft) {
  Asked asked({list::SmtpKey("Typo@x.example"), list::SmtpKey("a@x.example"),
               list::DnKey("/o=C/cn=b"), list::DnKey("/o=C/cn=typo")});
  EXPECT_TRUE(asked.For({list::SmtpKey("A@x.example"), list::DnKey("/o=C/cn=a")}));
  EXPECT_TRUE(asked.For({list::DnKey("/O=c/CN=B")}));
  EXPECT_FALSE(asked.For({list::SmtpKey("c@x.example")}));
  EXPECT_EQ(asked.Unmet().count, 2u);
  EXPECT_THAT(asked.Unmet().names, ElementsAre("/o=c/cn=typo", "typo@x.example"));
}

TEST(AskedTest, AllAreCountedAndAHundredNamed) {
  std::vector<list::Key> keys;
  for (int i = 0; i < 101; ++i) keys.push_back(list::SmtpKey(std::to_string(i) + "@x.example"));
  EXPECT_EQ(Asked(keys).Unmet().count, 101u);
  EXPECT_EQ(Asked(keys).Unmet().names.size(), 100u);
}

}  // namespace
}  // namespace repoint::console
