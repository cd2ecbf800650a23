#include "console/ldap_socket.h"

#include <sys/socket.h>

namespace repoint::console {
namespace {

constexpr ber_len_t kLargestMessage = ber_len_t{64} << 20;

// A layer of libldap's socket, right above the one that writes with write(2).
ber_slen_t Read(Sockbuf_IO_Desc* layer, void* bytes, ber_len_t size) {
  return LBER_SBIOD_READ_NEXT(layer, bytes, size);
}
ber_slen_t WriteWithoutSignal(Sockbuf_IO_Desc* layer, void* bytes, ber_len_t size) {
  ber_socket_t socket = -1;
  ber_sockbuf_ctrl(layer->sbiod_sb, LBER_SB_OPT_GET_FD, &socket);
  return send(socket, bytes, size, MSG_NOSIGNAL);
}
int Control(Sockbuf_IO_Desc* layer, int option, void* argument) {
  return LBER_SBIOD_CTRL_NEXT(layer, option, argument);
}

Sockbuf_IO kWithoutSignal = {nullptr, nullptr, Control, Read, WriteWithoutSignal, nullptr};

}  // namespace

bool GuardSocket(LDAP* ldap) {
  Sockbuf* buffer = nullptr;
  ber_len_t largest = kLargestMessage;
  return ldap_get_option(ldap, LDAP_OPT_SOCKBUF, static_cast<void*>(&buffer)) == LDAP_OPT_SUCCESS &&
         ber_sockbuf_ctrl(buffer, LBER_SB_OPT_SET_MAX_INCOMING, &largest) == 1 &&
         ber_sockbuf_add_io(buffer, &kWithoutSignal, LBER_SBIOD_LEVEL_PROVIDER + 1, nullptr) == 0;
}

bool LimitWaiting(LDAP* ldap, const timeval& timeout) {
  int socket = -1;
  return ldap_get_option(ldap, LDAP_OPT_DESC, &socket) == LDAP_OPT_SUCCESS &&
         setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout) == 0 &&
         setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout) == 0;
}

}  // namespace repoint::console
