// The signature of a list: what is signed, its file, its keys. docs/list-format.md, "The
// signature".
#ifndef REPOINT_LIST_SIGNATURE_H_
#define REPOINT_LIST_SIGNATURE_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/files.h"
#include "base/result.h"

namespace repoint::list {

// A point on P-256, X then Y; and a signature, r then s: 32 bytes each, big-endian.
using P256Point = std::array<uint8_t, 64>;
using P256Signature = std::array<uint8_t, 64>;

// "EMAMappings 1", NUL, size, root.
Bytes SignedMessage(uint64_t list_bytes, const Sha256Digest& root);

// The content of <list>.sig, from and to a DER ECDSA-Sig-Value (RFC 3279).
std::string FormatSignatureFile(ByteView der);
Result<Bytes> ParseSignatureFile(std::string_view text);

// A PEM SubjectPublicKeyInfo (RFC 5480) of a P-256 key. kDamaged for anything else.
Result<P256Point> ParsePublicKey(std::string_view pem);
// The DER that ParsePublicKey reads from its PEM.
Bytes EncodePublicKey(const P256Point& point);
// r and s of a DER ECDSA-Sig-Value. kDamaged for anything else.
Result<P256Signature> ParseDerSignature(ByteView der);

// Whether this system can check signatures: kUnsupported on a Windows without CNG (Windows XP).
Status SignaturesSupported();
// Whether `der` is a signature of `message` by the key. A signature that does not parse is none.
Result<bool> VerifyP256(const P256Point& key, ByteView message, ByteView der);
// DER signature by a PEM private key. kUnsupported on Windows.
Result<Bytes> SignP256(std::string_view private_key_pem, ByteView message);
// The PEM of the public key that belongs to it, as ParsePublicKey reads it. kDamaged for a key that
// cannot sign, kUnsupported on Windows.
Result<std::string> PublicKeyOf(std::string_view private_key_pem);

// Reads the key and <list>.sig for OpenOptions::public_key.
struct SignatureCheck {
  P256Point key{};
  Bytes der;

  // kDamaged: "the signature is missing", or is none.
  static Result<SignatureCheck> Load(FileSystem& files, std::string_view list_path,
                                     std::string_view key_path);
  Result<bool> Fits(uint64_t list_bytes, const Sha256Digest& root) const;
};

}  // namespace repoint::list

#endif  // REPOINT_LIST_SIGNATURE_H_
