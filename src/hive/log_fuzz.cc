// Any bytes as a dirty hive and its logs: replayed, and the next number asked for.
//
// Input: a byte that says which logs are there (bit 0 .LOG, 1 .LOG1, 2 .LOG2) and whether checksums
// and hashes are put right first (bit 3), the length of the hive and of the first log in sectors,
// two bytes each, then the files back to back.
#include <algorithm>
#include <cstdlib>

#include "hive/log.h"
#include "hive/log_format.h"
#include "hive/marvin.h"

namespace {

using namespace repoint;
using namespace repoint::hive;

void RightChecksum(Bytes& file) {
  if (file.size() < base_block::kSize) return;
  StoreU32(file, base_block::kChecksum, BaseBlockChecksum(file));
}

// Without this nothing behind a hash would ever be reached.
void RightHashes(Bytes& log) {
  RightChecksum(log);
  size_t at = kSector;
  while (at < log.size() && log.size() - at >= kSector) {
    const uint32_t size = *LoadU32(log, at + log_entry::kSize);
    if (size < kSector || size > log.size() - at) return;
    const ByteView entry = ByteView(log).subspan(at, size);
    const uint64_t contents = Marvin32(entry.subspan(log_entry::kReferences));
    StoreU32(log, at + log_entry::kContentsHash, static_cast<uint32_t>(contents));
    StoreU32(log, at + log_entry::kContentsHash + 4, static_cast<uint32_t>(contents >> 32));
    const uint64_t header = Marvin32(entry.first(log_entry::kHeaderHash));
    StoreU32(log, at + log_entry::kHeaderHash, static_cast<uint32_t>(header));
    StoreU32(log, at + log_entry::kHeaderHash + 4, static_cast<uint32_t>(header >> 32));
    at += size;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ByteReader reader(ByteView(data, size));
  const uint8_t choice = reader.U8();
  const auto take = [&](size_t count) {
    return ToBytes(reader.Take(std::min(count, reader.Rest().size())));
  };
  const size_t hive_sectors = reader.U16();
  const size_t log_sectors = reader.U16();
  Bytes primary = take(hive_sectors * kSector);
  std::vector<LogFile> logs;
  const Bytes first = take(log_sectors * kSector);
  const Bytes second = ToBytes(reader.Rest());
  if ((choice & 1) != 0) logs.push_back({"x.LOG", first});
  if ((choice & 2) != 0) logs.push_back({"x.LOG1", first});
  if ((choice & 4) != 0) logs.push_back({"x.LOG2", second});
  if ((choice & 8) != 0) {
    for (LogFile& log : logs) RightHashes(log.bytes);
    if ((choice & 16) != 0) RightChecksum(primary);
  }
  if (const auto base = BaseBlock::Decode(primary)) (void)NextSequence(*base, logs);
  if (const auto replay = ReplayLogs(primary, logs)) {
    const auto base = BaseBlock::Decode(replay->hive);
    if (!base || base->IsDirty() || replay->sequence != base->primary_sequence) std::abort();
    if (replay->entries != 0 && replay->hive.size() != kPage + size_t{base->bins_size}) {
      std::abort();
    }
    // Nothing comes from nowhere.
    if (replay->hive.size() > 2 * size) std::abort();
  }
  return 0;
}
