// Mailboxes in Active Directory, as Exchange 2000 and later keep them.
// Sources: MS-ADA1 to MS-ADA3 (attributes), MS-DTYP 2.3.4.2 and 2.4.2.2 (GUID and SID in bytes),
// "Exchange 2007 and Recipient Type Details" and its later editions (recipient types): documented.
#ifndef REPOINT_CONSOLE_ACTIVE_DIRECTORY_H_
#define REPOINT_CONSOLE_ACTIVE_DIRECTORY_H_

#include <span>

#include "console/directory.h"
#include "console/ldap_entry.h"

namespace repoint::console {

// Users and contacts that have an address; no groups and no public folders.
inline constexpr const char* kActiveDirectoryFilter =
    "(&(|(objectClass=user)(objectClass=contact))"
    "(|(legacyExchangeDN=*)(proxyAddresses=*)(mail=*)))";
std::span<const char* const> ActiveDirectoryAttributes();

//   key            objectGUID; the folded DN without one
//   smtp           the proxy address whose type is in capitals ("SMTP:"); mail without one
//   proxies        the other SMTP addresses and X500 addresses
//   server(_dn)    msExchHomeServerName; else the server in homeMDB, which has none since 2010
//   is_mailbox     by msExchRecipientTypeDetails: of people, rooms and equipment, here and not in
//                  the cloud. Without it (Exchange 2000 and 2003): has homeMDB or a home server
//   master_sid     msExchMasterAccountSid; not S-1-5-10, "self", which owns nothing elsewhere
// Of more than 1500 proxies, which is what AD sends of an attribute by default, the first are kept.
DirectoryObject ActiveDirectoryObject(const LdapEntry& entry);

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_ACTIVE_DIRECTORY_H_
