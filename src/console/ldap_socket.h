// What libldap leaves to us of a connection's socket.
#ifndef REPOINT_CONSOLE_LDAP_SOCKET_H_
#define REPOINT_CONSOLE_LDAP_SOCKET_H_

#include <ldap.h>
#include <sys/time.h>

namespace repoint::console {

// Before connecting: writing to a server that has gone is an error and not the end of the program
// (SIGPIPE), and a message of more than 64 MiB is not received. False when libldap refuses.
bool GuardSocket(LDAP* ldap);

// After connecting: no single read or write takes longer. libldap limits the wait for something to
// read only: a packet sealed by Kerberos that stops in its middle would be waited for forever.
bool LimitWaiting(LDAP* ldap, const timeval& timeout);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_LDAP_SOCKET_H_
