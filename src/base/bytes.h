// Byte strings, and the one place that knows byte order. Input is read through ByteReader, never by
// casting a buffer.
#ifndef REPOINT_BASE_BYTES_H_
#define REPOINT_BASE_BYTES_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace repoint {

using Bytes = std::vector<uint8_t>;
using ByteView =
    std::span<const uint8_t>;  // never owns; valid as long as the bytes it was made from

bool Equal(ByteView a, ByteView b);
Bytes ToBytes(ByteView view);
// The bytes of a narrow string, without a terminator; and back.
Bytes ToBytes(std::string_view text);
ByteView AsBytes(std::string_view text);
std::string_view AsChars(ByteView bytes);

// Lower-case hex without separators; the inverse refuses anything else (either case is read, odd
// length is not).
std::string HexEncode(ByteView bytes);
std::optional<Bytes> HexDecode(std::string_view hex);

// FNV-1a, 64 bits: tells a torn line or a changed row and spreads keys; nothing may rest on its
// secrecy. `hash` goes on from an earlier result.
inline constexpr uint64_t kFnvBasis = 0xcbf29ce484222325;
uint64_t Fnv1a(std::string_view text, uint64_t hash = kFnvBasis);

// Little-endian numbers at an offset; nullopt when they would end behind the bytes. Here, since
// streams of hundreds of thousands of them are read.
template <typename T>
std::optional<T> LoadNumber(ByteView bytes, size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  uint64_t value = 0;
  for (size_t i = sizeof(T); i-- > 0;) value = value << 8 | bytes[offset + i];
  return static_cast<T>(value);
}
inline std::optional<uint16_t> LoadU16(ByteView bytes, size_t offset) {
  return LoadNumber<uint16_t>(bytes, offset);
}
inline std::optional<uint32_t> LoadU32(ByteView bytes, size_t offset) {
  return LoadNumber<uint32_t>(bytes, offset);
}
inline std::optional<uint64_t> LoadU64(ByteView bytes, size_t offset) {
  return LoadNumber<uint64_t>(bytes, offset);
}

// Reads from front to back. After the first read that does not fit every further read gives zeros
// and empty views and ok() is false: read a whole structure, then ask once.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  uint8_t U8() { return Number<uint8_t>(); }
  uint16_t U16() { return Number<uint16_t>(); }
  uint32_t U32() { return Number<uint32_t>(); }
  uint64_t U64() { return Number<uint64_t>(); }
  // The next `count` bytes, a view into the input.
  ByteView Take(size_t count) {
    if (!ok_ || count > bytes_.size() - offset_) {
      ok_ = false;
      return {};
    }
    const ByteView taken = bytes_.subspan(offset_, count);
    offset_ += count;
    return taken;
  }
  // All bytes up to a terminating zero, which is skipped and not part of the result. Fails without
  // a terminator.
  ByteView TakeZ();
  // The same for UTF-16: whole two-byte units from the current offset (aligned or not) up to a zero
  // unit.
  ByteView TakeZ16();
  // What is left, without moving.
  ByteView Rest() const { return bytes_.subspan(offset_); }

  bool ok() const { return ok_; }
  bool AtEnd() const { return offset_ == bytes_.size(); }
  size_t offset() const { return offset_; }

 private:
  template <typename T>
  T Number() {
    return LoadNumber<T>(Take(sizeof(T)), 0).value_or(0);
  }

  ByteView bytes_;
  size_t offset_ = 0;
  bool ok_ = true;
};

// Appends little-endian numbers and bytes to a buffer of its own.
class ByteWriter {
 public:
  // For so many bytes in all: what is known to be long need not be moved while it grows.
  void Reserve(size_t size) { bytes_.reserve(size); }
  ByteWriter& U8(uint8_t value) { return Number(value); }
  ByteWriter& U16(uint16_t value) { return Number(value); }
  ByteWriter& U32(uint32_t value) { return Number(value); }
  ByteWriter& U64(uint64_t value) { return Number(value); }
  ByteWriter& Put(ByteView bytes) {
    // Most of what is written is short, and need not be moved while it grows.
    if (bytes_.capacity() == 0) bytes_.reserve(bytes.size() + kUsualSize);
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    return *this;
  }
  ByteWriter& Put(std::string_view text) { return Put(AsBytes(text)); }
  ByteWriter& Zeros(size_t count);
  // Zero bytes until size() is a multiple of `alignment`.
  ByteWriter& PadTo(size_t alignment);

  size_t size() const { return bytes_.size(); }
  const Bytes& bytes() const { return bytes_; }
  Bytes Release() { return std::move(bytes_); }

 private:
  static constexpr size_t kUsualSize = 120;

  template <typename T>
  ByteWriter& Number(T value) {
    std::array<uint8_t, sizeof(T)> bytes;
    for (size_t i = 0; i < sizeof(T); ++i) bytes[i] = static_cast<uint8_t>(value >> (8 * i));
    return Put(bytes);
  }

  Bytes bytes_;
};

}  // namespace repoint

#endif  // REPOINT_BASE_BYTES_H_
