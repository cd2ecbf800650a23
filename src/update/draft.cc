#include "update/draft.h"

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

KeyTree* FindPath(KeyTree& tree, std::string_view path) {
  KeyTree* key = &tree;
  for (const std::string_view part : Split(path, '\\')) {
    key = key->FindKey(part);
    if (key == nullptr) return nullptr;
  }
  return key;
}

class Difference {
 public:
  Difference(std::string_view profile_key,
             const std::map<std::pair<std::string, std::string>, std::string>& reasons)
      : profile_key_(profile_key), reasons_(reasons) {}

  // `after` is null when the key was deleted.
  void Compare(const std::string& section, const KeyTree& before, const KeyTree* after) {
    for (const NamedValue& value : before.values) {
      const RegValue* now = after == nullptr ? nullptr : after->FindValue(value.name);
      if (now != nullptr && *now == value.value) continue;
      Add(section, value.name, value.value, now);
    }
    if (after != nullptr) {
      for (const NamedValue& value : after->values) {
        if (before.FindValue(value.name) == nullptr) {
          Add(section, value.name, std::nullopt, &value.value);
        }
      }
    }
    for (const KeyTree& key : before.subkeys) {
      Compare(JoinKey(section, key.name), key,
              after == nullptr ? nullptr : after->FindKey(key.name));
    }
    if (after == nullptr) {
      deleted_keys_.push_back({JoinKey(profile_key_, section), std::nullopt, RegValue{},
                               std::nullopt, Reason(section, "")});
    }
  }

  std::vector<Edit> Release() {
    edits_.insert(edits_.end(), deleted_keys_.begin(), deleted_keys_.end());
    return std::move(edits_);
  }

 private:
  void Add(const std::string& section, const std::string& name, std::optional<RegValue> before,
           const RegValue* after) {
    edits_.push_back({JoinKey(profile_key_, section), name, std::move(before),
                      after == nullptr ? std::nullopt : std::optional(*after),
                      Reason(section, name)});
  }

  // A value of a deleted section has the section's reason.
  std::string Reason(const std::string& section, const std::string& name) const {
    for (const std::string& key : {FoldAscii(name), std::string()}) {
      const auto it = reasons_.find({FoldAscii(section), key});
      if (it != reasons_.end()) return it->second;
    }
    return "";
  }

  std::string_view profile_key_;
  const std::map<std::pair<std::string, std::string>, std::string>& reasons_;
  std::vector<Edit> edits_;
  std::vector<Edit> deleted_keys_;
};

}  // namespace

Edit Inverse(const Edit& edit) {
  Edit inverse = edit;
  std::swap(inverse.before, inverse.after);
  return inverse;
}

std::vector<Edit> InverseOf(const std::vector<Edit>& edits) {
  std::vector<Edit> inverse;
  for (auto it = edits.rbegin(); it != edits.rend(); ++it) inverse.push_back(Inverse(*it));
  return inverse;
}

Draft::Draft(std::string profile_key, KeyTree before)
    : profile_key_(std::move(profile_key)), before_(std::move(before)), after_(before_) {}

const KeyTree* Draft::Section(std::string_view section) const {
  return FindPath(const_cast<KeyTree&>(after_), section);
}

void Draft::Set(std::string_view section, std::string_view name, RegValue value,
                std::string_view reason) {
  KeyTree* key = FindPath(after_, section);
  if (key == nullptr) return;
  const auto it = std::ranges::find_if(
      key->values, [&](const NamedValue& v) { return EqualsFolded(v.name, name); });
  if (it == key->values.end()) {
    key->values.push_back({std::string(name), std::move(value)});
  } else if (it->value == value) {
    return;
  } else {
    it->value = std::move(value);
  }
  reasons_[{FoldAscii(section), FoldAscii(name)}] = reason;
}

void Draft::Delete(std::string_view section, std::string_view name, std::string_view reason) {
  KeyTree* key = FindPath(after_, section);
  if (key == nullptr) return;
  const size_t erased =
      std::erase_if(key->values, [&](const NamedValue& v) { return EqualsFolded(v.name, name); });
  if (erased != 0) reasons_[{FoldAscii(section), FoldAscii(name)}] = reason;
}

void Draft::DeleteSection(std::string_view section, std::string_view reason) {
  const size_t erased = std::erase_if(
      after_.subkeys, [&](const KeyTree& key) { return EqualsFolded(key.name, section); });
  if (erased != 0) reasons_[{FoldAscii(section), ""}] = reason;
}

std::vector<Edit> Draft::Edits() const {
  Difference difference(profile_key_, reasons_);
  difference.Compare("", before_, &after_);
  return difference.Release();
}

}  // namespace repoint
