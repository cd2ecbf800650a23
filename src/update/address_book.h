// Address book entry ids of a profile's accounts. From Outlook 2010 on an account's address book
// may have a uid of its own (01023d1a) beside the standard one.
#ifndef REPOINT_UPDATE_ADDRESS_BOOK_H_
#define REPOINT_UPDATE_ADDRESS_BOOK_H_

#include <optional>
#include <vector>

#include "mapi/entry_id.h"
#include "profile/graph.h"

namespace repoint {

using Uids = std::vector<mapi::Uid>;

// A property or named value that holds one uid.
std::optional<mapi::Uid> UidOf(const RegValue* value);
void AddUid(Uids& uids, const mapi::Uid& uid);

// 01023d1a of the account's settings.
std::optional<mapi::Uid> OwnAddressBookUid(const Profile& profile, const ExchangeAccount& account);
// The account's own one, if any, and the standard one.
Uids AddressBookUidsOf(const Profile& profile, const ExchangeAccount& account);

// An id of any of these address books.
std::optional<mapi::AddressBookEntryId> DecodeBookId(ByteView bytes, const Uids& uids);

}  // namespace repoint

#endif  // REPOINT_UPDATE_ADDRESS_BOOK_H_
