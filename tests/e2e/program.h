// Runs the emprofileupdate of this build in a folder of the test's own.
#ifndef REPOINT_TESTS_E2E_PROGRAM_H_
#define REPOINT_TESTS_E2E_PROGRAM_H_

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/testing/temp_folder.h"

namespace repoint {

struct Finished {
  int exit_code = -1;  // -1: killed by a signal
  std::string out;
  std::string err;

  // Standard output of a run with -Json: a line that is no JSON object is a test failure.
  std::vector<nlohmann::json> Json() const;
  // Its lines with this "event".
  std::vector<nlohmann::json> Events(std::string_view event) const;
};

// Bytes of a file; a failure of the test when it cannot be read or written.
std::string ReadTestFile(const std::string& path);
void WriteTestFile(const std::string& path, std::string_view bytes);
bool FileExists(const std::string& path);
std::string FixturePath(std::string_view name);

// A test with a folder and a state folder of its own.
class ProgramTest : public testing::Test {
 public:
  // Standard input is empty, XDG_STATE_HOME lies in the test's folder.
  Finished Run(const std::vector<std::string>& arguments);
  // The same, of a copy of the program.
  Finished RunProgram(const std::string& program, const std::vector<std::string>& arguments);
  // No XDG_STATE_HOME and no HOME from now on.
  void HaveNoStateFolder() { state_ = false; }
  // Standard output of what runs from now on goes there and is not read back.
  void SendOutTo(const std::string& path) { out_path_ = path; }
  std::string Path(std::string_view name) const { return folder_ / name; }

 private:
  TempFolder folder_;
  bool state_ = true;
  std::string out_path_;  // empty: a file in the test's folder
};

}  // namespace repoint

#endif  // REPOINT_TESTS_E2E_PROGRAM_H_
