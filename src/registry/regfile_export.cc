#include "registry/regfile_export.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>

#include "base/text.h"
#include "registry/regfile_import.h"

namespace repoint {
namespace {

using regtext::Section;
using regtext::ValueLine;

using ValueMap = std::map<std::string_view, const RegValue*, FoldedLess>;
using KeyMap = std::map<std::string_view, const KeyTree*, FoldedLess>;

ValueMap ValuesOf(const KeyTree& tree) {
  ValueMap values;
  for (const NamedValue& value : tree.values) values.emplace(value.name, &value.value);
  return values;
}

KeyMap KeysOf(const KeyTree& tree) {
  KeyMap keys;
  for (const KeyTree& key : tree.subkeys) keys.emplace(key.name, &key);
  return keys;
}

bool SameValues(const KeyTree& a, const KeyTree& b) {
  if (a.values == b.values) return true;
  return std::ranges::equal(ValuesOf(a), ValuesOf(b), [](const auto& left, const auto& right) {
    return EqualsFolded(left.first, right.first) && *left.second == *right.second;
  });
}

bool SameTree(const KeyTree& a, const KeyTree& b) {
  return SameValues(a, b) &&
         std::ranges::equal(KeysOf(a), KeysOf(b), [](const auto& left, const auto& right) {
           return EqualsFolded(left.first, right.first) && SameTree(*left.second, *right.second);
         });
}

// A key whose values changed, or (after == nullptr) that is gone with everything below it.
struct Change {
  std::string key;  // below the root, as spelled
  const KeyTree* after;
};

// Parents before their children.
void CollectChanges(const std::string& key, const KeyTree& before, const KeyTree& after,
                    std::vector<Change>& changes) {
  if (!SameValues(before, after)) changes.push_back({key, &after});
  const KeyMap left = KeysOf(after);
  for (const KeyTree& old : before.subkeys) {
    const std::string name = JoinKey(key, old.name);
    const auto found = left.find(old.name);
    if (found == left.end()) {
      changes.push_back({name, nullptr});
    } else {
      CollectChanges(name, old, *found->second, changes);
    }
  }
}

bool AtOrBelow(std::string_view key, std::string_view ancestor) {
  return ancestor.empty() || key == ancestor ||
         (key.size() > ancestor.size() && key.starts_with(ancestor) &&
          key[ancestor.size()] == '\\');
}

class Exporter {
 public:
  Exporter(const regtext::Document& original, const UserRoot& root)
      : original_(original), root_(root) {
    const size_t count = original.sections.size();
    for (const Section& section : original.sections) keys_.push_back(FoldedKey(section.key));
    drop_.resize(count, false);
    insert_.resize(count + 1);
  }

  void Apply(const Change& change) {
    const std::string key = FoldAscii(change.key);
    const size_t alive = AliveFrom(key);
    size_t place = alive;
    while (place < keys_.size() && !(keys_[place] && AtOrBelow(*keys_[place], key))) ++place;
    std::vector<Section>& here = insert_[place];
    if (!key.empty()) here.push_back(Made(change.key, true));
    if (change.after != nullptr) here.push_back(Rewritten(change, key, alive));
    for (size_t i = alive; i < keys_.size(); ++i) {
      if (!keys_[i]) continue;
      const bool replaced = change.after != nullptr ? *keys_[i] == key : AtOrBelow(*keys_[i], key);
      if (replaced) drop_[i] = true;
    }
  }

  regtext::Document Document() const {
    regtext::Document out = original_;
    out.sections.clear();
    for (size_t i = 0; i <= keys_.size(); ++i) {
      std::ranges::copy(insert_[i], std::back_inserter(out.sections));
      if (i < keys_.size() && !drop_[i]) out.sections.push_back(original_.sections[i]);
    }
    return out;
  }

  Section Made(std::string_view key, bool deletes) const {
    Section section;
    section.key = JoinKey(root_.key, key);
    section.deletes = deletes;
    return section;
  }

 private:
  // A key's folded path below the root; nullopt for keys of others.
  std::optional<std::string> FoldedKey(std::string_view full_key) const {
    const auto names = root_.Names(full_key);
    if (!names) return std::nullopt;
    std::string key;
    for (const std::string_view name : *names) {
      if (!key.empty()) key.push_back('\\');
      key += FoldAscii(name);
    }
    return key;
  }

  // The first section behind the last one that deletes the key or a parent: what stands before is
  // without effect on it.
  size_t AliveFrom(std::string_view key) const {
    for (size_t i = keys_.size(); i > 0; --i) {
      if (original_.sections[i - 1].deletes && keys_[i - 1] && AtOrBelow(key, *keys_[i - 1])) {
        return i;
      }
    }
    return 0;
  }

  // The line that gave a value what it had before, for each name.
  std::map<std::string_view, const ValueLine*, FoldedLess> Lines(std::string_view key,
                                                                 size_t alive) const {
    std::map<std::string_view, const ValueLine*, FoldedLess> lines;
    for (size_t i = alive; i < keys_.size(); ++i) {
      const Section& section = original_.sections[i];
      if (section.deletes || !keys_[i] || *keys_[i] != key) continue;
      for (const ValueLine& line : section.values) lines[line.name] = &line;
    }
    return lines;
  }

  // The key with all its values; one that did not change keeps its text.
  Section Rewritten(const Change& change, std::string_view key, size_t alive) const {
    Section section = Made(change.key, false);
    auto lines = Lines(key, alive);
    for (const NamedValue& value : change.after->values) {
      ValueLine line;
      const auto found = lines.find(value.name);
      if (found != lines.end() && !found->second->deletes &&
          found->second->type == value.value.type && found->second->data == value.value.data) {
        line = *found->second;
        line.tail_text.clear();
      } else {
        line.name = value.name;
        line.type = value.value.type;
        line.data = value.value.data;
      }
      if (found != lines.end()) lines.erase(found);
      section.values.push_back(std::move(line));
    }
    // The root itself cannot be deleted first: its values go one by one.
    if (key.empty()) AddDeletions(lines, section);
    return section;
  }

  template <typename Lines>
  static void AddDeletions(const Lines& gone, Section& section) {
    for (const auto& [name, source] : gone) {
      ValueLine line;
      line.name = name;
      line.deletes = true;
      section.values.push_back(std::move(line));
    }
  }

  const regtext::Document& original_;
  const UserRoot& root_;
  std::vector<std::optional<std::string>> keys_;  // for each section of the original
  std::vector<bool> drop_;
  std::vector<std::vector<Section>> insert_;  // before the section of this index; last: at the end
};

// Keys that `now` has not yet, at the end: behind every deletion. A parent comes with its children.
void AddMissing(const Exporter& exporter, const std::string& key, const KeyTree* now,
                const KeyTree& after, regtext::Document& out) {
  if (now == nullptr && (!after.values.empty() || after.subkeys.empty())) {
    Section section = exporter.Made(key, false);
    for (const NamedValue& value : after.values) {
      ValueLine line;
      line.name = value.name;
      line.type = value.value.type;
      line.data = value.value.data;
      section.values.push_back(std::move(line));
    }
    out.sections.push_back(std::move(section));
  }
  const KeyMap present = now == nullptr ? KeyMap{} : KeysOf(*now);
  for (const KeyTree& subkey : after.subkeys) {
    const auto found = present.find(subkey.name);
    AddMissing(exporter, JoinKey(key, subkey.name),
               found == present.end() ? nullptr : found->second, subkey, out);
  }
}

}  // namespace

Result<regtext::Document> ChangedExport(const regtext::Document& original, const UserRoot& root,
                                        const KeyTree& before, const KeyTree& after) {
  std::vector<Change> changes;
  CollectChanges("", before, after, changes);
  Exporter exporter(original, root);
  for (const Change& change : changes) exporter.Apply(change);
  regtext::Document out = exporter.Document();
  REPOINT_ASSIGN(const KeyTree now, ImportKeys(out, root));
  AddMissing(exporter, "", &now, after, out);
  REPOINT_ASSIGN(const KeyTree left, ImportKeys(out, root));
  if (SameTree(left, after)) return out;
  return Fail(ErrorCode::kInternal, "the changed export would not leave what it has to");
}

}  // namespace repoint
