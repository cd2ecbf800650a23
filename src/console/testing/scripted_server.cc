#include "console/testing/scripted_server.h"

#include <sys/socket.h>
#include <unistd.h>

namespace repoint::console {

ScriptedServer::ScriptedServer(std::vector<std::string> answers, bool close_after)
    : answers_(std::move(answers)), close_after_(close_after), thread_([this] { Serve(); }) {}

ScriptedServer::~ScriptedServer() {
  listener_.Stop();
  thread_.join();
}

void ScriptedServer::Serve() const {
  const int client = listener_.Accept();
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
