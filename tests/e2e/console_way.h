// The console on its way from two directories to "all done", with files for directories, so that
// every command works here.
#ifndef REPOINT_TESTS_E2E_CONSOLE_WAY_H_
#define REPOINT_TESTS_E2E_CONSOLE_WAY_H_

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "e2e/program.h"

namespace repoint {

// Of a directory that is a CSV file: what the management shell exports.
inline constexpr std::string_view kColumns =
    "Guid,LegacyExchangeDN,PrimarySmtpAddress,EmailAddresses,Alias,DisplayName,ServerName,"
    "RecipientTypeDetails\n";

// Every command by its words, with arguments of the way through them; the same order runs them.
struct Command {
  std::vector<std::string> words;
  std::vector<std::string> arguments;
  int exit_code = 0;
};

class ConsoleTest : public ProgramTest {
 protected:
  Finished Console(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--db", Path("console.sqlite")});
    return RunProgram(REPOINT_EMCONSOLE, arguments);
  }

  // People of whom so many have moved; the target of the first alone has the X500 address.
  void WriteDirectories(int sources = 3, int moved = 2) {
    std::string source(kColumns), target(kColumns);
    for (int i = 0; i < sources; ++i) {
      const std::string n = std::to_string(i);
      source += "s" + n + ",/o=Contoso/cn=u" + n + ",u" + n + "@contoso.example,SMTP:u" + n +
                "@contoso.example,u" + n + ",User " + n + ",EXSRC01,UserMailbox\n";
    }
    for (int i = 0; i < moved; ++i) {
      const std::string n = std::to_string(i);
      target += "t" + n + ",/o=Fabrikam/cn=u" + n + ",u" + n + "@fabrikam.example,SMTP:u" + n +
                "@fabrikam.example;smtp:u" + n + "@contoso.example" +
                (i == 0 ? ";X500:/o=Contoso/cn=u0" : "") + ",u" + n + ",User " + n +
                ",EXTGT01,UserMailbox\n";
    }
    WriteTestFile(Path("source.csv"), source);
    WriteTestFile(Path("target.csv"), target);
  }

  std::vector<Command> Way() {
    const std::string list = Path("EMAMappings.tab");
    return {
        {{"project", "create"},
         {"berlin", "--source", Path("source.csv"), "--source-kind", "shell-csv", "--target",
          Path("target.csv"), "--target-kind", "shell-csv"}},
        {{"project", "change"}, {"berlin", "--max-shrink", "20"}},
        {{"project", "list"}, {}},
        {{"project", "show"}, {"berlin"}},
        {{"import"}, {"berlin"}},
        {{"objects"}, {"berlin", "--unmatched"}},
        {{"export"}, {"berlin", "-o", list}, 1},
        {{"check"}, {list, "--project", "berlin"}, 1},
        {{"index"}, {list}},
        {{"package"},
         {"berlin", "--list", list, "--out", Path("package"), "--share", "\\\\contoso\\NETLOGON",
          "--program64", Path("64.exe"), "--program32", Path("32.exe")}},
        {{"notify"},
         {"berlin", "--template", "week", "--from", "it@contoso.example", "--date", "Saturday",
          "--link", "https://contoso.example/outlook", "--contact", "the helpdesk", "--dry-run",
          Path("mails")}},
        {{"results", "import"}, {Path("reports")}},
        {{"status"}, {"berlin", "--names"}},
        {{"project", "delete"}, {"berlin", "--yes"}},
    };
  }

  Command StepOf(std::string_view word) {
    for (const Command& command : Way()) {
      if (command.words.front() == word) return command;
    }
    ADD_FAILURE() << "no step of the way is " << word;
    return {};
  }

  void SetUp() override {
    WriteDirectories();
    std::filesystem::create_directories(Path("reports"));
    WriteTestFile(Path("64.exe"), HeadOfProgram("\x64\x86"));
    WriteTestFile(Path("32.exe"), HeadOfProgram("\x4c\x01"));
  }

  // What shows whether a program is for 64-bit or for 32-bit Windows, and no more.
  static std::string HeadOfProgram(std::string_view machine) {
    std::string head(0x40, '\0');
    head.replace(0, 2, "MZ");
    head[0x3c] = 0x40;
    return head + std::string("PE\0\0", 4) + std::string(machine) + std::string(0x100, '\0');
  }

  // Makes the project and imports, exports to `list_`.
  void Export() {
    for (const Command& command : Way()) {
      if (command.words.front() == "check") break;
      const Finished run = Do(command);
      ASSERT_EQ(run.exit_code, command.exit_code) << run.err;
    }
  }
  Finished Do(const Command& command, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = command.words;
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Console(arguments);
  }

  // Into the folder "made".
  Finished Package(std::vector<std::string> more) {
    more.insert(more.begin(), {"package", "berlin", "--out", Path("made"), "--program64",
                               Path("64.exe"), "--program32", Path("32.exe")});
    return Console(more);
  }

  std::string list_ = Path("EMAMappings.tab");
};

}  // namespace repoint

#endif  // REPOINT_TESTS_E2E_CONSOLE_WAY_H_
