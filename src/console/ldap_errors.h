// What OpenLDAP's library and a server say, in words that a person can act on.
#ifndef REPOINT_CONSOLE_LDAP_ERRORS_H_
#define REPOINT_CONSOLE_LDAP_ERRORS_H_

#include <ldap.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace repoint::console {

// The error for a result code (RFC 4511 A.2; negative: the library's own). `diagnostic` is what the
// server or the TLS library added, `where` the directory's address. The server's words are quoted
// as far as they are printable, except after a bind: there only Active Directory's known reasons
// for refusing an account are told.
Error LdapError(int code, std::string_view diagnostic, const std::string& where);
Error LdapBindError(int code, std::string_view diagnostic, const std::string& where);

// After a connection that did not come about.
Error LdapConnectError(int code, const std::string& where);

// LDAP_OPT_DIAGNOSTIC_MESSAGE of the last operation; may be empty.
std::string LdapDiagnostic(LDAP* ldap);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_LDAP_ERRORS_H_
