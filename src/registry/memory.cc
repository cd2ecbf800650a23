#include "registry/memory.h"

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

// The names of a path; none for the root.
std::vector<std::string_view> Names(std::string_view key) {
  return key.empty() ? std::vector<std::string_view>{} : Split(key, '\\');
}

}  // namespace

KeyTree* MemoryRegistry::Find(std::string_view key) {
  KeyTree* found = &root_;
  for (const std::string_view name : Names(key)) {
    found = found->FindKey(name);
    if (found == nullptr) return nullptr;
  }
  return found;
}

KeyTree& MemoryRegistry::Make(std::string_view key) {
  KeyTree* made = &root_;
  for (const std::string_view name : Names(key)) {
    KeyTree* next = made->FindKey(name);
    if (next == nullptr) {
      next = &made->subkeys.emplace_back();
      next->name = name;
    }
    made = next;
  }
  return *made;
}

Result<std::optional<std::vector<std::string>>> MemoryRegistry::Subkeys(std::string_view key) {
  const KeyTree* tree = Find(key);
  if (tree == nullptr) return std::nullopt;
  std::vector<std::string> names;
  names.reserve(tree->subkeys.size());
  for (const KeyTree& subkey : tree->subkeys) names.push_back(subkey.name);
  return names;
}

Result<std::optional<std::vector<NamedValue>>> MemoryRegistry::Values(std::string_view key) {
  const KeyTree* tree = Find(key);
  if (tree == nullptr) return std::nullopt;
  return tree->values;
}

Result<std::optional<RegValue>> MemoryRegistry::GetValue(std::string_view key,
                                                         std::string_view name) {
  const KeyTree* tree = Find(key);
  const RegValue* value = tree == nullptr ? nullptr : tree->FindValue(name);
  if (value == nullptr) return std::nullopt;
  return *value;
}

Status MemoryRegistry::SetValue(std::string_view key, std::string_view name,
                                const RegValue& value) {
  KeyTree& tree = Make(key);
  const auto same = [&](const NamedValue& old) { return EqualsFolded(old.name, name); };
  const auto found = std::ranges::find_if(tree.values, same);
  if (found != tree.values.end()) {
    found->value = value;
  } else {
    tree.values.push_back({std::string(name), value});
  }
  return {};
}

Status MemoryRegistry::CreateKey(std::string_view key) {
  Make(key);
  return {};
}

Status MemoryRegistry::DeleteValue(std::string_view key, std::string_view name) {
  KeyTree* tree = Find(key);
  if (tree == nullptr) return {};
  std::erase_if(tree->values, [&](const NamedValue& old) { return EqualsFolded(old.name, name); });
  return {};
}

Status MemoryRegistry::DeleteKey(std::string_view key) {
  if (key.empty()) return Fail(ErrorCode::kUsage, "the root of a registry cannot be deleted");
  const size_t last = key.rfind('\\');
  const bool top = last == std::string_view::npos;
  KeyTree* parent = top ? &root_ : Find(key.substr(0, last));
  if (parent == nullptr) return {};
  const std::string_view name = top ? key : key.substr(last + 1);
  std::erase_if(parent->subkeys, [&](const KeyTree& sub) { return EqualsFolded(sub.name, name); });
  return {};
}

}  // namespace repoint
