#include "hive/editor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "hive/check.h"

namespace repoint::hive {

Result<Editor> Editor::Begin(Image& image, uint64_t now) {
  REPOINT_TRY(image.CheckWritable());
  REPOINT_TRY(image.LoadAll());
  REPOINT_ASSIGN(const CheckReport report, Check(image));
  REPOINT_TRY(SoundnessOf(report));
  return Editor(image, Heap::Of(image), now, report.names_out_of_order);
}

Status Editor::Put(uint32_t cell, size_t at, ByteView bytes) {
  REPOINT_ASSIGN(const ByteView contents, image_->Cell(cell));
  if (at > contents.size() || bytes.size() > contents.size() - at) {
    return Fail(ErrorCode::kInternal, fmt::format("a write behind the end of cell {:#x}", cell));
  }
  return image_->Write(cell + cell::kHeader + static_cast<uint32_t>(at), bytes);
}

Status Editor::PutWhole(uint32_t cell, ByteView bytes) {
  REPOINT_ASSIGN(const ByteView contents, image_->Cell(cell));
  Bytes padded = ToBytes(bytes);
  padded.resize(std::max(contents.size(), bytes.size()));
  return Put(cell, 0, padded);
}

Status Editor::Put32(uint32_t cell, size_t at, uint32_t number) {
  return Put(cell, at, ByteWriter().U32(number).bytes());
}

Status Editor::RaiseLargest(uint32_t key, size_t at, uint32_t size, uint32_t mask) {
  REPOINT_ASSIGN(const ByteView contents, image_->Cell(key, nk::kName, nk::kMagic));
  const uint32_t field = *LoadU32(contents, at);
  if (size <= (field & mask)) return {};
  return Put32(key, at, (field & ~mask) | (size & mask));
}

Status Editor::Touch(uint32_t key) {
  return Put(key, nk::kLastWritten, ByteWriter().U64(now_).bytes());
}

Result<std::optional<Key>> Editor::Find(std::u16string_view path) {
  REPOINT_ASSIGN(Key key, ReadRoot(*image_));
  while (!path.empty()) {
    const size_t end = std::min(path.find(u'\\'), path.size());
    REPOINT_ASSIGN(std::optional<Key> subkey, FindSubkey(*image_, key, path.substr(0, end)));
    if (!subkey) return std::nullopt;
    if ((subkey->flags & nk::kFlagSymbolicLink) != 0) {
      return Fail(ErrorCode::kUnsupported,
                  "this key is a symbolic link to another: it is only read", ToUtf8(subkey->name));
    }
    key = std::move(*subkey);
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return key;
}

Status Editor::SetValue(std::u16string_view path, std::u16string_view name, uint32_t type,
                        ByteView data) {
  REPOINT_ASSIGN(const Key key, FindOrMake(path));
  REPOINT_ASSIGN(const std::optional<Value> value, FindValue(*image_, key, name));
  uint32_t cell = kNone;
  if (value) {
    cell = value->cell;
  } else {
    REPOINT_ASSIGN(cell, MakeValue(key, name));
  }
  REPOINT_TRY(PutData(cell, data));
  REPOINT_TRY(Put32(cell, vk::kType, type));
  REPOINT_TRY(RaiseLargest(key.cell, nk::kLargestValueData, static_cast<uint32_t>(data.size()),
                           0xFFFFFFFF));
  return Touch(key.cell);
}

Status Editor::CreateKey(std::u16string_view path) {
  REPOINT_ASSIGN(const Key made, FindOrMake(path));
  return {};
}

}  // namespace repoint::hive
