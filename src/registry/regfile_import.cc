#include "registry/regfile_import.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "base/text.h"

namespace repoint {
namespace {

constexpr size_t kMaxDepth = 512;

template <typename T>
struct Ordered {
  size_t order;  // of its making
  T held;
};

// A key while the import runs: found by name in logarithmic time, however many there are.
struct Node {
  std::map<std::string, Ordered<std::unique_ptr<Node>>, FoldedLess> keys;
  std::map<std::string, Ordered<const regtext::ValueLine*>, FoldedLess> values;
};

// The entries of a map in the order of their making.
template <typename Map>
auto InOrder(const Map& map) {
  std::vector<const typename Map::value_type*> entries;
  entries.reserve(map.size());
  for (const auto& entry : map) entries.push_back(&entry);
  std::ranges::sort(entries, {}, [](const auto* entry) { return entry->second.order; });
  return entries;
}

class Importer {
 public:
  Status Add(const std::vector<std::string_view>& names, const regtext::Section& section) {
    if (names.size() > kMaxDepth) {
      return Fail(ErrorCode::kDamaged, "keys are nested deeper than 512",
                  section.key.substr(0, 200));
    }
    if (section.deletes) {
      Delete(names);
    } else {
      SetValues(Make(names), section);
    }
    return {};
  }

  KeyTree Tree() const { return TreeOf("", root_); }

 private:
  Node& Make(const std::vector<std::string_view>& names) {
    Node* node = &root_;
    for (const std::string_view name : names) {
      auto found = node->keys.find(name);
      if (found == node->keys.end()) {
        found = node->keys.try_emplace(std::string(name), next_++, std::make_unique<Node>()).first;
      }
      node = found->second.held.get();
    }
    return *node;
  }

  void Delete(const std::vector<std::string_view>& names) {
    if (names.empty()) {
      root_ = Node();
      return;
    }
    Node* parent = &root_;
    for (size_t i = 0; i + 1 < names.size(); ++i) {
      const auto found = parent->keys.find(names[i]);
      if (found == parent->keys.end()) return;
      parent = found->second.held.get();
    }
    const auto found = parent->keys.find(names.back());
    if (found != parent->keys.end()) parent->keys.erase(found);
  }

  void SetValues(Node& node, const regtext::Section& section) {
    for (const regtext::ValueLine& line : section.values) {
      const auto found = node.values.find(line.name);
      if (line.deletes) {
        if (found != node.values.end()) node.values.erase(found);
      } else if (found != node.values.end()) {
        found->second.held = &line;
      } else {
        node.values.try_emplace(line.name, next_++, &line);
      }
    }
  }

  static KeyTree TreeOf(const std::string& name, const Node& node) {
    KeyTree tree;
    tree.name = name;
    tree.values.reserve(node.values.size());
    for (const auto* entry : InOrder(node.values)) {
      const regtext::ValueLine& line = *entry->second.held;
      tree.values.push_back({entry->first, {line.type, line.data}});
    }
    tree.subkeys.reserve(node.keys.size());
    for (const auto* entry : InOrder(node.keys)) {
      tree.subkeys.push_back(TreeOf(entry->first, *entry->second.held));
    }
    return tree;
  }

  Node root_;
  size_t next_ = 0;
};

}  // namespace

Result<KeyTree> ImportKeys(const regtext::Document& document, const UserRoot& root) {
  Importer importer;
  for (const regtext::Section& section : document.sections) {
    const auto names = root.Names(section.key);
    if (names) REPOINT_TRY(importer.Add(*names, section));
  }
  return importer.Tree();
}

}  // namespace repoint
