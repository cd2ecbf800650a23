#include "console/testing/relay.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace repoint::console {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

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
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) == 0 && listen(listener_, 1) == 0 &&
      getsockname(listener_, generic, &size) == 0) {
    port_ = ntohs(address.sin_port);
  }
  thread_ = std::thread([this] { Serve(); });
}

Relay::~Relay() {
  shutdown(listener_, SHUT_RDWR);  // wakes accept
  thread_.join();
  close(listener_);
}

void Relay::Serve() const {
  const int client = accept(listener_, nullptr, nullptr);
  if (client < 0) return;
  const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(server_port_);
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
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
  close(server);
  close(client);
}

}  // namespace repoint::console
