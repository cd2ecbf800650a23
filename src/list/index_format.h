// The index file <list>.idx: header, table pages, tree nodes, each 4,096 bytes.
// docs/list-format.md, "The index".
#ifndef REPOINT_LIST_INDEX_FORMAT_H_
#define REPOINT_LIST_INDEX_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "list/tree.h"

namespace repoint::list {

inline constexpr size_t kPageBytes = 4096;
inline constexpr size_t kPageHead = 16;  // checksum (8), entries (2), full flag (1), zeros
inline constexpr size_t kEntryBytes = 16;
inline constexpr size_t kPageEntries = (kPageBytes - kPageHead) / kEntryBytes;
// A page is filled to three quarters on average, so that hardly any overflows into the next.
inline constexpr size_t kPageTarget = 190;
inline constexpr size_t kMaxProbes = 4;  // pages read for one key
inline constexpr size_t kMaxRowsOfKey =
    4;  // rows named that have one key as their source; more: EntryKind::kMany
// A longer row is not read through the index, so that a look-up stays within 64 KiB.
inline constexpr size_t kMaxIndexedLine = 8192;

struct IndexHeader {
  uint64_t list_bytes = 0;
  bool has_end_line = false;
  Sha256Digest digest{};  // of the #end line, or of the whole list when it has none
  uint64_t rows = 0;
  uint64_t usable_rows = 0;
  uint64_t pages = 0;
  Sha256Digest root{};
};

Result<Bytes> EncodeHeader(const IndexHeader& header);
// nullopt when it is not an index of this version, or damaged.
Result<std::optional<IndexHeader>> DecodeHeader(ByteView bytes);

// What the bytes of an index must be in all, and where a tree node lies.
uint64_t IndexBytes(const IndexHeader& header);
uint64_t NodeOffset(const IndexHeader& header, size_t level, uint64_t node);

enum class EntryKind : uint8_t {
  kSource = 0,
  kTarget = 1,
  kMany = 2,  // more rows than the table names, or a very long one: the list itself must be read
};

struct Entry {
  uint64_t hash = 0;
  uint64_t offset = 0;  // of the row in the list, below 2^62
  EntryKind kind = EntryKind::kSource;
};

// 64-bit hash of a key (FNV-1a with a final mix): spreads keys over pages; nothing rests on its
// secrecy.
uint64_t HashKey(std::string_view key);
uint64_t PageOf(uint64_t hash, uint64_t pages);

// A page's checksum covers its number and the header, so that pages of another index are noticed.
Result<Bytes> EncodePage(const std::vector<Entry>& entries, bool full, uint64_t number,
                         ByteView header);
struct Page {
  std::vector<Entry> entries;
  bool full = false;  // entries that belong here may lie in the next page
};
Result<std::optional<Page>> DecodePage(ByteView bytes, uint64_t number, ByteView header);

std::string IndexPath(std::string_view list_path);
std::string SignaturePath(std::string_view list_path);

}  // namespace repoint::list

#endif  // REPOINT_LIST_INDEX_FORMAT_H_
