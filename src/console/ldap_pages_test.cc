// Reading page after page, and from which base, against a real slapd.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/testing/fake_files.h"
#include "console/testing/read_directory.h"
#include "console/testing/slapd.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr int kMany = 20'000;

std::string ManyUsers() {
  std::string ldif = ActiveDirectoryTree();
  for (int i = 0; i < kMany; ++i) {
    ldif +=
        ActiveDirectoryUser(std::to_string(i), {"mail: " + std::to_string(i) + "@contoso.example"});
  }
  return ldif;
}

// 20,000 users, and never more than 500 in an answer.
class LdapPagesTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    SlapdOptions options;
    options.ldif = ManyUsers();
    options.database = {"sizelimit size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited"};
    slapd_ = new Slapd(options);
  }
  static void TearDownTestSuite() { delete slapd_; }
  void SetUp() override { ASSERT_TRUE(slapd_->ready()) << slapd_->Log(); }

  static DirectorySpec Pages(int size) {
    DirectorySpec spec = LdapSpec(slapd_->ldap());
    spec.page_size = size;
    return spec;
  }
  static Slapd* slapd_;
};
Slapd* LdapPagesTest::slapd_ = nullptr;

TEST_F(LdapPagesTest, ReadsEveryoneOnce) {
  std::set<std::string> addresses;
  const Status read = ReadAll(Pages(500), [&](const DirectoryObject& object) -> Status {
    EXPECT_TRUE(addresses.insert(object.smtp).second) << object.smtp;
    return {};
  });
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_THAT(addresses, SizeIs(kMany));
}

// This is what an unpaged search would meet as well.
TEST_F(LdapPagesTest, PageAboveTheServersLimitIsAnError) {
  const auto objects = Objects(Pages(kMany + 1));
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kIo);
  EXPECT_THAT(objects.error().message, HasSubstr("use smaller pages"));
}

TEST_F(LdapPagesTest, ErrorOfTheVisitorEndsTheReading) {
  int seen = 0;
  FakeFiles files;
  const auto directory = OpenDirectory(Pages(500), files, nullptr);
  ASSERT_TRUE(directory);
  const Status read = (*directory)->Read([&](const DirectoryObject&) -> Status {
    return ++seen < 700 ? Status() : Fail(ErrorCode::kConflict, "enough");
  });
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "enough");
  EXPECT_EQ(seen, 700);
  // The connection is as good as before.
  EXPECT_TRUE((*directory)->Read([](const DirectoryObject&) -> Status { return {}; }));
}

TEST_F(LdapPagesTest, FilterNarrowsTheReading) {
  DirectorySpec spec = Pages(500);
  spec.filter = "(|(cn=17)(cn=4711))";
  EXPECT_THAT(Keys(spec), UnorderedElementsAre("cn=17,ou=people,dc=contoso,dc=example",
                                               "cn=4711,ou=people,dc=contoso,dc=example"));
}

TEST_F(LdapPagesTest, WrongFilterIsSaid) {
  DirectorySpec spec = Pages(500);
  spec.filter = "(mail=";
  const auto objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kUsage);
  EXPECT_THAT(objects.error().message, HasSubstr("not an LDAP filter"));
}

TEST_F(LdapPagesTest, WrongBaseIsSaid) {
  DirectorySpec spec = Pages(500);
  spec.base = "ou=Nowhere,dc=contoso,dc=example";
  auto objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(objects.error().message, HasSubstr("check the base"));
  spec.base = "contoso.example";
  objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kUsage);
  EXPECT_THAT(objects.error().message, HasSubstr("write it like dc="));
}

TEST_F(LdapPagesTest, EmptyBaseIsTheOnlyNamingContext) {
  DirectorySpec spec = Pages(500);
  spec.base = "";
  spec.filter = "(cn=17)";
  EXPECT_THAT(Keys(spec), ElementsAre("cn=17,ou=people,dc=contoso,dc=example"));
}

// A slapd with a second database, which finds nothing.
SlapdOptions WithAnother(const std::string& suffix) {
  SlapdOptions options;
  options.ldif = ActiveDirectoryTree() + ActiveDirectoryUser("jdoe", {"mail: j@contoso.example"});
  options.global = {"moduleload back_null"};
  options.database = {"database null", "suffix \"" + suffix + "\""};
  return options;
}

TEST(LdapReadingTest, BaseMustBeGivenWhereThereAreSeveralTrees) {
  Slapd slapd(WithAnother("o=Other"));
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = LdapSpec(slapd.ldap());
  spec.base = "";
  const auto objects = Objects(spec);
  ASSERT_FALSE(objects);
  EXPECT_EQ(objects.error().code, ErrorCode::kUsage);
  EXPECT_THAT(objects.error().message, HasSubstr("several trees"));
  EXPECT_THAT(objects.error().message, HasSubstr("o=Other"));
}

TEST(LdapReadingTest, EmptyBaseIsTheTreeThatHoldsTheOthers) {
  Slapd slapd(WithAnother("dc=example"));
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = LdapSpec(slapd.ldap());
  EXPECT_THAT(Keys(spec), SizeIs(1));
  spec.base = "";
  EXPECT_THAT(Keys(spec), SizeIs(0));
}

TEST(LdapReadingTest, EmptyBaseIsTheDefaultNamingContext) {
  SlapdOptions options = WithAnother("o=Other");
  options.root_ldif = "defaultNamingContext: dc=contoso,dc=example\n";
  Slapd slapd(options);
  ASSERT_TRUE(slapd.ready()) << slapd.Log();
  DirectorySpec spec = LdapSpec(slapd.ldap());
  spec.base = "";
  EXPECT_THAT(Keys(spec), SizeIs(1));
}

}  // namespace
}  // namespace repoint::console
