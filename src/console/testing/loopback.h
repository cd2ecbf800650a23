// Sockets on 127.0.0.1, for servers that tests make up.
#ifndef REPOINT_CONSOLE_TESTING_LOOPBACK_H_
#define REPOINT_CONSOLE_TESTING_LOOPBACK_H_

namespace repoint::console {

// Waits for one connection on a free port.
class LoopbackListener {
 public:
  LoopbackListener();
  ~LoopbackListener();
  LoopbackListener(const LoopbackListener&) = delete;
  LoopbackListener& operator=(const LoopbackListener&) = delete;

  int port() const { return port_; }  // 0: the system gave none
  // The connection, which the caller closes; negative after Stop.
  int Accept() const;
  // Ends Accept, from any thread.
  void Stop() const;

 private:
  int socket_;
  int port_ = 0;
};

// A connection, which the caller closes; negative when nobody listens.
int ConnectLoopback(int port);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_LOOPBACK_H_
