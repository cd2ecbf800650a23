#include "update/leftovers.h"

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

void Append(std::vector<std::string>& names, std::vector<std::string> more) {
  for (std::string& name : more) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
  }
}

std::vector<std::string> NamesIn(ByteView data, const Ownership& ownership) {
  std::vector<std::string> names = FindNames(data, ownership.names());
  if (!names.empty() && ownership.HoldsForeignStore(data)) return {};
  return names;
}

// A list is looked at element by element, so that a mailbox that stays hides nothing but its own
// elements.
std::vector<std::string> NamesInValue(const NamedValue& value, const Ownership& ownership) {
  const auto name = mapi::ParsePropName(value.name);
  const auto list =
      name ? mapi::DecodeMulti(value.value.data, name->type) : std::optional<mapi::MultiValue>();
  if (!list) return NamesIn(value.value.data, ownership);
  std::vector<std::string> names;
  for (const Bytes& item : list->items) Append(names, NamesIn(item, ownership));
  return names;
}

void Scan(const KeyTree& key, const std::string& path, const Ownership& ownership,
          std::vector<Leftover>& leftovers) {
  if (ownership.foreign_sections().contains(FoldAscii(path))) return;
  for (const NamedValue& value : key.values) {
    const std::vector<std::string> names = NamesInValue(value, ownership);
    if (!names.empty()) {
      leftovers.push_back(
          {JoinKey(path, value.name.empty() ? "@" : value.name), Join(names, ", ")});
    }
  }
  for (const KeyTree& subkey : key.subkeys) {
    Scan(subkey, JoinKey(path, subkey.name), ownership, leftovers);
  }
}

}  // namespace

std::vector<Leftover> FindLeftovers(const KeyTree& profile, const Ownership& ownership) {
  std::vector<Leftover> leftovers;
  Scan(profile, "", ownership, leftovers);
  return leftovers;
}

}  // namespace repoint
