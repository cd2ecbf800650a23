// Source names in bytes: as ANSI, as UTF-16 at both alignments, without case, whole names only.
// docs/update.md, "Verify".
#include "update/names.h"

#include <gtest/gtest.h>

#include "update/testing/notation.h"

namespace repoint {
namespace {

SourceNames Names() {
  return {{"/o=contoso/cn=bob"},
          {"bob@contoso.example"},
          {"exsrc01", "exsrc01.contoso.example", "5a2f9d1c@contoso.example"}};
}

bool Finds(std::string_view bin) { return HoldsNames(Bin(bin), Names()); }

TEST(FindNamesTest, FindsAnsiAndUtf16WithoutCase) {
  EXPECT_TRUE(Finds("'/O=Contoso/CN=Bob'"));
  EXPECT_TRUE(Finds("w'/O=Contoso/CN=Bob'"));
  EXPECT_TRUE(Finds("'BOB@contoso.example' 00"));
  EXPECT_TRUE(Finds("w'SMTP:BOB@contoso.example' 0000"));
  EXPECT_TRUE(Finds("w'EXSRC01' 0000"));
  EXPECT_FALSE(Finds("w'EXTGT02' 0000"));
  EXPECT_FALSE(Finds(""));
}

TEST(FindNamesTest, FindsUtf16AtOddOffset) {
  EXPECT_TRUE(Finds("01 w'EXSRC01' 0000"));
  EXPECT_TRUE(Finds("000000 w'bob@contoso.example' 0000"));
}

TEST(FindNamesTest, NamesEachOnceInTheirOrder) {
  EXPECT_EQ(FindNames(Bin("'exsrc01' 00 'EXSRC01' 00 '/o=contoso/cn=bob'"), Names()),
            (std::vector<std::string>{"/o=contoso/cn=bob", "exsrc01"}));
}

TEST(FindNamesTest, DnEndsAtItsEndOrAtSlash) {
  EXPECT_TRUE(Finds("'/o=Contoso/cn=bob' 00"));
  EXPECT_TRUE(Finds("'/o=Contoso/cn=bob/cn=x' 00"));
  EXPECT_TRUE(Finds("'EX:/o=Contoso/cn=bob' 00"));
  EXPECT_FALSE(Finds("'/o=Contoso/cn=bobby' 00"));
  EXPECT_FALSE(Finds("w'/o=Contoso/cn=bobby' 0000"));
  EXPECT_FALSE(Finds("'/o=Contoso/cn=bob-admin' 00"));
  EXPECT_FALSE(Finds("'/o=Contoso/cn=bob 2' 00"));
}

TEST(FindNamesTest, DnEndsAtASeparator) {
  for (const char* text :
       {"'/o=Contoso/cn=bob;/o=x'", "'\"/o=Contoso/cn=bob\"'", "'</o=Contoso/cn=bob>'",
        "'/o=Contoso/cn=bob|x'", "'/o=Contoso/cn=bob' 09", "'/o=Contoso/cn=bob' 0d0a"}) {
    EXPECT_TRUE(Finds(text)) << text;
  }
}

TEST(FindNamesTest, BesideAHostStandsNoPartOfAName) {
  for (const char* text : {"'EXSRC01' 00", "'ncacn_ip_tcp:EXSRC01[1026]'", "'//EXSRC01/share'",
                           "'msstd:EXSRC01'", "'on EXSRC01.' 00", "'(EXSRC01)'"}) {
    EXPECT_TRUE(Finds(text)) << text;
  }
  for (const char* text : {"'EXSRC012' 00", "'XEXSRC01' 00", "'EXSRC01-OLD' 00", "'MY-EXSRC01' 00",
                           "'EXSRC01_B' 00", "'A_EXSRC01' 00", "'EXSRC01@x' 00", "'x@EXSRC01' 00",
                           "'EXSRC01.other.example' 00", "'www.EXSRC01' 00"}) {
    EXPECT_FALSE(Finds(text)) << text;
    const std::string wide = "w" + std::string(text) + "00";
    EXPECT_FALSE(Finds(wide)) << wide;
  }
}

TEST(FindNamesTest, LetterBeyondAsciiBesideAHostIsALetter) {
  EXPECT_FALSE(Finds("e400 w'EXSRC01' 0000"));  // ä
  EXPECT_FALSE(Finds("w'EXSRC01' e400 0000"));
  EXPECT_FALSE(Finds("3104 w'EXSRC01' 0000"));  // Cyrillic б
  EXPECT_TRUE(Finds("a000 w'EXSRC01' 0000"));   // a space that does not break
}

TEST(FindNamesTest, FqdnAndGuidServerAreNamesOfTheirOwn) {
  EXPECT_EQ(FindNames(Bin("'https://exsrc01.contoso.example/ews' 00"), Names()),
            std::vector<std::string>{"exsrc01.contoso.example"});
  EXPECT_TRUE(Finds("'?MailboxId=5a2f9d1c@contoso.example&x' 00"));
  EXPECT_FALSE(Finds("'exsrc01.contoso.example.org' 00"));
}

TEST(FindNamesTest, AddressIsFoundWithTheMarkOfTheMigrationOnly) {
  EXPECT_TRUE(Finds("'--migrate--bob@contoso.example' 00"));
  EXPECT_TRUE(Finds("w'SMTP:--migrate--bob@contoso.example' 0000"));
  EXPECT_FALSE(Finds("'jim-bob@contoso.example' 00"));
  EXPECT_FALSE(Finds("'jim.bob@contoso.example' 00"));
  EXPECT_FALSE(Finds("'bob@contoso.example.org' 00"));
  EXPECT_TRUE(Finds("'bob@contoso.example.' 00"));
}

// Replacing.

std::optional<std::string> Replaced(std::string_view text) {
  return ReplaceAddresses(text, Names(), "b@new.example");
}

TEST(ReplaceAddressesTest, ReplacesWholeAddressesEverywhere) {
  EXPECT_EQ(Replaced("bob@contoso.example"), "b@new.example");
  EXPECT_EQ(Replaced("A <BOB@Contoso.example>; SMTP:bob@contoso.example"),
            "A <b@new.example>; SMTP:b@new.example");
  EXPECT_EQ(Replaced("--migrate--bob@contoso.example"), "b@new.example");
}

TEST(ReplaceAddressesTest, LeavesTextsWithoutOne) {
  EXPECT_EQ(Replaced("jim.bob@contoso.example"), std::nullopt);
  EXPECT_EQ(Replaced("EXSRC01"), std::nullopt);
}

TEST(ReplaceAddressesTest, EndsWhenTheNewAddressHoldsTheOldOne) {
  EXPECT_EQ(ReplaceAddresses("bob@contoso.example", Names(), "<bob@contoso.example>"),
            "<bob@contoso.example>");
}

// Names of a row.

list::Row Row() {
  list::Row row;
  row.source_dn = "/o=Contoso/cn=bob";
  row.source_smtp = "SMTP:Bob@contoso.example";
  row.source_server = "EXSRC01";
  row.target_dn = "/o=Fabrikam/cn=bob";
  row.target_smtp = "bob@fabrikam.example";
  row.target_server = "EXTGT02";
  return row;
}

TEST(NamesOfRowTest, AreSourceDnAddressServerAndProxies) {
  list::Row row = Row();
  row.proxies = {"smtp:b@contoso.example", "X500:/o=Old/cn=bob", "/o=Older/cn=bob"};
  const SourceNames names = NamesOfRow(row, row);
  EXPECT_EQ(names.dns,
            (std::vector<std::string>{"/o=contoso/cn=bob", "/o=old/cn=bob", "/o=older/cn=bob"}));
  EXPECT_EQ(names.addresses,
            (std::vector<std::string>{"bob@contoso.example", "b@contoso.example"}));
  EXPECT_EQ(names.servers, std::vector<std::string>{"exsrc01"});
}

TEST(NamesOfRowTest, NoServerOfTheTargetIsTheSources) {
  for (const auto member : {&list::Row::target_server, &list::Row::target_server_fqdn,
                            &list::Row::target_public_server, &list::Row::target_proxy}) {
    list::Row row = Row();
    row.*member = "exsrc01";
    EXPECT_TRUE(NamesOfRow(row, row).servers.empty());
  }
  list::Row row = Row();
  row.target_server_dn = "/o=F/ou=B/cn=Configuration/cn=Servers/cn=EXSRC01";
  EXPECT_TRUE(NamesOfRow(row, row).servers.empty());
}

TEST(NamesOfRowTest, OneLetterIsNoName) {
  list::Row row = Row();
  row.source_server = "X";
  EXPECT_TRUE(NamesOfRow(row, row).servers.empty());
  row.source_server = "X1";
  EXPECT_EQ(NamesOfRow(row, row).servers, std::vector<std::string>{"x1"});
}

TEST(NamesOfRowTest, WhatIsTheTargetsIsNotStale) {
  list::Row row = Row();
  row.target_dn = "/O=CONTOSO/cn=Bob";
  row.target_smtp = "bob@CONTOSO.example";
  row.target_server = "exsrc01";
  row.proxies = {"smtp:bob@contoso.example"};
  const SourceNames names = NamesOfRow(row, row);
  EXPECT_TRUE(names.dns.empty());
  EXPECT_TRUE(names.addresses.empty());
  EXPECT_TRUE(names.servers.empty());
}

}  // namespace
}  // namespace repoint
