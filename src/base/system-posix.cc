#include <poll.h>
#include <pwd.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>

#include "base/files.h"
#include "base/posix_error.h"
#include "base/system.h"

namespace repoint {
namespace {

std::string Environment(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// Turns SIGPIPE into EPIPE for this thread while it lives: `emprofileupdate | head` must not kill
// an update halfway.
class PipeSignalGuard {
 public:
  PipeSignalGuard() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &old_);
  }
  ~PipeSignalGuard() {
    constexpr timespec kNow = {};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &kNow);
    pthread_sigmask(SIG_SETMASK, &old_, nullptr);
  }
  PipeSignalGuard(const PipeSignalGuard&) = delete;
  PipeSignalGuard& operator=(const PipeSignalGuard&) = delete;

 private:
  sigset_t pipe_, old_;
  bool was_pending_;
};

// Waits until a stream that somebody made non-blocking takes more.
bool AwaitRoom(int fd) {
  pollfd waiting = {.fd = fd, .events = POLLOUT, .revents = 0};
  return poll(&waiting, 1, -1) == 1 || errno == EINTR;
}

bool WriteTo(int fd, std::string_view text) {
  const PipeSignalGuard guard;
  while (!text.empty()) {
    const ssize_t count = write(fd, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<size_t>(count));
    } else if (errno == EAGAIN ? !AwaitRoom(fd) : errno != EINTR) {
      return false;
    }
  }
  return true;
}

}  // namespace

int64_t NowMillis() {
  timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  return int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

void SleepMillis(int64_t millis) {
  if (millis <= 0) return;
  timespec left = {.tv_sec = millis / 1000, .tv_nsec = millis % 1000 * 1'000'000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

std::string UserName() {
  std::array<char, 16384> buffer;
  passwd entry;
  passwd* found = nullptr;
  const int failed = getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
  if (failed != 0 || found == nullptr) return std::to_string(geteuid());
  return found->pw_name;
}

std::string UserSid() { return {}; }
std::optional<std::string> AccountName(const std::string&) { return std::nullopt; }
bool IsElevated() { return geteuid() == 0; }

std::string ComputerName() {
  std::array<char, HOST_NAME_MAX + 1> name = {};
  if (gethostname(name.data(), name.size() - 1) != 0) return "localhost";
  return name.data();
}

Result<std::string> StateFolder() {
  // The XDG base directory specification: a relative path is invalid and ignored.
  const std::string state = Environment("XDG_STATE_HOME");
  if (state.starts_with('/')) return JoinPath(state, "emprofileupdate");
  const std::string home = Environment("HOME");
  if (home.empty()) {
    return Fail(ErrorCode::kNotFound, "no folder for the state: set HOME or XDG_STATE_HOME");
  }
  return JoinPath(home, ".local/state/emprofileupdate");
}

Result<std::string> ProgramFolder() {
  static constexpr char kLink[] = "/proc/self/exe";
  std::array<char, PATH_MAX> target;
  const ssize_t length = readlink(kLink, target.data(), target.size());
  if (length < 0) return std::unexpected(PosixError(errno, "cannot be read", kLink));
  return FolderOf(std::string_view(target.data(), static_cast<size_t>(length)));
}

std::vector<std::string> CommandLineArguments(int argc, char** argv) {
  if (argc < 1) return {};
  return std::vector<std::string>(argv + 1, argv + argc);
}

std::string CanonicalPath(const std::string& path) {
  // The file itself may be a link, too.
  for (const bool whole : {true, false}) {
    char* const resolved = realpath(whole ? path.c_str() : FolderOf(path).c_str(), nullptr);
    if (resolved == nullptr) continue;
    const std::string found(resolved);
    std::free(resolved);
    return whole ? found : JoinPath(found, FileNameOf(path));
  }
  return path;
}

bool SlashStartsSwitches() { return false; }

bool WriteStdout(std::string_view utf8) { return WriteTo(STDOUT_FILENO, utf8); }
bool WriteStderr(std::string_view utf8) { return WriteTo(STDERR_FILENO, utf8); }
bool StderrIsTerminal() { return isatty(STDERR_FILENO) == 1; }

std::optional<std::string> EnvironmentVariable(const std::string& name) {
  const char* const value = getenv(name.c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

}  // namespace repoint
