// A network between a test and its server that breaks where the test wants it to.
#ifndef REPOINT_CONSOLE_TESTING_RELAY_H_
#define REPOINT_CONSOLE_TESTING_RELAY_H_

#include <cstddef>
#include <functional>
#include <thread>

#include "console/testing/loopback.h"

namespace repoint::console {

// Takes one connection on 127.0.0.1 and relays it to a server's port there. After `limit` bytes
// from the server `at_limit` is called, on a thread of its own, and then the rest goes on; without
// it nothing more comes, and the connection stays open. Ends with the destructor.
class Relay {
 public:
  Relay(int server_port, size_t limit, std::function<void()> at_limit = {});
  ~Relay();
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  int port() const { return listener_.port(); }

 private:
  void Serve() const;

  int server_port_;
  size_t limit_;
  std::function<void()> at_limit_;
  LoopbackListener listener_;
  std::thread thread_;
};

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_RELAY_H_
