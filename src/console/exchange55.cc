#include "console/exchange55.h"

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"

namespace repoint::console {
namespace {

constexpr const char* kAttributes[] = {
    "objectClass",  "cn",          "uid",      "rfc822Mailbox", "mail",
    "otherMailbox", "Home-Server", "Home-MDB", "Home-MTA",      "Assoc-NT-Account",
};

bool HasClass(const LdapEntry& entry, std::string_view name) {
  return std::ranges::any_of(entry.Values("objectClass"),
                             [&](const std::string& value) { return EqualsFolded(value, name); });
}

// cn is the display name; servers that demand the RDN's value among those of cn have that too.
std::string DisplayName(const LdapEntry& entry, std::string_view legacy_dn) {
  const std::string directory_name(legacy_dn.substr(legacy_dn.rfind('=') + 1));
  for (const std::string& value : entry.Values("cn")) {
    const std::string name = CleanText(value);
    if (!name.empty() && !EqualsFolded(name, directory_name)) return name;
  }
  return entry.Text("cn");
}

// "smtp$jd@contoso.example"; a colon is what the Administrator program writes.
void SetAddresses(DirectoryObject& object, const LdapEntry& entry) {
  object.smtp = entry.Text("rfc822Mailbox");
  if (object.smtp.empty()) object.smtp = entry.Text("mail");
  std::vector<std::pair<std::string, std::string>> addresses;
  for (const std::string& value : entry.Values("otherMailbox")) {
    const std::string text = CleanText(value);
    const size_t mark = text.find_first_of("$:");
    if (mark == std::string::npos) continue;
    addresses.emplace_back(text.substr(0, mark), text.substr(mark + 1));
    if (object.smtp.empty() && addresses.back().first == "SMTP") {
      object.smtp = addresses.back().second;
    }
  }
  for (const auto& [type, address] : addresses) AddProxy(object, type, address);
}

void SetHome(DirectoryObject& object, const LdapEntry& entry) {
  for (const char* attribute : {"Home-Server", "Home-MDB", "Home-MTA"}) {
    const std::string value = entry.Text(attribute);
    if (SetServer(object, value) || SetServer(object, SlashDn(value))) return;
  }
  const std::string name = entry.Text("Home-Server");
  if (name.find_first_of("=/") != std::string::npos) return;
  object.server = name;
  // A mailbox of Exchange 5.5 is on a server of its own site.
  object.server_dn = mapi::ServerDn(object.legacy_dn, name).value_or("");
}

std::string AccountSid(std::string_view value) {
  const auto bytes = HexDecode(value);
  return SidText(bytes ? ByteView(*bytes) : AsBytes(value));
}

}  // namespace

std::span<const char* const> Exchange55Attributes() { return kAttributes; }

DirectoryObject Exchange55Object(const LdapEntry& entry) {
  DirectoryObject object;
  object.key = FoldAscii(CleanText(entry.dn()));
  const std::string legacy_dn = SlashDn(entry.dn());
  if (mapi::LooksLikeDn(legacy_dn)) object.legacy_dn = legacy_dn;
  SetAddresses(object, entry);
  object.alias = entry.Text("uid");
  object.display_name = DisplayName(entry, legacy_dn);
  SetHome(object, entry);
  object.is_mailbox = HasClass(entry, "organizationalPerson") &&
                      !HasClass(entry, "remote-address") && !HasClass(entry, "custom-recipient");
  object.sid = AccountSid(entry.Value("Assoc-NT-Account"));
  return object;
}

}  // namespace repoint::console
