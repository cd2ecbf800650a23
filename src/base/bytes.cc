#include "base/bytes.h"

#include <algorithm>
#include <cstring>

namespace repoint {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool Equal(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}
Bytes ToBytes(ByteView view) { return Bytes(view.begin(), view.end()); }
Bytes ToBytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

ByteView AsBytes(std::string_view text) {
  return ByteView(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

std::string_view AsChars(ByteView bytes) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

std::string HexEncode(ByteView bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const uint8_t byte : bytes) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

std::optional<Bytes> HexDecode(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(hex.size() / 2);
  for (size_t i = 0; i < hex.size(); i += 2) {
    const int high = HexDigit(hex[i]);
    const int low = HexDigit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<uint8_t>(high << 4 | low));
  }
  return bytes;
}

uint64_t Fnv1a(std::string_view text, uint64_t hash) {
  for (const char c : text) hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3;
  return hash;
}

ByteView ByteReader::TakeZ() {
  const ByteView rest = Rest();
  const auto end = std::ranges::find(rest, uint8_t{0});
  if (end == rest.end()) {
    ok_ = false;
    return {};
  }
  const ByteView text = Take(static_cast<size_t>(end - rest.begin()));
  Take(1);
  return text;
}

ByteView ByteReader::TakeZ16() {
  const ByteView rest = Rest();
  for (size_t i = 0; i + 1 < rest.size(); i += 2) {
    if (rest[i] != 0 || rest[i + 1] != 0) continue;
    const ByteView text = Take(i);
    Take(2);
    return text;
  }
  ok_ = false;
  return {};
}

ByteWriter& ByteWriter::Zeros(size_t count) {
  bytes_.insert(bytes_.end(), count, uint8_t{0});
  return *this;
}

ByteWriter& ByteWriter::PadTo(size_t alignment) {
  while (bytes_.size() % alignment != 0) bytes_.push_back(0);
  return *this;
}

}  // namespace repoint
