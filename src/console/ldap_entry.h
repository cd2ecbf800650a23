// An entry as a directory sent it, and the forms of values that Active Directory and Exchange 5.5
// share. Everything here is hostile input: what has no proper form counts as absent.
#ifndef REPOINT_CONSOLE_LDAP_ENTRY_H_
#define REPOINT_CONSOLE_LDAP_ENTRY_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "console/directory.h"

namespace repoint::console {

class LdapEntry {
 public:
  explicit LdapEntry(std::string dn) : dn_(std::move(dn)) {}

  const std::string& dn() const { return dn_; }
  // `attribute` as the server named it, options behind a semicolon are dropped: "proxyAddresses;
  // range=0-1499" adds to proxyAddresses. An attribute that comes twice has the values of both.
  void Add(std::string_view attribute, std::string value);

  // The values of an attribute, by its name without ASCII case; a view into this entry.
  const std::vector<std::string>& Values(std::string_view attribute) const;
  // The first value as bytes; empty when there is none.
  std::string_view Value(std::string_view attribute) const;
  // The first value as text (see CleanText).
  std::string Text(std::string_view attribute) const;

 private:
  std::string dn_;
  std::map<std::string, std::vector<std::string>> values_;  // by folded name
};

// The value without blanks around it; empty when it is no UTF-8, holds control characters, or is
// longer than any name or address may be (4096 bytes).
std::string CleanText(std::string_view value);

// 16 bytes with the first three groups little-endian (MS-DTYP 2.3.4.2) to
// "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"; empty for any other length.
std::string GuidText(ByteView bytes);
// A binary SID (MS-DTYP 2.4.2.2) to "S-1-5-21-..."; empty when it is none.
std::string SidText(ByteView bytes);

// "cn=jdoe,cn=Recipients,ou=HQ,o=Contoso" (RFC 4514, or quoted as in LDAPv2) to
// "/o=Contoso/ou=HQ/cn=Recipients/cn=jdoe". Empty when it is no DN, or has names of several
// attributes.
std::string SlashDn(const std::string& dn);

// Sets server and server_dn from "/o=.../cn=Configuration/cn=Servers/cn=EXSRC01" and anything below
// it; false when there is no server in it.
bool SetServer(DirectoryObject& object, std::string_view server_dn);

// Adds "smtp:..." and "X500:..." to the proxies, with the type in front spelled as here; other
// types (X400, SIP, ...) are nothing that a profile is found by. What is there already, or is the
// primary address, is not added again.
void AddProxy(DirectoryObject& object, std::string_view type, std::string_view address);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_LDAP_ENTRY_H_
