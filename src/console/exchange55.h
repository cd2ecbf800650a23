// Mailboxes in the directory of Exchange 5.5, which speaks LDAPv3 with paged results.
//
// How sure: object classes, attribute names and the multi-part Proxy-Addresses are documented
// (Exchange Server Programmer's Reference, "Directory Schema": the class Mailbox is
// organizationalPerson in LDAP, Remote-Address is remote-address, Common-Name is rdn, Display-Name
// is cn); Home-MDB's form and "x400$..." are seen in public descriptions. SIDs as hex text:
// inferred from the migration tools of that time, which decode them so; bytes are read as well.
// Home-Server is the Administrator program's name for what LDAP has in Home-MDB; read where a
// server has it. Hidden recipients are shown to a bind name that ends in ",cn=admin" only:
// inferred.
#ifndef REPOINT_CONSOLE_EXCHANGE55_H_
#define REPOINT_CONSOLE_EXCHANGE55_H_

#include <span>

#include "console/directory.h"
#include "console/ldap_entry.h"

namespace repoint::console {

// Mailboxes and custom recipients; no distribution lists and no public folders.
inline constexpr const char* kExchange55Filter =
    "(|(objectClass=organizationalPerson)(objectClass=remote-address)"
    "(objectClass=custom-recipient))";
std::span<const char* const> Exchange55Attributes();

//   key            the folded DN
//   legacy_dn      the DN, turned round (SlashDn)
//   smtp           rfc822Mailbox, else mail, else the "SMTP$" of otherMailbox
//   proxies        otherMailbox: "smtp$jd@contoso.example", "X500$/o=...", "x400$c=US;..."
//   server(_dn)    Home-Server: a name, or a DN; else the server in Home-MDB or Home-MTA
//   is_mailbox     organizationalPerson that is no remote-address or custom-recipient
//   sid            Assoc-NT-Account, the primary Windows NT account
DirectoryObject Exchange55Object(const LdapEntry& entry);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_EXCHANGE55_H_
