// Store entry ids during an update: which store they name, and what they become.
#ifndef REPOINT_UPDATE_STORE_ID_H_
#define REPOINT_UPDATE_STORE_ID_H_

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "update/job.h"

namespace repoint {

// An Exchange store named somewhere inside a value: a whole entry id, or one wrapped in a structure
// of Outlook's.
struct NamedStore {
  bool is_public = false;
  std::string server;      // ANSI bytes
  std::string mailbox_dn;  // ANSI bytes; empty in most ids of public stores
};
// Every Exchange store entry id that begins anywhere in `data`. Lenient: reads as far as the names.
std::vector<NamedStore> FindStoreIds(ByteView data);

// What the store entry id of a mailbox becomes (01020fff of the private store or of an additional
// mailbox); of public folders with `is_public`. nullopt: deleted. The same bytes when they do not
// decode. Errors: text that does not fit.
Result<std::optional<Bytes>> MovedStoreId(const Job& job, ByteView id, bool is_public);

}  // namespace repoint

#endif  // REPOINT_UPDATE_STORE_ID_H_
