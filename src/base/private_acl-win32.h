// The access list of what Access::kUserOnly makes: full control for this user and for SYSTEM,
// nothing inherited.
#ifndef REPOINT_BASE_PRIVATE_ACL_WIN32_H_
#define REPOINT_BASE_PRIVATE_ACL_WIN32_H_

#include <windows.h>

#include <memory>

#include "base/files.h"
#include "base/result.h"

namespace repoint {

class PrivateAcl {
 public:
  // An empty one for Access::kDefault.
  static Result<PrivateAcl> For(Access access);
  PrivateAcl(PrivateAcl&&) noexcept;
  ~PrivateAcl();

  // For CreateFileW and CreateDirectoryW, null for the default; valid as long as this object.
  SECURITY_ATTRIBUTES* attributes() const;

 private:
  struct State;
  explicit PrivateAcl(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Whether a file, opened for reading, belongs to this user, to SYSTEM or to Administrators (whose
// members' files Windows may give to the group).
Result<bool> IsOwnedByUser(HANDLE file);

}  // namespace repoint

#endif  // REPOINT_BASE_PRIVATE_ACL_WIN32_H_
