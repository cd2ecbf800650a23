#include "update/lists.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace repoint {
namespace {

constexpr std::string_view kSearchPath = "11023d05";
constexpr std::array<std::string_view, 2> kDefaultDirectories = {"01023d06", "01023d07"};

// The ten index-parallel arrays of a CONTAB provider section.
constexpr std::string_view kContactStores = "11026626";
constexpr std::string_view kContactFolders = "11026620";
constexpr std::string_view kContactArrays[] = {"11026620", "10036621", "101e6622", "101f6627",
                                               "101e6623", "101f6628", "101e6624", "101f6629",
                                               "10036625", "11026626"};

// Ten places for "move to folder", with their names beside them.
constexpr std::string_view kPlaces = "1102022a";
constexpr std::array<std::string_view, 2> kPlaceNames = {"101e031e", "101f031e"};
constexpr std::string_view kLastFolder = "01020408";
constexpr std::string_view kLastFolderStore = "01020409";

uint16_t TypeOf(std::string_view name) {
  const auto parsed = mapi::ParsePropName(name);
  return parsed && !parsed->secure ? parsed->type : 0;
}

std::optional<mapi::MultiValue> Decode(const KeyTree* section, std::string_view name) {
  const RegValue* value = section == nullptr ? nullptr : section->FindValue(name);
  if (value == nullptr) return std::nullopt;
  return mapi::DecodeMulti(value->data, TypeOf(name));
}

template <typename Item>
void KeepOnly(std::vector<Item>& items, const std::vector<bool>& dropped) {
  size_t kept = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!dropped[i]) items[kept++] = items[i];
  }
  items.resize(kept);
}

// The array without the dropped elements, when it has as many as `dropped`; nullopt to leave it.
std::optional<Bytes> Shortened(const RegValue& value, uint16_t type,
                               const std::vector<bool>& dropped) {
  if (type == mapi::kPtMvLong) {
    auto items = mapi::DecodeMultiLong(value.data);
    if (!items || items->size() != dropped.size()) return std::nullopt;
    KeepOnly(*items, dropped);
    return mapi::EncodeMultiLong(*items);
  }
  auto multi = mapi::DecodeMulti(value.data, type);
  if (!multi || multi->items.size() != dropped.size()) return std::nullopt;
  KeepOnly(multi->items, dropped);
  return mapi::EncodeMulti(*multi, type);
}

void CleanContactSection(Draft& draft, const std::string& name, Ownership& ownership) {
  const KeyTree section = *draft.Section(name);
  const auto stores = Decode(&section, kContactStores);
  if (!stores) return;
  const auto folders = Decode(&section, kContactFolders);
  const bool parallel = folders && folders->items.size() == stores->items.size();
  std::vector<bool> dropped;
  for (size_t i = 0; i < stores->items.size(); ++i) {
    const bool source = ownership.HoldsSource(stores->items[i]);
    if (source && parallel) ownership.AddSourceFolder(folders->items[i]);
    dropped.push_back(source);
  }
  if (std::ranges::find(dropped, true) == dropped.end()) return;
  for (const std::string_view array : kContactArrays) {
    const RegValue* value = section.FindValue(array);
    if (value == nullptr) continue;
    if (auto data = Shortened(*value, TypeOf(array), dropped)) {
      draft.Set(name, array, {value->type, std::move(*data)}, "contact folders of the source");
    }
  }
}

// A provider section's own, or that of the service that it belongs to.
std::string ServiceNameOf(const Profile& profile, const KeyTree& provider) {
  if (auto name = TextProp(provider, kPrServiceName, profile.ansi)) return *name;
  const std::vector<std::string> owner = UidListProp(provider, kPrServiceUid);
  for (const Service& service : profile.services) {
    if (owner.size() == 1 && owner.front() == service.section) return service.name;
  }
  return "";
}

// Of Exchange, a PST, or any other store.
bool IsStoreId(ByteView item) {
  return item.size() >= 4 + 16 && Equal(item.subspan(4, 16), mapi::kMuidStoreWrap);
}

// Which elements of a list of stores and folders belong to the source. A folder whose record key
// tells nothing belongs to the last store before it.
std::vector<bool> SourceElements(const std::vector<Bytes>& items, const Ownership& ownership) {
  std::vector<bool> source;
  bool in_source_store = false;
  for (const Bytes& item : items) {
    const bool holds_source = ownership.HoldsSource(item);
    if (IsStoreId(item)) in_source_store = holds_source;
    source.push_back(holds_source || (in_source_store && ownership.IsUnknownFolder(item)));
  }
  return source;
}

void Empty(mapi::MultiValue& list, const std::vector<bool>& places) {
  for (size_t i = 0; i < places.size(); ++i) {
    if (places[i]) list.items[i].clear();
  }
}

void EmptyPlaces(Draft& draft, const KeyTree& section, const std::vector<bool>& source) {
  static constexpr std::string_view kReason = "last used folders of the source";
  std::vector<std::string_view> names = {kPlaces};
  names.insert(names.end(), kPlaceNames.begin(), kPlaceNames.end());
  for (const std::string_view name : names) {
    auto list = Decode(&section, name);
    if (!list || list->items.size() != source.size()) continue;
    Empty(*list, source);
    draft.Set(kOutlookSection, name,
              {section.FindValue(name)->type, mapi::EncodeMulti(*list, TypeOf(name))}, kReason);
  }
}

void CleanRecentList(Draft& draft, const KeyTree& section, const NamedValue& value,
                     const Ownership& ownership) {
  auto list = mapi::DecodeMulti(value.value.data, mapi::kPtMvBinary);
  if (!list) return;
  const std::vector<bool> source = SourceElements(list->items, ownership);
  if (std::ranges::find(source, true) == source.end()) return;
  if (EqualsFolded(value.name, kPlaces)) return EmptyPlaces(draft, section, source);
  KeepOnly(list->items, source);
  static constexpr std::string_view kReason = "last used folders and stores of the source";
  if (list->items.empty()) return draft.Delete(kOutlookSection, value.name, kReason);
  draft.Set(kOutlookSection, value.name,
            {value.value.type, mapi::EncodeMulti(*list, mapi::kPtMvBinary)}, kReason);
}

bool IsSourceDirectory(ByteView id, const Ownership& ownership) {
  if (const auto container = DecodeBookId(id, ownership.address_book_uids())) {
    return ownership.IsSourceContainer(*container);
  }
  const auto contacts = mapi::DecodeContactEntryId(id);
  return contacts && ownership.HoldsSource(contacts->inner);
}

}  // namespace

void CleanContactFolders(Draft& draft, const Profile& profile, Ownership& ownership) {
  for (const KeyTree& section : profile.tree.subkeys) {
    const std::string name = FoldAscii(section.name);
    if (ownership.foreign_sections().contains(name)) continue;
    if (!EqualsFolded(ServiceNameOf(profile, section), "CONTAB")) continue;
    CleanContactSection(draft, name, ownership);
  }
}

void CleanSearchPath(Draft& draft, const Ownership& ownership) {
  const KeyTree* found = draft.Section(kAdminSection);
  if (found == nullptr) return;
  const KeyTree admin = *found;
  static constexpr std::string_view kReason = "address lists of the source";
  if (auto path = Decode(&admin, kSearchPath)) {
    const size_t erased = std::erase_if(
        path->items, [&](const Bytes& id) { return IsSourceDirectory(id, ownership); });
    if (erased != 0) {
      draft.Set(kAdminSection, kSearchPath,
                {admin.FindValue(kSearchPath)->type, mapi::EncodeMulti(*path, mapi::kPtMvBinary)},
                kReason);
    }
  }
  for (const std::string_view name : kDefaultDirectories) {
    const RegValue* value = admin.FindValue(name);
    if (value != nullptr && IsSourceDirectory(value->data, ownership)) {
      draft.Delete(kAdminSection, name, kReason);
    }
  }
}

void CleanRecentFolders(Draft& draft, const Ownership& ownership) {
  const KeyTree* found = draft.Section(kOutlookSection);
  if (found == nullptr) return;
  const KeyTree section = *found;
  for (const NamedValue& value : section.values) {
    if (TypeOf(value.name) == mapi::kPtMvBinary) CleanRecentList(draft, section, value, ownership);
  }
  const RegValue* folder = section.FindValue(kLastFolder);
  const RegValue* store = section.FindValue(kLastFolderStore);
  if ((folder != nullptr && ownership.HoldsSource(folder->data)) ||
      (store != nullptr && ownership.HoldsSource(store->data))) {
    draft.Delete(kOutlookSection, kLastFolder, "last used folder of the source");
    draft.Delete(kOutlookSection, kLastFolderStore, "last used folder of the source");
  }
}

void RemoveFromProviderLists(Draft& draft, const std::vector<std::string>& sections,
                             std::string_view provider) {
  for (const std::string& name : sections) {
    const KeyTree* found = draft.Section(name);
    if (found == nullptr) continue;
    const KeyTree section = *found;
    for (const uint16_t id : {kPrStoreProviders, kPrAbProviders, kPrTransportProviders}) {
      const RegValue* value = BinaryProp(section, id);
      auto uids = value == nullptr ? std::nullopt : mapi::DecodeUidList(value->data);
      if (!uids) continue;
      std::erase_if(*uids, [&](const Bytes& uid) { return mapi::SectionName(uid) == provider; });
      draft.Set(name, mapi::FormatPropName({mapi::kPtBinary, id, false}),
                {value->type, mapi::EncodeUidList(*uids)}, "online archive of the source");
    }
  }
}

}  // namespace repoint
