// legacyExchangeDN: "/o=Org/ou=Site/cn=Recipients/cn=alias". Compared without ASCII case and by
// whole names.
#ifndef REPOINT_MAPI_LEGACY_DN_H_
#define REPOINT_MAPI_LEGACY_DN_H_

#include <optional>
#include <string>
#include <string_view>

namespace repoint::mapi {

// Starts with "/o=" and has another name: enough to tell a DN from an alias, an address or a
// display name.
bool LooksLikeDn(std::string_view text);
// local@domain without spaces or slashes; "SMTP:" in front is accepted.
bool LooksLikeSmtp(std::string_view text);
// "guid@domain": the server names of Exchange 2013 and later. Dashes in the guid are optional.
bool LooksLikeGuidServer(std::string_view text);

// "/o=Org" and "/o=Org/ou=Site"; nullopt when the DN has no such part.
std::optional<std::string> DnOrganization(std::string_view dn);
std::optional<std::string> DnSite(std::string_view dn);
// Site of `mailbox_dn` + "/cn=Configuration/cn=Servers/cn=" + server.
std::optional<std::string> ServerDn(std::string_view mailbox_dn, std::string_view server);
// Replaces the name behind "/cn=Servers/cn=" and keeps a tail such as "/cn=Microsoft Private MDB".
std::optional<std::string> WithServerName(std::string_view server_dn, std::string_view server);
// What follows the server's name: "/cn=Microsoft Private MDB", or empty. nullopt when there is no
// "/cn=Servers/cn=".
std::optional<std::string> ServerDnTail(std::string_view server_dn);
// The server's name in a server DN.
std::optional<std::string> ServerDnName(std::string_view server_dn);

// Address without "SMTP:" and without the marker "--migrate--" that the migration puts before the
// local part of source mailboxes. "SMTP:--migrate--bob@x.example" -> "bob@x.example".
std::string_view BareSmtp(std::string_view address);

}  // namespace repoint::mapi

#endif  // REPOINT_MAPI_LEGACY_DN_H_
