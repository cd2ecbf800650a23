#include "hive/testing/base_block_builder.h"

#include <algorithm>
#include <string_view>

#include "hive/format.h"

using namespace std::string_view_literals;

namespace repoint::hive {
namespace {

constexpr size_t kFileName = 48;  // 64 bytes of UTF-16, terminated
constexpr size_t kFileNameUnits = 31;
constexpr size_t kTail = 112;

void Set(Bytes& block, size_t at, ByteView bytes) {
  std::ranges::copy(bytes, block.begin() + static_cast<ptrdiff_t>(at));
}
void Set32(Bytes& block, size_t at, uint32_t number) {
  Set(block, at, ByteWriter().U32(number).bytes());
}
void Set64(Bytes& block, size_t at, uint64_t number) {
  Set(block, at, ByteWriter().U64(number).bytes());
}

void SetTail(Bytes& block, const HiveLayout& layout) {
  switch (layout.tail) {
    case BaseTail::kZeros:
      break;
    case BaseTail::kTransactions:
      // The ids of resource manager, log and transaction manager, before and behind the flags.
      for (size_t at = kTail; at < base_block::kTransactions; ++at) {
        block[at] = static_cast<uint8_t>(at * 7);
      }
      Set32(block, base_block::kFlags, layout.base_flags);
      Set(block, base_block::kTransactions, AsBytes("rmtm"));
      Set64(block, base_block::kTransactions + 4, layout.last_written);  // last reorganised
      break;
    case BaseTail::kGarbage:
      for (size_t at = kTail; at < base_block::kChecksum; ++at) {
        block[at] = static_cast<uint8_t>(at * 37 + 11);
      }
      Set32(block, base_block::kFlags, base_block::kFlagLocked | base_block::kFlagLayered);
      break;
  }
}

}  // namespace

Bytes BuildBaseBlock(const HiveLayout& layout, uint32_t root_cell, uint32_t bins_size) {
  Bytes block(base_block::kFileSize);
  Set(block, base_block::kSignature, AsBytes("regf"));
  Set32(block, base_block::kPrimarySequence, layout.primary_sequence);
  Set32(block, base_block::kSecondarySequence, layout.secondary_sequence);
  Set64(block, base_block::kLastWritten, layout.last_written);
  Set32(block, base_block::kMajor, 1);
  Set32(block, base_block::kMinor, layout.minor);
  Set32(block, base_block::kType, base_block::kTypePrimary);
  Set32(block, base_block::kFormat, 1);
  Set32(block, base_block::kRootCell, root_cell);
  Set32(block, base_block::kBinsSize, bins_size);
  Set32(block, base_block::kBinsSize + 4, 1);  // clustering
  std::u16string_view name = layout.file_name;
  if (name.size() > kFileNameUnits) name.remove_prefix(name.size() - kFileNameUnits);
  for (size_t i = 0; i < name.size(); ++i) {
    Set(block, kFileName + 2 * i, ByteWriter().U16(name[i]).bytes());
  }
  SetTail(block, layout);
  SealBaseBlock(block);
  return block;
}

void SealBaseBlock(Bytes& hive) {
  uint32_t sum = 0;
  for (size_t at = 0; at < base_block::kChecksum; at += 4) sum ^= LoadU32(hive, at).value_or(0);
  if (sum == 0) sum = 1;
  if (sum == 0xFFFFFFFF) sum = 0xFFFFFFFE;
  Set32(hive, base_block::kChecksum, sum);
}

Bytes HiveLayout::SampleDescriptor(uint32_t number) {
  constexpr uint16_t kControl = 0x8004;  // self-relative, with a DACL
  constexpr uint32_t kKeyAllAccess = 0xF003F;
  ByteWriter owner;  // S-1-5-21-1-2-3-<1000 + number>
  owner.U8(1).U8(5).Put("\0\0\0\0\0\5"sv).U32(21).U32(1).U32(2).U32(3).U32(1000 + number);
  ByteWriter group;  // S-1-5-18
  group.U8(1).U8(1).Put("\0\0\0\0\0\5"sv).U32(18);
  const uint16_t entry = static_cast<uint16_t>(8 + owner.size());
  const uint16_t entries = static_cast<uint16_t>(number + 1);
  const uint32_t dacl = 20;
  const uint16_t dacl_size = static_cast<uint16_t>(8 + entries * entry);
  ByteWriter all;
  all.U8(1).U8(0).U16(kControl).U32(dacl + dacl_size);
  all.U32(static_cast<uint32_t>(dacl + dacl_size + owner.size())).U32(0).U32(dacl);
  all.U8(2).U8(0).U16(dacl_size).U16(entries).U16(0);
  for (uint32_t i = 0; i < entries; ++i) {
    all.U8(0).U8(2).U16(entry).U32(kKeyAllAccess).Put(owner.bytes());
  }
  return all.Put(owner.bytes()).Put(group.bytes()).Release();
}

}  // namespace repoint::hive
