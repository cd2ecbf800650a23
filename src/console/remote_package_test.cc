// Packages for people who are away.
#include <gmock/gmock.h>

#include <algorithm>

#include "console/remote_packages.h"
#include "console/testing/package_fixture.h"
#include "console/testing/sample_objects.h"
#include "list/list.h"
#include "list/testing/sample_keys.h"

namespace repoint::console {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class RemotePackageTest : public PackageFixture {
 protected:
  RemotePackageTest() { options_.out = "remote"; }

  Result<std::string> WriteFor(const list::Row& row, std::string_view private_key = "") {
    return WriteRemotePackage(options_, row, std::string(private_key), 1774940400000, files_);
  }
  std::string TextOf(const std::string& name) { return Text("jdoe@contoso.example/" + name); }
};

TEST_F(RemotePackageTest, HoldsTheRowOfItsUserAlone) {
  EXPECT_THAT(WriteFor(Doe()), IsOkAndHolds("jdoe@contoso.example"));
  const std::string list = TextOf("EMAMappings.tab");
  EXPECT_EQ(std::ranges::count(list, '\n'), 4) << list;
  EXPECT_THAT(list, AllOf(HasSubstr("project=HQ to Fabrikam"), HasSubstr("rows=1"),
                          HasSubstr("exported=2026-03-31T07:00:00Z"), HasSubstr("cn=jdoe")));
  Log log;
  const auto opened =
      list::MappingList::Open(files_, "remote/jdoe@contoso.example/EMAMappings.tab", {}, log);
  ASSERT_THAT(opened, IsOk());
  EXPECT_TRUE((*opened)->indexed());
  EXPECT_THAT(TextOf("logon.cmd"), HasSubstr("set \"FROM=%~dp0\""));
}

TEST_F(RemotePackageTest, HoldsWhatOnePersonNeedsAndNothingForAdministrators) {
  ASSERT_THAT(WriteFor(Doe(), list::kSamplePrivateKey), IsOk());
  EXPECT_THAT(
      files_.List("remote/jdoe@contoso.example"),
      IsOkAndHolds(ElementsAre("EMAMappings.tab", "EMAMappings.tab.idx", "EMAMappings.tab.sig",
                               "EMProfileUpdate.exe", "EMProfileUpdate32.exe", "INSTALL.txt",
                               "key.pub.pem", "logon.cmd", "run.cmd")));
}

TEST_F(RemotePackageTest, InstallTextTellsThePersonWhatToDo) {
  ASSERT_THAT(WriteFor(Doe()), IsOk());
  const std::string text = TextOf("INSTALL.txt");
  for (const char* said :
       {"For jdoe@contoso.example", "has moved", "ZIP", "Close Outlook", "run.cmd", "code 0",
        "code 5", "code 6", "helpdesk", "It needs no connection"}) {
    EXPECT_THAT(text, HasSubstr(said));
  }
  for (const char* kept : {"NETLOGON", "Group Policy", "Ansible", "playbook", "@@", "Over a"}) {
    EXPECT_THAT(text, Not(HasSubstr(kept)));
  }
}

TEST_F(RemotePackageTest, ReportIsForThoseWhoConnectAndItsAbsenceIsExplained) {
  options_.report = "\\\\files.contoso.example\\Repoint";
  ASSERT_THAT(WriteFor(Doe()), IsOk());
  EXPECT_THAT(TextOf("logon.cmd"), HasSubstr("-Report \"\\\\files.contoso.example\\Repoint\""));
  EXPECT_THAT(TextOf("INSTALL.txt"), AllOf(HasSubstr("Over a connection (VPN)"),
                                           HasSubstr("\\\\files.contoso.example\\Repoint")));
}

TEST_F(RemotePackageTest, SignedListIsCheckedWithTheKeyThatBelongsToTheSigningOne) {
  ASSERT_THAT(WriteFor(Doe(), list::kSamplePrivateKey), IsOk());
  EXPECT_EQ(TextOf("key.pub.pem"), list::kSamplePublicKey);
  EXPECT_THAT(TextOf("logon.cmd"), HasSubstr("-PublicKey \"%FROM%key.pub.pem\""));
  Log log;
  EXPECT_THAT(list::MappingList::Open(files_, "remote/jdoe@contoso.example/EMAMappings.tab",
                                      {.public_key = "key.pem"}, log),
              IsOk());
}

TEST_F(RemotePackageTest, PublicKeyMustBelongToThePrivateOne) {
  options_.public_key = "key.pem";
  EXPECT_THAT(WriteFor(Doe(), list::kSamplePrivateKey), IsOk());
  files_.Put("key.pem",
             "-----BEGIN PUBLIC KEY-----\n"
             "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1UT0F+c0ty7WcUOTRhrJ/VJbBSs5\n"
             "FPtv+WnXhhJtdq0AaQuWAFRpFMe67mJfxqH4IeN0AK5DjVQE8oBOZnh07A==\n"
             "-----END PUBLIC KEY-----\n");
  options_.out = "other";
  EXPECT_THAT(WriteFor(Doe(), list::kSamplePrivateKey), FailsWith(ErrorCode::kUsage));
  EXPECT_THAT(WriteFor(Doe()), FailsWith(ErrorCode::kUsage)) << "nothing signs";
  EXPECT_THAT(files_.List("other"), IsOkAndHolds(ElementsAre()));
}

TEST_F(RemotePackageTest, IsWrittenAgainInPlace) {
  ASSERT_THAT(WriteFor(Doe(), list::kSamplePrivateKey), IsOk());
  list::Row moved = Doe();
  moved.target_server = "EXTGT03";
  ASSERT_THAT(WriteFor(moved), IsOk());
  EXPECT_THAT(TextOf("EMAMappings.tab"), HasSubstr("EXTGT03"));
  EXPECT_EQ(TextOf("EMAMappings.tab.sig"), "(not there)");
}

TEST_F(RemotePackageTest, FolderOfAPackageForTheShareTakesNoneOfAPerson) {
  EXPECT_THAT(CheckRemoteFolder("remote", files_), IsOk());
  ASSERT_THAT(WriteFor(Doe()), IsOk());
  EXPECT_THAT(CheckRemoteFolder("remote", files_), IsOk());
  options_.out = "share";
  Write();
  EXPECT_THAT(CheckRemoteFolder("share", files_), FailsWith(ErrorCode::kConflict));
  files_.Put("half/playbook.yml", "left of a package");
  EXPECT_THAT(CheckRemoteFolder("half", files_), FailsWith(ErrorCode::kConflict));
  // Nor is one of them written over the other.
  options_.out = "remote/jdoe@contoso.example";
  EXPECT_THAT(Refusal(ErrorCode::kConflict), HasSubstr("is not of such a package"));
  options_.out = "remote";
  EXPECT_THAT(Refusal(ErrorCode::kConflict), HasSubstr("holds jdoe@contoso.example"));
  options_.out = "people/jdoe@contoso.example";
  Write();
  options_.out = "people";
  EXPECT_THAT(WriteFor(Doe()), FailsWith(ErrorCode::kConflict));
}

class RemotePackagesTest : public RemotePackageTest {
 protected:
  RemotePackagesTest() {
    for (const char* name : {"a", "b", "c"}) world_.sample.AddPair(name);
    world_.sample.Add(Side::kSource, SourceMailbox("waits"));
    remote_.package = options_;
  }
  Result<RemoteResult> WriteAll() {
    return WriteRemotePackages(
        *world_.database, world_.project(), remote_, files_,
        [this](const list::Row&, const std::string& folder) { folders_.push_back(folder); });
  }

  SampleWorld world_;
  RemoteOptions remote_;
  std::vector<std::string> folders_;
};

TEST_F(RemotePackagesTest, AreMadeOfEveryMigratedMailbox) {
  const auto result = WriteAll();
  ASSERT_THAT(result, IsOk());
  EXPECT_EQ(result->made, 3u);
  EXPECT_THAT(folders_, ElementsAre("a@contoso.example", "b@contoso.example", "c@contoso.example"));
}

TEST_F(RemotePackagesTest, NamesThatNobodyHasAreSaid) {
  remote_.only = {list::SmtpKey("a@contoso.example"), list::SmtpKey("c@fabrikam.example"),
                  list::SmtpKey("typo@contoso.example"), list::SmtpKey("waits@contoso.example")};
  const auto result = WriteAll();
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(folders_, ElementsAre("a@contoso.example", "c@contoso.example"));
  EXPECT_EQ(result->unmet.count, 2u);
  EXPECT_THAT(result->unmet.names, ElementsAre("typo@contoso.example", "waits@contoso.example"));
}

TEST_F(RemotePackagesTest, AreRefusedInTheFolderOfAPackageForTheShare) {
  options_.out = remote_.package.out = "share";
  Write();
  EXPECT_THAT(WriteAll(), FailsWith(ErrorCode::kConflict));
}

std::string NameOf(std::string_view source_smtp, std::string_view source_dn = {}) {
  list::Row row;
  row.source_smtp = source_smtp;
  row.source_dn = source_dn;
  return RemotePackageName(row);
}

TEST(RemotePackageNameTest, IsTheAddressInAFormThatEveryFileSystemTakes) {
  EXPECT_EQ(NameOf("John.O_Doe-1@Contoso.example"), "john.o_doe-1@contoso.example");
  EXPECT_EQ(NameOf("a+b@x.example"), "a~2bb@x.example");
  EXPECT_EQ(NameOf("a/../b@x.example"), "a~2f..~2fb@x.example");
  EXPECT_EQ(NameOf("..", ""), "~2e~2e");
  EXPECT_EQ(NameOf("a@x.example."), "a@x.example~2e");
  EXPECT_EQ(NameOf("", "/o=A/cn=b"), "~2fo~3da~2fcn~3db");
}

TEST(RemotePackageNameTest, IsAnotherForEachAddress) {
  EXPECT_NE(NameOf("a~2bb@x.example"), NameOf("a+b@x.example"));
  const std::string length(200, 'a');
  EXPECT_NE(NameOf(length + "1"), NameOf(length + "2"));
  EXPECT_LT(NameOf(length).size(), 140u);
}

TEST(RemotePackageNameTest, IsNoDeviceOfWindows) {
  EXPECT_EQ(NameOf("nul.a@x.example"), "~6eul.a@x.example");
  EXPECT_EQ(NameOf("COM1"), "~63om1");
  EXPECT_EQ(NameOf("con@x.example"), "con@x.example");
  EXPECT_NE(NameOf("~6eul.a@x.example"), NameOf("nul.a@x.example"));
}

}  // namespace
}  // namespace repoint::console
