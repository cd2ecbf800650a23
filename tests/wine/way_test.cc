// The way of a migration, from two directories to an updated profile and "done": the commands of
// docs/administrator.md as they stand there, with real directories, a real mail server, and the
// profile in a real registry.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/testing/child.h"
#include "base/testing/temp_folder.h"
#include "base/text.h"
#include "console/testing/slapd.h"
#include "console/testing/smtp_server.h"
#include "wine/update_world.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using console::ActiveDirectoryTree;
using console::ActiveDirectoryUser;
using console::Slapd;
using console::SlapdOptions;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kHeading = "## From an empty folder to \"all done\"";
constexpr std::string_view kSourceDn = "/o=Contoso/ou=HQ/cn=Recipients/cn=bobby";
constexpr std::string_view kTargetDn =
    "/o=Fabrikam/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/"
    "cn=4d1a77c0e2f94b3d8a65-bobby";

// The blocks of shell commands below a heading of a page, in order.
std::vector<std::string> CommandsBelow(std::string_view heading, const std::string& page) {
  std::string text = page.substr(page.find(heading) + heading.size());
  text.resize(std::min(text.find("\n## "), text.size()));
  constexpr std::string_view kBegin = "```sh\n";
  std::vector<std::string> blocks;
  for (size_t at = text.find(kBegin); at != std::string::npos; at = text.find(kBegin, at)) {
    const size_t begin = at + kBegin.size();
    at = text.find("```", begin);
    blocks.push_back(text.substr(begin, at - begin));
  }
  return blocks;
}

std::string Replaced(std::string text, std::string_view what, std::string_view with) {
  for (size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

SlapdOptions DirectoryOf(const std::string& domain, const console::CertificateFiles& certificate,
                         const std::vector<std::string>& bobby) {
  const std::string suffix = "dc=" + domain + ",dc=example";
  SlapdOptions options;
  options.suffix = suffix;
  options.ldif =
      Replaced(ActiveDirectoryTree() + ActiveDirectoryUser("reader", {"userPassword: s3cret"}) +
                   ActiveDirectoryUser("bobby", bobby),
               "contoso", domain);
  options.certificate = certificate;
  options.access = "access to * by users read";
  options.database = {"rootdn cn=admin," + suffix, "rootpw admin"};
  return options;
}

class WayTest : public testing::Test {
 protected:
  WayTest()
      : certificate_(authority_.Issue("IP:127.0.0.1")),
        source_(DirectoryOf(
            "contoso", certificate_,
            {"legacyExchangeDN: " + std::string(kSourceDn), "mail: bobby@contoso.example",
             "proxyAddresses: SMTP:bobby@contoso.example",
             "proxyAddresses: smtp:bgruenfeld@contoso.example", "mailNickname: bgruenfeld",
             "displayName: Bobby Gruenfeld", "msExchRecipientTypeDetails: 1",
             "msExchHomeServerName: /o=Contoso/ou=HQ/cn=Configuration/cn=Servers/cn=EXSRC01"})),
        // A mail user until the mailbox moves.
        target_(DirectoryOf(
            "fabrikam", certificate_,
            {"legacyExchangeDN: " + std::string(kTargetDn),
             "mail: bobby.gruenfeld@fabrikam.example",
             "proxyAddresses: SMTP:bobby.gruenfeld@fabrikam.example", "mailNickname: bgruenfeld",
             "displayName: Bobby Gruenfeld", "msExchRecipientTypeDetails: 128"})) {}

  void SetUp() override {
    ASSERT_TRUE(source_.ready()) << source_.Log();
    ASSERT_TRUE(target_.ready()) << target_.Log();
    AddX500();
    fs::copy_file(authority_.file(), folder_ / "ca.pem");
    WriteTestFile(folder_ / "source.password", "s3cret\n");
    WriteTestFile(folder_ / "target.password", "s3cret\n");
    WriteTestFile(folder_ / "remote-users.txt", "bobby@contoso.example\n");
    fs::create_directories(Reports());
  }

  std::string Reports() const { return folder_ / "reports"; }

  void Modify(const std::string& lines) {
    WriteTestFile(folder_ / "change.ldif",
                  "dn: CN=bobby,OU=People,dc=fabrikam,dc=example\nchangetype: modify\n" + lines);
    const Ran ran =
        RunChild({"ldapmodify", "-x", "-H", target_.ldap(), "-D", "cn=admin,dc=fabrikam,dc=example",
                  "-w", "admin", "-f", folder_ / "change.ldif"});
    ASSERT_EQ(ran.exit_code, 0) << ran.err;
  }
  // The migration keeps the old address as an X500 address.
  void AddX500() {
    Modify("add: proxyAddresses\nproxyAddresses: X500:" + std::string(kSourceDn) + "\n");
  }
  void MoveTheMailbox() {
    Modify(
        "replace: msExchRecipientTypeDetails\nmsExchRecipientTypeDetails: 1\n-\n"
        "add: msExchHomeServerName\nmsExchHomeServerName: /o=Fabrikam/ou=Exchange Administrative "
        "Group (FYDIBOHF23SPDLT)/cn=Configuration/cn=Servers/cn=EXTGT02\n");
  }

  // A block of the page, with the names of its example replaced by what is here.
  std::string Here(std::string block) {
    const std::pair<std::string_view, std::string> names[] = {
        {"ldap://dc1.contoso.example", source_.ldap()},
        {"ldaps://dc1.fabrikam.example", target_.ldaps()},
        {"smtp://mail.contoso.example", mail_.Url()},
        {R"(\\files.contoso.example\Repoint)", world_.wine.WindowsPath(Reports())},
        {"/srv/repoint/reports", Reports()},
        {"win64/EMProfileUpdate.exe", EmProfileUpdate()},
        {"win32/EMProfileUpdate.exe", REPOINT_WIN32_PROGRAM},
    };
    for (const auto& [name, here] : names) block = Replaced(std::move(block), name, here);
    return block;
  }
  Ran Shell(const std::string& block) {
    const std::string script = folder_ / "block.sh";
    WriteTestFile(script, "set -euo pipefail\nexport REPOINT_DB=console.sqlite\n" + Here(block));
    ChildOptions options;
    options.folder = folder_.path();
    options.environment["PATH"] =
        fs::path(REPOINT_EMCONSOLE).parent_path().string() + ":/usr/bin:/bin";
    return RunChild({"bash", script}, options);
  }

  // The person logs on: the package's script, out of the folder as it was made.
  void LogOn() {
    world_.Install({FixturePath("ol2016-x64.reg")});
    const Finished run =
        world_.wine.Run("cmd", {"/c", world_.wine.WindowsPath(folder_ / "package/logon.cmd")});
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_EQ(run.out, "") << "a logon script is silent when all is well";
  }

  UpdateWorld world_;
  TempFolder folder_;
  console::CertificateAuthority authority_;
  console::CertificateFiles certificate_;
  Slapd source_;
  Slapd target_;
  console::SmtpServer mail_;
};

TEST_F(WayTest, LeadsFromTheDirectoriesToAnUpdatedProfileByTheCommandsOfTheGuide) {
  const std::string page = ReadTestFile(REPOINT_SOURCE "/docs/administrator.md");
  const auto blocks = CommandsBelow(kHeading, page);
  ASSERT_GE(blocks.size(), 7u) << "the guide has fewer blocks of commands than the way has steps";
  std::string said;
  for (const std::string& block : blocks) {
    if (block.find("emconsole export") != std::string::npos) MoveTheMailbox();
    if (block.find("emconsole results import") != std::string::npos) LogOn();
    const Ran ran = Shell(block);
    ASSERT_EQ(ran.exit_code, 0) << block << ran.out << ran.err;
    said = ran.out;
  }
  EXPECT_THAT(said, HasSubstr("1 done, 0 failed, 0 deferred, 0 pending, 0 never seen"));
  EXPECT_THAT(mail_.Recipients(), ElementsAre("bobby@contoso.example"));

  const Values values = world_.Profiles();
  const auto value = [&](std::string_view name) {
    const auto found = values.find(
        "software\\microsoft\\office\\16.0\\outlook\\profiles\\outlook\\"
        "37c505153410bec44671c3ad534ee2d7\\" +
        std::string(name));
    return found == values.end() ? std::string() : found->second;
  };
  EXPECT_EQ(value("001f6641"),
            "3:" + HexEncode(Utf16Bytes("SMTP:bobby.gruenfeld@fabrikam.example")) + "0000");
  EXPECT_EQ(value("001e6603"), "1:" + HexEncode(Utf16Bytes(kTargetDn)) + "0000");
  EXPECT_EQ(value("001e6602"), "");
  const Finished verified =
      world_.Run({world_.wine.WindowsPath(folder_ / "EMAMappings.tab"), "-PublicKey",
                  world_.wine.WindowsPath(folder_ / "key.pub.pem"), "-Verify"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out;
}

}  // namespace
}  // namespace repoint
