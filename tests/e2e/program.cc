#include "e2e/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace repoint {
namespace {

[[noreturn]] void RunChild(std::vector<std::string> line, const std::string& state,
                           const std::string& out, const std::string& err) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
  std::vector<char*> argv;
  for (std::string& argument : line) argv.push_back(argument.data());
  argv.push_back(nullptr);
  if (state.empty()) {
    unsetenv("XDG_STATE_HOME");
    unsetenv("HOME");
  } else {
    setenv("XDG_STATE_HOME", state.c_str(), 1);
  }
  const bool ready = dup2(open("/dev/null", O_RDONLY), 0) == 0 &&
                     dup2(open(out.c_str(), kFlags, 0600), 1) == 1 &&
                     dup2(open(err.c_str(), kFlags, 0600), 2) == 2;
  if (ready) execv(argv[0], argv.data());
  _exit(127);
}

}  // namespace

std::vector<nlohmann::json> Finished::Json() const {
  std::vector<nlohmann::json> objects;
  for (size_t at = 0; at < out.size();) {
    const size_t end = std::min(out.find('\n', at), out.size());
    const std::string line = out.substr(at, end - at);
    at = end + 1;
    nlohmann::json object = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(object.is_object()) << "not a JSON object: " << line;
    if (object.is_object()) objects.push_back(std::move(object));
  }
  return objects;
}

std::vector<nlohmann::json> Finished::Events(std::string_view event) const {
  std::vector<nlohmann::json> found;
  for (nlohmann::json& object : Json()) {
    if (object.value("event", "") == event) found.push_back(std::move(object));
  }
  return found;
}

std::string ReadTestFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << "cannot be read: " << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteTestFile(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  EXPECT_TRUE(file.good()) << "cannot be written: " << path;
}

bool FileExists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

std::string FixturePath(std::string_view name) {
  return std::string(REPOINT_FIXTURES "/").append(name);
}

Finished ProgramTest::Run(const std::vector<std::string>& arguments) {
  return RunProgram(REPOINT_PROGRAM, arguments);
}

Finished ProgramTest::RunProgram(const std::string& program,
                                 const std::vector<std::string>& arguments) {
  std::vector<std::string> line{program};
  line.insert(line.end(), arguments.begin(), arguments.end());
  const std::string out = out_path_.empty() ? Path("stdout") : out_path_;
  const std::string err = Path("stderr");
  const pid_t pid = fork();
  if (pid == 0) RunChild(line, state_ ? Path("state") : "", out, err);
  int status = 0;
  EXPECT_EQ(waitpid(pid, &status, 0), pid);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, out_path_.empty() ? ReadTestFile(out) : "",
          ReadTestFile(err)};
}

}  // namespace repoint
