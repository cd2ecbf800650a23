#include "mapi/tags.h"

#include <algorithm>
#include <iterator>

#include "base/bytes.h"

namespace repoint::mapi {
namespace {

struct IdName {
  uint16_t id;
  std::string_view name;
};

// Sorted by id. Where an id has several meanings, the one in Exchange sections of a profile.
constexpr IdName kIdNames[] = {
    {0x0ff8, "PR_MAPPING_SIGNATURE"},
    {0x0ff9, "PR_RECORD_KEY"},
    {0x0fff, "PR_ENTRYID"},
    {0x3001, "PR_DISPLAY_NAME"},
    {0x3006, "PR_PROVIDER_DISPLAY"},
    {0x3009, "PR_RESOURCE_FLAGS"},
    {0x300a, "PR_PROVIDER_DLL_NAME"},
    {0x300b, "PR_SEARCH_KEY"},
    {0x3414, "PR_MDB_PROVIDER"},
    {0x3d00, "PR_STORE_PROVIDERS"},
    {0x3d01, "PR_AB_PROVIDERS"},
    {0x3d02, "PR_TRANSPORT_PROVIDERS"},
    {0x3d05, "PR_AB_SEARCH_PATH"},
    {0x3d06, "PR_AB_DEFAULT_DIR"},
    {0x3d07, "PR_AB_DEFAULT_PAB"},
    {0x3d09, "PR_SERVICE_NAME"},
    {0x3d0a, "PR_SERVICE_DLL_NAME"},
    {0x3d0b, "PR_SERVICE_ENTRY_NAME"},
    {0x3d0c, "PR_SERVICE_UID"},
    {0x3d0d, "PR_SERVICE_EXTRA_UIDS"},
    {0x3d0e, "PR_SERVICES"},
    {0x3d0f, "PR_SERVICE_SUPPORT_FILES"},
    {0x3d11, "PR_AB_SEARCH_PATH_UPDATE"},
    {0x3d13, "PR_SERVICE_INSTALL_ID"},
    {0x3d15, "PR_EMSMDB_SECTION_UID"},
    {0x3d18, "PR_EMSMDB_LEGACY"},
    {0x3d1a, "PR_EMSABP_USER_UID"},
    {0x3e01, "PR_IDENTITY_ENTRYID"},
    {0x3e03, "PR_RESOURCE_TYPE"},
    {0x3e06, "PR_OWN_STORE_ENTRYID"},
    {0x65d0, "PR_PROFILE_ALTERNATE_STORE_TYPE"},
    {0x6600, "PR_PROFILE_VERSION"},
    {0x6601, "PR_PROFILE_CONFIG_FLAGS"},
    {0x6602, "PR_PROFILE_HOME_SERVER"},
    {0x6603, "PR_PROFILE_USER"},
    {0x6604, "PR_PROFILE_CONNECT_FLAGS"},
    {0x6605, "PR_PROFILE_TRANSPORT_FLAGS"},
    {0x6606, "PR_PROFILE_UI_STATE"},
    {0x6607, "PR_PROFILE_UNRESOLVED_NAME"},
    {0x6608, "PR_PROFILE_UNRESOLVED_SERVER"},
    {0x6609, "PR_PROFILE_BINDING_ORDER"},
    {0x660a, "PR_PROFILE_TYPE"},
    {0x660b, "PR_PROFILE_MAILBOX"},
    {0x660c, "PR_PROFILE_SERVER"},
    {0x660d, "PR_PROFILE_MAX_RESTRICT"},
    {0x660e, "PR_PROFILE_AB_FILES_PATH"},
    {0x660f, "PR_PROFILE_FAVFLD_DISPLAY_NAME"},
    {0x6610, "PR_PROFILE_OFFLINE_STORE_PATH"},
    {0x6611, "PR_PROFILE_OFFLINE_INFO"},
    {0x6612, "PR_PROFILE_HOME_SERVER_DN"},
    {0x6613, "PR_PROFILE_HOME_SERVER_ADDRS"},
    {0x6614, "PR_PROFILE_SERVER_DN"},
    {0x6615, "PR_PROFILE_FAVFLD_COMMENT"},
    {0x6616, "PR_PROFILE_ALLPUB_DISPLAY_NAME"},
    {0x6617, "PR_PROFILE_ALLPUB_COMMENT"},
    {0x6618, "PR_DISABLE_WINSOCK"},
    {0x6619, "PR_PROFILE_AUTH_PACKAGE"},
    {0x661a, "PR_PROFILE_RECONNECT_INTERVAL"},
    {0x661b, "PR_PROFILE_SERVER_VERSION"},
    {0x6620, "PR_PROFILE_ACCT_NAME"},
    {0x6622, "PR_PROFILE_RPC_PROXY_SERVER"},
    {0x6623, "PR_PROFILE_RPC_PROXY_SERVER_FLAGS"},
    {0x6625, "PR_ROH_PROXY_PRINCIPAL_NAME"},
    {0x6627, "PR_PROFILE_RPC_PROXY_SERVER_AUTH_PACKAGE"},
    {0x6629, "CachedExchangeConfigFlags"},  // its name in PRF files
    {0x662a, "PR_PROFILE_HOME_SERVER_FQDN"},
    {0x662b, "PR_PROFILE_SERVER_FQDN"},
    {0x6639, "PR_PROFILE_ABP_ALLOW_RECONNECT"},
    {0x663a, "PR_PROFILE_ABP_MTHREAD_TIMEOUT"},
    {0x663b, "PR_PROFILE_SERVER_FULL_VERSION"},
    {0x663d, "PR_PROFILE_USER_EMAIL_W"},
    {0x6641, "PR_PROFILE_USER_SMTP_EMAIL_ADDRESS"},
    {0x664a, "PR_PROFILE_LKG_AUTODISCOVER_URL"},
    {0x6652, "PR_PROFILE_MAPIHTTP_MAILSTORE_INTERNAL_URL"},
    {0x6653, "PR_PROFILE_MAPIHTTP_MAILSTORE_EXTERNAL_URL"},
    {0x6654, "PR_PROFILE_MAPIHTTP_ADDRESSBOOK_INTERNAL_URL"},
    {0x6655, "PR_PROFILE_MAPIHTTP_ADDRESSBOOK_EXTERNAL_URL"},
    {0x665e, "PR_PROFILE_EXCHANGE_CONSUMER_ACCOUNT"},
    {0x667b, "PR_PROFILE_MOAB"},
    {0x667c, "PR_PROFILE_MOAB_GUID"},
    {0x667d, "PR_PROFILE_MOAB_SEQ"},
    {0x6687, "PR_PROFILE_ADDR_INFO"},
    {0x6688, "PR_PROFILE_DISPLAYNAME_SET"},
    {0x6689, "PR_PROFILE_OPTIONS_DATA"},
    {0x66a0, "PR_PROFILE_AUTH_USER"},
    {0x66a1, "PR_PROFILE_AUTH_PASSWORD"},
    {0x67f0, "PR_PROFILE_SECURE_MAILBOX"},
    {0x7cfe, "PR_FORCE_USE_ENTRYID_SERVER"},
    {0x7cff, "PR_PROFILE_MDB_DN"},
};
static_assert(std::ranges::is_sorted(kIdNames, {}, &IdName::id));

}  // namespace

std::optional<PropName> ParsePropName(std::string_view name) {
  constexpr size_t kDigits = 8;
  PropName prop;
  if (name.size() == kDigits + 1 && (name[0] == 'S' || name[0] == 's')) {
    prop.secure = true;
    name.remove_prefix(1);
  }
  const std::optional<Bytes> bytes = HexDecode(name);
  if (!bytes || name.size() != kDigits) return std::nullopt;
  prop.type = static_cast<uint16_t>((*bytes)[0] << 8 | (*bytes)[1]);
  prop.id = static_cast<uint16_t>((*bytes)[2] << 8 | (*bytes)[3]);
  return prop;
}

std::string FormatPropName(const PropName& name) {
  const auto high = [](uint16_t v) { return static_cast<uint8_t>(v >> 8); };
  const auto low = [](uint16_t v) { return static_cast<uint8_t>(v & 0xff); };
  const Bytes digits = {high(name.type), low(name.type), high(name.id), low(name.id)};
  return (name.secure ? "S" : "") + HexEncode(digits);
}

std::string_view PropIdName(uint16_t id) {
  const auto* found = std::ranges::lower_bound(kIdNames, id, {}, &IdName::id);
  return found != std::end(kIdNames) && found->id == id ? found->name : std::string_view();
}

}  // namespace repoint::mapi
