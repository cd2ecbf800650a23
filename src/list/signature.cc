#include "list/signature.h"

#include <algorithm>

#include "base/text.h"
#include "list/base64.h"
#include "list/index_format.h"

namespace repoint::list {
namespace {

constexpr std::string_view kSigned = "EMAMappings 1";
constexpr std::string_view kSignatureTitle = "EMAMappings-signature 1";
constexpr std::string_view kPemBegin = "-----BEGIN PUBLIC KEY-----";
constexpr std::string_view kPemEnd = "-----END PUBLIC KEY-----";
constexpr uint64_t kMaxKeyFile = 64 << 10;
// SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { uncompressed point } }: a P-256
// key has this one form.
constexpr std::array<uint8_t, 27> kP256Prefix = {
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06,
    0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
};

// A DER INTEGER into 32 big-endian bytes.
bool TakeInteger(ByteReader& reader, std::span<uint8_t> out) {
  const bool integer = reader.U8() == 0x02;
  ByteView digits = reader.Take(reader.U8());
  if (!integer || !reader.ok() || digits.empty() || (digits[0] & 0x80) != 0) return false;
  if (digits[0] == 0) digits = digits.subspan(1);
  if (digits.size() > out.size()) return false;
  std::ranges::fill(out, uint8_t{0});
  std::ranges::copy(digits, out.end() - static_cast<ptrdiff_t>(digits.size()));
  return true;
}

}  // namespace

Bytes SignedMessage(uint64_t list_bytes, const Sha256Digest& root) {
  return ByteWriter().Put(kSigned).U8(0).U64(list_bytes).Put(root).Release();
}

std::string FormatSignatureFile(ByteView der) {
  return std::string(kSignatureTitle) + "\n" + Base64Encode(der) + "\n";
}

Result<Bytes> ParseSignatureFile(std::string_view text) {
  const size_t end = std::min(text.find('\n'), text.size());
  if (Trim(text.substr(0, end)) != kSignatureTitle &&
      Trim(text.substr(0, end)) != std::string(kSignatureTitle) + "\r") {
    return Fail(ErrorCode::kDamaged, "the signature of the list is wrong: not a signature file");
  }
  const auto der = Base64Decode(text.substr(end));
  if (!der || der->empty()) {
    return Fail(ErrorCode::kDamaged, "the signature of the list is wrong: it is damaged");
  }
  return *der;
}

Result<P256Point> ParsePublicKey(std::string_view pem) {
  const size_t begin = pem.find(kPemBegin);
  const size_t end = pem.find(kPemEnd);
  const auto refuse = [] {
    return Fail(ErrorCode::kDamaged,
                "the public key is not a P-256 key in PEM (\"BEGIN PUBLIC KEY\")");
  };
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    return refuse();
  }
  const size_t from = begin + kPemBegin.size();
  const auto der = Base64Decode(pem.substr(from, end - from));
  P256Point point;
  if (!der || der->size() != kP256Prefix.size() + point.size() ||
      !Equal(ByteView(*der).first(kP256Prefix.size()), kP256Prefix)) {
    return refuse();
  }
  std::copy(der->begin() + kP256Prefix.size(), der->end(), point.begin());
  return point;
}

Bytes EncodePublicKey(const P256Point& point) {
  return ByteWriter().Put(kP256Prefix).Put(point).Release();
}

Result<P256Signature> ParseDerSignature(ByteView der) {
  ByteReader reader(der);
  P256Signature signature{};
  const std::span<uint8_t> both(signature);
  const bool sequence = reader.U8() == 0x30;
  const bool length = reader.U8() + size_t{2} == der.size();
  if (sequence && length && TakeInteger(reader, both.first(32)) &&
      TakeInteger(reader, both.last(32)) && reader.AtEnd()) {
    return signature;
  }
  return Fail(ErrorCode::kDamaged, "not an ECDSA P-256 signature");
}

Result<SignatureCheck> SignatureCheck::Load(FileSystem& files, std::string_view list_path,
                                            std::string_view key_path) {
  REPOINT_TRY(SignaturesSupported());
  SignatureCheck check;
  REPOINT_ASSIGN(const Bytes pem, ReadWhole(files, key_path, kMaxKeyFile));
  REPOINT_ASSIGN(check.key, ParsePublicKey(AsChars(pem)));
  const std::string path = SignaturePath(list_path);
  const auto text = ReadWhole(files, path, kMaxKeyFile);
  if (!text && text.error().code == ErrorCode::kNotFound) {
    return Fail(ErrorCode::kDamaged,
                "the signature of the list is missing: sign it, or copy it beside the list", path);
  }
  if (!text) return std::unexpected(text.error());
  REPOINT_ASSIGN(check.der, ParseSignatureFile(AsChars(*text)));
  return check;
}

Result<bool> SignatureCheck::Fits(uint64_t list_bytes, const Sha256Digest& root) const {
  return VerifyP256(key, SignedMessage(list_bytes, root), der);
}

}  // namespace repoint::list
