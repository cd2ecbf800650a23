#include "client/inspect_sections.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "client/render.h"
#include "mapi/entry_id.h"

namespace repoint {
namespace {

struct Shown {
  uint16_t id;
  std::string_view label;
};

constexpr Shown kSettings[] = {
    {0x6603, "user DN"},      {0x6602, "home server"},      {0x6612, "home server DN"},
    {0x6613, "bindings"},     {0x662a, "home server FQDN"}, {0x6641, "SMTP address"},
    {0x6620, "account name"}, {0x6607, "unresolved name"},  {0x6608, "unresolved server"},
    {0x6622, "RPC proxy"},    {0x664a, "Autodiscover URL"}, {0x6610, "OST"},
};
constexpr Shown kStoreValues[] = {
    {0x3001, "name"},        {0x660b, "mailbox DN"},   {0x660c, "server"},   {0x6614, "server DN"},
    {0x662b, "server FQDN"}, {0x6641, "SMTP address"}, {0x0fff, "entry id"},
};
constexpr Shown kOtherStoreValues[] = {{0x3001, "name"}, {0x6700, "file"}, {0x0fff, "entry id"}};
constexpr Shown kAddressBook[] = {
    {0x3d05, "search path"}, {0x3d06, "address list shown"}, {0x3d07, "own contacts"}};
constexpr Shown kDirectory[] = {{0x662a, "directory server"}, {0x6602, "directory server"}};

struct Named {
  std::string_view name;
  std::string_view label;
};

constexpr Named kManagerTexts[] = {
    {"Account Name", "account name"},
    {"Display Name", "display name"},
    {"Email", "e-mail"},
    {"Service Name", "service"},
    {"POP3 Server", "POP3 server"},
    {"IMAP Server", "IMAP server"},
    {"SMTP Server", "SMTP server"},
};
constexpr std::string_view kIdentity = "Identity Eid";
constexpr std::string_view kDeliveryStore = "Delivery Store EntryID";
constexpr std::string_view kDeliveryFolder = "Delivery Folder EntryID";

constexpr Named kKinds[] = {
    {"{ED475411-B0D6-11D2-8C3B-00104B2A6676}", "POP3"},
    {"{ED475412-B0D6-11D2-8C3B-00104B2A6676}", "IMAP"},
    {"{ED475414-B0D6-11D2-8C3B-00104B2A6676}", "MAPI"},
    {"{4DB5CBF0-3B77-4852-BC8E-BB81908861F3}", "HTTP"},
    {"{4DB5CBF2-3B77-4852-BC8E-BB81908861F3}", "LDAP"},
};

std::vector<InspectLine> LinesOf(const Profile& profile, std::string_view section,
                                 std::span<const Shown> shown) {
  std::vector<InspectLine> lines;
  const KeyTree* key = profile.Section(section);
  if (key == nullptr) return lines;
  for (const Shown& wanted : shown) {
    for (const NamedValue& value : key->values) {
      const auto name = mapi::ParsePropName(value.name);
      if (!name || name->id != wanted.id || name->secure) continue;
      lines.push_back({std::string(wanted.label), value.name,
                       DescribeValue(value.name, value.value, profile.ansi)});
    }
  }
  return lines;
}

// The name as it is spelled, for a clsid that nobody described.
std::string KindOf(const KeyTree& account) {
  const RegValue* clsid = account.FindValue("clsid");
  const std::string text = clsid == nullptr ? "" : SzText(*clsid).value_or("");
  for (const Named& kind : kKinds) {
    if (EqualsFolded(kind.name, text)) return std::string(kind.label);
  }
  return text;
}

std::vector<InspectLine> LinesOfAccount(const KeyTree& account, const AnsiPage& ansi) {
  std::vector<InspectLine> lines;
  const auto add = [&](std::string_view label, std::string_view name, std::string value) {
    lines.push_back({std::string(label), std::string(name), std::move(value)});
  };
  for (const Named& wanted : kManagerTexts) {
    const RegValue* value = account.FindValue(wanted.name);
    if (value == nullptr) continue;
    const auto text = TextOf(*value, mapi::kPtUnicode, ansi);
    add(wanted.label, wanted.name,
        text ? "\"" + *text + "\"" : DescribeValue(wanted.name, *value, ansi));
  }
  if (const RegValue* id = account.FindValue(kIdentity)) {
    add("identity", kIdentity, DescribeValue(kIdentity, *id, ansi));
  }
  if (const RegValue* id = account.FindValue(kDeliveryStore)) {
    add("delivers into", kDeliveryStore, DescribeValue(kDeliveryStore, *id, ansi));
  }
  if (const RegValue* id = account.FindValue(kDeliveryFolder)) {
    const auto key = mapi::FolderStoreKey(id->data);
    add("delivery folder", kDeliveryFolder,
        key ? "folder of the store with the record key " + HexEncode(*key)
            : DescribeValue(kDeliveryFolder, *id, ansi));
  }
  return lines;
}

bool IsOfExchange(const Profile& profile, const std::string& store) {
  return std::ranges::any_of(profile.accounts, [&](const ExchangeAccount& account) {
    return std::ranges::any_of(account.stores,
                               [&](const Store& own) { return own.section == store; });
  });
}

std::string ServiceOf(const Profile& profile, std::string_view provider) {
  const KeyTree* section = profile.Section(provider);
  const auto owner =
      section == nullptr ? std::vector<std::string>() : UidListProp(*section, kPrServiceUid);
  for (const Service& service : profile.services) {
    if (!owner.empty() && service.section == owner.front()) return service.name;
  }
  return "";
}

}  // namespace

std::vector<InspectLine> SettingsOf(const Profile& profile, const ExchangeAccount& account) {
  return LinesOf(profile, account.settings, kSettings);
}

std::vector<InspectSection> StoresOf(const Profile& profile, const ExchangeAccount& account) {
  std::vector<InspectSection> stores;
  for (const Store& store : account.stores) {
    stores.push_back({store.section, std::string(StoreRoleName(store.role)),
                      LinesOf(profile, store.section, kStoreValues)});
  }
  return stores;
}

std::vector<InspectSection> OtherStores(const Profile& profile) {
  std::vector<InspectSection> stores;
  const KeyTree* admin = profile.Section(kAdminSection);
  if (admin == nullptr) return stores;
  for (const std::string& store : UidListProp(*admin, kPrStoreProviders)) {
    if (profile.Section(store) == nullptr || IsOfExchange(profile, store)) continue;
    stores.push_back(
        {store, ServiceOf(profile, store), LinesOf(profile, store, kOtherStoreValues)});
  }
  return stores;
}

std::vector<InspectSection> ManagerAccounts(const Profile& profile) {
  std::vector<InspectSection> accounts;
  const KeyTree* manager = profile.Section(kAccountManager);
  if (manager == nullptr) return accounts;
  for (const KeyTree& key : manager->subkeys) {
    accounts.push_back({key.name, KindOf(key), LinesOfAccount(key, profile.ansi)});
  }
  return accounts;
}

std::vector<InspectLine> AddressBook(const Profile& profile) {
  std::vector<InspectLine> lines = LinesOf(profile, kAdminSection, kAddressBook);
  for (InspectLine& line : LinesOf(profile, kDirectorySection, kDirectory)) {
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace repoint
