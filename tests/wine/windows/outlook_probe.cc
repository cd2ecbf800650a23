// The outlook room on Windows, for tests from outside:
//
//   outlook_probe installed                              path|version|pointer width, or "none"
//   outlook_probe running                                outlook|<others>, 1 or 0 for Outlook
//   outlook_probe start <profile> <options> <seconds>    "closed" or "open" after CloseAfter;
//   seconds "keep": "kept"
#include <cstdlib>
#include <string>
#include <vector>

#include "base/system.h"
#include "base/text.h"
#include "outlook/outlook.h"
#include "registry/live.h"

namespace {

using namespace repoint;  // NOLINT: a program of one page

int Say(const std::string& text) { return WriteStdout(text + "\n") ? 0 : 1; }
int Say(const Error& error) { return WriteStderr(error.ToString() + "\n") ? 1 : 2; }

int Installed(Outlook& outlook) {
  const auto found = outlook.FindInstalled();
  if (!found) return Say(found.error());
  if (!*found) return Say("none");
  return Say((*found)->path + "|" + (*found)->version + "|" +
             std::to_string((*found)->pointer_width));
}

int Running(Outlook& outlook) {
  const auto running = outlook.FindRunning();
  if (!running) return Say(running.error());
  return Say((running->outlook ? "1|" : "0|") + Join(running->others, ","));
}

int Start(Outlook& outlook, const std::vector<std::string>& arguments) {
  const auto found = outlook.FindInstalled();
  if (!found) return Say(found.error());
  if (!*found) return Say("none");
  const auto process = outlook.Start(**found, arguments[1], arguments[2]);
  if (!process) return Say(process.error());
  if (arguments[3] == "keep") return Say("kept");
  const auto closed = (*process)->CloseAfter(std::atoi(arguments[3].c_str()));
  if (!closed) return Say(closed.error());
  return Say(*closed ? "closed" : "open");
}

}  // namespace

int main(int argc, char** argv) {
  const auto machine = OpenLiveRegistry(LiveRoot::kLocalMachine);
  const auto user = OpenLiveRegistry(LiveRoot::kCurrentUser);
  const auto classes = OpenLiveRegistry(LiveRoot::kClassesRoot);
  if (!machine || !user || !classes) return 2;
  const auto outlook = SystemOutlook(**machine, **user, **classes);
  const std::vector<std::string> arguments = CommandLineArguments(argc, argv);
  if (arguments.size() == 1 && arguments[0] == "installed") return Installed(*outlook);
  if (arguments.size() == 1 && arguments[0] == "running") return Running(*outlook);
  if (arguments.size() == 4 && arguments[0] == "start") return Start(*outlook, arguments);
  return 2;
}
