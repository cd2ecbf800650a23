#include "hive/log_format.h"

#include <fmt/format.h>

#include <tuple>

#include "hive/marvin.h"

namespace repoint::hive {
namespace {

std::unexpected<Error> Senseless(uint32_t sequence, std::string_view why) {
  return Fail(ErrorCode::kDamaged,
              fmt::format("entry {} of the hive's log makes no sense: {}", sequence, why));
}

bool HashesHold(ByteView entry) {
  return *LoadU64(entry, log_entry::kHeaderHash) == Marvin32(entry.first(log_entry::kHeaderHash)) &&
         *LoadU64(entry, log_entry::kContentsHash) ==
             Marvin32(entry.subspan(log_entry::kReferences));
}

}  // namespace

Result<std::optional<LogEntry>> DecodeLogEntry(ByteView bytes) {
  if (bytes.size() < kSector || AsChars(bytes.first(4)) != log_entry::kSignature) {
    return std::nullopt;
  }
  LogEntry entry;
  entry.size = *LoadU32(bytes, log_entry::kSize);
  entry.bins_size = *LoadU32(bytes, log_entry::kBinsSize);
  if (entry.size == 0 || entry.size % kSector != 0 || entry.size > bytes.size()) {
    return std::nullopt;
  }
  bytes = bytes.first(entry.size);
  if (entry.bins_size % kPage != 0 || !HashesHold(bytes)) return std::nullopt;
  entry.flags = *LoadU32(bytes, log_entry::kFlags);
  entry.sequence = *LoadU32(bytes, log_entry::kSequence);

  const uint32_t count = *LoadU32(bytes, log_entry::kPageCount);
  ByteReader references(bytes.subspan(log_entry::kReferences));
  if (count > references.Rest().size() / log_entry::kReferenceSize) {
    return Senseless(entry.sequence, fmt::format("it has no room for {} pages", count));
  }
  ByteReader pages(references.Rest().subspan(count * log_entry::kReferenceSize));
  entry.pages.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t offset = references.U32();
    const uint32_t size = references.U32();
    if (offset > entry.bins_size || size > entry.bins_size - offset) {
      return Senseless(entry.sequence, fmt::format("a page at {:#x} lies outside", offset));
    }
    entry.pages.push_back({offset, pages.Take(size)});
  }
  if (!pages.ok()) return Senseless(entry.sequence, "its pages are longer than it is");
  return entry;
}

Bytes EncodeLogEntry(uint32_t sequence, uint32_t flags, uint32_t bins_size,
                     std::span<const LogPage> pages) {
  ByteWriter writer;
  writer.Put(log_entry::kSignature).U32(0).U32(flags).U32(sequence).U32(bins_size);
  writer.U32(static_cast<uint32_t>(pages.size())).U64(0).U64(0);
  for (const LogPage& page : pages) {
    writer.U32(page.offset).U32(static_cast<uint32_t>(page.bytes.size()));
  }
  for (const LogPage& page : pages) writer.Put(page.bytes);
  writer.PadTo(kSector);
  Bytes entry = writer.Release();
  StoreU32(entry, log_entry::kSize, static_cast<uint32_t>(entry.size()));
  // The hash of the header covers that of the contents.
  for (const auto& [at, from, to] :
       {std::tuple{log_entry::kContentsHash, log_entry::kReferences, entry.size()},
        std::tuple{log_entry::kHeaderHash, size_t{0}, log_entry::kHeaderHash}}) {
    const uint64_t hash = Marvin32(ByteView(entry).subspan(from, to - from));
    StoreU32(entry, at, static_cast<uint32_t>(hash));
    StoreU32(entry, at + 4, static_cast<uint32_t>(hash >> 32));
  }
  return entry;
}

Bytes EncodeLogBase(ByteView base_block, uint32_t sequence, uint32_t bins_size) {
  Bytes block = ToBytes(base_block.first(base_block::kSize));
  StoreU32(block, base_block::kPrimarySequence, sequence);
  StoreU32(block, base_block::kSecondarySequence, sequence);
  StoreU32(block, base_block::kType, base_block::kTypeNewLog);
  StoreU32(block, base_block::kBinsSize, bins_size);
  StoreU32(block, base_block::kChecksum, BaseBlockChecksum(block));
  return block;
}

Result<std::vector<LogPage>> DecodeOldLog(ByteView log, const BaseBlock& base) {
  if (base.bins_size % kPage != 0) {
    return Fail(ErrorCode::kDamaged, fmt::format("it tells of {} bytes of bins", base.bins_size));
  }
  ByteReader reader(log);
  reader.Take(kSector);
  if (AsChars(reader.Take(kDirtyVector.size())) != kDirtyVector) {
    return Fail(ErrorCode::kDamaged, "it has no list of its pages");
  }
  const uint32_t sectors = base.bins_size / kSector;
  const ByteView bitmap = reader.Take(sectors / 8);
  reader.Take((kSector - reader.offset() % kSector) % kSector);
  std::vector<LogPage> pages;
  for (uint32_t sector = 0; reader.ok() && sector < sectors; ++sector) {
    if ((bitmap[sector / 8] >> sector % 8 & 1) == 0) continue;
    pages.push_back({sector * kSector, reader.Take(kSector)});
  }
  if (!reader.ok()) return Fail(ErrorCode::kDamaged, "it is cut short");
  return pages;
}

void StoreU32(Bytes& bytes, size_t offset, uint32_t number) {
  for (size_t i = 0; i < 4; ++i) bytes[offset + i] = static_cast<uint8_t>(number >> (8 * i));
}

}  // namespace repoint::hive
