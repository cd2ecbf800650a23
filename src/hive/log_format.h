// The two formats of a hive's logs, as docs/hive.md tells them: changes on their way into the hive,
// as pages of its bins. Both begin with a copy of the hive's base block.
//
// New logs (Windows 8.1 and later) hold numbered entries with hashes; an old one holds the pages of
// one single write, behind a bitmap that says which they are.
#ifndef REPOINT_HIVE_LOG_FORMAT_H_
#define REPOINT_HIVE_LOG_FORMAT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "hive/image.h"

namespace repoint::hive {

// An entry of a new log.
namespace log_entry {
inline constexpr std::string_view kSignature = "HvLE";
inline constexpr size_t kSize = 4;   // a multiple of kSector
inline constexpr size_t kFlags = 8;  // kFlagLocked of the base block, or 0
inline constexpr size_t kSequence = 12;
inline constexpr size_t kBinsSize = 16;  // of the hive with this entry
inline constexpr size_t kPageCount = 20;
inline constexpr size_t kContentsHash = 24;  // Marvin32 of all from kReferences to the end
inline constexpr size_t kHeaderHash = 32;    // Marvin32 of all before it
inline constexpr size_t kReferences = 40;    // offset and size of each page; then the pages
inline constexpr size_t kReferenceSize = 8;
}  // namespace log_entry

// "DIRT" in the second sector of an old log; a bit for each kSector bytes of the bins follows.
inline constexpr std::string_view kDirtyVector = "DIRT";

// Bytes that belong into the bins at `offset`.
struct LogPage {
  uint32_t offset = 0;
  ByteView bytes;
};

// Pages are views into the log.
struct LogEntry {
  uint32_t size = 0;  // in the log
  uint32_t flags = 0;
  uint32_t sequence = 0;
  uint32_t bins_size = 0;
  std::vector<LogPage> pages;
};

// The entry that `bytes`, the rest of a log, begin with. nullopt where the entries end: no
// signature, a size or hash that does not hold. kDamaged for an entry that holds and yet makes no
// sense, which nothing may be built on.
Result<std::optional<LogEntry>> DecodeLogEntry(ByteView bytes);
// Whole sectors.
Bytes EncodeLogEntry(uint32_t sequence, uint32_t flags, uint32_t bins_size,
                     std::span<const LogPage> pages);
// The first sector of a new log whose first entry has this number, out of the base block of the
// hive (kSector bytes at least).
Bytes EncodeLogBase(ByteView base_block, uint32_t sequence, uint32_t bins_size);

// The pages of an old log. kDamaged when it is cut short or has no dirty vector.
Result<std::vector<LogPage>> DecodeOldLog(ByteView log, const BaseBlock& base);

// Overwrites four bytes; they must be there.
void StoreU32(Bytes& bytes, size_t offset, uint32_t number);

}  // namespace repoint::hive

#endif  // REPOINT_HIVE_LOG_FORMAT_H_
