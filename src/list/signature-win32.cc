// ECDSA with CNG. bcrypt.dll is loaded at run time: Windows XP has none, and one import would keep
// the program from starting there.
#include <windows.h>
// After windows.h.
#include <bcrypt.h>

#include "list/signature.h"

namespace repoint::list {
namespace {

constexpr NTSTATUS kInvalidSignature = static_cast<NTSTATUS>(0xC000A000);
constexpr uint32_t kPublicP256Magic = 0x31534345;  // BCRYPT_ECDSA_PUBLIC_P256_MAGIC
constexpr size_t kCoordinateBytes = 32;

// The functions of bcrypt.dll that we need; all or none.
class Cng {
 public:
  static const Cng* Get() {
    static const Cng cng;
    return cng.complete_ ? &cng : nullptr;
  }

  decltype(&BCryptOpenAlgorithmProvider) open_algorithm = nullptr;
  decltype(&BCryptCloseAlgorithmProvider) close_algorithm = nullptr;
  decltype(&BCryptImportKeyPair) import_key = nullptr;
  decltype(&BCryptDestroyKey) destroy_key = nullptr;
  decltype(&BCryptVerifySignature) verify = nullptr;

 private:
  Cng() {
    // From the system folder only: a bcrypt.dll beside the program on its share must not answer.
    wchar_t path[MAX_PATH + 16] = {};
    const UINT length = GetSystemDirectoryW(path, MAX_PATH);
    if (length == 0 || length >= MAX_PATH) return;
    const HMODULE library = LoadLibraryW(lstrcatW(path, L"\\bcrypt.dll"));
    if (!library) return;
    complete_ = Load(library, "BCryptOpenAlgorithmProvider", open_algorithm) &&
                Load(library, "BCryptCloseAlgorithmProvider", close_algorithm) &&
                Load(library, "BCryptImportKeyPair", import_key) &&
                Load(library, "BCryptDestroyKey", destroy_key) &&
                Load(library, "BCryptVerifySignature", verify);
  }

  template <typename Function>
  static bool Load(HMODULE library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(library, name)));
    return function != nullptr;
  }

  bool complete_ = false;
};

// An algorithm and a key of it, closed in the right order.
class PublicKey {
 public:
  explicit PublicKey(const Cng& cng) : cng_(cng) {}
  PublicKey(const PublicKey&) = delete;
  PublicKey& operator=(const PublicKey&) = delete;
  ~PublicKey() {
    if (key_) cng_.destroy_key(key_);
    if (algorithm_) cng_.close_algorithm(algorithm_, 0);
  }

  Status Import(const P256Point& point) {
    if (cng_.open_algorithm(&algorithm_, BCRYPT_ECDSA_P256_ALGORITHM, nullptr, 0) < 0) {
      algorithm_ = nullptr;
      return Fail(ErrorCode::kUnsupported, "this Windows has no ECDSA P-256: -PublicKey needs it");
    }
    Bytes blob = ByteWriter().U32(kPublicP256Magic).U32(kCoordinateBytes).Put(point).Release();
    if (cng_.import_key(algorithm_, nullptr, BCRYPT_ECCPUBLIC_BLOB, &key_, blob.data(),
                        static_cast<ULONG>(blob.size()), 0) < 0) {
      key_ = nullptr;
      return Fail(ErrorCode::kDamaged, "the public key is no point on P-256");
    }
    return {};
  }

  NTSTATUS Verify(Sha256Digest digest, P256Signature signature) const {
    return cng_.verify(key_, nullptr, digest.data(), static_cast<ULONG>(digest.size()),
                       signature.data(), static_cast<ULONG>(signature.size()), 0);
  }

 private:
  const Cng& cng_;
  BCRYPT_ALG_HANDLE algorithm_ = nullptr;
  BCRYPT_KEY_HANDLE key_ = nullptr;
};

}  // namespace

Status SignaturesSupported() {
  if (Cng::Get()) return {};
  return Fail(ErrorCode::kUnsupported,
              "this Windows cannot check signatures (Windows XP has no CNG): -PublicKey cannot be "
              "used here");
}

Result<bool> VerifyP256(const P256Point& point, ByteView message, ByteView der) {
  REPOINT_TRY(SignaturesSupported());
  const auto signature = ParseDerSignature(der);
  if (!signature) return false;
  PublicKey key(*Cng::Get());
  REPOINT_TRY(key.Import(point));
  REPOINT_ASSIGN(const Sha256Digest digest, Sha256Of(message));
  const NTSTATUS status = key.Verify(digest, *signature);
  if (status == 0) return true;
  // Some versions say "invalid parameter" for an r or s out of range.
  constexpr NTSTATUS kInvalidParameter = static_cast<NTSTATUS>(0xC000000D);
  if (status == kInvalidSignature || status == kInvalidParameter) return false;
  return Fail(ErrorCode::kIo, "CNG cannot check the signature of the list");
}

Result<Bytes> SignP256(std::string_view, ByteView) {
  return Fail(ErrorCode::kUnsupported, "lists are signed on Linux");
}

Result<std::string> PublicKeyOf(std::string_view) {
  return Fail(ErrorCode::kUnsupported, "lists are signed on Linux");
}

}  // namespace repoint::list
