// Connecting, encrypting and binding, against a real slapd.
#include "console/ldap_connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/testing/fake_files.h"
#include "console/testing/slapd.h"

namespace repoint::console {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kReader = "cn=reader,ou=People,dc=contoso,dc=example";
constexpr const char* kPassword = "Tr0ub4dor&3";

Result<std::string> NobodyToAsk(std::string_view) {
  return Fail(ErrorCode::kUsage, "nobody can be asked");
}

// One server for all: ldap with StartTLS, ldaps, a certificate for 127.0.0.1.
class LdapConnectionTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    authority_ = new CertificateAuthority;
    SlapdOptions options;
    options.ldif = ActiveDirectoryTree() +
                   ActiveDirectoryUser("reader", {std::string("userPassword: ") + kPassword}) +
                   ActiveDirectoryUser("jdoe", {"mail: jdoe@contoso.example"});
    options.root_ldif = "defaultNamingContext: dc=contoso,dc=example\n";
    options.certificate = authority_->Issue("IP:127.0.0.1");
    slapd_ = new Slapd(options);
  }
  static void TearDownTestSuite() {
    delete slapd_;
    delete authority_;
  }
  void SetUp() override { ASSERT_TRUE(slapd_->ready()) << slapd_->Log(); }

  static DirectorySpec Ldap() {
    DirectorySpec spec;
    spec.address = slapd_->ldap();
    spec.timeout_seconds = 10;
    return spec;
  }
  static DirectorySpec StartTls() {
    DirectorySpec spec = Ldap();
    spec.tls = LdapTls::kStartTls;
    spec.ca_file = authority_->file();
    return spec;
  }
  static DirectorySpec Ldaps() {
    DirectorySpec spec = StartTls();
    spec.tls = LdapTls::kNone;
    spec.address = slapd_->ldaps();
    return spec;
  }
  static DirectorySpec Simple() {
    DirectorySpec spec = StartTls();
    spec.bind = LdapBind::kSimple;
    spec.bind_name = kReader;
    return spec;
  }

  // The addresses that reading gives.
  Result<std::vector<std::string>> Read(const DirectorySpec& spec,
                                        const AskSecret& ask = NobodyToAsk) {
    REPOINT_ASSIGN(const auto directory, OpenDirectory(spec, files_, ask));
    std::vector<std::string> addresses;
    REPOINT_TRY(directory->Read([&](const DirectoryObject& object) -> Status {
      addresses.push_back(object.smtp);
      return {};
    }));
    return addresses;
  }
  void ExpectReads(const DirectorySpec& spec, const AskSecret& ask = NobodyToAsk) {
    const auto addresses = Read(spec, ask);
    ASSERT_TRUE(addresses) << addresses.error().ToString();
    EXPECT_THAT(*addresses, ElementsAre("jdoe@contoso.example"));
  }
  void ExpectFails(const DirectorySpec& spec, ErrorCode code, const std::string& message,
                   const AskSecret& ask = NobodyToAsk) {
    const auto opened = OpenDirectory(spec, files_, ask);
    ASSERT_FALSE(opened);
    EXPECT_EQ(ErrorCodeName(opened.error().code), ErrorCodeName(code));
    EXPECT_THAT(opened.error().message, HasSubstr(message));
    EXPECT_THAT(opened.error().ToString(), Not(HasSubstr(kPassword)));
  }

  static CertificateAuthority* authority_;
  static Slapd* slapd_;
  FakeFiles files_;
};
CertificateAuthority* LdapConnectionTest::authority_ = nullptr;
Slapd* LdapConnectionTest::slapd_ = nullptr;

TEST_F(LdapConnectionTest, ReadsOverLdap) { ExpectReads(Ldap()); }
TEST_F(LdapConnectionTest, ReadsOverStartTls) { ExpectReads(StartTls()); }
TEST_F(LdapConnectionTest, ReadsOverLdaps) { ExpectReads(Ldaps()); }

TEST_F(LdapConnectionTest, RefusesCertificateOfUnknownIssuer) {
  CertificateAuthority other;
  for (DirectorySpec spec : {StartTls(), Ldaps()}) {
    spec.ca_file = other.file();
    ExpectFails(spec, ErrorCode::kDenied, "certificate is not trusted");
    spec.ca_file = "";  // the system's
    ExpectFails(spec, ErrorCode::kDenied, "certificate is not trusted");
  }
}

TEST_F(LdapConnectionTest, RefusesCertificateForAnotherHost) {
  for (DirectorySpec spec : {StartTls(), Ldaps()}) {
    spec.address.replace(spec.address.find("127.0.0.1"), 9, "localhost");
    ExpectFails(spec, ErrorCode::kDenied, "certificate is for another host");
  }
}

TEST_F(LdapConnectionTest, RefusesExpiredCertificate) {
  SlapdOptions options;
  options.ldif = ActiveDirectoryTree();
  options.certificate = authority_->Issue("IP:127.0.0.1", -1);
  Slapd expired(options);
  ASSERT_TRUE(expired.ready()) << expired.Log();
  DirectorySpec start_tls = StartTls();
  start_tls.address = expired.ldap();
  DirectorySpec ldaps = Ldaps();
  ldaps.address = expired.ldaps();
  for (const DirectorySpec& spec : {start_tls, ldaps}) {
    ExpectFails(spec, ErrorCode::kDenied, "certificate has expired");
  }
}

TEST_F(LdapConnectionTest, SettingsOfOpenLdapDoNotWeakenTheCheck) {
  // ldap.conf and its variables are read once, so this runs in a process of its own.
  EXPECT_EXIT(
      {
        setenv("LDAPTLS_REQCERT", "never", 1);
        DirectorySpec spec = Ldaps();
        spec.ca_file = "";
        const auto opened = OpenDirectory(spec, files_, NobodyToAsk);
        std::_Exit(!opened && opened.error().code == ErrorCode::kDenied ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(LdapConnectionTest, SaysThatTheCaFileCannotBeRead) {
  DirectorySpec spec = Ldaps();
  spec.ca_file = "/no/such/ca.pem";
  ExpectFails(spec, ErrorCode::kUsage, "the trusted certificates cannot be read");
}

TEST_F(LdapConnectionTest, ServerWithoutStartTlsIsNotReadInTheClear) {
  SlapdOptions options;
  options.ldif = ActiveDirectoryTree();
  Slapd plain(options);
  ASSERT_TRUE(plain.ready()) << plain.Log();
  DirectorySpec spec = StartTls();
  spec.address = plain.ldap();
  ExpectFails(spec, ErrorCode::kUnsupported, "the directory refuses StartTLS");
}

TEST_F(LdapConnectionTest, PasswordIsTheFirstLineOfTheFile) {
  DirectorySpec spec = Simple();
  spec.password_file = "/secret";
  spec.password_env = "REPOINT_TEST_NOT_SET";
  ASSERT_TRUE(files_.WriteWhole("/secret", AsBytes(std::string(kPassword) + "\r\nmore"),
                                Access::kUserOnly));
  ExpectReads(spec);
}

TEST_F(LdapConnectionTest, PasswordIsInTheEnvironment) {
  DirectorySpec spec = Simple();
  spec.password_env = "REPOINT_TEST_PASSWORD";
  setenv("REPOINT_TEST_PASSWORD", kPassword, 1);
  ExpectReads(spec);
  unsetenv("REPOINT_TEST_PASSWORD");
  ExpectFails(spec, ErrorCode::kUsage, "not set");
}

TEST_F(LdapConnectionTest, PasswordIsAskedFor) {
  std::string asked;
  ExpectReads(Simple(), [&](std::string_view prompt) -> Result<std::string> {
    asked = prompt;
    return kPassword;
  });
  EXPECT_EQ(asked, "Password of cn=reader,ou=People,dc=contoso,dc=example: ");
  ExpectFails(Simple(), ErrorCode::kUsage, "nobody can be asked");
  ExpectFails(Simple(), ErrorCode::kUsage, "nobody can be asked", nullptr);
}

TEST_F(LdapConnectionTest, WrongPasswordOrNameIsDenied) {
  DirectorySpec spec = Simple();
  const auto wrong = [](std::string_view) -> Result<std::string> {
    return std::string(kPassword) + "x";
  };
  ExpectFails(spec, ErrorCode::kDenied, "does not accept this name and password", wrong);
  spec.bind_name = "cn=nobody,dc=contoso,dc=example";
  ExpectFails(spec, ErrorCode::kDenied, "does not accept this name and password", wrong);
  spec.bind_name = "reader@contoso.example";
  ExpectFails(spec, ErrorCode::kUsage, "form of the bind name", wrong);
}

TEST_F(LdapConnectionTest, EmptyPasswordOrNameIsNotTakenForAnonymous) {
  DirectorySpec spec = Simple();
  const auto empty = [](std::string_view) -> Result<std::string> { return ""; };
  ExpectFails(spec, ErrorCode::kUsage, "the password is empty", empty);
  spec.bind_name = "";
  ExpectFails(spec, ErrorCode::kUsage, "a simple bind needs a name", empty);
}

TEST_F(LdapConnectionTest, ServerThatIsNotThereCannotBeReached) {
  DirectorySpec spec = Ldap();
  spec.address = "ldap://127.0.0.1:" + std::to_string(FreePort());
  ExpectFails(spec, ErrorCode::kIo, "the directory cannot be reached");
  spec.address = "ldaps://127.0.0.1:" + std::to_string(FreePort());
  ExpectFails(spec, ErrorCode::kIo, "the directory cannot be reached");
}

TEST_F(LdapConnectionTest, PortWithoutTlsIsNotTakenForABadCertificate) {
  DirectorySpec spec = Ldaps();
  spec.address = "ldaps://127.0.0.1:" + std::to_string(slapd_->port());
  spec.timeout_seconds = 2;
  ExpectFails(spec, ErrorCode::kIo, "the directory cannot be reached");
}

TEST_F(LdapConnectionTest, OtherAddressesAreRefused) {
  for (const char* address : {"dc1.contoso.example", "http://dc1.contoso.example", "ldapi:///", "",
                              "ldap://dc1/dc=contoso,dc=example?x?y?z?w"}) {
    DirectorySpec spec = Ldap();
    spec.address = address;
    ExpectFails(spec, ErrorCode::kUsage, "not the address of a directory");
  }
}

}  // namespace
}  // namespace repoint::console
