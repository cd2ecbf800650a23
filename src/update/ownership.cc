#include "update/ownership.h"

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"

namespace repoint {
namespace {

constexpr uint16_t kPrServer = 0x660c;
constexpr uint16_t kPrServerFqdn = 0x662b;

bool Occurs(ByteView data, const Bytes& key) {
  return std::search(data.begin(), data.end(), key.begin(), key.end()) != data.end();
}

// 01020ff9 of a store's section.
std::optional<mapi::Uid> RecordKeyOf(const KeyTree* section) {
  return section == nullptr ? std::nullopt : UidOf(BinaryProp(*section, kPrRecordKey));
}

mapi::Uid AddressBookUid(const Profile& profile, const ExchangeAccount& account) {
  return OwnAddressBookUid(profile, account).value_or(mapi::kMuidEmsab);
}

// Sections with an account's preferences, which its keys of the account manager name.
std::vector<std::string> PreferencesOf(const Profile& profile, const ExchangeAccount& account) {
  std::vector<std::string> sections;
  const KeyTree* manager = profile.Section(kAccountManager);
  for (const std::string& name : account.manager_keys) {
    const KeyTree* key = manager == nullptr ? nullptr : manager->FindKey(name);
    const auto uid = UidOf(key == nullptr ? nullptr : key->FindValue("Preferences UID"));
    if (uid) sections.push_back(mapi::SectionName(*uid));
  }
  return sections;
}

}  // namespace

const Job* ProfileJobs::ForAccount(size_t account) const {
  for (const AccountJob& job : accounts) {
    if (job.account == account) return &job.job;
  }
  return nullptr;
}

const Job* ProfileJobs::ForDelegate(std::string_view section) const {
  for (const DelegateJob& job : delegates) {
    if (job.section == section) return &job.job;
  }
  return nullptr;
}

Ownership::Ownership(const Profile& profile, const ProfileJobs& jobs) {
  names_.ansi = own_.ansi = profile.ansi;
  for (const AccountJob& job : jobs.accounts) AddJob(job.job);
  for (const DelegateJob& job : jobs.delegates) AddJob(job.job);
  for (size_t i = 0; i < profile.accounts.size(); ++i) AddAccount(profile, i, jobs);
  AddStandardBook(profile, jobs);
  for (const AccountJob& job : jobs.accounts) {
    // Preferences that several accounts share are no foreign ones.
    for (const std::string& section : PreferencesOf(profile, profile.accounts[job.account])) {
      foreign_sections_.erase(section);
    }
  }
  for (const KeyTree& section : profile.tree.subkeys) {
    const auto key = RecordKeyOf(&section);
    if (key && !source_keys_.contains(ToBytes(*key))) other_keys_.insert(ToBytes(*key));
  }
}

void Ownership::AddJob(const Job& job) {
  names_.Add(job.names);
  SourceNames own;
  own.dns = job.own_dns;
  own.dns.push_back(FoldAscii(job.last.target_dn));
  own_.Add(own);
}

void Ownership::AddAccount(const Profile& profile, size_t index, const ProfileJobs& jobs) {
  const ExchangeAccount& account = profile.accounts[index];
  const Job* job = jobs.ForAccount(index);
  if (job == nullptr) {
    for (const std::string& section : account.Sections()) {
      // Up to 2007 one settings section serves every account.
      if (section != kGlobalExchangeSection) foreign_sections_.insert(section);
    }
    for (const std::string& key : account.manager_keys) {
      foreign_sections_.insert(FoldAscii(JoinKey(kAccountManager, key)));
    }
    for (std::string& section : PreferencesOf(profile, account)) {
      foreign_sections_.insert(std::move(section));
    }
    return;
  }
  AddUid(address_book_uids_, AddressBookUid(profile, account));
  if (const auto site = mapi::DnSite(job->source_dn)) sites_.insert(FoldAscii(*site));
  for (const Store& store : account.stores) {
    const bool delegate = store.role == StoreRole::kDelegate || store.role == StoreRole::kUnknown;
    AddStore(profile, store, delegate ? jobs.ForDelegate(store.section) : job);
  }
}

// Ids with the standard uid are of the accounts that move, too, unless it is the one of an account
// that does not.
void Ownership::AddStandardBook(const Profile& profile, const ProfileJobs& jobs) {
  for (size_t i = 0; i < profile.accounts.size(); ++i) {
    const bool stays = jobs.ForAccount(i) == nullptr;
    if (stays && AddressBookUid(profile, profile.accounts[i]) == mapi::kMuidEmsab) return;
  }
  AddUid(address_book_uids_, mapi::kMuidEmsab);
}

void Ownership::AddStore(const Profile& profile, const Store& store, const Job* job) {
  if (job == nullptr) {
    foreign_sections_.insert(store.section);
    return;
  }
  const KeyTree* section = profile.Section(store.section);
  if (const auto key = RecordKeyOf(section)) source_keys_.insert(ToBytes(*key));
  if (store.role != StoreRole::kPublic) return;
  for (const uint16_t id : {kPrServer, kPrServerFqdn}) {
    const auto server = TextProp(*section, id, profile.ansi);
    if (server) public_servers_.insert(FoldAscii(*server));
  }
  const RegValue* entry_id = BinaryProp(*section, kPrEntryId);
  if (entry_id == nullptr) return;
  for (const NamedStore& named : FindStoreIds(entry_id->data)) {
    public_servers_.insert(FoldAscii(named.server));
  }
}

bool Ownership::IsSourceStore(const NamedStore& store) const {
  if (!store.is_public) return names_.HasAnsiDn(store.mailbox_dn);
  return public_servers_.contains(FoldAscii(store.server)) || names_.HasServer(store.server) ||
         names_.HasAddress(store.server);
}

bool Ownership::HoldsSource(ByteView bytes) const {
  const std::vector<NamedStore> stores = FindStoreIds(bytes);
  if (std::ranges::any_of(stores, [&](const auto& store) { return IsSourceStore(store); })) {
    return true;
  }
  if (source_folders_.contains(ToBytes(bytes))) return true;
  return std::ranges::any_of(source_keys_, [&](const Bytes& key) { return Occurs(bytes, key); });
}

bool Ownership::HoldsForeignStore(ByteView bytes) const {
  const std::vector<NamedStore> stores = FindStoreIds(bytes);
  const bool own = std::ranges::any_of(
      stores, [&](const auto& store) { return own_.HasAnsiDn(store.mailbox_dn); });
  return !stores.empty() && !own && !HoldsSource(bytes);
}

bool Ownership::IsUnknownFolder(ByteView bytes) const {
  const auto key = mapi::FolderStoreKey(bytes);
  return key && !source_keys_.contains(ToBytes(*key)) && !other_keys_.contains(ToBytes(*key));
}

bool Ownership::IsSourceContainer(const mapi::AddressBookEntryId& id) const {
  if (id.type != mapi::kEmsabContainer) return false;
  if (StartsWithFolded(id.dn, "/guid=")) return true;
  const auto site = mapi::DnSite(id.dn);
  return site && sites_.contains(FoldAscii(*site));
}

}  // namespace repoint
