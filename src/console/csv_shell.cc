// Get-Mailbox | Export-Csv of the Exchange management shell.
#include <fmt/format.h>

#include <algorithm>

#include "console/csv_forms.h"
#include "mapi/legacy_dn.h"

namespace repoint::console {
namespace {

constexpr std::string_view kNeeded[] = {"LegacyExchangeDN", "PrimarySmtpAddress", "EmailAddresses"};
constexpr std::string_view kRemedy =
    "export with: Get-Mailbox -ResultSize Unlimited | Select-Object Guid, LegacyExchangeDN, "
    "PrimarySmtpAddress, @{n='EmailAddresses';e={$_.EmailAddresses -join ';'}}, Alias, "
    "DisplayName, ServerName, ExchangeGuid, RecipientTypeDetails | Export-Csv mailboxes.csv "
    "-NoTypeInformation -Encoding UTF8";

// Values of RecipientTypeDetails whose mailbox is here and may be in somebody's profile. An export
// without them is one of Get-Mailbox, which gives mailboxes only.
constexpr std::string_view kMailboxTypes[] = {
    "UserMailbox",      "LinkedMailbox",    "SharedMailbox", "LegacyMailbox",     "RoomMailbox",
    "EquipmentMailbox", "DiscoveryMailbox", "TeamMailbox",   "LinkedRoomMailbox",
};
constexpr std::string_view kNoGuid = "00000000-0000-0000-0000-000000000000";
constexpr std::string_view kSelfSid = "S-1-5-10";

bool IsMailbox(std::string_view type) {
  return type.empty() || std::ranges::any_of(kMailboxTypes, [&](std::string_view known) {
           return EqualsFolded(known, type);
         });
}

std::string Guid(std::string text) {
  std::erase_if(text, [](char c) { return c == '{' || c == '}'; });
  text = FoldAscii(text);
  return text == kNoGuid ? std::string() : text;
}

std::string Sid(std::string text) {
  const bool is_sid = StartsWithFolded(text, "S-1-") && !EqualsFolded(text, kSelfSid);
  return is_sid ? std::move(text) : std::string();
}

// What a column that holds several values becomes in a plain export: the name of its type.
bool IsTypeName(std::string_view text) {
  return StartsWithFolded(text, "Microsoft.Exchange.") || StartsWithFolded(text, "System.");
}

Result<std::string> List(const CsvRecord& record, std::string_view name) {
  std::string text = record.Get(name);
  if (!IsTypeName(text)) return text;
  return Fail(ErrorCode::kDamaged,
              fmt::format("{} holds the name of a type instead of values; join them, as in "
                          "@{{n='{}';e={{$_.{} -join ';'}}}}: {}",
                          name, name, name, kRemedy));
}

bool IsSeparator(char c) { return c == ' ' || c == ';' || c == ',' || c == '\r' || c == '\n'; }

// "smtp:" or "X500:" at the front of an address.
bool HasType(std::string_view text) {
  const size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() &&
         std::ranges::all_of(text.substr(0, colon), [](char c) {
           return (c >= '0' && c <= '9') || (FoldAscii(c) >= 'a' && FoldAscii(c) <= 'z');
         });
}

// Addresses between blanks, semicolons or commas. All three also occur within X500 and X400
// addresses: what neither names a type nor is an SMTP address goes on with the one before.
std::vector<std::string> SplitAddresses(std::string_view text) {
  std::vector<std::string> addresses;
  size_t behind = 0;  // the end of the address before, in `text`
  for (size_t at = 0; at < text.size();) {
    if (IsSeparator(text[at])) {
      ++at;
      continue;
    }
    const size_t end = static_cast<size_t>(
        std::find_if(text.begin() + static_cast<ptrdiff_t>(at), text.end(), IsSeparator) -
        text.begin());
    const std::string_view piece = text.substr(at, end - at);
    if (HasType(piece)) {
      addresses.emplace_back(piece);
    } else if (mapi::LooksLikeSmtp(piece)) {
      addresses.push_back("smtp:" + std::string(piece));
    } else if (!addresses.empty()) {
      addresses.back() += text.substr(behind, end - behind);
    }
    at = behind = end;
  }
  return addresses;
}

// "exsrc01", or "exsrc01.contoso.example". Up to Exchange 2007 a database's name begins with its
// server: "EXSRC01\First Storage Group\Mailbox Database".
void SetServer(DirectoryObject& object, const CsvRecord& record) {
  object.server_dn = record.Get("ServerLegacyDN");
  std::string name = record.Get("ServerName");
  if (name.empty()) name = mapi::ServerDnName(object.server_dn).value_or("");
  const std::string database = record.Get("Database");
  if (name.empty() && database.contains('\\')) name = database.substr(0, database.find('\\'));
  if (name.contains('.')) object.server_fqdn = name;
  object.server = name.substr(0, name.find('.'));
}

Status SetSids(DirectoryObject& object, const CsvRecord& record) {
  object.sid = Sid(record.Get("Sid"));
  object.master_sid = Sid(record.Get("MasterAccountSid"));
  // A name, DOMAIN\user, in most exports.
  if (object.master_sid.empty()) object.master_sid = Sid(record.Get("LinkedMasterAccount"));
  REPOINT_ASSIGN(std::string history, List(record, "SidHistory"));
  std::ranges::replace_if(history, IsSeparator, ';');
  for (const std::string_view item : Split(history, ';')) {
    if (std::string sid = Sid(std::string(item)); !sid.empty()) {
      object.sid_history.push_back(std::move(sid));
    }
  }
  return {};
}

// The same key whether the object comes from here or from LDAP, where it has its GUID.
std::string Key(const DirectoryObject& object, const CsvRecord& record) {
  for (const std::string& key :
       {Guid(record.Get("Guid")), FoldAscii(object.legacy_dn), FoldAscii(object.smtp)}) {
    if (!key.empty()) return key;
  }
  return {};
}

Result<std::optional<DirectoryObject>> MakeObject(const CsvRecord& record) {
  DirectoryObject object;
  object.legacy_dn = record.Get("LegacyExchangeDN");
  if (!object.legacy_dn.empty() && !mapi::LooksLikeDn(object.legacy_dn)) {
    return Fail(ErrorCode::kDamaged, fmt::format("LegacyExchangeDN \"{}\" is no DN of the form "
                                                 "/o=.../ou=.../cn=...",
                                                 object.legacy_dn));
  }
  object.smtp = record.Get("PrimarySmtpAddress");
  if (StartsWithFolded(object.smtp, "smtp:")) object.smtp.erase(0, 5);
  REPOINT_ASSIGN(const std::string addresses, List(record, "EmailAddresses"));
  SetAddresses(object, SplitAddresses(addresses));
  object.alias = record.Get("Alias");
  object.display_name = record.Get("DisplayName");
  object.mailbox_guid = Guid(record.Get("ExchangeGuid"));
  object.is_mailbox = IsMailbox(record.Get("RecipientTypeDetails"));
  SetServer(object, record);
  REPOINT_TRY(SetSids(object, record));
  object.key = Key(object, record);
  return object;
}

}  // namespace

const CsvForm kShellCsvForm = {.fixed_columns = {},
                               .needed = kNeeded,
                               .last_needed = {},
                               .remedy = kRemedy,
                               .make = MakeObject};

}  // namespace repoint::console
