#include "console/active_directory.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "mapi/legacy_dn.h"

namespace repoint::console {
namespace {

constexpr const char* kAttributes[] = {
    "objectGUID",
    "legacyExchangeDN",
    "proxyAddresses",
    "mail",
    "mailNickname",
    "displayName",
    "msExchHomeServerName",
    "homeMDB",
    "msExchMailboxGuid",
    "msExchRecipientTypeDetails",
    "objectSid",
    "sIDHistory",
    "msExchMasterAccountSid",
};

constexpr std::string_view kSelfSid = "S-1-5-10";

// The values of msExchRecipientTypeDetails whose mailbox is here and may be in somebody's profile.
// Not among them: contacts and mail users (64, 128, 32768), remote mailboxes (from 1 << 31 on),
// mailboxes of the system itself (attendant, database, arbitration, monitoring, audit, public
// folders).
constexpr int64_t kMailboxTypes[] = {
    1,                 // user
    2,                 // linked: its owner is an account of another forest
    4,                 // shared
    8,                 // legacy: on Exchange 2003
    16,                // room
    32,                // equipment
    int64_t{1} << 29,  // discovery
    int64_t{1} << 37,  // team
    int64_t{1} << 41,  // linked room
};

std::string SidOf(std::string_view value) { return SidText(AsBytes(value)); }

bool IsMailbox(const LdapEntry& entry) {
  const std::string_view text = entry.Value("msExchRecipientTypeDetails");
  int64_t type = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), type);
  if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && type != 0) {
    return std::ranges::find(kMailboxTypes, type) != std::end(kMailboxTypes);
  }
  return !entry.Text("homeMDB").empty() || !entry.Text("msExchHomeServerName").empty();
}

void SetAddresses(DirectoryObject& object, const LdapEntry& entry) {
  struct Address {
    std::string text;
    size_t colon;
  };
  std::vector<Address> addresses;
  for (const std::string& value : entry.Values("proxyAddresses")) {
    std::string text = CleanText(value);
    const size_t colon = text.find(':');
    if (colon == std::string::npos) continue;
    if (object.smtp.empty() && text.starts_with("SMTP:")) object.smtp = text.substr(colon + 1);
    addresses.push_back({std::move(text), colon});
  }
  if (object.smtp.empty()) object.smtp = entry.Text("mail");
  for (const Address& address : addresses) {
    const std::string_view text = address.text;
    AddProxy(object, text.substr(0, address.colon), text.substr(address.colon + 1));
  }
}

}  // namespace

std::span<const char* const> ActiveDirectoryAttributes() { return kAttributes; }

DirectoryObject ActiveDirectoryObject(const LdapEntry& entry) {
  DirectoryObject object;
  object.key = GuidText(AsBytes(entry.Value("objectGUID")));
  if (object.key.empty()) object.key = FoldAscii(CleanText(entry.dn()));
  const std::string legacy_dn = entry.Text("legacyExchangeDN");
  if (mapi::LooksLikeDn(legacy_dn)) object.legacy_dn = legacy_dn;
  SetAddresses(object, entry);
  object.alias = entry.Text("mailNickname");
  object.display_name = entry.Text("displayName");
  if (!SetServer(object, entry.Text("msExchHomeServerName"))) {
    SetServer(object, SlashDn(entry.Text("homeMDB")));
  }
  object.mailbox_guid = GuidText(AsBytes(entry.Value("msExchMailboxGuid")));
  object.is_mailbox = IsMailbox(entry);
  object.sid = SidOf(entry.Value("objectSid"));
  object.master_sid = SidOf(entry.Value("msExchMasterAccountSid"));
  if (object.master_sid == kSelfSid) object.master_sid.clear();
  for (const std::string& value : entry.Values("sIDHistory")) {
    if (std::string sid = SidOf(value); !sid.empty()) object.sid_history.push_back(std::move(sid));
  }
  return object;
}

}  // namespace repoint::console
