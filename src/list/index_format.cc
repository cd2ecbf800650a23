#include "list/index_format.h"

#include <algorithm>

namespace repoint::list {
namespace {

constexpr std::string_view kMagic = "EMAMIDX1";
constexpr uint32_t kVersion = 1;
constexpr size_t kHeaderFields = 136;
constexpr uint64_t kMaxPages = uint64_t{1} << 40;
constexpr uint64_t kMaxList = uint64_t{1} << 50;
constexpr uint64_t kOffsetMask = (uint64_t{1} << 62) - 1;
constexpr size_t kChecksum = 8;

// Without a branch on the place of the difference.
bool SameBytes(ByteView a, ByteView b) {
  uint8_t difference = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    difference |= static_cast<uint8_t>(a[i] ^ b[i]);
  }
  return difference == 0;
}

Sha256Digest TakeDigest(ByteReader& reader) {
  Sha256Digest digest{};
  const ByteView bytes = reader.Take(digest.size());
  if (bytes.size() == digest.size()) std::ranges::copy(bytes, digest.begin());
  return digest;
}

Result<Sha256Digest> PageChecksum(ByteView page, uint64_t number, ByteView header) {
  REPOINT_ASSIGN(Sha256 sha, Sha256::Create());
  sha.Update(ByteWriter().U64(number).bytes());
  sha.Update(header);
  sha.Update(page.subspan(kChecksum));
  return sha.Finish();
}

}  // namespace

Result<Bytes> EncodeHeader(const IndexHeader& header) {
  ByteWriter out;
  out.Put(kMagic).U32(kVersion).U32(kPageBytes).U64(header.list_bytes);
  out.U64(header.has_end_line ? 1 : 0).Put(header.digest);
  out.U64(header.rows).U64(header.usable_rows).U64(header.pages).Put(header.root);
  out.PadTo(kHeaderFields);
  REPOINT_ASSIGN(const Sha256Digest checksum, Sha256Of(out.bytes()));
  out.Put(checksum).PadTo(kPageBytes);
  return out.Release();
}

Result<std::optional<IndexHeader>> DecodeHeader(ByteView bytes) {
  if (bytes.size() != kPageBytes) return std::nullopt;
  ByteReader reader(bytes);
  const bool magic = AsChars(reader.Take(kMagic.size())) == kMagic;
  const bool version = reader.U32() == kVersion;
  const bool page = reader.U32() == kPageBytes;
  if (!magic || !version || !page) return std::nullopt;
  IndexHeader header;
  header.list_bytes = reader.U64();
  header.has_end_line = reader.U64() == 1;
  header.digest = TakeDigest(reader);
  header.rows = reader.U64();
  header.usable_rows = reader.U64();
  header.pages = reader.U64();
  header.root = TakeDigest(reader);
  REPOINT_ASSIGN(const Sha256Digest checksum, Sha256Of(bytes.first(kHeaderFields)));
  if (!SameBytes(checksum, bytes.subspan(kHeaderFields, checksum.size()))) return std::nullopt;
  const bool sane = header.pages > 0 && header.pages <= kMaxPages && header.list_bytes > 0 &&
                    header.list_bytes <= kMaxList;
  if (!sane) return std::nullopt;
  return header;
}

uint64_t IndexBytes(const IndexHeader& header) {
  uint64_t pages = 1 + header.pages;
  for (const uint64_t nodes : TreeLevels(header.list_bytes)) pages += nodes;
  return pages * kPageBytes;
}

uint64_t NodeOffset(const IndexHeader& header, size_t level, uint64_t node) {
  const std::vector<uint64_t> levels = TreeLevels(header.list_bytes);
  uint64_t page = 1 + header.pages + node;
  for (size_t i = 0; i < level; ++i) page += levels[i];
  return page * kPageBytes;
}

uint64_t HashKey(std::string_view key) {
  uint64_t hash = Fnv1a(key);
  // The final mix of MurmurHash3: FNV leaves the high bits, which choose the page, weak.
  hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
  hash = (hash ^ hash >> 33) * 0xc4ceb9fe1a85ec53;
  return hash ^ hash >> 33;
}

// hash * pages / 2^64 in 32-bit steps: 32-bit compilers have no 128-bit numbers.
uint64_t PageOf(uint64_t hash, uint64_t pages) {
  const uint64_t low = (hash & 0xFFFFFFFF) * (pages & 0xFFFFFFFF);
  const uint64_t middle = (hash >> 32) * (pages & 0xFFFFFFFF) + (low >> 32);
  const uint64_t other = (hash & 0xFFFFFFFF) * (pages >> 32) + (middle & 0xFFFFFFFF);
  return (hash >> 32) * (pages >> 32) + (middle >> 32) + (other >> 32);
}

Result<Bytes> EncodePage(const std::vector<Entry>& entries, bool full, uint64_t number,
                         ByteView header) {
  ByteWriter out;
  out.Zeros(kChecksum).U16(static_cast<uint16_t>(entries.size())).U8(full ? 1 : 0);
  out.PadTo(kPageHead);
  for (const Entry& entry : entries) {
    out.U64(entry.hash).U64(entry.offset | static_cast<uint64_t>(entry.kind) << 62);
  }
  out.PadTo(kPageBytes);
  Bytes page = out.Release();
  REPOINT_ASSIGN(const Sha256Digest checksum, PageChecksum(page, number, header));
  std::copy_n(checksum.begin(), kChecksum, page.begin());
  return page;
}

Result<std::optional<Page>> DecodePage(ByteView bytes, uint64_t number, ByteView header) {
  if (bytes.size() != kPageBytes) return std::nullopt;
  REPOINT_ASSIGN(const Sha256Digest checksum, PageChecksum(bytes, number, header));
  if (!SameBytes(ByteView(checksum).first(kChecksum), bytes.first(kChecksum))) return std::nullopt;
  ByteReader reader(bytes);
  reader.Take(kChecksum);
  const size_t count = reader.U16();
  Page page;
  page.full = reader.U8() != 0;
  reader.Take(kPageHead - kChecksum - 3);
  if (count > kPageEntries) return std::nullopt;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t hash = reader.U64();
    const uint64_t packed = reader.U64();
    if (packed >> 62 > static_cast<uint64_t>(EntryKind::kMany)) return std::nullopt;
    page.entries.push_back({hash, packed & kOffsetMask, static_cast<EntryKind>(packed >> 62)});
  }
  return page;
}

std::string IndexPath(std::string_view list_path) { return std::string(list_path) + ".idx"; }
std::string SignaturePath(std::string_view list_path) { return std::string(list_path) + ".sig"; }

}  // namespace repoint::list
