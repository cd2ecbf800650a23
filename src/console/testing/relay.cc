#include "console/testing/relay.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace repoint::console {
namespace {

// Moves up to `most` bytes; how many, 0 at the end of the connection.
size_t Move(int from, int to, size_t most) {
  char bytes[4096];
  const ssize_t got = recv(from, bytes, std::min(most, sizeof bytes), 0);
  if (got <= 0 || send(to, bytes, static_cast<size_t>(got), MSG_NOSIGNAL) != got) return 0;
  return static_cast<size_t>(got);
}

}  // namespace

Relay::Relay(int server_port, size_t limit, std::function<void()> at_limit)
    : server_port_(server_port),
      limit_(limit),
      at_limit_(std::move(at_limit)),
      thread_([this] { Serve(); }) {}

Relay::~Relay() {
  listener_.Stop();
  thread_.join();
}

void Relay::Serve() const {
  const int client = listener_.Accept();
  if (client < 0) return;
  const int server = ConnectLoopback(server_port_);
  bool open = server >= 0;
  size_t left = limit_;
  while (open) {
    // A negative file is not looked at.
    pollfd ends[] = {{client, POLLIN, 0}, {left > 0 ? server : -1, POLLIN, 0}};
    open = poll(ends, 2, -1) > 0;
    if (open && ends[0].revents != 0) open = Move(client, server, SIZE_MAX) > 0;
    if (open && ends[1].revents != 0) {
      const size_t moved = Move(server, client, left);
      left -= moved;
      open = moved > 0;
      if (left == 0 && at_limit_) {
        at_limit_();
        left = SIZE_MAX;
      }
    }
  }
  if (server >= 0) close(server);
  close(client);
}

}  // namespace repoint::console
