// Whose is what: which stores, folders and address book containers named in a profile belong to the
// mailboxes that move. docs/update.md, "The source store".
#ifndef REPOINT_UPDATE_OWNERSHIP_H_
#define REPOINT_UPDATE_OWNERSHIP_H_

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mapi/entry_id.h"
#include "update/address_book.h"
#include "update/job.h"
#include "update/store_id.h"

namespace repoint {

// The jobs of one profile: an account's own mailbox, and additional mailboxes by their section.
struct AccountJob {
  size_t account = 0;  // index in Profile::accounts
  Job job;
};
struct DelegateJob {
  size_t account = 0;
  std::string section;
  Job job;
};
struct ProfileJobs {
  std::vector<AccountJob> accounts;
  std::vector<DelegateJob> delegates;

  const Job* ForAccount(size_t account) const;
  const Job* ForDelegate(std::string_view section) const;
};

// The source stores of a profile: each moving account's own mailbox, archive and public folders,
// and the additional mailboxes that move. Made from the profile as it is before the update; refers
// to neither afterwards.
class Ownership {
 public:
  Ownership(const Profile& profile, const ProfileJobs& jobs);

  // All names of the moving mailboxes.
  const SourceNames& names() const { return names_; }
  // Sections (folded paths below the profile) of accounts and additional mailboxes that do not
  // move.
  const std::set<std::string>& foreign_sections() const { return foreign_sections_; }

  bool IsSourceStore(const NamedStore& store) const;
  // `bytes` hold the entry id of a source store, or of a folder in one.
  bool HoldsSource(ByteView bytes) const;
  // They hold the entry id of an Exchange store, and of none that is the moving mailboxes', before
  // or after the move.
  bool HoldsForeignStore(ByteView bytes) const;
  // A folder's entry id whose store is not known by its record key.
  bool IsUnknownFolder(ByteView bytes) const;
  // A folder that is in a source store although its record key does not tell (docs/update.md,
  // "CONTAB").
  void AddSourceFolder(ByteView folder) { source_folders_.insert(ToBytes(folder)); }

  // The provider uids of address book entry ids that belong to accounts that move.
  const Uids& address_book_uids() const { return address_book_uids_; }
  // A container of the source's address lists: one with a GUID, or an Exchange 5.5 container of the
  // source site.
  bool IsSourceContainer(const mapi::AddressBookEntryId& id) const;

 private:
  void AddJob(const Job& job);
  void AddAccount(const Profile& profile, size_t index, const ProfileJobs& jobs);
  void AddStandardBook(const Profile& profile, const ProfileJobs& jobs);
  void AddStore(const Profile& profile, const Store& store, const Job* job);

  SourceNames names_;
  SourceNames own_;  // DNs of the moving mailboxes, before and after
  std::set<Bytes> source_keys_;
  std::set<Bytes> other_keys_;
  std::set<Bytes> source_folders_;
  std::set<std::string> public_servers_;  // folded
  std::set<std::string> sites_;           // folded
  std::set<std::string> foreign_sections_;
  Uids address_book_uids_;
};

}  // namespace repoint

#endif  // REPOINT_UPDATE_OWNERSHIP_H_
