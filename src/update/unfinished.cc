#include "update/unfinished.h"

#include "base/system.h"
#include "update/journal.h"
#include "update/mark.h"

namespace repoint {
Status NoteUnfinished(Registry& user, const std::string& journal_path) {
  REPOINT_TRY(user.SetValue(kUnfinishedKey, CanonicalPath(journal_path),
                            SzValue(JournalIdOf(journal_path))));
  return user.Flush();
}

Status ForgetUnfinished(Registry& user, const std::string& journal_path) {
  const std::string name = CanonicalPath(journal_path);
  REPOINT_ASSIGN(const auto note, user.GetValue(kUnfinishedKey, name));
  if (!note) return {};
  REPOINT_TRY(user.DeleteValue(kUnfinishedKey, name));
  return PruneOwnKeys(user, std::string(kUnfinishedKey));
}

Result<std::vector<std::string>> UnfinishedJournals(Registry& user) {
  std::vector<std::string> paths;
  REPOINT_ASSIGN(const auto values, user.Values(kUnfinishedKey));
  if (!values) return paths;
  for (const NamedValue& value : *values) {
    if (!value.name.empty()) paths.push_back(value.name);
  }
  return paths;
}

}  // namespace repoint
