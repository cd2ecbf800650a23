// SHA-256: OpenSSL on Linux, CryptoAPI on Windows (the one provider that Windows XP SP3 and Windows
// 11 both have).
#ifndef REPOINT_BASE_DIGEST_H_
#define REPOINT_BASE_DIGEST_H_

#include <array>
#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "base/result.h"

namespace repoint {

using Sha256Digest = std::array<uint8_t, 32>;

// Feed bytes, then Finish once.
class Sha256 {
 public:
  // kUnsupported on a Windows XP before SP3.
  static Result<Sha256> Create();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void Update(ByteView bytes);
  Sha256Digest Finish();

 private:
  struct State;
  explicit Sha256(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

Result<Sha256Digest> Sha256Of(ByteView bytes);

}  // namespace repoint

#endif  // REPOINT_BASE_DIGEST_H_
