#include "update/users.h"

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

// Calls visit(section, value) for every value of the tree; `section` is the path below the profile.
template <typename Visit>
Status VisitValues(const KeyTree& tree, const std::string& section, const Visit& visit) {
  for (const NamedValue& value : tree.values) REPOINT_TRY(visit(section, value));
  for (const KeyTree& key : tree.subkeys) {
    REPOINT_TRY(VisitValues(key, JoinKey(section, key.name), visit));
  }
  return {};
}

bool IsSecure(std::string_view name) {
  const auto parsed = mapi::ParsePropName(name);
  return parsed && parsed->secure;
}

bool IsMultiBinary(std::string_view name) {
  const auto parsed = mapi::ParsePropName(name);
  return parsed && parsed->type == mapi::kPtMvBinary;
}

Uids AllUids(const Profile& profile) {
  Uids uids;
  for (const ExchangeAccount& account : profile.accounts) {
    for (const mapi::Uid& uid : AddressBookUidsOf(profile, account)) AddUid(uids, uid);
  }
  return uids;
}

std::optional<mapi::AddressBookEntryId> DecodeUser(ByteView bytes, const Uids& uids) {
  auto id = DecodeBookId(bytes, uids);
  return id && id->type == mapi::kEmsabUser ? std::move(id) : std::nullopt;
}

class Mapper {
 public:
  Mapper(const Ownership& ownership, const UserMap& users, const Job& job)
      : users_(users), job_(job), uids_(ownership.address_book_uids()) {
    AddUid(uids_, mapi::kMuidEmsab);
  }

  // The id with its DN mapped; nullopt when it stays.
  Result<std::optional<Bytes>> Map(ByteView bytes) {
    auto id = DecodeUser(bytes, uids_);
    if (!id) return std::nullopt;
    const auto text = mapi::TextToUtf8(ToBytes(id->dn), mapi::TextForm::kAnsi, job_.ansi);
    const auto it = users_.find(FoldAscii(text.value_or(id->dn)));
    if (it == users_.end() || EqualsFolded(it->first, it->second)) return std::nullopt;
    if (it->second.empty()) {
      unknown_.insert(it->first);
      return std::nullopt;
    }
    REPOINT_ASSIGN(const Bytes dn, AnsiBytes(job_, it->second));
    id->dn = AsChars(dn);
    return mapi::EncodeAddressBookEntryId(*id);
  }

  Result<std::optional<RegValue>> MapValue(const NamedValue& value) {
    if (!IsMultiBinary(value.name)) {
      REPOINT_ASSIGN(auto data, Map(value.value.data));
      if (!data) return std::nullopt;
      return RegValue{value.value.type, std::move(*data)};
    }
    auto list = mapi::DecodeMulti(value.value.data, mapi::kPtMvBinary);
    if (!list) return std::nullopt;
    for (Bytes& item : list->items) {
      REPOINT_ASSIGN(auto data, Map(item));
      if (data) item = std::move(*data);
    }
    return RegValue{value.value.type, mapi::EncodeMulti(*list, mapi::kPtMvBinary)};
  }

  std::set<std::string> ReleaseUnknown() { return std::move(unknown_); }

 private:
  const UserMap& users_;
  const Job& job_;
  Uids uids_;
  std::set<std::string> unknown_;
};

void AddMailbox(UserMap& users, const Job& job) {
  for (const std::string& dn : job.names.dns) {
    std::string& target = users[dn];
    if (target.empty()) target = job.last.target_dn;
  }
}

}  // namespace

std::set<std::string> UserDns(const Profile& profile) {
  std::set<std::string> dns;
  const std::vector<mapi::Uid> uids = AllUids(profile);
  const auto add = [&](ByteView bytes) {
    const auto id = DecodeUser(bytes, uids);
    if (!id) return;
    const auto text = mapi::TextToUtf8(ToBytes(id->dn), mapi::TextForm::kAnsi, profile.ansi);
    if (text) dns.insert(*text);
  };
  (void)VisitValues(profile.tree, "", [&](const std::string&, const NamedValue& value) -> Status {
    if (value.value.type != kRegBinary || IsSecure(value.name)) return {};
    add(value.value.data);
    if (!IsMultiBinary(value.name)) return {};
    if (const auto list = mapi::DecodeMulti(value.value.data, mapi::kPtMvBinary)) {
      for (const Bytes& item : list->items) add(item);
    }
    return {};
  });
  return dns;
}

UserMap WithMovingMailboxes(UserMap users, const ProfileJobs& jobs) {
  for (const AccountJob& job : jobs.accounts) AddMailbox(users, job.job);
  for (const DelegateJob& job : jobs.delegates) AddMailbox(users, job.job);
  return users;
}

Result<std::set<std::string>> MapUsers(Draft& draft, const Ownership& ownership,
                                       const UserMap& users, const Job& any_job) {
  Mapper mapper(ownership, users, any_job);
  const KeyTree tree = draft.tree();
  REPOINT_TRY(
      VisitValues(tree, "", [&](const std::string& section, const NamedValue& value) -> Status {
        if (value.value.type != kRegBinary || IsSecure(value.name)) return {};
        if (ownership.foreign_sections().contains(FoldAscii(section))) return {};
        REPOINT_ASSIGN(auto mapped, mapper.MapValue(value));
        if (mapped) draft.Set(section, value.name, std::move(*mapped), "person in the list");
        return {};
      }));
  return mapper.ReleaseUnknown();
}

}  // namespace repoint
