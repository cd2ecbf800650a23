#include "base/private_acl-win32.h"

#include <aclapi.h>

#include <array>
#include <utility>

#include "base/win32.h"

namespace repoint {
namespace {

constexpr size_t kMaxSidBytes = 68;  // SECURITY_MAX_SID_SIZE

std::unexpected<Error> FailLast(std::string_view what) {
  return std::unexpected(Win32Error(GetLastError(), what, "access list"));
}

// Aligned for the pointers and numbers that Windows puts into it.
struct alignas(8) UserSid {
  std::array<uint8_t, sizeof(TOKEN_USER) + kMaxSidBytes> bytes = {};
  PSID sid() { return reinterpret_cast<TOKEN_USER*>(bytes.data())->User.Sid; }
};

Status ReadUser(UserSid& user) {
  HANDLE token = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token)) {
    return FailLast("cannot open this program's token");
  }
  DWORD size = 0;
  const BOOL read = GetTokenInformation(token, TokenUser, user.bytes.data(),
                                        static_cast<DWORD>(user.bytes.size()), &size);
  const Status status = read ? Status() : FailLast("cannot find this user");
  CloseHandle(token);
  return status;
}

bool IsKnown(PSID sid, WELL_KNOWN_SID_TYPE type) {
  alignas(8) std::array<uint8_t, kMaxSidBytes> known = {};
  auto size = static_cast<DWORD>(known.size());
  return CreateWellKnownSid(type, nullptr, known.data(), &size) && EqualSid(sid, known.data());
}

}  // namespace

struct PrivateAcl::State {
  alignas(8) std::array<uint8_t, 256> acl = {};  // two entries
  SECURITY_DESCRIPTOR descriptor = {};
  SECURITY_ATTRIBUTES attributes = {};

  bool Fill(PSID user, PSID system) {
    // Files and folders below inherit it.
    constexpr DWORD kInherit = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
    ACL* const list = reinterpret_cast<ACL*>(acl.data());
    attributes = {sizeof(attributes), &descriptor, FALSE};
    return InitializeAcl(list, static_cast<DWORD>(acl.size()), ACL_REVISION) &&
           AddAccessAllowedAceEx(list, ACL_REVISION, kInherit, FILE_ALL_ACCESS, user) &&
           AddAccessAllowedAceEx(list, ACL_REVISION, kInherit, FILE_ALL_ACCESS, system) &&
           InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION) &&
           SetSecurityDescriptorDacl(&descriptor, TRUE, list, FALSE) &&
           SetSecurityDescriptorControl(&descriptor, SE_DACL_PROTECTED, SE_DACL_PROTECTED);
  }
};

PrivateAcl::PrivateAcl(std::unique_ptr<State> state) : state_(std::move(state)) {}
PrivateAcl::PrivateAcl(PrivateAcl&&) noexcept = default;
PrivateAcl::~PrivateAcl() = default;

Result<PrivateAcl> PrivateAcl::For(Access access) {
  if (access == Access::kDefault) return PrivateAcl(nullptr);
  UserSid user;
  REPOINT_TRY(ReadUser(user));
  SID_IDENTIFIER_AUTHORITY authority = {SECURITY_NT_AUTHORITY};
  PSID system = nullptr;
  if (!AllocateAndInitializeSid(&authority, 1, SECURITY_LOCAL_SYSTEM_RID, 0, 0, 0, 0, 0, 0, 0,
                                &system)) {
    return FailLast("cannot name SYSTEM");
  }
  auto state = std::make_unique<State>();
  const bool filled = state->Fill(user.sid(), system);
  FreeSid(system);
  if (!filled) return FailLast("cannot be made");
  return PrivateAcl(std::move(state));
}

Result<bool> IsOwnedByUser(HANDLE file) {
  UserSid user;
  REPOINT_TRY(ReadUser(user));
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD error = GetSecurityInfo(file, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner,
                                      nullptr, nullptr, nullptr, &descriptor);
  if (error != ERROR_SUCCESS) {
    return std::unexpected(Win32Error(error, "cannot find the owner", "file"));
  }
  const bool own =
      owner != nullptr && (EqualSid(owner, user.sid()) || IsKnown(owner, WinLocalSystemSid) ||
                           IsKnown(owner, WinBuiltinAdministratorsSid));
  LocalFree(descriptor);
  return own;
}

SECURITY_ATTRIBUTES* PrivateAcl::attributes() const {
  return state_ ? &state_->attributes : nullptr;
}

Status TakeAclOf(const std::wstring& old_file, const std::wstring& new_file,
                 std::string_view path) {
  const auto read = [&](SECURITY_INFORMATION what) {
    DWORD size = 0;
    GetFileSecurityW(old_file.c_str(), what, nullptr, 0, &size);
    Bytes descriptor(size);
    if (size == 0 || !GetFileSecurityW(old_file.c_str(), what, descriptor.data(), size, &size)) {
      descriptor.clear();
    }
    return descriptor;
  };
  Bytes list = read(DACL_SECURITY_INFORMATION);
  if (!list.empty() &&
      !SetFileSecurityW(new_file.c_str(), DACL_SECURITY_INFORMATION, list.data())) {
    return std::unexpected(Win32Error(GetLastError(), "cannot keep its access list", path));
  }
  // Giving a file away asks for a privilege that few have; its owner can always take it back.
  Bytes owner = read(OWNER_SECURITY_INFORMATION);
  if (!owner.empty()) SetFileSecurityW(new_file.c_str(), OWNER_SECURITY_INFORMATION, owner.data());
  return {};
}

}  // namespace repoint
