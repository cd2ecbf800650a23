#include "hive/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace repoint::hive {
namespace {

// The size of the bins of a hive whose base block cannot be trusted.
size_t BinsInSequence(ByteView bins) {
  size_t offset = 0;
  while (bins.size() - offset >= kPage) {
    const ByteView head = bins.subspan(offset, bin::kHeader);
    const uint32_t size = *LoadU32(head, bin::kLength);
    if (AsChars(head.first(4)) != "hbin" || *LoadU32(head, bin::kOffset) != offset) break;
    if (size == 0 || size % kPage != 0 || size > bins.size() - offset) break;
    offset += size;
  }
  return offset;
}

// Where the pages leave a gap in [begin, end) for the first time; `end` when they do not.
uint32_t FirstGap(uint32_t begin, uint32_t end, std::span<const LogPage> pages) {
  std::vector<std::pair<uint32_t, uint32_t>> runs;
  for (const LogPage& page : pages) {
    const auto page_end = static_cast<uint32_t>(page.offset + page.bytes.size());
    if (page_end > begin) runs.emplace_back(page.offset, page_end);
  }
  std::ranges::sort(runs);
  for (const auto& [run_begin, run_end] : runs) {
    if (run_begin > begin) break;
    begin = std::max(begin, run_end);
  }
  return std::min(begin, end);
}

}  // namespace

Recovery::Recovery(Bytes primary, const BaseBlock& base) : hive_(std::move(primary)) {
  const ByteView bins = ByteView(hive_).subspan(kPage);
  const size_t size =
      base.checksum_holds ? std::min<size_t>(base.bins_size, bins.size()) : BinsInSequence(bins);
  hive_.resize(kPage + size / kPage * kPage);
}

void Recovery::TakeBase(ByteView log) {
  std::ranges::copy(log.first(base_block::kSize), hive_.begin());
  StoreU32(hive_, base_block::kType, base_block::kTypePrimary);
}

Status Recovery::Apply(uint32_t size, std::span<const LogPage> pages) {
  if (size == 0 || size % kPage != 0) {
    return Fail(ErrorCode::kDamaged, fmt::format("the log tells of {} bytes of bins", size));
  }
  for (const LogPage& page : pages) {
    if (page.offset > size || page.bytes.size() > size - page.offset) {
      return Fail(ErrorCode::kDamaged, "the log has a page outside of the hive");
    }
  }
  if (size > bins_size()) {
    const uint32_t gap = FirstGap(bins_size(), size, pages);
    if (gap != size) {
      return Fail(ErrorCode::kDamaged,
                  fmt::format("by its log the hive grows from {} to {} bytes, and the log does not "
                              "bring those at {:#x}",
                              bins_size(), size, gap));
    }
  }
  hive_.resize(size_t{kPage} + size);
  for (const LogPage& page : pages) {
    std::ranges::copy(page.bytes, hive_.begin() + kPage + page.offset);
  }
  return {};
}

void Recovery::SetLocked(bool locked) {
  if (AsChars(ByteView(hive_).subspan(base_block::kTransactions, 4)) != "rmtm") return;
  const uint32_t flags = *LoadU32(hive_, base_block::kFlags) & ~base_block::kFlagLocked;
  StoreU32(hive_, base_block::kFlags, flags | (locked ? base_block::kFlagLocked : 0));
}

Bytes Recovery::Finish(uint32_t sequence) && {
  StoreU32(hive_, base_block::kPrimarySequence, sequence);
  StoreU32(hive_, base_block::kSecondarySequence, sequence);
  StoreU32(hive_, base_block::kBinsSize, bins_size());
  StoreU32(hive_, base_block::kChecksum, BaseBlockChecksum(hive_));
  return std::move(hive_);
}

}  // namespace repoint::hive
