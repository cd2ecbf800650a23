#include "registry/registry.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace repoint {
namespace {

// Windows allows no key below this.
constexpr size_t kMaxDepth = 512;

Status ReadInto(Registry& registry, std::string_view key, size_t depth, KeyTree& tree) {
  if (depth > kMaxDepth) {
    return Fail(ErrorCode::kDamaged, "keys are nested deeper than 512",
                std::string(key.substr(0, 200)));
  }
  REPOINT_ASSIGN(auto values, registry.Values(key));
  if (values) tree.values = *std::move(values);
  REPOINT_ASSIGN(const auto names, registry.Subkeys(key));
  if (!names) return {};
  tree.subkeys.reserve(names->size());
  for (const std::string& name : *names) {
    tree.subkeys.emplace_back().name = name;
    REPOINT_TRY(ReadInto(registry, JoinKey(key, name), depth + 1, tree.subkeys.back()));
  }
  return {};
}

}  // namespace

const RegValue* KeyTree::FindValue(std::string_view value_name) const {
  const auto found = std::ranges::find_if(
      values, [&](const NamedValue& value) { return EqualsFolded(value.name, value_name); });
  return found == values.end() ? nullptr : &found->value;
}

const KeyTree* KeyTree::FindKey(std::string_view key_name) const {
  const auto found = std::ranges::find_if(
      subkeys, [&](const KeyTree& key) { return EqualsFolded(key.name, key_name); });
  return found == subkeys.end() ? nullptr : &*found;
}

KeyTree* KeyTree::FindKey(std::string_view key_name) {
  return const_cast<KeyTree*>(std::as_const(*this).FindKey(key_name));
}

Result<std::optional<KeyTree>> Registry::ReadTree(std::string_view key) {
  REPOINT_ASSIGN(const auto present, Subkeys(key));
  if (!present) return std::nullopt;
  KeyTree tree;
  const size_t last = key.rfind('\\');
  tree.name = last == std::string_view::npos ? key : key.substr(last + 1);
  const auto depth = static_cast<size_t>(std::ranges::count(key, '\\')) + (key.empty() ? 0 : 1);
  REPOINT_TRY(ReadInto(*this, key, depth, tree));
  return tree;
}

Status WriteTree(Registry& registry, std::string_view key, const KeyTree& tree) {
  REPOINT_TRY(registry.CreateKey(key));
  for (const NamedValue& value : tree.values) {
    REPOINT_TRY(registry.SetValue(key, value.name, value.value));
  }
  for (const KeyTree& subkey : tree.subkeys) {
    REPOINT_TRY(WriteTree(registry, JoinKey(key, subkey.name), subkey));
  }
  return {};
}

bool IsAtOrBelow(std::string_view key, std::string_view parent) {
  return StartsWithFolded(key, parent) &&
         (key.size() == parent.size() || key[parent.size()] == '\\');
}

std::string JoinKey(std::string_view parent, std::string_view name) {
  std::string key(parent);
  if (!parent.empty() && !name.empty()) key.push_back('\\');
  key += name;
  return key;
}

RegValue SzValue(std::string_view utf8) {
  RegValue value{kRegSz, Utf16Bytes(utf8)};
  value.data.insert(value.data.end(), 2, uint8_t{0});
  return value;
}

RegValue DwordValue(uint32_t number) { return {kRegDword, ByteWriter().U32(number).Release()}; }

std::optional<std::string> SzText(const RegValue& value) {
  if (value.type != kRegSz) return std::nullopt;
  // Text without a terminator happens; an odd last byte is no unit.
  ByteView text = value.data;
  ByteReader reader(text);
  const ByteView terminated = reader.TakeZ16();
  text = reader.ok() ? terminated : text.first(text.size() / 2 * 2);
  return Utf8FromUtf16Bytes(text);
}

std::optional<uint32_t> DwordNumber(const RegValue& value) {
  if (value.type != kRegDword || value.data.size() != 4) return std::nullopt;
  return LoadU32(value.data, 0);
}

}  // namespace repoint
