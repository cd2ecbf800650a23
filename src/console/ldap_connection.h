// A connection to a directory, bound: OpenLDAP's library, set up without regard to what ldap.conf
// says, except for the system's issuers of certificates.
#ifndef REPOINT_CONSOLE_LDAP_CONNECTION_H_
#define REPOINT_CONSOLE_LDAP_CONNECTION_H_

#include <ldap.h>

#include <memory>
#include <string>

#include "base/files.h"
#include "base/result.h"
#include "console/directory.h"

namespace repoint::console {

struct LdapUnbind {
  void operator()(LDAP* ldap) const { ldap_unbind_ext_s(ldap, nullptr, nullptr); }
};
using LdapHandle = std::unique_ptr<LDAP, LdapUnbind>;

// Connects, encrypts when asked to, and binds:
// * protocol 3, no aliases, no referrals followed;
// * with ldaps and StartTLS the certificate must be issued by somebody trusted, be valid, and be
//   for the host of the address; nothing is sent before;
// * GSSAPI signs and seals, unless TLS does already, which domain controllers refuse to have twice;
//   the server's Kerberos name is the host of the address, never what DNS says of it;
// * no read or write takes longer than spec.timeout_seconds; ldap_socket.h.
// Errors as OpenDirectory's.
Result<LdapHandle> ConnectLdap(const DirectorySpec& spec, FileSystem& files, const AskSecret& ask);

// spec.timeout_seconds, at least one.
timeval LdapTimeout(const DirectorySpec& spec);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_LDAP_CONNECTION_H_
