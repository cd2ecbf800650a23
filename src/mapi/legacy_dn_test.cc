#include "mapi/legacy_dn.h"

#include <gtest/gtest.h>

namespace repoint::mapi {
namespace {

constexpr char kMailbox[] =
    "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=bob";
constexpr char kServer[] = "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01";

TEST(LooksLikeDnTest, NeedsOrganizationAndAnotherName) {
  EXPECT_TRUE(LooksLikeDn(kMailbox));
  EXPECT_TRUE(LooksLikeDn("/O=CONTOSO/OU=HQ"));
  EXPECT_FALSE(LooksLikeDn("/o=Contoso"));
  EXPECT_FALSE(LooksLikeDn("/o=Contoso/"));
  EXPECT_FALSE(LooksLikeDn("/o=Contoso/HQ"));
  EXPECT_FALSE(LooksLikeDn("/o=Contoso/ou="));
  EXPECT_FALSE(LooksLikeDn("/o=Contoso/=x"));
  EXPECT_FALSE(LooksLikeDn("/o=/ou=HQ"));
}

TEST(LooksLikeDnTest, RefusesAliasesAddressesAndNames) {
  for (const char* text : {"", "bob", "bob@contoso.example", "Doe, John", "/", "/guid=00ff",
                           "o=Contoso/ou=HQ", "X500:/o=Contoso/ou=HQ"}) {
    EXPECT_FALSE(LooksLikeDn(text)) << text;
  }
}

TEST(LooksLikeSmtpTest, AcceptsAddressesWithAndWithoutPrefix) {
  EXPECT_TRUE(LooksLikeSmtp("bob@contoso.example"));
  EXPECT_TRUE(LooksLikeSmtp("SMTP:bob@contoso.example"));
  EXPECT_TRUE(LooksLikeSmtp("smtp:--migrate--bob@contoso.example"));
}

TEST(LooksLikeSmtpTest, RefusesWhatOnlyContainsAnAddress) {
  for (const char* text :
       {"", "@", "bob", "bob@", "@contoso.example", "SMTP:@x.example", "bob@a@b.example",
        "Bob (bob@contoso.example)", "Bob bob@contoso.example", "<bob@contoso.example>",
        "/o=Contoso/ou=HQ/cn=bob@contoso.example", "bob@a.example;ann@a.example",
        "X500:bob@contoso.example", "bob@contoso.example\t"}) {
    EXPECT_FALSE(LooksLikeSmtp(text)) << text;
  }
}

TEST(LooksLikeGuidServerTest, DashesAreOptional) {
  EXPECT_TRUE(LooksLikeGuidServer("6f2a9c1e-5b1d-4a7e-9c40-1d2e3f405162@contoso.example"));
  EXPECT_TRUE(LooksLikeGuidServer("6F2A9C1E5B1D4A7E9C401D2E3F405162@contoso.example"));
}

TEST(LooksLikeGuidServerTest, RefusesOtherNames) {
  for (const char* text : {"", "EXSRC01", "bob@contoso.example", "6f2a9c1e5b1d4a7e9c401d2e3f405162",
                           "6f2a9c1e5b1d4a7e9c401d2e3f405162@", "@contoso.example",
                           "6f2a9c1e5-b1d-4a7e-9c40-1d2e3f405162@contoso.example",
                           "6f2a9c1g-5b1d-4a7e-9c40-1d2e3f405162@contoso.example",
                           "6f2a9c1e-5b1d-4a7e-9c40-1d2e3f405162@contoso example"}) {
    EXPECT_FALSE(LooksLikeGuidServer(text)) << text;
  }
}

TEST(DnPartsTest, OrganizationIsTheFirstName) {
  EXPECT_EQ(DnOrganization(kMailbox), "/o=Contoso");
  EXPECT_EQ(DnOrganization("/O=Contoso"), "/O=Contoso");
  EXPECT_EQ(DnOrganization("/ou=HQ/o=Contoso"), std::nullopt);
  EXPECT_EQ(DnOrganization("/o="), std::nullopt);
}

TEST(DnPartsTest, SiteKeepsSpacesAndParentheses) {
  EXPECT_EQ(DnSite(kMailbox), "/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)");
}

TEST(DnPartsTest, NoSiteWithoutUnitBehindOrganization) {
  EXPECT_EQ(DnSite("/o=Contoso"), std::nullopt);
  EXPECT_EQ(DnSite("/o=Contoso/cn=Recipients/cn=bob"), std::nullopt);
  EXPECT_EQ(DnSite("/o=Contoso/ou="), std::nullopt);
}

TEST(ServerDnTest, MadeFromTheMailboxSite) {
  EXPECT_EQ(ServerDn("/o=Contoso/ou=HQ/cn=Recipients/cn=bob", "EXSRC01"), kServer);
}

TEST(ServerDnTest, NeedsSiteAndServer) {
  EXPECT_EQ(ServerDn("bob", "EXSRC01"), std::nullopt);
  EXPECT_EQ(ServerDn("/o=Contoso/ou=HQ/cn=Recipients/cn=bob", ""), std::nullopt);
}

TEST(WithServerNameTest, ReplacesTheNameAlone) {
  EXPECT_EQ(WithServerName(kServer, "EXTGT02"),
            "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXTGT02");
}

TEST(WithServerNameTest, KeepsTheTailAndTheCaseOfTheRest) {
  EXPECT_EQ(WithServerName("/O=C/OU=HQ/CN=CONFIGURATION/CN=SERVERS/CN=A/cn=Microsoft Private MDB",
                           "EXTGT02"),
            "/O=C/OU=HQ/CN=CONFIGURATION/CN=SERVERS/CN=EXTGT02/cn=Microsoft Private MDB");
}

TEST(WithServerNameTest, NeedsAServerDn) {
  EXPECT_EQ(WithServerName(kMailbox, "EXTGT02"), std::nullopt);
  EXPECT_EQ(WithServerName("/o=C/ou=HQ/cn=Configuration/cn=Servers/cn=", "X"), std::nullopt);
  EXPECT_EQ(WithServerName(kServer, ""), std::nullopt);
}

TEST(ServerDnPartsTest, NameAndTail) {
  const std::string mdb = std::string(kServer) + "/cn=Microsoft Public MDB";
  EXPECT_EQ(ServerDnName(mdb), "EXSRC01");
  EXPECT_EQ(ServerDnTail(mdb), "/cn=Microsoft Public MDB");
  EXPECT_EQ(ServerDnName(kServer), "EXSRC01");
  EXPECT_EQ(ServerDnTail(kServer), "");
}

TEST(ServerDnPartsTest, NothingInOtherDns) {
  EXPECT_EQ(ServerDnName(kMailbox), std::nullopt);
  EXPECT_EQ(ServerDnTail(kMailbox), std::nullopt);
}

TEST(BareSmtpTest, TakesPrefixThenMarkerInAnyCase) {
  EXPECT_EQ(BareSmtp("SMTP:--migrate--bob@x.example"), "bob@x.example");
  EXPECT_EQ(BareSmtp("smtp:bob@x.example"), "bob@x.example");
  EXPECT_EQ(BareSmtp("--Migrate--bob@x.example"), "bob@x.example");
  EXPECT_EQ(BareSmtp("bob@x.example"), "bob@x.example");
}

TEST(BareSmtpTest, MarkerCountsOnlyAtTheStartOfTheLocalPart) {
  EXPECT_EQ(BareSmtp("bob--migrate--@x.example"), "bob--migrate--@x.example");
  EXPECT_EQ(BareSmtp("bob@--migrate--x.example"), "bob@--migrate--x.example");
}

}  // namespace
}  // namespace repoint::mapi
