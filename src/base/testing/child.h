// Child processes of a test: programs run to their end, servers that live as long as the test.
#ifndef REPOINT_BASE_TESTING_CHILD_H_
#define REPOINT_BASE_TESTING_CHILD_H_

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace repoint {

struct ChildOptions {
  std::map<std::string, std::string> environment;  // beside that of the test
  std::string folder;                              // working directory; empty: the test's
  std::string user;    // account to run as, when the test is root; empty: the test's
  std::string output;  // file that takes stdout and stderr; empty: /dev/null
  std::string error;   // file for stderr alone; empty: as `output`
  std::string input;   // file for stdin; empty: /dev/null
};

// Ends the process, and all that it started, when destroyed. By process group, never by name.
class Child {
 public:
  // argv[0] is looked for in $PATH, /usr/sbin and /usr/lib/postgresql/*/bin. A program that is not
  // there exits with 127.
  explicit Child(const std::vector<std::string>& argv, const ChildOptions& options = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t pid() const { return pid_; }
  bool Running();
  // Waits for the end: the exit code, or 128 + signal.
  int Wait();
  void Signal(int signal);

 private:
  pid_t pid_ = -1;
  int exit_ = -1;
  bool ended_ = false;
};

struct Ran {
  int exit_code = -1;
  std::string out;
  std::string err;
};
// Runs a program to its end; `output` and `error` of the options are ours.
Ran RunChild(const std::vector<std::string>& argv, ChildOptions options = {});

// A TCP port of 127.0.0.1 that nobody used a moment ago.
int FreePort();
// Waits until something listens on that port of 127.0.0.1, or `server` has ended, or a minute is
// over; whether something listens.
bool WaitForPort(int port, Child& server);

}  // namespace repoint

#endif  // REPOINT_BASE_TESTING_CHILD_H_
