// An update of a small export, for tests of the command line and of the list.
#ifndef REPOINT_TESTS_E2E_COMMAND_H_
#define REPOINT_TESTS_E2E_COMMAND_H_

#include <string>
#include <string_view>
#include <vector>

#include "e2e/program.h"

namespace repoint {

// bobby of ol97-nt4.reg in a list of another tool: no comments, so nothing to check it against.
inline constexpr const char* kHeader = "SourceDN\tTargetDN\tTargetServer\n";
inline constexpr const char* kBobby =
    "/o=Contoso/ou=HQ/cn=Recipients/cn=bobby\t/o=Fabrikam/ou=Berlin/cn=Recipients/cn=b1\tEXTGT02\n";

// A test of an update of a small export.
class CommandTest : public ProgramTest {
 protected:
  // An update of a small export, with these arguments.
  Finished Update(const std::string& list, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments{list, "-RegFile", in_, "-Out", out_};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Run(arguments);
  }
  std::string ListOf(std::string_view text) {
    WriteTestFile(Path("list.tab"), text);
    return Path("list.tab");
  }

  std::string list_ = FixturePath("EMAMappings.tab");
  std::string in_ = FixturePath("ol97-nt4.reg");
  std::string out_ = Path("out.reg");
};

// The text of everything the program said.
inline std::string Said(const Finished& run) { return run.out + run.err; }

}  // namespace repoint

#endif  // REPOINT_TESTS_E2E_COMMAND_H_
