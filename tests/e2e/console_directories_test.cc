// emconsole with directories that are asked over the network: what is left of an export when one of
// them dies.
#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>
#include <map>

#include "console/testing/relay.h"
#include "console/testing/slapd.h"
#include "e2e/program.h"
#include "list/testing/sample_keys.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using console::Relay;
using console::Slapd;
using console::SlapdOptions;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr int kPeople = 300;
constexpr std::string_view kPageSize = "50";
// Each person is some 4 KB: this is in the second page of six.
constexpr size_t kUntilTheSecondPage = 300'000;

// Mailboxes "u0" ... of an organisation; with `x500` those of Contoso that moved there.
SlapdOptions People(const std::string& organisation, const std::string& domain, bool x500) {
  SlapdOptions options;
  options.ldif = console::ActiveDirectoryTree();
  for (int i = 0; i < kPeople; ++i) {
    const std::string name = "u" + std::to_string(i);
    std::vector<std::string> lines = {
        "legacyExchangeDN: /o=" + organisation + "/ou=HQ/cn=Recipients/cn=" + name,
        "mail: " + name + "@" + domain, "proxyAddresses: SMTP:" + name + "@" + domain,
        "msExchRecipientTypeDetails: 1", console::LdifBytes("displayName", std::string(4000, 'x'))};
    if (x500) lines.push_back("proxyAddresses: X500:/o=Contoso/ou=HQ/cn=Recipients/cn=" + name);
    options.ldif += console::ActiveDirectoryUser(name, lines);
  }
  return options;
}

// The parameter is the side that dies.
class DyingDirectoryTest : public ProgramTest, public testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override {
    for (Slapd* slapd : {&source_, &target_}) ASSERT_TRUE(slapd->ready()) << slapd->Log();
    WriteTestFile(Path("key.pem"), list::kSamplePrivateKey);
  }

  Finished Console(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--db", Path("console.sqlite")});
    return RunProgram(REPOINT_EMCONSOLE, arguments);
  }
  Finished Export(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"export", "berlin", "-o",
                                          list_,    "--sign", Path("key.pem")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Console(arguments);
  }

  // The folder's files with their bytes.
  std::map<std::string, std::string> Exported() const {
    std::map<std::string, std::string> files;
    for (const auto& file : fs::directory_iterator(folder_)) {
      files[file.path().filename()] = ReadTestFile(file.path());
    }
    return files;
  }

  Slapd source_{People("Contoso", "contoso.example", false)};
  Slapd target_{People("Fabrikam", "fabrikam.example", true)};
  const std::string folder_ = Path("lists");
  const std::string list_ = folder_ + "/EMAMappings.tab";
};

TEST_P(DyingDirectoryTest, EndsTheExportWith4AndLeavesListIndexAndSignature) {
  fs::create_directory(folder_);
  const Finished created = Console({"project", "create", "berlin", "--source", source_.ldap(),
                                    "--source-page-size", std::string(kPageSize), "--target",
                                    target_.ldap(), "--target-page-size", std::string(kPageSize)});
  ASSERT_EQ(created.exit_code, 0) << created.err;
  const Finished first = Export();
  ASSERT_EQ(first.exit_code, 0) << first.out << first.err;
  EXPECT_THAT(first.out, HasSubstr("300 mailboxes, with index and signature"));
  const std::map<std::string, std::string> before = Exported();

  Slapd& dying = GetParam() == "source" ? source_ : target_;
  const Relay relay(dying.port(), kUntilTheSecondPage,
                    [&dying] { dying.process().Signal(SIGKILL); });
  const std::string address = "ldap://127.0.0.1:" + std::to_string(relay.port());
  // A list of now would be another one in every row.
  const Finished changed = Console(
      {"project", "change", "berlin", "--" + GetParam(), address, "--public-server", "EXPF99"});
  ASSERT_EQ(changed.exit_code, 0) << changed.err;
  const Finished cut = Export();
  ASSERT_EQ(cut.exit_code, 4) << cut.out << cut.err;
  EXPECT_THAT(cut.err, AllOf(HasSubstr("the " + GetParam() + " directory " + address),
                             HasSubstr("the directory ended the connection"),
                             HasSubstr("nothing is exported"), HasSubstr("--from-database")));
  EXPECT_EQ(cut.out, "");
  EXPECT_EQ(dying.process().Wait(), 128 + SIGKILL);
  EXPECT_EQ(Exported(), before);

  const Finished known = Export({"--from-database"});
  EXPECT_EQ(known.exit_code, 0) << known.err;
  EXPECT_THAT(known.out, HasSubstr("300 mailboxes"));
  EXPECT_THAT(Exported(), Not(testing::Eq(before)));
}

INSTANTIATE_TEST_SUITE_P(Sides, DyingDirectoryTest, testing::Values("source", "target"),
                         [](const auto& side) { return side.param; });

}  // namespace
}  // namespace repoint
