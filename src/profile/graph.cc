#include "profile/graph.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace repoint {
namespace {

constexpr uint16_t kPrMdbProvider = 0x3414;
constexpr uint16_t kPrResourceType = 0x3e03;
constexpr uint16_t kPrProfileType = 0x660a;
constexpr uint16_t kPrOpenFlags = 0x6609;
constexpr uint16_t kPrAlternateStoreType = 0x65d0;
constexpr std::string_view kConsumerValue = "000b665e";

// PR_RESOURCE_TYPE of provider sections (mapidefs.h).
constexpr uint32_t kStoreProvider = 0x21;
constexpr uint32_t kTransportProvider = 0x24;

constexpr uint32_t kOpenStorePublic = 0x2;

bool Contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

void AddOnce(std::vector<std::string>& names, const std::string& name) {
  if (!Contains(names, name)) names.push_back(name);
}

std::string UidProp(const KeyTree& section, uint16_t id) {
  const RegValue* value = BinaryProp(section, id);
  return value != nullptr && value->data.size() == 16 ? mapi::SectionName(value->data) : "";
}

// Whether a section holds what tells an Exchange account's settings.
bool HoldsSettings(const KeyTree& section) {
  return HasTextProp(section, kPrHomeServer) || HasTextProp(section, kPrUser) ||
         HasTextProp(section, kPrUnresolvedName) || HasTextProp(section, kPrUserSmtp);
}

std::string FindSettings(const Profile& profile, const KeyTree& service) {
  const std::string direct = UidProp(service, kPrEmsmdbSectionUid);
  if (profile.Section(direct) != nullptr) return direct;
  for (const std::string& name : UidListProp(service, kPrServiceExtraUids)) {
    const KeyTree* section = profile.Section(name);
    if (section != nullptr && HoldsSettings(*section)) return name;
  }
  return profile.Section(kGlobalExchangeSection) != nullptr ? std::string(kGlobalExchangeSection)
                                                            : "";
}

// Provider sections that the service names in its own lists and in its settings', then those that
// point back to it.
std::vector<std::string> ProvidersOf(const Profile& profile, const Service& service,
                                     const KeyTree& section, const KeyTree* settings) {
  std::vector<std::string> names;
  for (const uint16_t list : {kPrStoreProviders, kPrAbProviders, kPrTransportProviders}) {
    for (const std::string& name : UidListProp(section, list)) AddOnce(names, name);
    if (settings == nullptr) continue;
    for (const std::string& name : UidListProp(*settings, list)) AddOnce(names, name);
  }
  for (const KeyTree& key : profile.tree.subkeys) {
    const std::string name = FoldAscii(key.name);
    if (LongProp(key, kPrResourceType) && UidProp(key, kPrServiceUid) == service.section) {
      AddOnce(names, name);
    }
  }
  return names;
}

struct MdbProvider {
  std::string_view uid;
  StoreRole role;
};
// PR_MDB_PROVIDER: pbExchangeProviderPrimaryUserGuid, ...DelegateGuid, ...PublicGuid of EdkMdb.h.
constexpr MdbProvider kMdbProviders[] = {
    {"5494a1c0297f101ba58708002b2a2517", StoreRole::kPrivate},
    {"9eb4770074e411ce8c5e00aa004254e2", StoreRole::kDelegate},
    {"78b2fa70aff711cd9bc800aa002fc45a", StoreRole::kPublic},
};

std::optional<StoreRole> RoleByMdbProvider(std::string_view uid) {
  for (const MdbProvider& known : kMdbProviders) {
    if (uid == known.uid) return known.role;
  }
  return std::nullopt;
}

// PR_RESOURCE_TYPE tells; without it PR_MDB_PROVIDER, which only stores have.
bool IsStore(const KeyTree& provider) {
  if (const auto type = LongProp(provider, kPrResourceType)) return *type == kStoreProvider;
  return RoleByMdbProvider(UidProp(provider, kPrMdbProvider)).has_value();
}

void AddProviders(Profile& profile, const Service& service, const KeyTree& section,
                  ExchangeAccount& account) {
  const KeyTree* settings = profile.Section(account.settings);
  for (const std::string& name : ProvidersOf(profile, service, section, settings)) {
    const KeyTree* provider = profile.Section(name);
    if (provider == nullptr) continue;
    const std::string owner = UidProp(*provider, kPrServiceUid);
    if (!owner.empty() && owner != service.section) continue;  // another service's
    if (IsStore(*provider)) {
      account.stores.push_back({name, ClassifyStore(*provider, profile.warnings)});
    } else if (LongProp(*provider, kPrResourceType) == kTransportProvider) {
      account.transports.push_back(name);
    } else {
      account.others.push_back(name);
    }
  }
}

bool IsConsumer(const KeyTree& settings) {
  const RegValue* value = settings.FindValue(kConsumerValue);
  return value != nullptr && std::ranges::any_of(value->data, [](uint8_t b) { return b != 0; });
}

std::vector<std::string> ManagerKeysOf(const Profile& profile, std::string_view service) {
  std::vector<std::string> keys;
  const KeyTree* manager = profile.Section(kAccountManager);
  if (manager == nullptr) return keys;
  for (const KeyTree& key : manager->subkeys) {
    const RegValue* uid = key.FindValue("Service UID");
    if (uid != nullptr && uid->data.size() == 16 && mapi::SectionName(uid->data) == service) {
      keys.push_back(key.name);
    }
  }
  return keys;
}

void ReadServices(Profile& profile) {
  const KeyTree* admin = profile.Section(kAdminSection);
  if (admin == nullptr) return;
  for (const std::string& name : UidListProp(*admin, kPrServices)) {
    const KeyTree* section = profile.Section(name);
    if (section == nullptr) {
      profile.warnings.push_back(fmt::format("service {} is listed but has no section", name));
      continue;
    }
    profile.services.push_back(
        {name, TextProp(*section, kPrServiceName, profile.ansi).value_or("")});
    if (section->FindValue("001e3d09") != nullptr && section->FindValue("001f3d09") == nullptr) {
      profile.ansi_only = true;
    }
  }
}

StoreRole RoleByProfileType(uint32_t type) {
  switch (type) {
    case 1:
      return StoreRole::kPrivate;
    case 2:
      return StoreRole::kDelegate;
    case 3:
      return StoreRole::kPublic;
    default:
      return StoreRole::kUnknown;
  }
}

}  // namespace

std::string_view StoreRoleName(StoreRole role) {
  switch (role) {
    case StoreRole::kPrivate:
      return "mailbox";
    case StoreRole::kDelegate:
      return "additional mailbox";
    case StoreRole::kPublic:
      return "public folders";
    case StoreRole::kArchive:
      return "archive";
    case StoreRole::kUnknown:
      return "store";
  }
  return "store";
}

std::vector<std::string> ExchangeAccount::Sections() const {
  std::vector<std::string> names{service};
  if (!settings.empty()) names.push_back(settings);
  for (const Store& store : stores) names.push_back(store.section);
  names.insert(names.end(), transports.begin(), transports.end());
  names.insert(names.end(), others.begin(), others.end());
  return names;
}

StoreRole ClassifyStore(const KeyTree& section, std::vector<std::string>& warnings) {
  if (EqualsFolded(TextProp(section, kPrAlternateStoreType, {}).value_or(""), "Archive")) {
    return StoreRole::kArchive;
  }
  const StoreRole by_type = RoleByProfileType(LongProp(section, kPrProfileType).value_or(0));
  if (const auto role = RoleByMdbProvider(UidProp(section, kPrMdbProvider))) {
    if (by_type != StoreRole::kUnknown && by_type != *role) {
      warnings.push_back(
          fmt::format("store {}: 01023414 says {}, 0003660a says {}; the first is believed",
                      section.name, StoreRoleName(*role), StoreRoleName(by_type)));
    }
    return *role;
  }
  if (by_type != StoreRole::kUnknown) return by_type;
  return (LongProp(section, kPrOpenFlags).value_or(0) & kOpenStorePublic) != 0
             ? StoreRole::kPublic
             : StoreRole::kUnknown;
}

Profile MakeProfile(const ProfileRef& ref, KeyTree tree, const AnsiPage& ansi) {
  Profile profile{ref, std::move(tree), ansi, {}, {}, false, {}};
  ReadServices(profile);
  for (const Service& service : profile.services) {
    if (!EqualsFolded(service.name, "MSEMS")) continue;
    const KeyTree& section = *profile.Section(service.section);
    ExchangeAccount account;
    account.service = service.section;
    account.settings = FindSettings(profile, section);
    if (const KeyTree* settings = profile.Section(account.settings)) {
      account.consumer = IsConsumer(*settings);
    }
    AddProviders(profile, service, section, account);
    account.manager_keys = ManagerKeysOf(profile, service.section);
    profile.accounts.push_back(std::move(account));
  }
  return profile;
}

Result<Profile> ReadProfile(Registry& user, const ProfileRef& ref, const AnsiPage& ansi) {
  REPOINT_ASSIGN(auto tree, user.ReadTree(ref.Key()));
  if (!tree) return Fail(ErrorCode::kNotFound, "the profile is gone", ref.Key());
  return MakeProfile(ref, std::move(*tree), ansi);
}

}  // namespace repoint
