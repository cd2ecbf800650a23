#include "base/testing/child.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/testing/temp_folder.h"

namespace repoint {
namespace {

constexpr const char* kFolders[] = {"/usr/sbin", "/sbin", "/usr/lib/postgresql/15/bin"};

std::string FindProgram(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::stringstream folders(path == nullptr ? "" : path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string full = folder + "/" + name;
    if (access(full.c_str(), X_OK) == 0) return full;
  }
  for (const char* folder : kFolders) {
    const std::string full = std::string(folder) + "/" + name;
    if (access(full.c_str(), X_OK) == 0) return full;
  }
  return name;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

bool Redirect(int to, const std::string& path, int flags) {
  const int file = open(path.empty() ? "/dev/null" : path.c_str(), flags | O_CLOEXEC, 0600);
  return file >= 0 && dup2(file, to) >= 0;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

Child::Child(const std::vector<std::string>& argv, const ChildOptions& options) {
  std::vector<std::string> arguments = argv;
  arguments[0] = FindProgram(argv[0]);
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    if (!options.environment.contains(text.substr(0, text.find('=')))) environment.push_back(text);
  }
  for (const auto& [name, value] : options.environment) environment.push_back(name + "=" + value);
  std::vector<char*> argv_pointers = Pointers(arguments);
  std::vector<char*> env_pointers = Pointers(environment);
  const passwd* account =
      options.user.empty() || geteuid() != 0 ? nullptr : getpwnam(options.user.c_str());
  const uid_t uid = account == nullptr ? 0 : account->pw_uid;
  const gid_t gid = account == nullptr ? 0 : account->pw_gid;
  pid_ = fork();
  if (pid_ != 0) return;
  setpgid(0, 0);
  const bool ready =
      Redirect(0, options.input, O_RDONLY) &&
      Redirect(1, options.output, O_WRONLY | O_CREAT | O_APPEND) &&
      Redirect(2, options.error.empty() ? options.output : options.error,
               O_WRONLY | O_CREAT | O_APPEND) &&
      (options.folder.empty() || chdir(options.folder.c_str()) == 0) &&
      (account == nullptr || (setgroups(0, nullptr) == 0 && setgid(gid) == 0 && setuid(uid) == 0));
  if (ready) execve(argv_pointers[0], argv_pointers.data(), env_pointers.data());
  _exit(127);
}

Child::~Child() {
  if (pid_ <= 0) return;
  kill(-pid_, SIGKILL);
  Wait();
}

bool Child::Running() {
  if (ended_) return false;
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return true;
  ended_ = true;
  exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return false;
}

int Child::Wait() {
  if (ended_) return exit_;
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  ended_ = true;
  exit_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit_;
}

void Child::Signal(int signal) {
  if (!ended_) kill(pid_, signal);
}

Ran RunChild(const std::vector<std::string>& argv, ChildOptions options) {
  const TempFolder folder;
  options.output = folder / "out";
  options.error = folder / "err";
  Child child(argv, options);
  const int exit = child.Wait();
  return {exit, ReadFile(options.output), ReadFile(options.error)};
}

int FreePort() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound =
      bind(listener, generic, size) == 0 && getsockname(listener, generic, &size) == 0;
  close(listener);
  return bound ? ntohs(address.sin_port) : 0;
}

bool WaitForPort(int port, Child& server) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (int tries = 0; tries < 3000; ++tries) {
    const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool there = connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    close(client);
    if (there) return true;
    if (!server.Running()) return false;
    poll(nullptr, 0, 20);
  }
  return false;
}

}  // namespace repoint
