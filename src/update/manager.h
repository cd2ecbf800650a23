// The account manager's keys and the directory section during an update. docs/update.md, "Lists".
#ifndef REPOINT_UPDATE_MANAGER_H_
#define REPOINT_UPDATE_MANAGER_H_

#include <string>
#include <vector>

#include "base/result.h"
#include "update/draft.h"
#include "update/ownership.h"

namespace repoint {

// Account Name, Display Name and Email of an account that moves; its Identity Eid when no DN is
// known. `uids` are those of the account's address book.
Status UpdateManagerKeys(Draft& draft, const ExchangeAccount& account, const Uids& uids,
                         const Job& job);

// Accounts of any kind that deliver into a source store deliver into the default store again.
void UpdateDeliveryStores(Draft& draft, const Ownership& ownership,
                          std::vector<std::string>& warnings);

// dca740c8...: the directory server.
Status UpdateDirectory(Draft& draft, const std::vector<AccountJob>& jobs);

}  // namespace repoint

#endif  // REPOINT_UPDATE_MANAGER_H_
