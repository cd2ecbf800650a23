// Binding with Kerberos, against a real KDC and a slapd that asks for signing, as domain
// controllers do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/testing/fake_files.h"
#include "console/directory.h"
#include "console/testing/kdc.h"
#include "console/testing/relay.h"
#include "console/testing/slapd.h"

// Cyrus SASL's GSSAPI loses the credentials of a bind that failed.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libgssapi_krb5"; }

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LdapGssapiTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    kdc_ = new Kdc;
    prepared_ = kdc_->ready() && kdc_->AddService("ldap/127.0.0.1") && kdc_->LogOn("reader");
    authority_ = new CertificateAuthority;
    SlapdOptions options;
    // Only whom Kerberos vouches for sees anything.
    options.ldif =
        ActiveDirectoryTree() +
        ActiveDirectoryUser("jdoe", {"mail: jdoe@contoso.example",
                                     LdifBytes("displayName", std::string(100'000, 'x'))});
    options.global = {"sasl-host 127.0.0.1", std::string("sasl-realm ") + kTestRealm,
                      "sasl-secprops noanonymous,noplain", "security ssf=56 simple_bind=56",
                      "authz-regexp uid=([^,]*),.*cn=gssapi,cn=auth cn=$1,dc=kerberos"};
    options.access = "access to * by dn.exact=cn=reader,dc=kerberos read by * auth";
    options.environment = kdc_->ServiceEnvironment();
    options.certificate = authority_->Issue("IP:127.0.0.1");
    slapd_ = new Slapd(options);
  }
  static void TearDownTestSuite() {
    delete slapd_;
    delete authority_;
    delete kdc_;
  }
  void SetUp() override {
    ASSERT_TRUE(prepared_) << kdc_->Log();
    ASSERT_TRUE(slapd_->ready()) << slapd_->Log();
    Use(kdc_->UserEnvironment());
  }
  void TearDown() override {
    for (const auto& [name, value] : kdc_->UserEnvironment()) unsetenv(name.c_str());
  }
  static void Use(const std::map<std::string, std::string>& environment) {
    for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  }

  static DirectorySpec Spec() {
    DirectorySpec spec;
    spec.address = slapd_->ldap();
    spec.base = "dc=contoso,dc=example";
    spec.bind = LdapBind::kGssapi;
    spec.ca_file = authority_->file();
    spec.timeout_seconds = 10;
    return spec;
  }
  static Result<std::vector<std::string>> Read(const DirectorySpec& spec) {
    FakeFiles files;
    const auto password = [](std::string_view) -> Result<std::string> { return "secret"; };
    REPOINT_ASSIGN(const auto directory, OpenDirectory(spec, files, password));
    std::vector<std::string> addresses;
    REPOINT_TRY(directory->Read([&](const DirectoryObject& object) -> Status {
      addresses.push_back(object.smtp);
      return {};
    }));
    return addresses;
  }
  static void ExpectReads(const DirectorySpec& spec) {
    const auto addresses = Read(spec);
    ASSERT_TRUE(addresses) << addresses.error().ToString() << "\n" << kdc_->Log();
    EXPECT_THAT(*addresses, ElementsAre("jdoe@contoso.example"));
  }
  static void ExpectFails(const DirectorySpec& spec, const std::string& message) {
    const auto addresses = Read(spec);
    ASSERT_FALSE(addresses);
    EXPECT_EQ(addresses.error().code, ErrorCode::kDenied);
    EXPECT_THAT(addresses.error().message, HasSubstr(message));
  }

  static Kdc* kdc_;
  static CertificateAuthority* authority_;
  static Slapd* slapd_;
  static bool prepared_;
};
Kdc* LdapGssapiTest::kdc_ = nullptr;
CertificateAuthority* LdapGssapiTest::authority_ = nullptr;
Slapd* LdapGssapiTest::slapd_ = nullptr;
bool LdapGssapiTest::prepared_ = false;

TEST_F(LdapGssapiTest, TicketOpensADirectoryThatAsksForSigning) { ExpectReads(Spec()); }

TEST_F(LdapGssapiTest, PasswordDoesNot) {
  DirectorySpec spec = Spec();
  spec.bind = LdapBind::kSimple;
  spec.bind_name = "cn=jdoe,ou=People,dc=contoso,dc=example";
  ExpectFails(spec, "bind with GSSAPI, or use StartTLS or ldaps");
}

TEST_F(LdapGssapiTest, NorDoesNoName) {
  DirectorySpec spec = Spec();
  spec.bind = LdapBind::kAnonymous;
  ExpectFails(spec, "bind with GSSAPI, or use StartTLS or ldaps");
}

TEST_F(LdapGssapiTest, TicketWorksWithinTls) {
  DirectorySpec spec = Spec();
  spec.tls = LdapTls::kStartTls;
  ExpectReads(spec);
  spec.tls = LdapTls::kNone;
  spec.address = slapd_->ldaps();
  ExpectReads(spec);
}

TEST_F(LdapGssapiTest, NetworkThatStallsInTheMiddleOfASealedPacketIsAnErrorInTime) {
  const Relay relay(slapd_->port(), 50'000);
  DirectorySpec spec = Spec();
  spec.address = "ldap://127.0.0.1:" + std::to_string(relay.port());
  spec.timeout_seconds = 1;
  const auto addresses = Read(spec);
  ASSERT_FALSE(addresses);
  EXPECT_EQ(addresses.error().code, ErrorCode::kIo);
  EXPECT_THAT(addresses.error().message, HasSubstr("did not answer in time"));
}

TEST_F(LdapGssapiTest, WithoutTicketItSaysHowToGetOne) {
  Use(kdc_->StrangerEnvironment());
  ExpectFails(Spec(), "run kinit first");
}

TEST_F(LdapGssapiTest, TicketForAnotherHostIsNotUsed) {
  DirectorySpec spec = Spec();
  spec.address = "ldap://localhost:" + std::to_string(slapd_->port());
  ExpectFails(spec, "give the server's full name");
}

}  // namespace
}  // namespace repoint::console
