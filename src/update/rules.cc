#include "update/rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "mapi/legacy_dn.h"
#include "update/actions.h"

namespace repoint {
namespace {

enum ValueTypes : unsigned { kText = 1, kBinary = 2, kLong = 4, kMultiText = 8 };

struct TypeBit {
  uint16_t type;
  unsigned bit;
};
constexpr TypeBit kTypeBits[] = {
    {mapi::kPtString8, kText}, {mapi::kPtUnicode, kText},        {mapi::kPtBinary, kBinary},
    {mapi::kPtLong, kLong},    {mapi::kPtMvString8, kMultiText}, {mapi::kPtMvUnicode, kMultiText},
};

constexpr unsigned kG = kSettingsSection;
constexpr unsigned kMailbox = kPrivateSection | kTransportSection | kDelegateSection;
constexpr unsigned kStores = kPrivateSection | kDelegateSection | kPublicSection;
// Every section of the account, and those of additional mailboxes with a job of their own.
constexpr unsigned kAll = kSettingsSection | kServiceSection | kPrivateSection | kTransportSection |
                          kDelegateSection | kPublicSection | kOtherSection;
constexpr unsigned kNotPublic = kAll & ~static_cast<unsigned>(kPublicSection);

// clang-format off
constexpr Rule kRules[] = {
    // id     types       sections         explicit              rediscover            reason
    {0x6602, kText,      kG,              ToServer,             Drop,                 "home server"},
    {0x6603, kText,      kG,              ToDn,                 ToDnOrDrop,           "user DN"},
    {0x6607, kText,      kG,              ToUnresolvedName,     ToSmtp,               "unresolved name"},
    {0x6608, kText,      kG,              ToServer,             Drop,                 "unresolved server"},
    {0x6610, kText,      kG,              DropOfOldMailbox,     DropOfOldMailbox,     "OST of the old mailbox"},
    {0x6611, kBinary,    kG,              DropOfOldMailbox,     DropOfOldMailbox,     "OST key of the old mailbox"},
    {0x6612, kText,      kG,              ToServerDn,           Drop,                 "home server DN"},
    {0x6613, kMultiText, kG,              ToBindings,           Drop,                 "home server addresses"},
    {0x661b, kLong,      kG,              Drop,                 Drop,                 "server version"},
    {0x663b, kBinary,    kG,              Drop,                 Drop,                 "server version"},
    {0x6620, kText,      kAll,            ToAccountName,        ToSmtp,               "account name"},
    {0x663d, kText,      kAll,            ToAddress,            ToSmtp,               "user's address"},
    {0x6641, kText,      kAll,            ToAddress,            ToSmtp,               "user's SMTP address"},
    {0x6622, kText,      kAll,            ToProxy,              Drop,                 "RPC proxy"},
    {0x6625, kText,      kAll,            ToProxyPrincipal,     Drop,                 "RPC proxy's principal name"},
    {0x6623, kLong,      kAll,            ToProxyFlags,         Keep,                 "RPC proxy flags"},
    {0x662a, kText,      kAll,            ToFqdn,               Drop,                 "home server FQDN"},
    {0x662b, kText,      kNotPublic,      ToFqdn,               Drop,                 "server FQDN"},
    {0x662b, kText,      kPublicSection,  Drop,                 Drop,                 "public folder server FQDN"},
    {0x664a, kText,      kAll,            Drop,                 Drop,                 "last known good Autodiscover URL"},
    {0x6652, kText,      kAll,            Drop,                 Drop,                 "MAPI/HTTP store URL"},
    {0x6653, kText,      kAll,            Drop,                 Drop,                 "MAPI/HTTP store URL"},
    {0x6654, kText,      kAll,            Drop,                 Drop,                 "MAPI/HTTP address book URL"},
    {0x6655, kText,      kAll,            Drop,                 Drop,                 "MAPI/HTTP address book URL"},
    {0x667b, kText,      kAll,            Drop,                 Drop,                 "offline address book of the source"},
    {0x667c, kText,      kAll,            Drop,                 Drop,                 "offline address book of the source"},
    {0x667d, kLong,      kAll,            Drop,                 Drop,                 "offline address book of the source"},
    {0x6687, kBinary,    kAll,            Drop,                 Drop,                 "address cache"},
    {0x0ff8, kBinary,    kAll,            Drop,                 Drop,                 "mapping signature"},
    {0x660b, kText,      kMailbox,        ToDn,                 ToDnOrDrop,           "mailbox DN"},
    {0x660c, kText,      kMailbox,        ToServer,             Drop,                 "mailbox server"},
    {0x6614, kText,      kMailbox,        ToServerDn,           Drop,                 "mailbox server DN"},
    {0x660c, kText,      kPublicSection,  ToPublicServer,       Drop,                 "public folder server"},
    {0x6614, kText,      kPublicSection,  ToPublicServerDn,     Drop,                 "public folder server DN"},
    {0x7cff, kText,      kNotPublic,      ToMdbDn,              Drop,                 "database DN"},
    {0x7cff, kText,      kPublicSection,  ToPublicMdbDn,        Drop,                 "public folder database DN"},
    {0x3001, kText,      kStores | kG | kServiceSection,
                                          ReplaceAddress,       ReplaceAddress,       "display name"},
    {0x0fff, kBinary,    kStores,         ToStoreId,            ToStoreId,            "store entry id"},
};
// clang-format on

unsigned BitOf(uint16_t type) {
  for (const TypeBit& known : kTypeBits) {
    if (known.type == type) return known.bit;
  }
  return 0;
}

// Bytes that do not decode are never rewritten or deleted: nobody knows what they are.
bool IsOpaque(const RegValue& value, uint16_t type) {
  switch (BitOf(type)) {
    case kText:
      return !DecodesAsText(value, type);
    case kMultiText:
      return !mapi::DecodeMulti(value.data, type);
    case kLong:
      return !mapi::DecodeLong(value.data);
    default:
      return false;
  }
}

const Rule* FindRule(const mapi::PropName& name, SectionKind kind) {
  for (const Rule& rule : kRules) {
    if (rule.id == name.id && (rule.sections & kind) != 0 && (rule.types & BitOf(name.type)) != 0) {
      return &rule;
    }
  }
  return nullptr;
}

Error InSection(Error error, std::string_view section, std::string_view name) {
  error.where = fmt::format("{}\\{}", section, name);
  return error;
}

// A value made anew has the type of docs/profile-format.md, "Values".
RegValue NewText(uint16_t type, std::string_view text) {
  if (type == mapi::kPtString8) return SzValue(text);
  ByteWriter data;
  data.Put(Utf16Bytes(text)).U16(0);
  return {kRegBinary, data.Release()};
}

RegValue NewLong(uint32_t number) { return {kRegBinary, mapi::EncodeLong(number)}; }

// A server of the form guid@domain is reached by its proxy only: what is missing of it is made.
void MakeProxy(Draft& draft, const Job& job, std::string_view settings) {
  static constexpr std::string_view kReason = "RPC proxy, which the target needs";
  if (!HasTextProp(*draft.Section(settings), 0x6622)) {
    draft.Set(settings, "001f6622", NewText(mapi::kPtUnicode, job.last.target_proxy), kReason);
    draft.Set(settings, "001f6625", NewText(mapi::kPtUnicode, "msstd:" + job.last.target_proxy),
              kReason);
  }
  for (const auto& [name, number] : {std::pair("00036623", 0x7u), std::pair("00036627", 2u)}) {
    if (draft.Section(settings)->FindValue(name) == nullptr) {
      draft.Set(settings, name, NewLong(number), kReason);
    }
  }
}

Status MakeText8(Draft& draft, const Job& job, std::string_view settings, std::string_view name,
                 const std::string& text, std::string_view reason) {
  REPOINT_TRY(AnsiBytes(job, text));
  draft.Set(settings, name, NewText(mapi::kPtString8, text), reason);
  return {};
}

}  // namespace

std::span<const Rule> Rules() { return kRules; }

Status ApplyRules(Draft& draft, const Job& job, std::string_view section, SectionKind kind) {
  const KeyTree* found = draft.Section(section);
  if (found == nullptr) return {};
  const KeyTree before = *found;
  for (const NamedValue& value : before.values) {
    const auto name = mapi::ParsePropName(value.name);
    if (!name || name->secure) continue;
    const Rule* rule = FindRule(*name, kind);
    if (rule == nullptr || IsOpaque(value.value, name->type)) continue;
    const Action action =
        job.method == Method::kExplicit ? rule->explicit_action : rule->rediscover_action;
    auto after = action({job, before, kind, name->type, value.value});
    if (!after) return std::unexpected(InSection(after.error(), section, value.name));
    if (*after) {
      draft.Set(section, value.name, std::move(**after), rule->reason);
    } else {
      draft.Delete(section, value.name, rule->reason);
    }
  }
  return {};
}

Status MakeMissingValues(Draft& draft, const Job& job, std::string_view settings, bool ansi_only) {
  const KeyTree* section = draft.Section(settings);
  if (section == nullptr) return {};
  const list::Row& row = job.last;
  if (job.method == Method::kRediscover) {
    const std::string name = TextProp(*section, kPrUnresolvedName, job.ansi).value_or("");
    if (!HasTextProp(*section, kPrUserSmtp) &&
        !EqualsFolded(mapi::BareSmtp(name), row.target_smtp) && !ansi_only) {
      draft.Set(settings, "001f6641", NewText(mapi::kPtUnicode, "SMTP:" + row.target_smtp),
                "user's SMTP address, which Autodiscover needs");
    }
    return {};
  }
  if (!HasTextProp(*section, kPrHomeServer)) {
    REPOINT_TRY(MakeText8(draft, job, settings, "001e6602", row.target_server,
                          "home server, which Outlook needs"));
  }
  if (!HasTextProp(*section, kPrUser)) {
    REPOINT_TRY(
        MakeText8(draft, job, settings, "001e6603", row.target_dn, "user DN, which Outlook needs"));
  }
  if (!row.target_proxy.empty() && !ansi_only && mapi::LooksLikeGuidServer(row.target_server)) {
    MakeProxy(draft, job, settings);
  }
  return {};
}

}  // namespace repoint
