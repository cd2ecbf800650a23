#include "console/testing/scripted_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace repoint::console {

ScriptedServer::ScriptedServer(std::vector<std::string> answers, bool close_after)
    : answers_(std::move(answers)),
      close_after_(close_after),
      listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) == 0 && listen(listener_, 1) == 0 &&
      getsockname(listener_, generic, &size) == 0) {
    port_ = ntohs(address.sin_port);
  }
  thread_ = std::thread([this] { Serve(); });
}

ScriptedServer::~ScriptedServer() {
  shutdown(listener_, SHUT_RDWR);  // wakes accept
  thread_.join();
  close(listener_);
}

void ScriptedServer::Serve() const {
  const int client = accept(listener_, nullptr, nullptr);
  if (client < 0) return;
  char request[4096];
  for (const std::string& answer : answers_) {
    if (recv(client, request, sizeof request, 0) <= 0) break;
    send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
  }
  while (!close_after_ && recv(client, request, sizeof request, 0) > 0) {
  }
  close(client);
}

}  // namespace repoint::console
