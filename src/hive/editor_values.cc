// Values put into their key's list and taken out, and where their data lies.
#include <algorithm>
#include <ranges>

#include "base/text.h"
#include "hive/editor.h"

namespace repoint::hive {
namespace {

constexpr size_t kMaxNameUnits = 16383;

}  // namespace

Result<uint32_t> Editor::MakeValue(const Key& key, std::u16string_view name) {
  if (name.size() > kMaxNameUnits) {
    return Fail(ErrorCode::kUsage, "the name of a value has 16,383 characters at most");
  }
  const Bytes stored = EncodeName(name);
  REPOINT_ASSIGN(const uint32_t cell,
                 heap_.Allocate(static_cast<uint32_t>(vk::kName + stored.size())));
  // Windows flags a name that became shorter: the empty one did not.
  const bool latin1 = IsLatin1(name) && !name.empty();
  ByteWriter value;
  value.U16(vk::kMagic).U16(static_cast<uint16_t>(stored.size())).U32(vk::kInline).U32(0).U32(0);
  value.U16(latin1 ? vk::kFlagLatin1Name : 0).U16(0).Put(stored);
  REPOINT_TRY(Put(cell, 0, value.bytes()));

  const uint32_t count = key.value_count + 1;
  uint32_t list = key.value_list;
  if (list == kNone) {
    REPOINT_ASSIGN(list, heap_.Allocate(count * 4));
  } else {
    REPOINT_ASSIGN(list, heap_.Resize(list, count * 4));
  }
  REPOINT_TRY(Put32(list, size_t{key.value_count} * 4, cell));
  REPOINT_TRY(Put32(key.cell, nk::kValueList, list));
  REPOINT_TRY(Put32(key.cell, nk::kValueCount, count));
  REPOINT_TRY(RaiseLargest(key.cell, nk::kLargestValueName, static_cast<uint32_t>(name.size() * 2),
                           0xFFFFFFFF));
  return cell;
}

Status Editor::DeleteValue(std::u16string_view path, std::u16string_view name) {
  REPOINT_ASSIGN(const std::optional<Key> key, Find(path));
  if (!key) return {};
  REPOINT_ASSIGN(const std::optional<Value> value, FindValue(*image_, *key, name));
  if (!value) return {};
  REPOINT_ASSIGN(std::vector<uint32_t> cells, ValueCells(*image_, *key));
  std::erase(cells, value->cell);
  REPOINT_TRY(FreeData(*value));
  REPOINT_TRY(heap_.Free(value->cell));
  uint32_t list = kNone;
  if (cells.empty()) {
    REPOINT_TRY(heap_.Free(key->value_list));
  } else {
    ByteWriter bytes;
    for (const uint32_t cell : cells) bytes.U32(cell);
    REPOINT_ASSIGN(list, heap_.Resize(key->value_list, static_cast<uint32_t>(bytes.size())));
    REPOINT_TRY(PutWhole(list, bytes.bytes()));
  }
  REPOINT_TRY(Put32(key->cell, nk::kValueList, list));
  REPOINT_TRY(Put32(key->cell, nk::kValueCount, static_cast<uint32_t>(cells.size())));
  return Touch(key->cell);
}

Status Editor::PutData(uint32_t cell, ByteView data) {
  if (data.size() > 0x7FFFFFFF) {
    return Fail(ErrorCode::kUsage, "a value has less than 2 GiB");
  }
  REPOINT_ASSIGN(const Value old, ReadValue(*image_, cell));
  const bool big = image_->HasBigData() && data.size() > db::kSegment;
  const bool was_flat =
      !old.is_inline && old.size != 0 && !(image_->HasBigData() && old.size > db::kSegment);
  if (was_flat && !big && data.size() > vk::kMaxInline) return PutFlat(cell, old.data, data);
  REPOINT_TRY(FreeData(old));
  if (big) return PutSegments(cell, data);
  if (data.size() > vk::kMaxInline) return PutFlat(cell, kNone, data);
  Bytes inline_data = ToBytes(data);
  inline_data.resize(vk::kMaxInline);
  REPOINT_TRY(Put32(cell, vk::kDataSize, vk::kInline | static_cast<uint32_t>(data.size())));
  return Put(cell, vk::kData, inline_data);
}

Status Editor::PutFlat(uint32_t value, uint32_t old_cell, ByteView data) {
  const auto size = static_cast<uint32_t>(data.size());
  uint32_t cell = kNone;
  if (old_cell == kNone) {
    REPOINT_ASSIGN(cell, heap_.Allocate(size));
  } else {
    REPOINT_ASSIGN(cell, heap_.Resize(old_cell, size));
  }
  REPOINT_TRY(PutWhole(cell, data));
  REPOINT_TRY(Put32(value, vk::kDataSize, size));
  return Put32(value, vk::kData, cell);
}

Status Editor::PutSegments(uint32_t value, ByteView data) {
  const auto size = static_cast<uint32_t>(data.size());
  const uint32_t count = (size + db::kSegment - 1) / db::kSegment;
  if (count > 0xFFFF) return Fail(ErrorCode::kUsage, "a value has 1 GiB at most");
  REPOINT_ASSIGN(const uint32_t head, heap_.Allocate(db::kContents));
  REPOINT_ASSIGN(const uint32_t list, heap_.Allocate(count * 4));
  REPOINT_TRY(Put(
      head, 0, ByteWriter().U16(db::kMagic).U16(static_cast<uint16_t>(count)).U32(list).bytes()));
  for (uint32_t i = 0; i < count; ++i) {
    REPOINT_ASSIGN(const uint32_t segment, heap_.Allocate(db::kSegmentContents));
    const size_t begin = size_t{i} * db::kSegment;
    REPOINT_TRY(
        Put(segment, 0, data.subspan(begin, std::min<size_t>(db::kSegment, data.size() - begin))));
    REPOINT_TRY(Put32(list, size_t{i} * 4, segment));
  }
  REPOINT_TRY(Put32(value, vk::kDataSize, size));
  return Put32(value, vk::kData, head);
}

Status Editor::FreeData(const Value& value) {
  if (value.is_inline || value.size == 0) return {};
  if (image_->HasBigData() && value.size > db::kSegment) {
    REPOINT_ASSIGN(const ByteView head, image_->Cell(value.data, db::kContents - 4, db::kMagic));
    const uint32_t list = *LoadU32(head, db::kList);
    const uint32_t count = *LoadU16(head, db::kCount);
    REPOINT_ASSIGN(const ByteView segments, image_->Cell(list, count * 4, 0));
    for (const uint32_t i : std::views::iota(0U, count)) {
      REPOINT_TRY(heap_.Free(*LoadU32(segments, size_t{i} * 4)));
    }
    REPOINT_TRY(heap_.Free(list));
  }
  return heap_.Free(value.data);
}

}  // namespace repoint::hive
