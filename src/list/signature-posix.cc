// ECDSA with OpenSSL's libcrypto.
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "list/signature.h"

namespace repoint::list {
namespace {

template <auto Free>
struct Freer {
  template <typename T>
  void operator()(T* thing) const {
    Free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freer<EVP_MD_CTX_free>>;

// libcrypto wants a callback; without one it would ask on the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

using Memory = std::unique_ptr<BIO, Freer<BIO_free>>;

Result<Key> ReadPrivateKey(std::string_view pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Key key(memory ? PEM_read_bio_PrivateKey(memory.get(), nullptr, NoPassword, nullptr) : nullptr);
  if (!key) return Fail(ErrorCode::kDamaged, "the private key is not a PEM key without password");
  char group[32] = {};
  size_t length = 0;
  if (EVP_PKEY_get_group_name(key.get(), group, sizeof group, &length) != 1 ||
      std::string_view(group, length) != "prime256v1") {
    return Fail(ErrorCode::kDamaged, "the private key is not an ECDSA key on P-256");
  }
  return key;
}

}  // namespace

Status SignaturesSupported() { return {}; }

Result<bool> VerifyP256(const P256Point& point, ByteView message, ByteView der) {
  if (!ParseDerSignature(der)) return false;
  const Bytes spki = EncodePublicKey(point);
  const unsigned char* at = spki.data();
  const Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size())));
  if (!key) return Fail(ErrorCode::kDamaged, "the public key is no point on P-256");
  const Context context(EVP_MD_CTX_new());
  if (!context ||
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1) {
    return Fail(ErrorCode::kInternal, "libcrypto cannot check ECDSA signatures");
  }
  return EVP_DigestVerify(context.get(), der.data(), der.size(), message.data(), message.size()) ==
         1;
}

Result<Bytes> SignP256(std::string_view private_key_pem, ByteView message) {
  REPOINT_ASSIGN(const Key key, ReadPrivateKey(private_key_pem));
  const Context context(EVP_MD_CTX_new());
  size_t size = 0;
  if (!context ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) != 1) {
    return Fail(ErrorCode::kInternal, "libcrypto cannot sign");
  }
  Bytes der(size);
  if (EVP_DigestSign(context.get(), der.data(), &size, message.data(), message.size()) != 1) {
    return Fail(ErrorCode::kInternal, "libcrypto cannot sign");
  }
  der.resize(size);
  return der;
}

Result<std::string> PublicKeyOf(std::string_view private_key_pem) {
  REPOINT_ASSIGN(const Key key, ReadPrivateKey(private_key_pem));
  const Memory memory(BIO_new(BIO_s_mem()));
  char* text = nullptr;
  if (!memory || PEM_write_bio_PUBKEY(memory.get(), key.get()) != 1) {
    return Fail(ErrorCode::kInternal, "libcrypto cannot write the public key");
  }
  const long size = BIO_get_mem_data(memory.get(), &text);
  return std::string(text, static_cast<size_t>(size));
}

}  // namespace repoint::list
