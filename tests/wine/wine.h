// Runs Windows programs under Wine, each test in a Windows of its own.
//
//   Wine wine;
//   wine.RegImport(FixturePath("ol2016-x64.reg"));
//   const Finished run = wine.Run(EmProfileUpdate(), {wine.WindowsPath(list)});
//   EXPECT_EQ(run.exit_code, 0) << run.err;
//   const std::string after = wine.RegExport(R"(HKEY_CURRENT_USER\Software\Microsoft)");
//
// A prefix is made from a template (one a build folder, made by the first test that needs it, about
// 15 seconds): its registry and its user's folders are copied, its C:\windows is linked. Tests in
// different processes do not see each other. There is no display: windows exist, but nothing draws
// them.
//
// Anything that Wine itself does wrong (it is not installed, it does not start) is a test failure
// that says so.
#ifndef REPOINT_TESTS_WINE_WINE_H_
#define REPOINT_TESTS_WINE_WINE_H_

#include <sys/types.h>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace repoint {

struct Finished {
  int exit_code = -1;  // -1: killed, by us after the time-out or by a signal
  bool timed_out = false;
  std::string out;
  std::string err;
};

// A Windows program that runs. Killed by its destructor when it still does.
class RunningProgram {
 public:
  RunningProgram(pid_t pid, std::string out_path, std::string err_path);
  ~RunningProgram();
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  pid_t pid() const { return pid_; }
  // Whether it ends within the time.
  bool EndsWithin(std::chrono::milliseconds time);
  // At once, as a power failure would. Wait() has the rest.
  void Kill();
  // Standard output until now.
  std::string OutputSoFar() const;
  // Waits for its end; kills it after the time and says so in the result.
  Finished Wait(std::chrono::milliseconds time);

 private:
  pid_t pid_;
  std::string out_path_;
  std::string err_path_;
  std::optional<int> status_;  // of waitpid
};

struct RunOptions {
  std::chrono::milliseconds timeout = std::chrono::seconds(60);
  std::map<std::string, std::string> environment;  // added; Windows programs see it as it is
  std::string folder;                              // working directory; empty: drive_c
};

class Wine {
 public:
  Wine();
  // Ends every program in this prefix and removes it.
  ~Wine();
  Wine(const Wine&) = delete;
  Wine& operator=(const Wine&) = delete;

  // `program` is a Linux path of an .exe, or a name that Wine knows ("regedit"). Arguments are
  // UTF-8.
  Finished Run(const std::string& program, const std::vector<std::string>& arguments,
               const RunOptions& options = {});
  std::unique_ptr<RunningProgram> Start(const std::string& program,
                                        const std::vector<std::string>& arguments,
                                        const RunOptions& options = {});

  // A program of Linux; its home lies in the prefix.
  Finished RunLinux(const std::string& program, const std::vector<std::string>& arguments);

  // With Wine's regedit. The export is version 5, UTF-8 (without a byte order mark), of `key` and
  // everything below it; empty, and no failure, when the key does not exist.
  // A version 5 text is imported as UTF-16, as Windows exports it.
  void RegImport(const std::string& reg_file);
  // One after the other.
  void RegImport(const std::vector<std::string>& reg_files);
  void RegImportText(std::string_view reg_text);
  std::string RegExport(std::string_view key);

  // Where the C: drive and the home of the Windows user lie on Linux.
  const std::string& drive_c() const { return drive_c_; }
  std::string UserFolder() const;
  // A Linux path as Windows sees it: Z:\... or C:\... below drive_c().
  std::string WindowsPath(const std::string& path) const;

  // Ends every program in this prefix; the registry is on the disk then, and the next Run starts
  // Windows anew.
  void Shutdown();

 private:
  std::string prefix_;
  std::string drive_c_;
  int outputs_ = 0;
};

// Paths of the programs that the build made for 64-bit Windows.
std::string EmProfileUpdate();
std::string StandInOutlook();
std::string OutlookProbe();
std::string HoldFile();
std::string RawValueTool();
// And of the one for this Linux.
std::string LinuxEmProfileUpdate();

// A file's bytes, and a file made of them; a failure is a test failure.
std::string ReadTestFile(const std::string& path);
void WriteTestFile(const std::string& path, std::string_view bytes);

}  // namespace repoint

#endif  // REPOINT_TESTS_WINE_WINE_H_
