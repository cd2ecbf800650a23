#include "update/leftovers.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace repoint {
namespace {

void Append(std::vector<std::string>& names, std::vector<std::string> more) {
  for (std::string& name : more) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
}

class Scan {
 public:
  explicit Scan(const Ownership& ownership) : ownership_(ownership), search_(ownership.names()) {}

  void Key(const KeyTree& key, const std::string& path) {
    if (ownership_.foreign_sections().contains(FoldAscii(path))) return;
    for (const NamedValue& value : key.values) {
      const std::vector<std::string> names = NamesInValue(value);
      if (!names.empty()) {
        leftovers_.push_back(
            {JoinKey(path, value.name.empty() ? "@" : value.name), Join(names, ", ")});
      }
    }
    for (const KeyTree& subkey : key.subkeys) Key(subkey, JoinKey(path, subkey.name));
  }

  std::vector<Leftover> Release() { return std::move(leftovers_); }

 private:
  std::vector<std::string> NamesIn(ByteView data) const {
    std::vector<std::string> names = search_.Find(data);
    if (!names.empty() && ownership_.HoldsForeignStore(data)) return {};
    return names;
  }

  // A list is looked at element by element, so that a mailbox that stays hides nothing but its own
  // elements.
  std::vector<std::string> NamesInValue(const NamedValue& value) const {
    const auto name = mapi::ParsePropName(value.name);
    const auto list =
        name ? mapi::DecodeMulti(value.value.data, name->type) : std::optional<mapi::MultiValue>();
    if (!list) return NamesIn(value.value.data);
    std::vector<std::string> names;
    for (const Bytes& item : list->items) Append(names, NamesIn(item));
    return names;
  }

  const Ownership& ownership_;
  NameSearch search_;
  std::vector<Leftover> leftovers_;
};

}  // namespace

std::vector<Leftover> FindLeftovers(const KeyTree& profile, const Ownership& ownership) {
  Scan scan(ownership);
  scan.Key(profile, "");
  return scan.Release();
}

}  // namespace repoint
