// Why a directory's certificate was refused. The decision is libldap's; this only finds words.
#ifndef REPOINT_CONSOLE_LDAP_CERTIFICATE_H_
#define REPOINT_CONSOLE_LDAP_CERTIFICATE_H_

#include <ldap.h>

#include <string>

namespace repoint::console {

// A message about the certificate that the server of an encrypted connection, made without checks,
// has shown: out of date, for another host than that of `address`, or else not trusted.
std::string CertificateFault(LDAP* unchecked, const std::string& address);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_LDAP_CERTIFICATE_H_
