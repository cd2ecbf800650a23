#include "list/row.h"

#include <gmock/gmock.h>

namespace repoint::list {
namespace {

using testing::ElementsAre;

TEST(KeyTest, DnsAreFoldedAndWhole) {
  EXPECT_EQ(DnKey("/O=Contoso/OU=HQ/CN=Recipients/CN=Bob"),
            DnKey("/o=contoso/ou=hq/cn=recipients/cn=bob"));
  EXPECT_NE(DnKey("/o=Contoso/cn=bob"), DnKey("/o=Contoso/cn=bobby"));
}

TEST(KeyTest, OnlyAsciiIsFolded) { EXPECT_NE(DnKey("/o=A/cn=Ö"), DnKey("/o=A/cn=ö")); }

TEST(KeyTest, X500PrefixOfADnIsDropped) { EXPECT_EQ(DnKey("X500:/o=A/cn=b"), DnKey("/o=A/cn=b")); }

TEST(KeyTest, SmtpIsFoldedWithoutPrefixAndMigrateMarker) {
  const Key key = SmtpKey("bob@contoso.example");
  EXPECT_EQ(SmtpKey("SMTP:Bob@Contoso.example"), key);
  EXPECT_EQ(SmtpKey("--migrate--bob@contoso.example"), key);
  EXPECT_EQ(SmtpKey("smtp:--Migrate--BOB@contoso.example"), key);
}

TEST(KeyTest, DnsAndAddressesAreDifferentKeys) { EXPECT_NE(DnKey("a@b"), SmtpKey("a@b")); }

TEST(RowTest, SourceKeysAreDnAddressAndProxies) {
  Row row;
  row.source_dn = "/o=A/cn=B";
  row.source_smtp = "b@a.example";
  row.proxies = {"smtp:BB@a.example", "X500:/o=Old/cn=b", "sip:b@a.example", "/o=Older/cn=b"};
  EXPECT_THAT(SourceKeys(row),
              ElementsAre(DnKey("/o=a/cn=b"), SmtpKey("b@a.example"), SmtpKey("bb@a.example"),
                          DnKey("/o=old/cn=b"), DnKey("/o=older/cn=b")));
}

TEST(RowTest, EachKeyIsNamedOnceHoweverManyProxiesThereAre) {
  Row row;
  row.source_smtp = "u0@a.example";
  for (int i = 0; i < 40; ++i)
    row.proxies.push_back("smtp:u" + std::to_string(i % 20) + "@a.example");
  EXPECT_EQ(SourceKeys(row).size(), 20u);
}

TEST(RowTest, TargetKeysAreDnAndAddress) {
  Row row;
  row.target_dn = "/o=B/cn=b";
  row.target_smtp = "b@b.example";
  EXPECT_THAT(TargetKeys(row), ElementsAre(DnKey("/o=B/cn=b"), SmtpKey("b@b.example")));
}

TEST(RowTest, PlaceIsLineOrByte) {
  Row row;
  row.offset = 3456;
  row.source_dn = "/o=A/cn=b";
  EXPECT_EQ(RowPlace(row), "byte 3456 (the row of /o=A/cn=b)");
  row.line = 12;
  EXPECT_EQ(RowPlace(row), "line 12");
}

TEST(RowTest, EqualityLooksAtMailboxAndTargetOnly) {
  Row a;
  a.source_dn = "/o=A/cn=b";
  Row b = a;
  b.line = 7;
  b.display_name = "B";
  b.source_dn = "/O=A/CN=B";
  EXPECT_TRUE(a == b);
  b.target_server = "EX2";
  EXPECT_FALSE(a == b);
}

}  // namespace
}  // namespace repoint::list
