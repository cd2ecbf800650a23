#include "hive/testing/cell_writer.h"

#include <algorithm>
#include <utility>

namespace repoint::hive {
namespace {

constexpr uint8_t kStale = 0x5A;  // what is left in free cells

}  // namespace

uint32_t CellWriter::Allocate(size_t contents) {
  const uint32_t size = RoundUp(static_cast<uint32_t>(contents) + cell::kHeader, cell::kUnit);
  if (size > bins_.size() - next_) {
    CloseBin();
    OpenBin(size);
  }
  const uint32_t offset = Append(size);
  Put32(offset, 0 - size);
  free_ = kNone;
  ++since_free_;
  if (options_.free_every != 0 && since_free_ >= options_.free_every &&
      bins_.size() - next_ >= options_.free_size) {
    AppendFree(options_.free_size);
  }
  return offset;
}

uint32_t CellWriter::Add(ByteView contents) {
  const uint32_t offset = Allocate(contents.size());
  Put(offset, 0, contents);
  return offset;
}

void CellWriter::Put(uint32_t cell, size_t at, ByteView bytes) {
  std::ranges::copy(bytes, bins_.begin() + static_cast<ptrdiff_t>(cell + cell::kHeader + at));
}

Bytes CellWriter::Finish() {
  CloseBin();
  return std::move(bins_);
}

void CellWriter::OpenBin(uint32_t need) {
  const uint32_t begin = next_;
  const uint32_t header = bin::kHeader;
  const uint32_t size = std::max(RoundUp(need + header, kPage), options_.bin_size);
  bins_.resize(begin + size);
  std::ranges::copy(AsBytes("hbin"), bins_.begin() + begin);
  Put32(begin + bin::kOffset, begin);
  Put32(begin + bin::kLength, size);
  if (begin == 0) {
    Put32(bin::kTimestamp, static_cast<uint32_t>(options_.first_timestamp));
    Put32(bin::kTimestamp + 4, static_cast<uint32_t>(options_.first_timestamp >> 32));
  }
  next_ = begin + header;
  free_ = kNone;
}

void CellWriter::CloseBin() {
  const uint32_t left = static_cast<uint32_t>(bins_.size()) - next_;
  if (left > 0) AppendFree(left);
}

uint32_t CellWriter::Append(uint32_t size) { return std::exchange(next_, next_ + size); }

void CellWriter::AppendFree(uint32_t size) {
  const uint32_t offset = Append(size);
  if (free_ == kNone) free_ = offset;
  std::fill(bins_.begin() + offset, bins_.begin() + next_, kStale);
  Put32(free_, next_ - free_);
  since_free_ = 0;
}

void CellWriter::Put32(size_t at, uint32_t number) {
  std::ranges::copy(ByteWriter().U32(number).bytes(), bins_.begin() + static_cast<ptrdiff_t>(at));
}

}  // namespace repoint::hive
