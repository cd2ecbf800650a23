// A directory that is a list in memory, and short ways of filling it.
#ifndef REPOINT_CONSOLE_TESTING_FAKE_DIRECTORY_H_
#define REPOINT_CONSOLE_TESTING_FAKE_DIRECTORY_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "console/directory.h"

namespace repoint::console {

class FakeDirectory final : public Directory {
 public:
  explicit FakeDirectory(std::vector<DirectoryObject> objects) : objects_(std::move(objects)) {}

  // Breaks off with this error behind the last object.
  void FailAtEnd(Error error) { error_ = std::move(error); }
  // Called with the number of objects told, before the first, after each, and at the end once more.
  void OnProgress(std::function<void(size_t told)> call) { on_progress_ = std::move(call); }

  Status Read(const ObjectVisitor& visit) override {
    size_t told = 0;
    Tell(told);
    for (const DirectoryObject& object : objects_) {
      REPOINT_TRY(visit(object));
      Tell(++told);
    }
    Tell(told);
    if (error_) return std::unexpected(*error_);
    return {};
  }

 private:
  void Tell(size_t told) const {
    if (on_progress_) on_progress_(told);
  }

  std::vector<DirectoryObject> objects_;
  std::optional<Error> error_;
  std::function<void(size_t)> on_progress_;
};

// A mailbox "<site>/cn=<name>", "<name>@<domain>" with key `name`.
inline DirectoryObject MailboxOf(const std::string& name, const std::string& site,
                                 const std::string& domain, const std::string& server) {
  DirectoryObject object;
  object.key = name;
  object.legacy_dn = site + "/cn=Recipients/cn=" + name;
  object.smtp = name + "@" + domain;
  object.server = server;
  object.mailbox_guid = "guid-of-" + name;
  object.is_mailbox = true;
  return object;
}
// "/o=Contoso/ou=HQ/cn=Recipients/cn=<name>", "<name>@contoso.example" on EXSRC01.
inline DirectoryObject SourceObject(const std::string& name) {
  return MailboxOf(name, "/o=Contoso/ou=HQ", "contoso.example", "EXSRC01");
}
// "/o=Fabrikam/ou=AG/cn=Recipients/cn=<name>", "<name>@fabrikam.example" on EXTGT01.
inline DirectoryObject TargetObject(const std::string& name) {
  return MailboxOf(name, "/o=Fabrikam/ou=AG", "fabrikam.example", "EXTGT01");
}

}  // namespace repoint::console

#endif  // REPOINT_CONSOLE_TESTING_FAKE_DIRECTORY_H_
