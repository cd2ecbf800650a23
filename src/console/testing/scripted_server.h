// A server that answers as a test wrote it down, whatever it is asked: for what a real server never
// sends.
#ifndef REPOINT_CONSOLE_TESTING_SCRIPTED_SERVER_H_
#define REPOINT_CONSOLE_TESTING_SCRIPTED_SERVER_H_

#include <string>
#include <thread>
#include <vector>

#include "console/testing/loopback.h"

namespace repoint::console {

// Takes one connection on 127.0.0.1. After each request it sends the next answer; after the last it
// stays silent, with `close_after` it closes the connection. Ends with the destructor.
class ScriptedServer {
 public:
  explicit ScriptedServer(std::vector<std::string> answers, bool close_after = false);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  int port() const { return listener_.port(); }

 private:
  void Serve() const;

  std::vector<std::string> answers_;
  bool close_after_;
  LoopbackListener listener_;
  std::thread thread_;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_SCRIPTED_SERVER_H_
