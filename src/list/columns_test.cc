#include "list/columns.h"

#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"

namespace repoint::list {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(ColumnsTest, NamesComeInAnyOrderAndCaseAndUnknownOnesAreIgnored) {
  const auto columns = ColumnsFromHeader("targetdn\tNote\tSOURCEDN");
  ASSERT_THAT(columns, IsOk());
  const Row row = ParseRow("/o=B/cn=b\tx\t/o=A/cn=a", **columns);
  EXPECT_EQ(row.source_dn, "/o=A/cn=a");
  EXPECT_EQ(row.target_dn, "/o=B/cn=b");
}

TEST(ColumnsTest, EveryColumnIsRead) {
  const auto columns = ColumnsFromHeader(
      "SourceDN\tTargetDN\tDisplayName\tAlias\tSourceSmtp\tTargetSmtp\tSourceServer\t"
      "TargetServer\tTargetServerFqdn\tTargetServerDN\tTargetPublicServer\tTargetProxy\tProxies");
  ASSERT_THAT(columns, IsOk());
  const Row row = ParseRow("a\tb\tc\td\te\tf\tg\th\ti\tj\tk\tl\tsmtp:m;X500:n", **columns);
  EXPECT_EQ(row.source_dn, "a");
  EXPECT_EQ(row.target_dn, "b");
  EXPECT_EQ(row.display_name, "c");
  EXPECT_EQ(row.alias, "d");
  EXPECT_EQ(row.source_smtp, "e");
  EXPECT_EQ(row.target_smtp, "f");
  EXPECT_EQ(row.source_server, "g");
  EXPECT_EQ(row.target_server, "h");
  EXPECT_EQ(row.target_server_fqdn, "i");
  EXPECT_EQ(row.target_server_dn, "j");
  EXPECT_EQ(row.target_public_server, "k");
  EXPECT_EQ(row.target_proxy, "l");
  EXPECT_THAT(row.proxies, ElementsAre("smtp:m", "X500:n"));
}

TEST(ColumnsTest, MissingFieldsAreEmpty) {
  const auto columns = ColumnsFromHeader("SourceDN\tTargetDN\tAlias");
  EXPECT_EQ(ParseRow("/o=A/cn=a", **columns).target_dn, "");
}

TEST(ColumnsTest, HeaderWithoutTargetIsRefusedNamingIt) {
  const auto columns = ColumnsFromHeader("SourceDN\tAlias");
  ASSERT_THAT(columns, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(columns.error().message, HasSubstr("TargetDN or TargetSmtp"));
}

TEST(ColumnsTest, HeaderWithCommasIsRefusedAskingForTabs) {
  const auto columns = ColumnsFromHeader("SourceDN,TargetDN");
  ASSERT_THAT(columns, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(columns.error().message, AllOf(HasSubstr("','"), HasSubstr("TAB")));
}

TEST(ColumnsTest, LineWithoutKnownNameIsNoHeader) {
  const auto columns = ColumnsFromHeader("/o=A/cn=a\t/o=B/cn=b");
  ASSERT_THAT(columns, IsOk());
  EXPECT_FALSE(columns->has_value());
}

TEST(ColumnsTest, WithoutHeaderTwoDnsAndTwoAddressesAreSourceAndTarget) {
  const auto columns =
      ColumnsFromContent({"Bob\t/o=A/ou=x/cn=a\ta@a.example\t/o=B/cn=b\tb@b.example"});
  ASSERT_THAT(columns, IsOk());
  const Row row = ParseRow("Bob\t/o=A/cn=a\ta@a.example\t/o=B/cn=b\tb@b.example", *columns);
  EXPECT_EQ(row.source_dn, "/o=A/cn=a");
  EXPECT_EQ(row.target_dn, "/o=B/cn=b");
  EXPECT_EQ(row.source_smtp, "a@a.example");
  EXPECT_EQ(row.target_smtp, "b@b.example");
}

TEST(ColumnsTest, ServerDnIsNoMailbox) {
  const auto columns =
      ColumnsFromContent({"/o=A/cn=a\t/o=B/ou=s/cn=Configuration/cn=Servers/cn=EX\t/o=B/cn=b"});
  ASSERT_THAT(columns, IsOk());
  EXPECT_EQ(columns->fields[2], Column::kTargetDn);
}

TEST(ColumnsTest, LoneDnListIsRefusedNamingTheMissingColumns) {
  const auto columns = ColumnsFromContent({"/o=A/cn=a", "/o=A/cn=b"});
  ASSERT_THAT(columns, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(columns.error().message, HasSubstr("TargetDN or TargetSmtp are missing"));
}

TEST(ColumnsTest, ThreeDnsAreRefused) {
  EXPECT_THAT(ColumnsFromContent({"/o=A/cn=a\t/o=B/cn=b\t/o=C/cn=c"}),
              FailsWith(ErrorCode::kDamaged));
}

TEST(ColumnsTest, AnyTextIsNoList) {
  const auto columns = ColumnsFromContent({"Dear all,", "we move next week"});
  ASSERT_THAT(columns, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(columns.error().message, HasSubstr("not a list"));
}

TEST(ColumnsTest, PrefixesOfDnsAndAddressesAreLeftOff) {
  const auto columns = ColumnsFromHeader("SourceDN\tTargetDN\tSourceSmtp\tTargetSmtp");
  ASSERT_THAT(columns, IsOk());
  const Row row =
      ParseRow("X500:/o=A/cn=a\tx500:/o=B/cn=b\tsmtp:a@a.example\tSMTP: b@b.example", **columns);
  EXPECT_EQ(row.source_dn, "/o=A/cn=a");
  EXPECT_EQ(row.target_dn, "/o=B/cn=b");
  EXPECT_EQ(row.source_smtp, "a@a.example");
  EXPECT_EQ(row.target_smtp, "b@b.example");
}

TEST(ColumnsTest, ATargetThatIsNoDnOrNoAddressIsAFault) {
  Row row;
  EXPECT_THAT(TargetFault(row), HasSubstr("neither TargetDN nor TargetSmtp"));
  row.target_dn = "b@b.example";
  EXPECT_THAT(TargetFault(row), HasSubstr("a TargetDN that is no DN: \"b@b.example\""));
  row.target_dn = "/o=B/cn=b";
  row.target_smtp = "/o=B/cn=b";
  EXPECT_THAT(TargetFault(row), HasSubstr("a TargetSmtp that is no address"));
  row.target_smtp = "b@b.example";
  EXPECT_EQ(TargetFault(row), "");
}

}  // namespace
}  // namespace repoint::list
