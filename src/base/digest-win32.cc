#include <windows.h>
// wincrypt.h needs windows.h before it.
#include <wincrypt.h>

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/win32.h"

namespace repoint {
namespace {

constexpr size_t kChunk = size_t{1} << 24;  // CryptHashData counts in 32 bits

}  // namespace

struct Sha256::State {
  HCRYPTPROV provider = 0;
  HCRYPTHASH hash = 0;

  ~State() {
    if (hash != 0) CryptDestroyHash(hash);
    if (provider != 0) CryptReleaseContext(provider, 0);
  }
};

Sha256::Sha256(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

Result<Sha256> Sha256::Create() {
  auto state = std::make_unique<State>();
  // No name: the AES provider is called "(Prototype)" on Windows XP.
  if (!CryptAcquireContextW(&state->provider, nullptr, nullptr, PROV_RSA_AES,
                            CRYPT_VERIFYCONTEXT | CRYPT_SILENT) ||
      !CryptCreateHash(state->provider, CALG_SHA_256, 0, 0, &state->hash)) {
    Error error = Win32Error(GetLastError(), "Windows has no SHA-256 here (XP needs SP3)", "");
    error.code = ErrorCode::kUnsupported;
    return std::unexpected(std::move(error));
  }
  return Sha256(std::move(state));
}

// Neither of these can fail for the software provider with a valid hash.
void Sha256::Update(ByteView bytes) {
  while (!bytes.empty()) {
    const ByteView part = bytes.first(std::min(bytes.size(), kChunk));
    CryptHashData(state_->hash, part.data(), static_cast<DWORD>(part.size()), 0);
    bytes = bytes.subspan(part.size());
  }
}

Sha256Digest Sha256::Finish() {
  Sha256Digest digest = {};
  DWORD size = static_cast<DWORD>(digest.size());
  CryptGetHashParam(state_->hash, HP_HASHVAL, digest.data(), &size, 0);
  return digest;
}

}  // namespace repoint
