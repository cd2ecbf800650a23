#include "wine/wine.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/bytes.h"
#include "base/text.h"

namespace repoint {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

// Where Debian puts it; its package has no link in /usr/bin.
constexpr const char* kWine = "/usr/lib/wine/wine64";
constexpr const char* kWineServer = "/usr/lib/wine/wineserver";
constexpr milliseconds kTemplateTime = std::chrono::minutes(5);
constexpr milliseconds kToolTime = std::chrono::seconds(60);

[[noreturn]] void Broken(const std::string& what) {
  throw std::runtime_error("the Wine harness: " + what);
}

using Environment = std::map<std::string, std::string>;

Environment EnvironmentOf(const std::string& prefix) {
  return {
      {"HOME", prefix + "/home"},
      {"LC_ALL", "C.UTF-8"},
      {"PATH", "/usr/lib/wine:/usr/bin:/bin"},
      {"TMPDIR", "/tmp"},
      {"USER", "tester"},
      {"WINEDEBUG", "-all"},
      // No desktop files in a home, no offers to download Mono and Gecko.
      {"WINEDLLOVERRIDES", "winemenubuilder.exe,mscoree,mshtml="},
      {"WINEPREFIX", prefix},
      {"WINESERVER", kWineServer},
  };
}

// A program of Windows by its file, so that Wine does not search the working folder first.
std::string FileOfProgram(const std::string& drive_c, const std::string& program) {
  for (const char* folder : {"/windows/system32/", "/windows/"}) {
    const std::string file = drive_c + folder + program + ".exe";
    if (fs::exists(file)) return file;
  }
  return program;
}

// Output goes to files and not to pipes: programs that Wine starts in the background keep them
// open.
void RedirectChild(const std::string& out_path, const std::string& err_path,
                   const std::string& folder) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
  const int in = open("/dev/null", O_RDONLY);
  const int out = open(out_path.c_str(), kFlags, 0600);
  const int err = open(err_path.c_str(), kFlags, 0600);
  if (in < 0 || out < 0 || err < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0 ||
      chdir(folder.c_str()) != 0) {
    _exit(126);
  }
}

pid_t Spawn(const std::vector<std::string>& line, const Environment& environment,
            const std::string& folder, const std::string& out_path, const std::string& err_path) {
  std::vector<char*> argv;
  for (const std::string& argument : line) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  std::vector<std::string> pairs;
  for (const auto& [name, value] : environment) pairs.push_back(name + "=" + value);
  std::vector<char*> envp;
  for (std::string& pair : pairs) envp.push_back(pair.data());
  envp.push_back(nullptr);
  // There before the child is: it may be killed before it has opened them.
  WriteTestFile(out_path, "");
  WriteTestFile(err_path, "");
  const pid_t pid = fork();
  if (pid < 0) Broken(std::string("cannot fork: ") + std::strerror(errno));
  if (pid == 0) {
    RedirectChild(out_path, err_path, folder);
    execve(argv[0], argv.data(), envp.data());
    _exit(127);
  }
  return pid;
}

// Runs one of Wine's own programs; its failure breaks the harness.
void MustRun(const std::string& prefix, const std::vector<std::string>& line, milliseconds time) {
  RunningProgram program(
      Spawn(line, EnvironmentOf(prefix), prefix, prefix + "/tool.out", prefix + "/tool.err"),
      prefix + "/tool.out", prefix + "/tool.err");
  const Finished run = program.Wait(time);
  if (run.exit_code == 0) return;
  Broken(line[0] + " " + (line.size() > 1 ? line[1] : "") + " ended with " +
         std::to_string(run.exit_code) + (run.timed_out ? " (time-out)" : "") + "; " + run.out +
         run.err);
}

void MakeTemplate(const std::string& path) {
  fs::remove_all(path);
  fs::create_directories(path + "/home");
  MustRun(path, {kWine, "wineboot", "-i"}, kTemplateTime);
  // Windows without a display: otherwise CreateWindow fails.
  MustRun(
      path,
      {kWine, "reg", "add", R"(HKCU\Software\Wine\Drivers)", "/v", "Graphics", "/d", "null", "/f"},
      kToolTime);
  // It writes the registry when the last program has ended.
  MustRun(path, {kWineServer, "-k"}, kToolTime);
  MustRun(path, {kWineServer, "-w"}, kToolTime);
  std::ofstream(path + "/complete") << "1\n";
}

// The template of this build folder; one test process makes it, others wait for that.
std::string Template() {
  const std::string folder = REPOINT_WINE_FOLDER;
  const std::string path = folder + "/template";
  fs::create_directories(folder);
  if (access(kWine, X_OK) != 0) Broken(std::string(kWine) + " is missing: run ./dev setup");
  const int lock = open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0 || flock(lock, LOCK_EX) != 0) Broken("cannot lock " + folder);
  if (!fs::exists(path + "/complete")) MakeTemplate(path);
  close(lock);
  return path;
}

void CopyTemplate(const std::string& from, const std::string& to) {
  constexpr auto kTree = fs::copy_options::recursive | fs::copy_options::copy_symlinks;
  for (const char* name : {"system.reg", "user.reg", "userdef.reg", ".update-timestamp"}) {
    fs::copy_file(from + "/" + name, to + "/" + name);
  }
  for (const char* name : {"dosdevices", "home", "drive_c/users", "drive_c/ProgramData"}) {
    fs::create_directories(fs::path(to + "/" + name).parent_path());
    fs::copy(from + "/" + name, to + "/" + name, kTree);
  }
  // Nothing in our tests writes there.
  for (const char* name : {"drive_c/windows", "drive_c/Program Files"}) {
    fs::create_symlink(from + "/" + name, to + "/" + name);
  }
}

}  // namespace

RunningProgram::RunningProgram(pid_t pid, std::string out_path, std::string err_path)
    : pid_(pid), out_path_(std::move(out_path)), err_path_(std::move(err_path)) {}

RunningProgram::~RunningProgram() {
  if (status_) return;
  Kill();
  int status = 0;
  waitpid(pid_, &status, 0);
}

bool RunningProgram::EndsWithin(milliseconds time) {
  if (status_) return true;
  const int fd = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
  if (fd < 0) Broken(std::string("pidfd_open: ") + std::strerror(errno));
  pollfd poll_fd{fd, POLLIN, 0};
  const int ready = poll(&poll_fd, 1, static_cast<int>(time.count()));
  close(fd);
  if (ready <= 0) return false;
  int status = 0;
  if (waitpid(pid_, &status, 0) == pid_) status_ = status;
  return true;
}

void RunningProgram::Kill() {
  if (!status_) kill(pid_, SIGKILL);
}

std::string RunningProgram::OutputSoFar() const {
  return fs::exists(out_path_) ? ReadTestFile(out_path_) : std::string();
}

Finished RunningProgram::Wait(milliseconds time) {
  Finished finished;
  if (!EndsWithin(time)) {
    finished.timed_out = true;
    Kill();
    EndsWithin(std::chrono::minutes(1));
  }
  if (!finished.timed_out && status_ && WIFEXITED(*status_)) {
    finished.exit_code = WEXITSTATUS(*status_);
  }
  finished.out = ReadTestFile(out_path_);
  finished.err = ReadTestFile(err_path_);
  return finished;
}

Wine::Wine() {
  const std::string from = Template();
  std::string pattern = REPOINT_WINE_FOLDER "/run-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) Broken("cannot make " + pattern);
  prefix_ = pattern;
  drive_c_ = prefix_ + "/drive_c";
  CopyTemplate(from, prefix_);
}

Wine::~Wine() {
  try {
    Shutdown();
    fs::remove_all(prefix_);
  } catch (const std::exception& e) {
    ADD_FAILURE() << e.what();
  }
}

void Wine::Shutdown() {
  // 1: there is no server, because nothing has run yet.
  RunningProgram end(Spawn({kWineServer, "-k"}, EnvironmentOf(prefix_), prefix_,
                           prefix_ + "/tool.out", prefix_ + "/tool.err"),
                     prefix_ + "/tool.out", prefix_ + "/tool.err");
  end.Wait(kToolTime);
  MustRun(prefix_, {kWineServer, "-w"}, kToolTime);
}

std::unique_ptr<RunningProgram> Wine::Start(const std::string& program,
                                            const std::vector<std::string>& arguments,
                                            const RunOptions& options) {
  std::vector<std::string> line = {kWine, FileOfProgram(drive_c_, program)};
  line.insert(line.end(), arguments.begin(), arguments.end());
  Environment environment = EnvironmentOf(prefix_);
  for (const auto& [name, value] : options.environment) environment[name] = value;
  const std::string output = prefix_ + "/run" + std::to_string(++outputs_);
  const pid_t pid = Spawn(line, environment, options.folder.empty() ? drive_c_ : options.folder,
                          output + ".out", output + ".err");
  return std::make_unique<RunningProgram>(pid, output + ".out", output + ".err");
}

Finished Wine::Run(const std::string& program, const std::vector<std::string>& arguments,
                   const RunOptions& options) {
  return Start(program, arguments, options)->Wait(options.timeout);
}

Finished Wine::RunLinux(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<std::string> line = {program};
  line.insert(line.end(), arguments.begin(), arguments.end());
  const std::string output = prefix_ + "/run" + std::to_string(++outputs_);
  RunningProgram run(
      Spawn(line, EnvironmentOf(prefix_), drive_c_, output + ".out", output + ".err"),
      output + ".out", output + ".err");
  return run.Wait(kToolTime);
}

void Wine::RegImport(const std::vector<std::string>& reg_files) {
  std::vector<std::string> arguments = {"/S"};
  for (const std::string& file : reg_files) {
    if (!fs::exists(file)) Broken("no such file: " + file);
    arguments.push_back(WindowsPath(fs::absolute(file)));
  }
  const Finished run = Run("regedit", arguments);
  if (run.exit_code != 0) Broken("regedit cannot import " + reg_files.back() + ": " + run.err);
}

void Wine::RegImport(const std::string& reg_file) { RegImport(std::vector{reg_file}); }

void Wine::RegImportText(std::string_view reg_text) {
  const std::string path = prefix_ + "/import.reg";
  if (reg_text.starts_with("REGEDIT4")) {
    WriteTestFile(path, reg_text);
  } else {
    WriteTestFile(path, "\xFF\xFE" + std::string(AsChars(Utf16Bytes(reg_text))));
  }
  RegImport(path);
}

std::string Wine::RegExport(std::string_view key) {
  const std::string path = prefix_ + "/export.reg";
  fs::remove(path);
  // A key that is not there makes no file; nor does, once in some hundred times on a busy machine,
  // a regedit that Wine ends before it has begun. Only the first stays so.
  for (int attempt = 0; attempt < 3 && !fs::exists(path); ++attempt) {
    Run("regedit", {"/E", WindowsPath(path), std::string(key)});
  }
  if (!fs::exists(path)) return {};
  const std::string bytes = ReadTestFile(path);
  if (!bytes.starts_with("\xFF\xFE")) Broken("regedit exported something else than UTF-16");
  const auto text = Utf8FromUtf16Bytes(AsBytes(bytes).subspan(2));
  if (!text) Broken("regedit exported half a character");
  return *text;
}

std::string Wine::UserFolder() const {
  // Named after the account that the tests run as.
  for (const fs::directory_entry& entry : fs::directory_iterator(drive_c_ + "/users")) {
    if (entry.path().filename() != "Public") return entry.path();
  }
  Broken("no user folder in " + drive_c_);
}

std::string Wine::WindowsPath(const std::string& path) const {
  std::string windows =
      path.starts_with(drive_c_ + "/") ? "C:" + path.substr(drive_c_.size()) : "Z:" + path;
  for (char& c : windows) {
    if (c == '/') c = '\\';
  }
  return windows;
}

std::string EmProfileUpdate() { return REPOINT_WIN64_FOLDER "/src/apps/EMProfileUpdate.exe"; }
std::string StandInOutlook() { return REPOINT_WIN64_FOLDER "/tests/wine/windows/OUTLOOK.EXE"; }
std::string OutlookProbe() { return REPOINT_WIN64_FOLDER "/tests/wine/windows/outlook_probe.exe"; }
std::string RawValueTool() { return REPOINT_WIN64_FOLDER "/tests/wine/windows/raw_value.exe"; }
std::string HoldFile() { return REPOINT_WIN64_FOLDER "/tests/wine/windows/hold_file.exe"; }
std::string LinuxEmProfileUpdate() { return REPOINT_LINUX_PROGRAM; }

std::string ReadTestFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) ADD_FAILURE() << "cannot read " << path;
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteTestFile(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) ADD_FAILURE() << "cannot write " << path;
}

}  // namespace repoint
