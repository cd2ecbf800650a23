// Runs a command a number of times, its output thrown away, and prints the median of the wall times
// and the largest peak memory: "<milliseconds> <KiB>". The first run, which fills caches, does not
// count.
//
//   measure <runs> <command> [<argument>...]
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

struct Run {
  double millis;
  long peak_kib;
};

Run RunOnce(char** command) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 0);
    dup2(null, 1);
    dup2(null, 2);
    execvp(command[0], command);
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child ||
      (WIFEXITED(status) && WEXITSTATUS(status) == 127)) {
    std::fprintf(stderr, "measure: cannot run %s\n", command[0]);
    std::exit(1);
  }
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - start;
  return {wall.count(), usage.ru_maxrss};
}

}  // namespace

int main(int argc, char** argv) {
  const int runs = argc > 2 ? std::atoi(argv[1]) : 0;
  if (runs < 1) {
    std::fprintf(stderr, "usage: measure <runs> <command> [<argument>...]\n");
    return 2;
  }
  RunOnce(argv + 2);
  std::vector<double> millis;
  long peak = 0;
  for (int i = 0; i < runs; ++i) {
    const Run run = RunOnce(argv + 2);
    millis.push_back(run.millis);
    peak = std::max(peak, run.peak_kib);
  }
  std::nth_element(millis.begin(), millis.begin() + runs / 2, millis.end());
  std::printf("%.2f %ld\n", millis[static_cast<size_t>(runs) / 2], peak);
}
