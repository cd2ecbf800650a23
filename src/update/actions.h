// The actions of the table in rules.cc: each decides what one value becomes. All have the type
// Action (rules.h).
#ifndef REPOINT_UPDATE_ACTIONS_H_
#define REPOINT_UPDATE_ACTIONS_H_

#include "update/rules.h"

namespace repoint {

using ActionResult = Result<std::optional<RegValue>>;

ActionResult Keep(const Property& property);
ActionResult Drop(const Property& property);

// Texts of the row; one that is unknown deletes the value.
ActionResult ToServer(const Property& property);
ActionResult ToServerDn(const Property& property);
ActionResult ToFqdn(const Property& property);
ActionResult ToDn(const Property& property);
ActionResult ToDnOrDrop(const Property& property);
ActionResult ToPublicServer(const Property& property);
ActionResult ToPublicServerDn(const Property& property);
// The server's new DN with the tail that the database DN had.
ActionResult ToMdbDn(const Property& property);
ActionResult ToPublicMdbDn(const Property& property);

// Keeps its kind: a DN, an address, else the alias, else the display name.
ActionResult ToUnresolvedName(const Property& property);
// TargetSmtp, with "SMTP:" in front when it was there.
ActionResult ToSmtp(const Property& property);
// Where it is an address: the same, or deleted when it names the source and TargetSmtp is unknown.
ActionResult ToAddress(const Property& property);
// The same, but a name that is no address stays.
ActionResult ToAccountName(const Property& property);
// Source addresses inside a text become TargetSmtp, when it is known.
ActionResult ReplaceAddress(const Property& property);

// Each binding's host: the FQDN for ncacn_ip_tcp and ncacn_http, the server for the others.
ActionResult ToBindings(const Property& property);

// Outlook Anywhere: TargetProxy; else kept within one organisation, unless it names the source
// server.
ActionResult ToProxy(const Property& property);
ActionResult ToProxyPrincipal(const Property& property);
ActionResult ToProxyFlags(const Property& property);

// Deleted when the mailbox is a new one: what is bound to the old one does not fit it.
ActionResult DropOfOldMailbox(const Property& property);
ActionResult ToStoreId(const Property& property);

}  // namespace repoint

#endif  // REPOINT_UPDATE_ACTIONS_H_
