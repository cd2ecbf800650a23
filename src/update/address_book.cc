#include "update/address_book.h"

#include <algorithm>

namespace repoint {

std::optional<mapi::Uid> UidOf(const RegValue* value) {
  mapi::Uid uid;
  if (value == nullptr || value->data.size() != uid.size()) return std::nullopt;
  std::ranges::copy(value->data, uid.begin());
  return uid;
}

void AddUid(Uids& uids, const mapi::Uid& uid) {
  if (std::ranges::find(uids, uid) == uids.end()) uids.push_back(uid);
}

std::optional<mapi::Uid> OwnAddressBookUid(const Profile& profile, const ExchangeAccount& account) {
  const KeyTree* settings = profile.Section(account.settings);
  return settings == nullptr ? std::nullopt : UidOf(BinaryProp(*settings, kPrEmsabpUserUid));
}

Uids AddressBookUidsOf(const Profile& profile, const ExchangeAccount& account) {
  Uids uids;
  if (const auto own = OwnAddressBookUid(profile, account)) uids.push_back(*own);
  AddUid(uids, mapi::kMuidEmsab);
  return uids;
}

std::optional<mapi::AddressBookEntryId> DecodeBookId(ByteView bytes, const Uids& uids) {
  for (const mapi::Uid& uid : uids) {
    if (auto id = mapi::DecodeAddressBookEntryId(bytes, uid)) return id;
  }
  return std::nullopt;
}

}  // namespace repoint
