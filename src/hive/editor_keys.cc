// Keys made and deleted, with their security descriptors.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "hive/editor.h"

namespace repoint::hive {
namespace {

constexpr size_t kMaxNameUnits = 255;
constexpr uint32_t kLow16 = 0xFFFF;

}  // namespace

Result<Key> Editor::FindOrMake(std::u16string_view path) {
  const auto names = static_cast<size_t>(std::ranges::count(path, u'\\')) + 1;
  if (names > kMaxDepth) return Fail(ErrorCode::kUsage, "keys cannot be nested deeper than 512");
  std::u16string_view rest = path;
  REPOINT_ASSIGN(Key key, ReadRoot(*image_));
  // What is there, and then what is not.
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(u'\\'), rest.size());
    const std::u16string_view name = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    REPOINT_ASSIGN(std::optional<Key> subkey, FindSubkey(*image_, key, name));
    if (!subkey) {
      REPOINT_ASSIGN(subkey, MakeSubkey(key, name));
    }
    if ((subkey->flags & nk::kFlagSymbolicLink) != 0) {
      return Fail(ErrorCode::kUnsupported,
                  "this key is a symbolic link to another: it is only read", ToUtf8(subkey->name));
    }
    key = std::move(*subkey);
  }
  return key;
}

Result<Key> Editor::MakeSubkey(const Key& parent, std::u16string_view name) {
  if (name.empty() || name.size() > kMaxNameUnits) {
    return Fail(ErrorCode::kUsage, "the name of a key has 1 to 255 characters", ToUtf8(name));
  }
  REPOINT_TRY(CheckOrder(parent));
  const Bytes stored = EncodeName(name);
  REPOINT_ASSIGN(const uint32_t cell,
                 heap_.Allocate(static_cast<uint32_t>(nk::kName + stored.size())));
  ByteWriter node;
  node.U16(nk::kMagic).U16(IsLatin1(name) ? nk::kFlagLatin1Name : 0).U64(now_).U32(0);
  node.U32(parent.cell).U32(0).U32(0).U32(kNone).U32(kNone).U32(0).U32(kNone);
  node.U32(parent.security).U32(kNone).U32(0).U32(0).U32(0).U32(0).U32(0);
  node.U16(static_cast<uint16_t>(stored.size())).U16(0).Put(stored);
  REPOINT_TRY(Put(cell, 0, node.bytes()));

  REPOINT_ASSIGN(const ByteView descriptor,
                 image_->Cell(parent.security, sk::kDescriptor, sk::kMagic));
  REPOINT_TRY(Put32(parent.security, sk::kReferences, *LoadU32(descriptor, sk::kReferences) + 1));

  REPOINT_TRY(InsertSubkey(parent, name, cell));
  REPOINT_TRY(RaiseLargest(parent.cell, nk::kLargestSubkeyName,
                           static_cast<uint32_t>(name.size() * 2), kLow16));
  REPOINT_TRY(Touch(parent.cell));
  return ReadKey(*image_, cell);
}

Result<std::vector<Key>> Editor::Subtree(const Key& key) {
  std::vector<Key> keys{key};
  for (size_t i = 0; i < keys.size(); ++i) {
    REPOINT_ASSIGN(const std::vector<uint32_t> cells, SubkeyCells(*image_, keys[i]));
    for (const uint32_t cell : cells) {
      REPOINT_ASSIGN(Key below, ReadKey(*image_, cell));
      keys.push_back(std::move(below));
    }
  }
  return keys;
}

Status Editor::DeleteKey(std::u16string_view path) {
  REPOINT_ASSIGN(const std::optional<Key> key, Find(path));
  if (!key) return {};
  if (key->cell == image_->base().root_cell) {
    return Fail(ErrorCode::kDenied, "the root of a hive cannot be deleted");
  }
  REPOINT_ASSIGN(const std::vector<Key> keys, Subtree(*key));
  for (const Key& each : keys) {
    if ((each.flags & nk::kFlagNoDelete) != 0) {
      return Fail(ErrorCode::kDenied, "the hive says that this key must not be deleted",
                  ToUtf8(each.name));
    }
  }
  REPOINT_ASSIGN(const Key parent, ReadKey(*image_, key->parent));
  REPOINT_TRY(CheckOrder(parent));
  REPOINT_TRY(RemoveSubkey(parent, key->cell));
  for (const Key& each : keys) REPOINT_TRY(FreeKey(each));
  return Touch(parent.cell);
}

Status Editor::FreeKey(const Key& key) {
  REPOINT_ASSIGN(const std::vector<uint32_t> values, ValueCells(*image_, key));
  for (const uint32_t cell : values) {
    REPOINT_ASSIGN(const Value value, ReadValue(*image_, cell));
    REPOINT_TRY(FreeData(value));
    REPOINT_TRY(heap_.Free(cell));
  }
  if (key.value_count != 0) REPOINT_TRY(heap_.Free(key.value_list));
  if (key.class_cell != kNone) REPOINT_TRY(heap_.Free(key.class_cell));
  REPOINT_ASSIGN(const SubkeyList list, ReadSubkeyList(*image_, key.subkey_list));
  for (const Leaf& leaf : list.leaves) REPOINT_TRY(heap_.Free(leaf.cell));
  if (list.root != kNone) REPOINT_TRY(heap_.Free(list.root));
  REPOINT_TRY(ReleaseDescriptor(key.security));
  return heap_.Free(key.cell);
}

Status Editor::ReleaseDescriptor(uint32_t descriptor) {
  REPOINT_ASSIGN(const ByteView contents, image_->Cell(descriptor, sk::kDescriptor, sk::kMagic));
  const uint32_t references = *LoadU32(contents, sk::kReferences);
  if (references > 1) return Put32(descriptor, sk::kReferences, references - 1);
  const uint32_t next = *LoadU32(contents, sk::kNext);
  const uint32_t previous = *LoadU32(contents, sk::kPrevious);
  REPOINT_TRY(Put32(previous, sk::kNext, next));
  REPOINT_TRY(Put32(next, sk::kPrevious, previous));
  return heap_.Free(descriptor);
}

}  // namespace repoint::hive
