// The access list of what Access::kUserOnly makes: full control for this user and for SYSTEM,
// nothing inherited.
#ifndef REPOINT_BASE_PRIVATE_ACL_WIN32_H_
#define REPOINT_BASE_PRIVATE_ACL_WIN32_H_

#include <windows.h>

#include <memory>
#include <string>
#include <string_view>

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

// Gives a new file the access list of the one that it is going to replace, and its owner where this
// user may do that. Nothing when there is no old one, or its list cannot be read.
Status TakeAclOf(const std::wstring& old_file, const std::wstring& new_file, std::string_view path);

}  // namespace repoint

#endif  // REPOINT_BASE_PRIVATE_ACL_WIN32_H_
