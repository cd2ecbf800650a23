#include "update/own_names.h"

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"
#include "update/store_id.h"

namespace repoint {
namespace {

struct OwnValue {
  uint16_t id;
  bool typed;
};
constexpr OwnValue kSettingsValues[] = {{kPrUser, false},
                                        {kPrUserSmtp, false},
                                        {kPrUnresolvedName, true},
                                        {0x6620, true},
                                        {0x663d, true}};
constexpr OwnValue kStoreValues[] = {{kPrMailbox, false}, {kPrUserSmtp, false}};

void AddOnce(std::vector<std::string>& names, std::string_view name) {
  std::string folded = FoldAscii(name);
  if (std::ranges::find(names, folded) == names.end()) names.push_back(std::move(folded));
}

template <typename Values>
void AddValues(const Profile& profile, std::string_view section_name, const Values& values,
               OwnNames& names) {
  const KeyTree* section = profile.Section(section_name);
  if (section == nullptr) return;
  for (const OwnValue& value : values) {
    const std::string text = TextProp(*section, value.id, profile.ansi).value_or("");
    if (mapi::LooksLikeDn(text)) {
      AddOnce(names.dns, text);
    } else if (mapi::LooksLikeSmtp(text)) {
      AddOnce(value.typed ? names.typed : names.addresses, mapi::BareSmtp(text));
    }
  }
}

void AddStoreId(const Profile& profile, std::string_view section_name, OwnNames& names) {
  const KeyTree* section = profile.Section(section_name);
  const RegValue* id = section == nullptr ? nullptr : BinaryProp(*section, kPrEntryId);
  if (id == nullptr) return;
  for (const NamedStore& store : FindStoreIds(id->data)) {
    const auto dn =
        mapi::TextToUtf8(ToBytes(store.mailbox_dn), mapi::TextForm::kAnsi, profile.ansi);
    if (dn && mapi::LooksLikeDn(*dn)) AddOnce(names.dns, *dn);
  }
}

}  // namespace

OwnNames OwnNamesOfAccount(const Profile& profile, const ExchangeAccount& account) {
  OwnNames names;
  AddValues(profile, account.settings, kSettingsValues, names);
  for (const Store& store : account.stores) {
    if (store.role != StoreRole::kPrivate) continue;
    AddValues(profile, store.section, kStoreValues, names);
    AddStoreId(profile, store.section, names);
  }
  return names;
}

OwnNames OwnNamesOfSection(const Profile& profile, std::string_view section) {
  OwnNames names;
  AddValues(profile, section, kStoreValues, names);
  AddStoreId(profile, section, names);
  return names;
}

}  // namespace repoint
