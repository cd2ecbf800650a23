// Which row answers a key, and where a mailbox is after several moves. docs/list-format.md,
// "Looking up".
#ifndef REPOINT_LIST_CHAIN_H_
#define REPOINT_LIST_CHAIN_H_

#include <functional>
#include <string>
#include <vector>

#include "list/list.h"
#include "list/matcher.h"

namespace repoint::list {

inline constexpr size_t kMaxSteps = 8;

// Rows of some keys; one call is one pass over the list when there is no index. Without `targets`
// only those whose source a key is are needed.
using RowFinder = std::function<Result<HitMap>(const KeyViews&, bool targets)>;

Result<std::vector<Answer>> Resolve(const std::vector<Query>& queries, const RowFinder& find);

// The one row among `rows` (all have `key` as a source key) that `holder_dn` may use: null when
// none is left, kConflict when those left disagree, naming their places.
Result<SharedRow> ChooseSource(const Key& key, std::vector<SharedRow> rows,
                               const std::string& holder_dn);

// Whether two rows of one key say the same: what both know of source, target and servers is equal.
bool Agree(const Row& a, const Row& b);

// The key by which a row's chain goes on; nullopt when the row ends it.
std::optional<Key> NextKey(const Row& row);
// Whether two rows say the same of where a mailbox goes. An empty field is unknown, which
// contradicts nothing.
bool SameTarget(const Row& a, const Row& b);
// Takes from `other` what `row` does not know, and its proxies.
void FillFrom(Row& row, const Row& other);
// Whether a row found by the SMTP key of another goes on with its chain: neither has a DN.
bool HasNoDn(const Row& row);

}  // namespace repoint::list

#endif  // REPOINT_LIST_CHAIN_H_
