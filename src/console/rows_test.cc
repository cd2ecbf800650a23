#include "console/rows.h"

#include <gmock/gmock.h>

#include "base/testing/result_matchers.h"
#include "console/testing/console_fixture.h"
#include "console/testing/sample_objects.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class RowsTest : public testing::TestWithParam<TestEngine> {
 protected:
  std::vector<list::Row> Rows() {
    std::vector<list::Row> rows;
    EXPECT_THAT(VisitRows(*world_.database, world_.project(),
                          [&](list::Row row) { return rows.push_back(std::move(row)), Status(); }),
                IsOk());
    return rows;
  }
  // The last part of every row's SourceDN.
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const list::Row& row : Rows())
      names.push_back(row.source_dn.substr(row.source_dn.rfind('=') + 1));
    return names;
  }
  std::vector<std::string> Selected(const std::vector<list::Key>& only) {
    std::vector<std::string> names;
    EXPECT_THAT(VisitMigrated(*world_.database, world_.project(), only,
                              [&](const MigratedMailbox& mailbox) {
                                return names.push_back(mailbox.row.alias), Status();
                              }),
                IsOk());
    return names;
  }
  std::vector<MissingX500> Missing() {
    std::vector<MissingX500> missing;
    EXPECT_THAT(VisitMissingX500(
                    *world_.database, world_.project(),
                    [&](const MissingX500& each) { return missing.push_back(each), Status(); }),
                IsOk());
    return missing;
  }

  SampleWorld world_{GetParam()};
  SampleProject& sample_ = world_.sample;
};

REPOINT_ON_BOTH_ENGINES(RowsTest);

TEST_P(RowsTest, RowHoldsSourceTargetAndWhatTheProjectFixes) {
  sample_.project().options.target_proxy = "mail.fabrikam.example";
  sample_.project().options.target_public_server = "EXPUB01";
  sample_.AddPair("jdoe");
  const std::vector<list::Row> rows = Rows();
  ASSERT_EQ(rows.size(), 1u);
  const list::Row& row = rows[0];
  EXPECT_EQ(row.source_dn, "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe");
  EXPECT_EQ(row.target_dn, "/o=Fabrikam/ou=New/cn=Recipients/cn=jdoe");
  EXPECT_EQ(row.display_name, "Target jdoe");
  EXPECT_EQ(row.alias, "jdoe");
  EXPECT_EQ(row.source_smtp, "jdoe@contoso.example");
  EXPECT_EQ(row.target_smtp, "jdoe@fabrikam.example");
  EXPECT_EQ(row.source_server, "EXSRC01");
  EXPECT_EQ(row.target_server, "EXTGT02");
  EXPECT_EQ(row.target_server_fqdn, "extgt02.fabrikam.example");
  EXPECT_EQ(row.target_server_dn, "/o=Fabrikam/ou=New/cn=Configuration/cn=Servers/cn=EXTGT02");
  EXPECT_EQ(row.target_public_server, "EXPUB01");
  EXPECT_EQ(row.target_proxy, "mail.fabrikam.example");
}

TEST_P(RowsTest, RowsComeInByteOrderOfTheFoldedSourceDn) {
  for (const char* name : {"b", "A", "a-b", "ab", "a b", "z", "ä", "Z1"}) sample_.AddPair(name);
  EXPECT_THAT(Names(), ElementsAre("A", "a b", "a-b", "ab", "b", "z", "Z1", "ä"));
}

TEST_P(RowsTest, EveryRowComesWhenThereAreSeveralPieces) {
  sample_.AddPairs(2500);
  const std::vector<list::Row> rows = Rows();
  ASSERT_EQ(rows.size(), 2500u);
  EXPECT_EQ(rows[0].source_dn, "/o=Contoso/ou=HQ/cn=Recipients/cn=u000000");
  EXPECT_EQ(rows[1000].source_dn, "/o=Contoso/ou=HQ/cn=Recipients/cn=u001000");
  EXPECT_EQ(rows[2499].target_smtp, "u002499@fabrikam.example");
}

TEST_P(RowsTest, OnlyMailboxesThatAreMigratedAreInTheList) {
  sample_.AddPair("moved");
  DirectoryObject contact = TargetMailbox("contact");
  contact.is_mailbox = false;
  sample_.AddPair(SourceMailbox("contact"), contact);
  sample_.Match(sample_.Add(Side::kSource, SourceMailbox("removed")),
                sample_.Add(Side::kTarget, TargetMailbox("removed"), /*gone=*/true));
  const int64_t ambiguous = sample_.Add(Side::kSource, SourceMailbox("two"));
  for (const char* name : {"two-a", "two-b"}) {
    sample_.Match(ambiguous, sample_.Add(Side::kTarget, TargetMailbox(name)), /*ambiguous=*/true);
  }
  sample_.Add(Side::kSource, SourceMailbox("unmatched"));
  EXPECT_THAT(Names(), ElementsAre("moved"));
}

TEST_P(RowsTest, ASourceThatIsGoneStaysInTheList) {
  sample_.Match(sample_.Add(Side::kSource, SourceMailbox("gone"), /*gone=*/true),
                sample_.Add(Side::kTarget, TargetMailbox("gone")));
  EXPECT_THAT(Names(), ElementsAre("gone"));
}

TEST_P(RowsTest, RowsOfOtherProjectsStayOut) {
  SampleProject other(*world_.database, "Other");
  other.AddPair("theirs");
  sample_.AddPair("ours");
  EXPECT_THAT(Names(), ElementsAre("ours"));
}

TEST_P(RowsTest, ProxiesAreTheSourcesAddressesBesideItsOwn) {
  DirectoryObject source = SourceMailbox("jdoe");
  source.proxies = {"SMTP:jdoe@contoso.example",
                    "smtp:jd@contoso.example",
                    "smtp:JD@Contoso.example",
                    "X500:/o=Old/ou=HQ/cn=Recipients/cn=jdoe",
                    "X500:/o=contoso/ou=hq/cn=recipients/cn=jdoe",
                    "sip:jdoe@contoso.example",
                    "X400:c=US;a= ;p=Contoso;s=Doe"};
  sample_.AddPair(source, TargetMailbox("jdoe"));
  EXPECT_THAT(Rows().at(0).proxies,
              ElementsAre("smtp:jd@contoso.example", "X500:/o=Old/ou=HQ/cn=Recipients/cn=jdoe"));
}

TEST_P(RowsTest, RowsOfOneMailboxThatAgreeAreMerged) {
  DirectoryObject again = SourceMailbox("JDOE");
  again.smtp = "";
  again.proxies = {"smtp:jd@contoso.example"};
  DirectoryObject target = TargetMailbox("jdoe");
  const int64_t moved = sample_.Add(Side::kTarget, target);
  sample_.Match(sample_.Add(Side::kSource, SourceMailbox("jdoe")), moved);
  sample_.Match(sample_.Add(Side::kSource, again), moved);
  const std::vector<list::Row> rows = Rows();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].source_smtp, "jdoe@contoso.example");
  EXPECT_THAT(rows[0].proxies, ElementsAre("smtp:jd@contoso.example"));
}

TEST_P(RowsTest, RowsOfOneMailboxThatDisagreeAreBothThere) {
  DirectoryObject again = SourceMailbox("jdoe");
  again.key = "another";
  sample_.AddPair("jdoe");
  sample_.AddPair(again, TargetMailbox("other"));
  EXPECT_EQ(Rows().size(), 2u);
}

TEST_P(RowsTest, AnErrorOfTheVisitorEndsTheReading) {
  for (const char* name : {"a", "b", "c"}) sample_.AddPair(name);
  int calls = 0;
  const auto stop = [&](const list::Row&) -> Status {
    ++calls;
    return Fail(ErrorCode::kIo, "no more room");
  };
  EXPECT_THAT(VisitRows(*world_.database, world_.project(), stop), FailsWith(ErrorCode::kIo));
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(Rows().size(), 3u) << "the database is usable afterwards";
}

TEST_P(RowsTest, DamagedProxiesAreNamed) {
  sample_.AddPair("jdoe");
  sample_.Run("UPDATE object SET proxies = '{'");
  const Status status =
      VisitRows(*world_.database, world_.project(), [](const list::Row&) { return Status(); });
  ASSERT_THAT(status, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(status.error().message, HasSubstr("cn=jdoe"));
}

TEST_P(RowsTest, SelectsByAddressOrDnOfEitherSide) {
  for (const char* name : {"a", "b", "c", "d", "e"}) sample_.AddPair(name);
  EXPECT_THAT(Selected({list::SmtpKey("B@contoso.example"), list::SmtpKey("a@fabrikam.example"),
                        list::DnKey("/o=Contoso/ou=HQ/cn=Recipients/cn=d"),
                        list::DnKey("/o=Fabrikam/ou=New/cn=Recipients/cn=C")}),
              ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(Selected({list::SmtpKey("nobody@contoso.example")}), IsEmpty());
}

TEST_P(RowsTest, SelectsASourceThatIsMarkedForMigration) {
  DirectoryObject source = SourceMailbox("a");
  source.smtp = "--migrate--a@contoso.example";
  sample_.AddPair(source, TargetMailbox("a"));
  EXPECT_THAT(Selected({list::SmtpKey("a@contoso.example")}), ElementsAre("a"));
}

// --- X500

TEST_P(RowsTest, TargetWithoutTheX500AddressIsNamedWithTheCommand) {
  DirectoryObject target = TargetMailbox("jdoe");
  target.proxies = {"X500:/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe2", "smtp:x@fabrikam.example"};
  sample_.AddPair(SourceMailbox("jdoe"), target);
  sample_.AddPair("well");
  const std::vector<MissingX500> missing = Missing();
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_EQ(missing[0].source_dn, "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe");
  EXPECT_EQ(missing[0].target_smtp, "jdoe@fabrikam.example");
  EXPECT_EQ(missing[0].command,
            "Set-Mailbox 'jdoe@fabrikam.example' -EmailAddresses "
            "@{Add='X500:/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe'}");
  EXPECT_THAT(Describe(missing[0]), HasSubstr("replies to old mail bounce"));
}

TEST_P(RowsTest, X500AddressCountsInAnyCase) {
  DirectoryObject target = TargetMailbox("jdoe");
  target.proxies = {"x500:/O=CONTOSO/OU=HQ/CN=RECIPIENTS/CN=JDOE"};
  sample_.AddPair(SourceMailbox("jdoe"), target);
  EXPECT_THAT(Missing(), IsEmpty());
}

TEST_P(RowsTest, TargetThatKeptItsDnLacksNothing) {
  DirectoryObject target = TargetMailbox("jdoe");
  target.legacy_dn = SourceMailbox("jdoe").legacy_dn;
  target.proxies = {};
  sample_.AddPair(SourceMailbox("jdoe"), target);
  EXPECT_THAT(Missing(), IsEmpty());
}

TEST_P(RowsTest, SourceWithoutDnNeedsNoX500Address) {
  DirectoryObject source = SourceMailbox("jdoe");
  source.legacy_dn = "";
  sample_.AddPair(source, TargetMailbox("jdoe"));
  EXPECT_THAT(Missing(), IsEmpty());
}

TEST_P(RowsTest, CommandIsQuotedForPowerShell) {
  DirectoryObject source = SourceMailbox("o'neil\u2019s");
  DirectoryObject target = TargetMailbox("x");
  target.smtp = "o'neil@fabrikam.example";
  target.proxies = {};
  sample_.AddPair(source, target);
  EXPECT_EQ(Missing().at(0).command,
            "Set-Mailbox 'o''neil@fabrikam.example' -EmailAddresses "
            "@{Add='X500:/o=Contoso/ou=HQ/cn=Recipients/cn=o''neil\u2019\u2019s'}");
}

TEST_P(RowsTest, TargetWithoutAnAddressIsNamedByItsDn) {
  DirectoryObject target = TargetMailbox("jdoe");
  target.smtp = "";
  target.proxies = {};
  sample_.AddPair(SourceMailbox("jdoe"), target);
  EXPECT_THAT(Missing().at(0).command,
              HasSubstr("Set-Mailbox '/o=Fabrikam/ou=New/cn=Recipients/cn=jdoe' "));
}

}  // namespace
}  // namespace repoint::console
