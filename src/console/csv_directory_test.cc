#include <gmock/gmock.h>

#include "base/testing/fake_files.h"
#include "base/testing/result_matchers.h"
#include "base/text.h"
#include "console/directory.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Objects = std::vector<DirectoryObject>;

Result<Objects> ReadObjects(DirectoryKind kind, std::string_view bytes) {
  FakeFiles files;
  files.Put("a.csv", bytes);
  DirectorySpec spec;
  spec.kind = kind;
  spec.address = "a.csv";
  REPOINT_ASSIGN(const auto directory, OpenCsvDirectory(spec, files));
  Objects objects;
  REPOINT_TRY(directory->Read([&](DirectoryObject object) -> Status {
    objects.push_back(std::move(object));
    return {};
  }));
  return objects;
}

// Of a file that must be read.
DirectoryObject First(DirectoryKind kind, std::string_view bytes) {
  const auto objects = ReadObjects(kind, bytes);
  EXPECT_THAT(objects, IsOk());
  return objects && !objects->empty() ? objects->front() : DirectoryObject();
}

constexpr auto kAdmin = DirectoryKind::kAdminCsv;
constexpr auto kShell = DirectoryKind::kShellCsv;

std::string Refusal(DirectoryKind kind, std::string_view bytes) {
  const auto objects = ReadObjects(kind, bytes);
  if (objects) return "not refused";
  EXPECT_EQ(objects.error().code, ErrorCode::kDamaged);
  EXPECT_EQ(objects.error().where, "a.csv");
  return objects.error().message;
}

// -------------------------------------------------------------------------------------
// Exchange 5.5

constexpr std::string_view kAdminHeader =
    "Obj-Class,First Name,Last name,Display Name,Alias Name,Directory Name,Primary Windows NT "
    "Account,Home-Server,E-mail address,E-mail Addresses,Members,Obj-Container,Hide from AB\r\n";
constexpr std::string_view kDoe =
    "Mailbox,John,Doe,\"Doe, John\",jdoe,JDoe,CONTOSO\\jdoe,EXSRC01,,"
    "SMTP:jdoe@contoso.example%X400:c=US;a= ;p=Contoso;o=HQ;s=Doe;%smtp:jd@contoso.example"
    "%X500:/o=Old/ou=HQ/cn=Recipients/cn=jd%MS:CONTOSO/HQ/JDOE,,"
    "/o=Contoso/ou=HQ/cn=Recipients,0\r\n";

DirectoryObject Doe() {
  DirectoryObject doe;
  doe.key = "/o=contoso/ou=hq/cn=recipients/cn=jdoe";
  doe.legacy_dn = "/o=Contoso/ou=HQ/cn=Recipients/cn=JDoe";
  doe.smtp = "jdoe@contoso.example";
  doe.proxies = {"smtp:jd@contoso.example", "X500:/o=Old/ou=HQ/cn=Recipients/cn=jd"};
  doe.alias = "jdoe";
  doe.display_name = "Doe, John";
  doe.server = "EXSRC01";
  doe.server_dn = "/o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01";
  doe.is_mailbox = true;
  return doe;
}

TEST(AdminCsvTest, MailboxIsMadeOfTheColumnsInTheirOrder) {
  EXPECT_THAT(ReadObjects(kAdmin, kDoe), IsOkAndHolds(ElementsAre(Doe())));
}

TEST(AdminCsvTest, FirstLineWithTheNamesOfColumnsIsAHeader) {
  EXPECT_THAT(ReadObjects(kAdmin, std::string(kAdminHeader) + std::string(kDoe)),
              IsOkAndHolds(ElementsAre(Doe())));
}

TEST(AdminCsvTest, HeaderMayNameColumnsInAnotherOrder) {
  const DirectoryObject object =
      First(kAdmin, "obj-class;Directory Name;Obj-Container\nMailbox;JDoe;/o=Contoso/ou=HQ/cn=R\n");
  EXPECT_EQ(object.legacy_dn, "/o=Contoso/ou=HQ/cn=R/cn=JDoe");
}

TEST(AdminCsvTest, Utf16IsReadAsWell) {
  const std::string text =
      "\xFF\xFE" + std::string(AsChars(Utf16Bytes(std::string(kAdminHeader) + std::string(kDoe))));
  EXPECT_THAT(ReadObjects(kAdmin, text), IsOkAndHolds(ElementsAre(Doe())));
}

TEST(AdminCsvTest, AnsiLettersAreThoseOfWindows1252) {
  const auto objects =
      ReadObjects(kAdmin, "Mailbox,,,Gr\xFCnfeld,g,g,,,,,,/o=Contoso/ou=HQ/cn=Recipients\n");
  ASSERT_THAT(objects, IsOk());
  EXPECT_EQ(objects->at(0).display_name, "Gr\u00FCnfeld");
}

TEST(AdminCsvTest, CustomRecipientIsNoMailbox) {
  for (const std::string name : {"Remote", "remote", "Custom Recipient"}) {
    const DirectoryObject object = First(kAdmin, name +
                                                     ",,,Roe,roe,roe,,,SMTP:roe@fabrikam.example,,,"
                                                     "/o=Contoso/ou=HQ/cn=Recipients,\n");
    EXPECT_FALSE(object.is_mailbox);
    EXPECT_EQ(object.smtp, "roe@fabrikam.example");
  }
}

TEST(AdminCsvTest, TargetOfACustomRecipientIsOneMoreAddress) {
  const DirectoryObject object =
      First(kAdmin,
            "Remote,,,Roe,roe,roe,,,SMTP:roe@fabrikam.example,"
            "SMTP:roe@contoso.example,,/o=Contoso/ou=HQ/cn=Recipients,\n");
  EXPECT_EQ(object.smtp, "roe@contoso.example");
  EXPECT_THAT(object.proxies, ElementsAre("smtp:roe@fabrikam.example"));
}

TEST(AdminCsvTest, DistributionListsArePassedOver) {
  const std::string list =
      "dl,,,All,all,all,,,,SMTP:all@contoso.example,"
      "/o=Contoso/ou=HQ/cn=Recipients/cn=a%b,,\n";
  EXPECT_THAT(ReadObjects(kAdmin, list + std::string(kDoe)), IsOkAndHolds(ElementsAre(Doe())));
}

TEST(AdminCsvTest, HomeServerMayBeItsDn) {
  const DirectoryObject object =
      First(kAdmin,
            "Mailbox,,,Doe,d,d,,/o=Contoso/ou=East/cn=Configuration/"
            "cn=Servers/cn=EXSRC09,,,,/o=Contoso/ou=HQ/cn=Recipients,\n");
  EXPECT_EQ(object.server, "EXSRC09");
  EXPECT_EQ(object.server_dn, "/o=Contoso/ou=East/cn=Configuration/cn=Servers/cn=EXSRC09");
}

TEST(AdminCsvTest, FirstSmtpAddressIsPrimaryWhereNoneIsMarked) {
  const DirectoryObject object = First(kAdmin,
                                       "Mailbox,,,D,d,d,,,,smtp:a@x.example%smtp:b@x.example,,"
                                       "/o=Contoso/ou=HQ/cn=Recipients,\n");
  EXPECT_EQ(object.smtp, "a@x.example");
  EXPECT_THAT(object.proxies, ElementsAre("smtp:b@x.example"));
}

TEST(AdminCsvTest, ContainerThatIsNoDnIsRefusedWithItsLine) {
  EXPECT_THAT(Refusal(kAdmin, std::string(kDoe) + "Mailbox,,,R,r,r,,,,,,Recipients,\n"),
              HasSubstr("line 2: no DN can be made of Obj-Container \"Recipients\""));
  EXPECT_THAT(Refusal(kAdmin, "Mailbox,,,R,r,,,,,,,/o=Contoso/ou=HQ/cn=Recipients,\n"),
              HasSubstr("line 1: no DN"));
}

TEST(AdminCsvTest, UnknownClassIsRefused) {
  EXPECT_THAT(Refusal(kAdmin, "Name,,,R,r,r,,,,,,/o=Contoso/ou=HQ,\n"),
              HasSubstr("line 1: the object class is \"Name\""));
}

TEST(AdminCsvTest, RowsMustFitTheColumns) {
  EXPECT_THAT(Refusal(kAdmin, "Mailbox,John,Doe,Doe,jdoe\n"),
              HasSubstr("line 1: 5 fields where 13 belong"));
  EXPECT_THAT(Refusal(kAdmin, "Mailbox,,,,,,,,,,,,,\n"), HasSubstr("14 fields where 13 belong"));
  EXPECT_THAT(Refusal(kAdmin, "Obj-Class,Directory Name\n"),
              HasSubstr("line 1: the header has no column Obj-Container"));
}

TEST(AdminCsvTest, EmptyFileIsRefused) {
  EXPECT_THAT(Refusal(kAdmin, ""), HasSubstr("empty"));
  EXPECT_THAT(Refusal(kAdmin, "\r\n"), HasSubstr("empty"));
}

TEST(AdminCsvTest, SameMailboxTwiceIsRefusedWithBothLines) {
  EXPECT_THAT(Refusal(kAdmin, std::string(kDoe) + std::string(kDoe)),
              AllOf(HasSubstr("line 2: the same object as on line 1"), HasSubstr("cn=jdoe")));
}

// ----------------------------------------------------------------------------- management shell

constexpr std::string_view kShellHeader =
    "\"Guid\",\"LegacyExchangeDN\",\"PrimarySmtpAddress\",\"EmailAddresses\",\"Alias\","
    "\"DisplayName\",\"ServerName\",\"ExchangeGuid\",\"RecipientTypeDetails\"\r\n";
constexpr std::string_view kRoe =
    "\"{0A1B2C3D-0000-4000-8000-00000000000A}\","
    "\"/o=Fabrikam/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=roe\","
    "\"jane.roe@fabrikam.example\","
    "\"SMTP:jane.roe@fabrikam.example;smtp:roe@fabrikam.example;"
    "X500:/o=Contoso/ou=HQ/cn=Recipients/cn=roe;SIP:jane.roe@fabrikam.example\","
    "\"jroe\",\"Roe, "
    "Jane\",\"extgt02\",\"11111111-2222-4333-8444-55555555555F\",\"UserMailbox\"\r\n";

DirectoryObject Roe() {
  DirectoryObject roe;
  roe.key = "0a1b2c3d-0000-4000-8000-00000000000a";
  roe.legacy_dn =
      "/o=Fabrikam/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=roe";
  roe.smtp = "jane.roe@fabrikam.example";
  roe.proxies = {"smtp:roe@fabrikam.example", "X500:/o=Contoso/ou=HQ/cn=Recipients/cn=roe"};
  roe.alias = "jroe";
  roe.display_name = "Roe, Jane";
  roe.server = "extgt02";
  roe.mailbox_guid = "11111111-2222-4333-8444-55555555555f";
  roe.is_mailbox = true;
  return roe;
}

// One mailbox with these columns beside the needed ones.
Result<DirectoryObject> One(const std::string& columns, const std::string& fields,
                            const std::string& addresses = "SMTP:a@x.example") {
  REPOINT_ASSIGN(
      const Objects objects,
      ReadObjects(kShell, "LegacyExchangeDN,PrimarySmtpAddress,EmailAddresses," + columns +
                              "\n/o=A/cn=a,a@x.example,\"" + addresses + "\"," + fields + "\n"));
  return objects.at(0);
}

TEST(ShellCsvTest, MailboxIsMadeOfTheColumnsByName) {
  EXPECT_THAT(ReadObjects(kShell, std::string(kShellHeader) + std::string(kRoe)),
              IsOkAndHolds(ElementsAre(Roe())));
}

TEST(ShellCsvTest, BomsTypeLineAndUtf16AreThoseOfPowerShell) {
  const std::string text = "#TYPE Selected.System.Management.Automation.PSCustomObject\r\n" +
                           std::string(kShellHeader) + std::string(kRoe);
  for (const std::string& bytes :
       {text, "\xEF\xBB\xBF" + text, "\xFF\xFE" + std::string(AsChars(Utf16Bytes(text)))}) {
    EXPECT_THAT(ReadObjects(kShell, bytes), IsOkAndHolds(ElementsAre(Roe())));
  }
}

TEST(ShellCsvTest, ColumnsAreFoundInAnyOrderAndAnyCase) {
  const auto objects =
      ReadObjects(kShell,
                  "Alias;emailaddresses;PRIMARYSMTPADDRESS;Unknown;"
                  "LegacyExchangeDN\na;SMTP:a@x.example;a@x.example;?;/o=A/cn=a\n");
  ASSERT_THAT(objects, IsOk());
  EXPECT_EQ(objects->at(0).legacy_dn, "/o=A/cn=a");
  EXPECT_EQ(objects->at(0).alias, "a");
}

TEST(ShellCsvTest, AddressesAreSplitAtBlanksSemicolonsAndCommas) {
  constexpr std::string_view kDn = "X500:/o=Contoso, Inc; Ltd/ou=Exchange Group (F)/cn=a";
  for (const std::string separator : {" ", ";", ",", ", ", "; ", "\r\n"}) {
    const std::string text = "SMTP:a@x.example" + separator + std::string(kDn) + separator +
                             "X400:C=US;A= ;P=X;S=Doe;" + separator + "smtp:b@x.example";
    const auto object = One("Alias", "a", text);
    ASSERT_THAT(object, IsOk());
    EXPECT_THAT(object->proxies, ElementsAre(kDn, "smtp:b@x.example")) << separator;
  }
}

TEST(ShellCsvTest, AddressesMayLackTheirType) {
  const auto object = One("Alias", "a", "a@x.example;b@x.example");
  ASSERT_THAT(object, IsOk());
  EXPECT_THAT(object->proxies, ElementsAre("smtp:b@x.example"));
}

TEST(ShellCsvTest, NameOfATypeInsteadOfAddressesIsRefusedWithTheWayOut) {
  const auto object = One("Alias", "a", "Microsoft.Exchange.Data.ProxyAddressCollection");
  ASSERT_THAT(object, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(object.error().message,
              AllOf(HasSubstr("line 2: EmailAddresses holds the name of a type"),
                    HasSubstr("@{n='EmailAddresses';e={$_.EmailAddresses -join ';'}}")));
}

TEST(ShellCsvTest, NameOfATypeInsteadOfSidsIsRefusedToo) {
  const auto object = One("SidHistory",
                          "Microsoft.Exchange.Data.MultiValuedProperty`1[System.Security."
                          "Principal.SecurityIdentifier]");
  ASSERT_THAT(object, FailsWith(ErrorCode::kDamaged));
  EXPECT_THAT(object.error().message, HasSubstr("@{n='SidHistory';e={$_.SidHistory -join ';'}}"));
}

TEST(ShellCsvTest, MissingColumnIsNamedWithTheWayOut) {
  EXPECT_THAT(
      Refusal(kShell, "LegacyExchangeDN,PrimarySmtpAddress\n"),
      AllOf(HasSubstr("line 1: the header has no column EmailAddresses"), HasSubstr("Export-Csv")));
}

TEST(ShellCsvTest, SidsAreRead) {
  const auto object =
      One("Sid,SidHistory,LinkedMasterAccount", "S-1-5-21-1,S-1-5-21-2;S-1-5-21-3,FABRIKAM\\a");
  ASSERT_THAT(object, IsOk());
  EXPECT_EQ(object->sid, "S-1-5-21-1");
  EXPECT_THAT(object->sid_history, ElementsAre("S-1-5-21-2", "S-1-5-21-3"));
  EXPECT_EQ(object->master_sid, "") << "a name is no SID";
}

TEST(ShellCsvTest, MasterAccountIsReadWhereItIsASidOfSomebodyElse) {
  EXPECT_EQ(One("LinkedMasterAccount", "S-1-5-21-9")->master_sid, "S-1-5-21-9");
  EXPECT_EQ(One("MasterAccountSid", "S-1-5-21-9")->master_sid, "S-1-5-21-9");
  EXPECT_EQ(One("MasterAccountSid", "S-1-5-10")->master_sid, "") << "SELF";
}

TEST(ShellCsvTest, TypesSayWhetherTheMailboxIsHere) {
  for (const std::string type : {"UserMailbox", "LinkedMailbox", "sharedmailbox", ""}) {
    EXPECT_TRUE(One("RecipientTypeDetails", type)->is_mailbox) << type;
  }
  for (const std::string type : {"RemoteUserMailbox", "MailUser", "MailContact"}) {
    EXPECT_FALSE(One("RecipientTypeDetails", type)->is_mailbox) << type;
  }
}

TEST(ShellCsvTest, ServerMayBeAFullNameADnOrPartOfADatabase) {
  const auto full = One("ServerName", "exsrc01.contoso.example");
  EXPECT_EQ(full->server, "exsrc01");
  EXPECT_EQ(full->server_fqdn, "exsrc01.contoso.example");
  const auto dn = One("ServerLegacyDN", "/o=A/ou=B/cn=Configuration/cn=Servers/cn=EXSRC02");
  EXPECT_EQ(dn->server, "EXSRC02");
  EXPECT_EQ(dn->server_dn, "/o=A/ou=B/cn=Configuration/cn=Servers/cn=EXSRC02");
  EXPECT_EQ(One("Database", "EXSRC03\\First Storage Group\\DB")->server, "EXSRC03");
  EXPECT_EQ(One("Database", "DB07")->server, "");
}

TEST(ShellCsvTest, KeyIsTheGuidElseTheDnElseTheAddress) {
  EXPECT_EQ(One("Guid", "0A1B2C3D-0000-4000-8000-00000000000A")->key,
            "0a1b2c3d-0000-4000-8000-00000000000a");
  EXPECT_EQ(One("Guid", "00000000-0000-0000-0000-000000000000")->key, "/o=a/cn=a");
  const auto objects =
      ReadObjects(kShell, "LegacyExchangeDN,PrimarySmtpAddress,EmailAddresses\n,A@x.example,\n");
  EXPECT_EQ(objects->at(0).key, "a@x.example");
}

TEST(ShellCsvTest, ObjectWithoutDnAndAddressIsPassedOver) {
  EXPECT_THAT(
      ReadObjects(kShell, "LegacyExchangeDN,PrimarySmtpAddress,EmailAddresses,Alias\n,,,a\n"),
      IsOkAndHolds(IsEmpty()));
}

TEST(ShellCsvTest, DnOfAnotherFormIsRefused) {
  EXPECT_THAT(Refusal(kShell,
                      "LegacyExchangeDN,PrimarySmtpAddress,EmailAddresses\n"
                      "\"CN=a,DC=x,DC=example\",a@x.example,\n"),
              HasSubstr("line 2: LegacyExchangeDN \"CN=a,DC=x,DC=example\" is no DN"));
}

TEST(ShellCsvTest, RowThatWasCutIsRefused) {
  EXPECT_THAT(Refusal(kShell, std::string(kShellHeader) + "\"0a1b\",\"/o=A/cn=a\""),
              HasSubstr("line 2: 2 fields where 9 belong"));
}

TEST(CsvDirectoryTest, FileThatIsNotThereIsSaidWhenItIsOpened) {
  EXPECT_THAT(ReadObjects(kShell, "LegacyExchangeDN,PrimarySmtpAddress,EmailAddresses\n"),
              IsOkAndHolds(IsEmpty()));
  FakeFiles files;
  DirectorySpec spec;
  spec.kind = kShell;
  spec.address = "b.csv";
  EXPECT_THAT(OpenCsvDirectory(spec, files), FailsWith(ErrorCode::kNotFound));
  spec.kind = DirectoryKind::kExchange55;
  EXPECT_THAT(OpenCsvDirectory(spec, files), FailsWith(ErrorCode::kUsage));
}

TEST(CsvDirectoryTest, ErrorOfTheVisitorEndsTheReading) {
  FakeFiles files;
  files.Put("a.csv", kDoe);
  DirectorySpec spec;
  spec.kind = kAdmin;
  spec.address = "a.csv";
  const auto directory = OpenCsvDirectory(spec, files);
  ASSERT_THAT(directory, IsOk());
  EXPECT_THAT((*directory)->Read([](const DirectoryObject&) -> Status {
    return Fail(ErrorCode::kConflict, "enough");
  }),
              FailsWith(ErrorCode::kConflict));
}

TEST(CsvDirectoryTest, CanBeReadTwice) {
  FakeFiles files;
  files.Put("a.csv", kDoe);
  DirectorySpec spec;
  spec.kind = kAdmin;
  spec.address = "a.csv";
  const auto directory = OpenCsvDirectory(spec, files);
  ASSERT_THAT(directory, IsOk());
  int objects = 0;
  const auto count = [&](const DirectoryObject&) -> Status {
    ++objects;
    return {};
  };
  EXPECT_THAT((*directory)->Read(count), IsOk());
  EXPECT_THAT((*directory)->Read(count), IsOk());
  EXPECT_EQ(objects, 2);
}

}  // namespace
}  // namespace repoint::console
