#include "hive/heap.h"

#include <fmt/format.h>

#include <algorithm>

namespace repoint::hive {
namespace {

// No cell of a hive is as large; keeps sums below 2^32.
constexpr uint32_t kMaxContents = 0x7F000000;

Result<uint32_t> CellSize(uint32_t contents) {
  if (contents > kMaxContents) return Fail(ErrorCode::kIo, "the hive would become too large");
  return std::max(RoundUp(contents + cell::kHeader, cell::kUnit), cell::kUnit);
}

}  // namespace

Heap Heap::Of(Image& image) {
  Heap heap(image);
  const ByteView bins = image.bytes().subspan(base_block::kFileSize);
  for (uint32_t at = 0; at < bins.size();) {
    const uint32_t end = at + U32At(bins, at + bin::kLength);
    for (at += bin::kHeader; at < end;) {
      const auto size = static_cast<int32_t>(U32At(bins, at));
      if (size > 0) heap.AddFree(at, static_cast<uint32_t>(size));
      at += static_cast<uint32_t>(size < 0 ? -size : size);
    }
  }
  return heap;
}

void Heap::AddFree(uint32_t offset, uint32_t size) {
  by_offset_.emplace(offset, size);
  by_size_.emplace(size, offset);
}

void Heap::RemoveFree(uint32_t offset, uint32_t size) {
  by_offset_.erase(offset);
  by_size_.erase({size, offset});
}

uint32_t Heap::FreeAt(uint32_t offset) const {
  const auto found = by_offset_.find(offset);
  return found == by_offset_.end() ? 0 : found->second;
}

Status Heap::WriteSize(uint32_t cell, uint32_t size) {
  return image_->Write(cell, ByteWriter().U32(0 - size).bytes());
}

Status Heap::WriteFree(uint32_t offset, uint32_t size) {
  ByteWriter bytes;
  bytes.U32(size).Zeros(size - cell::kHeader);
  return image_->Write(offset, bytes.bytes());
}

Status Heap::Release(uint32_t offset, uint32_t size) {
  // Their contents are zero already, but for the size of the one that follows.
  const uint32_t own_offset = offset;
  const uint32_t own_size = size;
  if (const uint32_t next = FreeAt(offset + size); next != 0) {
    RemoveFree(offset + size, next);
    REPOINT_TRY(image_->Write(offset + size, ByteWriter().U32(0).bytes()));
    size += next;
  }
  auto previous = by_offset_.lower_bound(offset);
  if (previous != by_offset_.begin()) {
    --previous;
    const auto [before, before_size] = *previous;
    if (before + before_size == offset) {
      RemoveFree(before, before_size);
      offset = before;
      size += before_size;
    }
  }
  AddFree(offset, size);
  REPOINT_TRY(WriteFree(own_offset, own_size));
  if (offset != own_offset) {
    REPOINT_TRY(image_->Write(own_offset, ByteWriter().U32(0).bytes()));
  }
  return image_->Write(offset, ByteWriter().U32(size).bytes());
}

Result<uint32_t> Heap::Allocate(uint32_t contents) {
  REPOINT_ASSIGN(const uint32_t size, CellSize(contents));
  auto best = by_size_.lower_bound({size, 0});
  if (best == by_size_.end()) {
    const uint32_t length = RoundUp(size + static_cast<uint32_t>(bin::kHeader), kPage);
    REPOINT_ASSIGN(const uint32_t offset, image_->AppendBin(length));
    AddFree(offset + bin::kHeader, length - static_cast<uint32_t>(bin::kHeader));
    best = by_size_.lower_bound({size, 0});
  }
  const auto [free_size, cell] = *best;
  RemoveFree(cell, free_size);
  REPOINT_TRY(image_->Write(cell, ByteWriter().U32(0 - size).Zeros(size - cell::kHeader).bytes()));
  if (free_size > size) {
    AddFree(cell + size, free_size - size);
    REPOINT_TRY(image_->Write(cell + size, ByteWriter().U32(free_size - size).bytes()));
  }
  return cell;
}

Status Heap::Free(uint32_t cell) {
  REPOINT_ASSIGN(const ByteView contents, image_->Cell(cell));
  return Release(cell, static_cast<uint32_t>(contents.size()) + cell::kHeader);
}

Result<uint32_t> Heap::Resize(uint32_t cell, uint32_t contents) {
  REPOINT_ASSIGN(const uint32_t size, CellSize(contents));
  REPOINT_ASSIGN(const ByteView held, image_->Cell(cell));
  const uint32_t old_size = static_cast<uint32_t>(held.size()) + cell::kHeader;
  if (size == old_size) return cell;
  if (size < old_size) {
    REPOINT_TRY(WriteSize(cell, size));
    REPOINT_TRY(Release(cell + size, old_size - size));
    return cell;
  }
  if (const uint32_t next = FreeAt(cell + old_size); next >= size - old_size && next != 0) {
    RemoveFree(cell + old_size, next);
    ByteWriter zeros;
    zeros.Zeros(size - old_size);
    REPOINT_TRY(image_->Write(cell + old_size, zeros.bytes()));
    REPOINT_TRY(WriteSize(cell, size));
    const uint32_t left = next - (size - old_size);
    if (left != 0) {
      AddFree(cell + size, left);
      REPOINT_TRY(image_->Write(cell + size, ByteWriter().U32(left).bytes()));
    }
    return cell;
  }
  const Bytes kept = ToBytes(held);
  REPOINT_ASSIGN(const uint32_t moved, Allocate(contents));
  REPOINT_TRY(image_->Write(moved + cell::kHeader, kept));
  REPOINT_TRY(Free(cell));
  return moved;
}

}  // namespace repoint::hive
